"""Everything our own client says to Amazon is valid, and so is what the sandbox says back."""

import json
from dataclasses import replace
from typing import Any

import httpx
import pytest

from backend.domain.details import Details
from backend.domain.listing import Offer
from backend.domain.marketplace import FeedState, SellerAccess
from backend.domain.money import Money
from backend.domain.policy import Condition
from backend.domain.sought import Sought
from backend.marketplaces.amazon.amazon import AmazonMarketplace
from backend.sandbox.amazon.app import create_amazon
from backend.sandbox.amazon.config import AmazonConfig, credentials
from backend.sandbox.amazon.judge import Judge
from backend.sandbox.clock import SandboxClock
from backend.sandbox.site import Ground
from backend.settings import Amazon
from backend.transport.errors import NotAuthorized
from tests.contract.calling import AGENT
from tests.contract.judged import JudgedTransport
from tests.contract.reference import needs_models

pytestmark = needs_models
RETURN = "http://localhost:8800/amazon/return"
GIVEN = credentials(AmazonConfig())
SELLER = SellerAccess(1, GIVEN["seller_id"], "EU", GIVEN["refresh_token"])
PLACE = GIVEN["marketplace_id"]
OFFER = Offer("LAMP/1 +é", GIVEN["asin"], Money(1999, "EUR"), 3, Condition("new_new"), handling_days=2)


async def test_all_that_our_client_says_is_valid(judge: Judge, ground: Ground, clock: SandboxClock) -> None:
    config = AmazonConfig(rate_factor=0)
    settings = Amazon(
        application_id=config.application_id,
        client_id=config.client_id,
        client_secret=config.client_secret,
        token_url=GIVEN["token_url"],
        api_urls={region: f"{config.address}/{region}" for region in ("na", "eu", "fe")},
        consent_url=config.address,
        draft=False,
        feed_from=1000,
    )
    judged = JudgedTransport(httpx.ASGITransport(create_amazon(config, ground)), judge)
    async with httpx.AsyncClient(transport=judged, headers={"user-agent": AGENT}) as http:
        amazon = AmazonMarketplace(settings, http, return_url=RETURN, clock=clock)
        await everything(amazon, clock)
    called = {verdict.operation.rpartition(".")[2] for verdict in judged.verdicts}
    assert called >= {"token", "feed", "report", "putListingsItem", "deleteListingsItem", "getFeeds"}
    assert called >= {"searchDefinitionsProductTypes", "getDefinitionsProductType", "getMyFeesEstimates"}
    assert judged.problems == []


async def everything(amazon: AmazonMarketplace, clock: SandboxClock) -> None:
    """Every act of the port, once or twice."""
    assert await amazon.participations(SELLER)
    for kind, value in (("EAN", GIVEN["ean"]), ("ASIN", GIVEN["asin"])):
        assert await amazon.find_by_identifiers(SELLER, PLACE, kind, [value, "nonsense"])
        for sought in (
            Sought(kind, value),
            Sought("SKU", GIVEN["sku"]),
            Sought("WORDS", "cabin suitcase, wheels"),
        ):
            found = await amazon.search_catalog(SELLER, PLACE, sought, "de_DE", interactive=True)
            assert GIVEN["asin"] in [item.asin for item in found]
    assert await amazon.search_catalog(SELLER, PLACE, Sought("ASIN", "B0UNKNOWN0"), "") == []
    assert await amazon.search_catalog(SELLER, PLACE, Sought("SKU", "A,B"), "") == []
    await amazon.restrictions(SELLER, PLACE, GIVEN["asin"], OFFER.condition)
    await fees_and_notes(amazon)
    assert (await amazon.preview(SELLER, PLACE, OFFER, "de_DE")).accepted
    assert (await amazon.publish(SELLER, PLACE, OFFER, "de_DE")).accepted
    clock.advance(60)
    await new_product(amazon, clock)
    comma = replace(OFFER, sku="A,B")
    assert OFFER.sku in await amazon.shown(SELLER, PLACE, [OFFER.sku, comma.sku, GIVEN["sku"]], "en_US")
    document = await amazon.upload_feed(SELLER, {1: comma, 2: replace(OFFER, asin="B0UNKNOWN0")}, PLACE)
    feed_id = await amazon.start_feed(SELLER, PLACE, document)
    clock.advance(600)
    feed = await amazon.feed(SELLER, feed_id)
    assert feed.state is FeedState.DONE
    await amazon.feed_report(SELLER, feed)
    assert feed_id in [one.id for one in await amazon.recent_feeds(SELLER, PLACE, int(clock()) - 3600)]
    assert (await amazon.withdraw(SELLER, PLACE, OFFER.sku, "de_DE")).accepted
    with pytest.raises(NotAuthorized):
        await amazon.redeem("a code that nobody gave")


async def fees_and_notes(amazon: AmazonMarketplace) -> None:
    """What would be kept of a sale, and a note on used goods."""
    known, unknown, other = await amazon.fees(
        SELLER, PLACE, [(GIVEN["asin"], OFFER.price), ("B0UNKNOWN0", OFFER.price), (GIVEN["asin"], Money(5, "JPY"))]
    )  # fmt: skip
    assert known.total and known.remains
    assert known.total + known.remains == OFFER.price
    assert unknown.total is None and unknown.refused and other.total is None
    assert await amazon.fees(SELLER, PLACE, []) == []
    used = replace(OFFER, condition=Condition.USED_GOOD, condition_note="Quelques rayures, tout fonctionne.")
    assert (await amazon.preview(SELLER, PLACE, used, "de_DE")).accepted


async def new_product(amazon: AmazonMarketplace, clock: SandboxClock) -> None:
    """A product type found, read, and a product made with it."""
    found = await amazon.find_types(SELLER, PLACE, "de_DE", title="Sac à dos")
    assert "LUGGAGE" in [one.name for one in found]
    assert await amazon.find_types(SELLER, PLACE, "de_DE", words="bag, cup")
    assert len(await amazon.find_types(SELLER, PLACE, "")) > 3
    definition = await amazon.type_definition(SELLER, PLACE, "HOME", "fr_FR", interactive=True)
    schema = json.loads(await amazon.type_schema(definition))
    assert set(schema["required"]) <= set(schema["properties"])
    details = Details("HOME", home(), exempt=True)
    offer = replace(OFFER, sku="NEW-1", asin="", product_type="HOME", details=details.key)
    assert set(amazon.said(offer, PLACE, details)) > set(details.attributes)
    assert not (await amazon.preview(SELLER, PLACE, offer, "de_DE", Details("HOME", {}))).accepted
    assert (await amazon.preview(SELLER, PLACE, offer, "de_DE", details, interactive=True)).accepted
    assert (await amazon.publish(SELLER, PLACE, offer, "de_DE", details)).accepted
    clock.advance(60)
    shown = (await amazon.shown(SELLER, PLACE, ["NEW-1"], "de_DE"))["NEW-1"]
    assert shown.buyable and shown.asin and shown.product_type == "HOME"


def home() -> dict[str, Any]:
    """What the type HOME asks for."""
    texts = {"item_name": "Saladier", "brand": "Maison", "product_description": "Bambou."}
    place = {"marketplace_id": PLACE}
    return {
        **{name: [{"value": text, "language_tag": "de_DE", **place}] for name, text in texts.items()},
        "country_of_origin": [{"value": "FR", **place}],
    }
