"""Who is let into the simulated API, how often, and with which words others are refused."""

from typing import Any

import pytest

from backend.sandbox.amazon.config import AmazonConfig
from tests.sandbox.amazon.seller_client import PLACE, Seller, open_seller

PARTICIPATIONS = "/sellers/v1/marketplaceParticipations"


def error(answer: Any) -> tuple[int, str, str]:
    first = answer.json()["errors"][0]
    return answer.status_code, first["code"], first["details"]


async def test_every_answer_has_a_request_id_and_successes_a_rate(seller: Seller) -> None:
    answer = await seller.call("GET", PARTICIPATIONS)
    assert answer.headers["x-amzn-requestid"]
    assert answer.headers["x-amzn-ratelimit-limit"] == "0.016"


async def test_participations_hold_pseudo_marketplaces(seller: Seller) -> None:
    rows = (await seller.call("GET", PARTICIPATIONS)).json()["payload"]
    assert any("SI Prod" in row["marketplace"]["name"] for row in rows)


async def test_the_plain_address_serves_the_region_of_the_token(seller: Seller) -> None:
    assert (await seller.http.get(PARTICIPATIONS, headers=seller.headers)).status_code == 200


async def test_a_missing_wrong_or_old_token_is_refused(seller: Seller) -> None:
    kept, seller.headers = seller.headers, {}
    missing = error(await seller.call("GET", PARTICIPATIONS))
    assert missing == (403, "Unauthorized", "Access token is missing in the request header.")
    seller.headers = {"x-amz-access-token": "Atza|wrong"}
    assert "malformed" in error(await seller.call("GET", PARTICIPATIONS))[2]
    seller.headers = kept
    seller.pass_time(3600)
    assert "expired" in error(await seller.call("GET", PARTICIPATIONS))[2]


async def test_the_wrong_region_seller_or_marketplace_gets_empty_details(seller: Seller) -> None:
    wrong = await seller.http.get(f"/na{PARTICIPATIONS}", headers=seller.headers)
    assert error(wrong) == (403, "Unauthorized", "")
    other = await seller.call("GET", "/listings/2021-08-01/items/AOTHER/X", marketplaceIds=PLACE)
    assert error(other) == (403, "Unauthorized", "")
    closed = await seller.call("GET", seller.path("X"), marketplaceIds="ATVPDKIKX0DER")
    assert error(closed) == (403, "Unauthorized", "")
    assert "x-amzn-ratelimit-limit" not in closed.headers


async def test_a_missing_role_looks_the_same(seller: Seller) -> None:
    seller.ground.faults.arm("role_missing", times=1)
    assert error(await seller.call("GET", PARTICIPATIONS)) == (403, "Unauthorized", "")


async def test_an_unknown_parameter_or_path_is_refused(seller: Seller) -> None:
    assert (await seller.call("GET", PARTICIPATIONS, nonsense="1")).status_code == 400
    assert error(await seller.call("GET", "/orders/v0/nothing"))[1] == "MissingAuthenticationToken"
    unknown = await seller.call("GET", seller.path("X"), marketplaceIds="ANOWHERE")
    assert error(unknown)[:2] == (400, "InvalidInput")


async def test_a_missing_user_agent_is_refused(seller: Seller) -> None:
    seller.headers = {**seller.headers, "user-agent": ""}
    assert (await seller.call("GET", PARTICIPATIONS)).status_code == 400


async def test_the_usage_plan_counts_and_fills_up_again() -> None:
    seller = open_seller(AmazonConfig(address="http://amazon"))
    await seller.sign_in()
    path = "/catalog/2022-04-01/items"
    asked = {"marketplaceIds": PLACE, "keywords": "becher"}
    answers = [(await seller.call("GET", path, **asked)).status_code for _ in range(3)]
    assert answers == [200, 200, 429]
    refused = await seller.call("GET", path, **asked)
    assert error(refused)[1] == "QuotaExceeded"
    assert not {"retry-after", "x-amzn-ratelimit-limit"} & set(refused.headers)
    seller.pass_time(0.5)
    assert (await seller.call("GET", path, **asked)).status_code == 200


@pytest.mark.parametrize(("name", "status"), [("throttle", 429), ("outage", 503)])
async def test_faults_answer_in_amazons_words(seller: Seller, name: str, status: int) -> None:
    seller.ground.faults.arm(name, times=1)
    answer = await seller.call("GET", PARTICIPATIONS)
    assert answer.status_code == status
    assert "retry-after" not in answer.headers
    assert answer.json()["errors"]
