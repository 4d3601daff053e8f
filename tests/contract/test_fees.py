"""The sandbox's fees are strict about what they are asked, and fail on demand as Amazon's do."""

import json
from typing import Any

import httpx
import pytest

from backend.domain.money import Money
from backend.sandbox.amazon.app import create_amazon
from backend.sandbox.amazon.config import AmazonConfig, credentials
from backend.sandbox.amazon.fees import PATH
from backend.sandbox.site import Ground
from tests.contract.calling import AGENT
from tests.contract.stages import Stage

GIVEN = credentials(AmazonConfig())
SECRETS = ("refresh_token", "client_id", "client_secret")


def asked(**changes: Any) -> dict[str, Any]:
    price = {"ListingPrice": {"CurrencyCode": "EUR", "Amount": 19.99}}
    request = {"MarketplaceId": GIVEN["marketplace_id"], "Identifier": "1", "PriceToEstimateFees": price}
    return {"IdType": "ASIN", "IdValue": GIVEN["asin"], "FeesEstimateRequest": request, **changes}


async def test_every_marketplace_estimates_its_fees_in_order(stage: Stage) -> None:
    price = Money(4990, "EUR")
    known, unknown = await stage.marketplace.fees(
        stage.seller, stage.marketplace_id, [(stage.offer.asin, price), ("B0NOTHERE0", price)]
    )
    assert (known.asin, known.price) == (stage.offer.asin, price)
    assert known.total is not None
    assert 0 < known.total.amount < price.amount
    assert unknown.total is None
    assert unknown.refused
    with pytest.raises(ValueError, match="20"):
        await stage.marketplace.fees(stage.seller, stage.marketplace_id, [("B0NOTHERE0", price)] * 21)


@pytest.mark.parametrize(
    ("body", "status"),
    [
        ([asked()], 200),
        ([asked(IdType="SellerSKU", IdValue=GIVEN["sku"])], 200),
        ([asked()] * 20, 200),
        ([asked()] * 21, 400),
        ([], 400),
        (asked(), 400),
        ([asked(IdType="EAN")], 400),
        ([asked(IdValue="")], 400),
        ([asked(FeesEstimateRequest={"MarketplaceId": GIVEN["marketplace_id"]})], 400),
    ],
    ids=["one", "by SKU", "twenty", "too many", "none", "no list", "other id", "no id", "no price"],
)
async def test_the_sandbox_refuses_what_amazon_would(ground: Ground, body: Any, status: int) -> None:
    site = create_amazon(AmazonConfig(rate_factor=0), ground)
    async with httpx.AsyncClient(
        transport=httpx.ASGITransport(site), base_url="http://127.0.0.1:8802"
    ) as http:
        token = await http.post(
            "/auth/o2/token",
            data={"grant_type": "refresh_token", **{key: GIVEN[key] for key in SECRETS}},
        )
        headers = {
            "x-amz-access-token": token.json()["access_token"], "user-agent": AGENT, "content-type": "application/json",
        }  # fmt: skip
        answer = await http.post(f"/eu{PATH}", content=json.dumps(body), headers=headers)
    assert answer.status_code == status, answer.text
    if status == 200:
        assert {each["Status"] for each in answer.json()} == {"Success"}
