"""Consent and tokens of the simulated Amazon."""

from urllib.parse import parse_qs, urlsplit

import httpx
import pytest

from backend.sandbox.amazon.config import APPLICATION_ID, READY_TOKEN, AmazonConfig
from tests.sandbox.amazon.seller_client import Seller, open_seller

BACK = "http://localhost:8800/amazon/return"
CONSENT = "/sellercentral/de/apps/authorize/consent"
ATELIER = {"login": "atelier@example.com", "agree": "yes", "decision": "confirm"}
ASKED = {"application_id": APPLICATION_ID, "state": "xyz", "redirect_uri": BACK}


def query_of(answer: httpx.Response) -> dict[str, str]:
    assert answer.status_code == 303, answer.text[-600:]
    return {name: values[0] for name, values in parse_qs(urlsplit(answer.headers["location"]).query).items()}


async def code_from(seller: Seller) -> dict[str, str]:
    return query_of(await seller.http.post(CONSENT, params=ASKED, data=ATELIER))


async def exchanged(seller: Seller, code: str, **other: str) -> httpx.Response:
    form = {"grant_type": "authorization_code", "code": code, "redirect_uri": BACK}
    known = {name: seller.known[name] for name in ("client_id", "client_secret")}
    return await seller.http.post("/auth/o2/token", data={**form, **known, **other})


async def test_consent_leads_to_a_code_and_the_code_once_to_tokens(seller: Seller) -> None:
    back = await code_from(seller)
    assert (back["state"], back["selling_partner_id"]) == ("xyz", "A2ATELIERNORD0")
    first = await exchanged(seller, back["spapi_oauth_code"])
    assert set(first.json()) == {"access_token", "token_type", "expires_in", "refresh_token"}
    assert first.headers["cache-control"] == "no-store"
    second = await exchanged(seller, back["spapi_oauth_code"])
    assert (second.status_code, second.json()["error"]) == (400, "invalid_grant")


async def test_a_code_dies_after_five_minutes(seller: Seller) -> None:
    code = (await code_from(seller))["spapi_oauth_code"]
    seller.pass_time(300)
    assert (await exchanged(seller, code)).json()["error"] == "invalid_grant"


async def test_the_consent_page_cannot_be_framed(seller: Seller) -> None:
    page = await seller.http.get(CONSENT, params=ASKED)
    assert (page.status_code, page.headers["x-frame-options"]) == (200, "DENY")


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"application_id": "other"}, "MD1000"),
        ({"version": "beta"}, "MD1000"),
        ({"redirect_uri": "http://localhost:8800/other"}, "MD5101"),
        ({"redirect_uri": f"{BACK}#part"}, "MD5110"),
    ],
)
async def test_a_wrong_question_shows_amazons_error(
    seller: Seller, change: dict[str, str], code: str
) -> None:
    page = await seller.http.get(CONSENT, params={**ASKED, **change})
    assert page.status_code == 400
    assert code in page.text


async def test_only_the_primary_user_may_authorise(seller: Seller) -> None:
    form = {**ATELIER, "login": "assistant@example.com"}
    page = await seller.http.post(CONSENT, params=ASKED, data=form)
    assert "SPDC8143" in page.text


async def test_a_draft_needs_the_beta_version() -> None:
    seller = open_seller(AmazonConfig(address="http://amazon", draft=True))
    assert (await seller.http.get(CONSENT, params=ASKED)).status_code == 400
    assert (await seller.http.get(CONSENT, params={**ASKED, "version": "beta"})).status_code == 200


async def test_the_consent_host_can_be_a_seller_central_host_or_plain(seller: Seller) -> None:
    host = "/sellercentral/sellercentral.amazon.co.jp/apps/authorize/consent"
    assert "the Far East" in (await seller.http.get(host, params=ASKED)).text
    assert (await seller.http.get("/apps/authorize/consent", params=ASKED)).status_code == 200


async def test_the_appstore_sends_the_seller_to_the_application_and_back(seller: Seller) -> None:
    form = {"login": "kite@example.com", "region": "fe"}
    there = query_of(await seller.http.post("/appstore", data=form))
    assert there["selling_partner_id"] == "A1KITEFAREAST0"
    path = urlsplit(there["amazon_callback_uri"]).path
    query = {"amazon_state": there["amazon_state"], "state": "ours", "redirect_uri": BACK}
    back = query_of(await seller.http.get(path, params=query))
    assert (back["state"], back["selling_partner_id"]) == ("ours", "A1KITEFAREAST0")
    assert (await exchanged(seller, back["spapi_oauth_code"])).status_code == 200
    assert (await seller.http.get(path, params=query)).status_code == 400


@pytest.mark.parametrize(
    ("change", "status", "error"),
    [
        ({"client_secret": "wrong"}, 401, "invalid_client"),
        ({"refresh_token": ""}, 400, "invalid_request"),
        ({"refresh_token": "Atzr|unknown"}, 400, "invalid_grant"),
        ({"grant_type": "password"}, 400, "unsupported_grant_type"),
        ({"grant_type": "client_credentials", "scope": "nonsense"}, 400, "invalid_scope"),
    ],
)
async def test_the_token_endpoint_refuses_in_amazons_words(
    seller: Seller, change: dict[str, str], status: int, error: str
) -> None:
    answer = await seller.http.post("/auth/o2/token", data=seller.form(**change))
    assert (answer.status_code, answer.json()["error"]) == (status, error)


async def test_grantless_tokens_exist(seller: Seller) -> None:
    form = seller.form(grant_type="client_credentials", scope="sellingpartnerapi::notifications")
    answer = await seller.http.post("/auth/o2/token", data=form)
    assert set(answer.json()) == {"access_token", "token_type", "expires_in"}


@pytest.mark.parametrize("action", ["revoke", "age"])
async def test_a_consent_taken_back_or_a_year_old_refreshes_no_more(seller: Seller, action: str) -> None:
    await seller.http.post("/manage-apps", data={"token": READY_TOKEN, "action": action})
    answer = await seller.http.post("/auth/o2/token", data=seller.form())
    assert answer.json()["error"] == "invalid_grant"
    assert (await seller.call("GET", "/sellers/v1/marketplaceParticipations")).status_code == 200


@pytest.mark.parametrize(
    ("fault", "error"), [("revoked_consent", "invalid_grant"), ("wrong_secret", "invalid_client")]
)
async def test_faults_of_the_token_endpoint(seller: Seller, fault: str, error: str) -> None:
    seller.ground.faults.arm(fault, times=1)
    assert (await seller.http.post("/auth/o2/token", data=seller.form())).json()["error"] == error
    assert (await seller.http.post("/auth/o2/token", data=seller.form())).status_code == 200


async def test_a_new_consent_ends_the_one_before_but_not_the_self_authorisation(seller: Seller) -> None:
    form = {**ATELIER, "login": "ready@example.com"}
    tokens = []
    for _ in range(2):
        back = query_of(await seller.http.post(CONSENT, params=ASKED, data=form))
        tokens.append((await exchanged(seller, back["spapi_oauth_code"])).json()["refresh_token"])
    answers = [
        (await seller.http.post("/auth/o2/token", data=seller.form(refresh_token=token))).status_code
        for token in [*tokens, READY_TOKEN]
    ]
    assert answers == [400, 200, 200]
