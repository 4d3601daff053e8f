"""Sale, list and business prices on their way: they arrive on Amazon, are seen, change one by one, and go again."""

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import httpx

from backend.domain.listing import Business, Sale
from backend.domain.money import Money
from backend.domain.policy import PolicyKind
from backend.domain.revising import waits_for_word
from backend.domain.selling import (
    BusinessPrice,
    Change,
    ChangeKind,
    Conversion,
    OwnRate,
    Period,
    PriceFrom,
    PriceSource,
    SalePrice,
    Tier,
)
from backend.sandbox.shop.products import Products
from backend.storage import by_hand, policies, revising, shipping_templates
from backend.web.explaining import beside
from tests.lanes.counter import BOWL, SELLER, is_revision, set_selling, wake
from tests.lanes.ground import FRANCE, Line, edit, judged_world, listing, publish, start, started_world
from tests.world import STORE, World

TODAY = "2026-05-28"
LESS = (Change(ChangeKind.PERCENT, -1_000),)
SALE = SalePrice(PriceFrom(), LESS, Period.DATES, "2026-05-20", "2026-05-29")
COMPANIES = BusinessPrice(PriceFrom(), (), (Tier(5, 500), Tier(10), Tier(20, 500)))
ALL: dict[str, Any] = {"sale": SALE, "list_price": PriceFrom(PriceSource.COMPARE_AT), "business": COMPANIES}


def euros(amount: int) -> Money:
    return Money(amount, "EUR")


def offer_there(world: World) -> dict[str, Any]:
    found = world.other.orders._listings.get(SELLER, FRANCE, BOWL)  # type: ignore[attr-defined]
    assert found is not None
    offer: dict[str, Any] = found["shown"]["offer"]
    return offer


async def change_policy(world: World, shop_id: int, seller_id: int, **wish: Any) -> None:
    await set_selling(world, shop_id, **wish)
    kept = (await policies.defaults(world.house.db, shop_id))[PolicyKind.SELLING]
    assert await revising.mark_policy(world.house.db, kept.id, world.now) == 1
    await wake(world, seller_id, "offers")
    await world.settle(40)


def listening(line: Line) -> list[list[str]]:
    """The operations of every revision that goes out from now on."""
    heard: list[list[str]] = []

    def hear(request: httpx.Request) -> None:
        if is_revision(request):
            heard.append([patch["op"] for patch in json.loads(request.content)["patches"]])

    line.before = hear
    return heard


async def published(world: World, **wish: Any) -> tuple[int, int]:
    """A bowl with all prices that a shop can have, published by a policy: (shop, seller)."""
    shop_id, seller_id = await start(world)
    edit(world, BOWL, price=15, compareToPrice=18.5, wholesalePrices=[{"quantity": 8, "price": 13.5}])
    await world.settle(130)
    await set_selling(world, shop_id, **wish)
    await publish(world, shop_id, seller_id, [BOWL], 120)
    return shop_id, seller_id


async def test_all_prices_of_a_policy_arrive_on_amazon_and_are_seen(
    database_url: str, tmp_path: Path
) -> None:
    async with judged_world(database_url, tmp_path) as (world, _):
        shop_id, _seller = await published(world, **ALL)
        kept = await listing(world, shop_id, BOWL)
        assert kept.sent is not None and kept.explained is not None and kept.shown is not None
        assert kept.sent.sale == Sale(euros(1350), "2026-05-20", "2026-05-29")
        assert kept.sent.list_price == euros(1850)
        assert kept.sent.business == Business(euros(1500), ((5, euros(1425)), (10, euros(1350))))
        assert kept.shown.price == euros(1350), "the sale runs"
        assert kept.shown.business_price == euros(1500)
        seen = offer_there(world)
        assert (seen["price"], seen["sale"][0], seen["list_price"]) == ("15.00", "13.50", "18.50")
        assert (seen["business"], seen["tiers"]) == ("15.00", [[5, "14.25"], [10, "13.50"]])
        told = beside(kept.explained, TODAY)
        assert [title for title, _ in told] == ["Sale price", "List price", "Price for companies"]
        assert told[2][1][-1].words.startswith("From 20 pieces on: left out")
        rows = await world.house.db.fetch_all(
            "select field from sent_field where listing_id = :id", {"id": kept.id}
        )
        sent = {row["field"] for row in rows}
        assert {"sale_price", "list_price", "business_price", "business_tiers"} <= sent


async def test_prices_go_one_by_one_and_nothing_is_sent_twice(database_url: str, tmp_path: Path) -> None:
    async with judged_world(database_url, tmp_path) as (world, line):
        shop_id, seller_id = await published(world, **ALL)
        heard = listening(line)
        await change_policy(world, shop_id, seller_id, **{**ALL, "business": BusinessPrice()})
        assert heard == [["merge"]]
        assert (offer_there(world)["business"], offer_there(world)["tiers"]) == ("15.00", [])
        await change_policy(world, shop_id, seller_id)
        assert heard == [["merge"], ["merge", "delete", "delete"]]
        seen = offer_there(world)
        assert (seen["sale"], seen["list_price"], seen["business"]) == (None, None, None)
        kept = await listing(world, shop_id, BOWL)
        assert kept.sent is not None and kept.shown is not None
        assert (kept.sent.sale, kept.sent.list_price, kept.sent.business) == (None, None, None)
        assert (kept.shown.price, kept.shown.business_price) == (euros(1500), None)
        await world.settle(200, 20)
        assert len(heard) == 2, "sent again though nothing differs"


async def test_a_sale_goes_by_itself_on_the_day_after_its_last(migrated_url: str, tmp_path: Path) -> None:
    async with judged_world(migrated_url, tmp_path) as (world, line):
        shop_id, _seller = await published(world, sale=SALE)
        kept = await listing(world, shop_id, BOWL)
        assert kept.sent is not None and kept.sent.sale is not None
        day = await world.house.db.fetch_val("select look_again from listing where id = :id", {"id": kept.id})
        assert day == "2026-05-30"
        heard = listening(line)
        world.clock.advance(20 * 3600)
        await world.settle(200, 20)
        assert not heard, "its last day is not over"
        world.clock.advance(12 * 3600)
        await world.settle(300, 20)
        kept = await listing(world, shop_id, BOWL)
        assert kept.sent is not None and kept.explained is not None
        assert kept.sent.sale is None and len(heard) == 1
        assert kept.explained.sale_steps[-1].word == "sale_over"
        assert offer_there(world)["sale"] is None
        assert not await revising.day_has_come(world.house.db, shop_id, "2099-01-01")


async def test_a_price_crosses_over_by_the_merchants_own_rate(migrated_url: str, tmp_path: Path) -> None:
    """The shop sells in euros and the policy's price is in pounds: rates that the merchant gave lead back."""
    async with started_world(migrated_url, tmp_path) as (world, _, shop_id, seller_id):
        product = Products(world.other.shop.platform).by_sku(STORE, BOWL)
        assert product is not None
        pounds = {"name": "Pounds", "value": "12,50 £"}
        edit(world, BOWL, price=15, attributes=[*product["attributes"], pounds])
        await world.settle(130)
        await set_selling(
            world, shop_id, price=PriceFrom(PriceSource.ATTRIBUTE, "Pounds"), conversion=Conversion.OWN,
            rates=(OwnRate("GBP", "EUR", "1.2"),),
        )  # fmt: skip
        await publish(world, shop_id, seller_id, [BOWL], 120)
        kept = await listing(world, shop_id, BOWL)
        assert kept.explained is not None and kept.sent is not None
        assert kept.sent.price == euros(1500)
        assert [(step.word, step.value, step.currency) for step in kept.explained.price_steps] == [
            ("attribute", 1250, "GBP"), ("converted", 1500, ""),
        ]  # fmt: skip


async def test_where_a_seller_has_no_amazon_business_no_price_for_companies_is_sent(
    migrated_url: str, tmp_path: Path
) -> None:
    """Amazon refuses an offer that has one, and a refused offer would hold the stock with it."""
    async with judged_world(migrated_url, tmp_path) as (world, _):
        world.other.templates.change(SELLER, "FR", "no_companies")
        shop_id, _seller = await published(world, **ALL)
        kept = await listing(world, shop_id, BOWL)
        assert kept.sent is not None and kept.explained is not None
        assert (kept.status.value, kept.sent.business, offer_there(world)["business"]) == (
            "active",
            None,
            None,
        )
        assert beside(kept.explained, TODAY)[-1][1][-1].words.startswith("Not sent: this Amazon account")
        for act, companies in (("companies", "15.00"), ("no_companies", None)):
            world.other.templates.change(SELLER, "FR", act)
            for seller in await shipping_templates.look_now(world.house.db, shop_id, world.now):
                await wake(world, seller, "product_types")
            await world.settle(60)
            assert offer_there(world)["business"] == companies


async def test_a_sale_that_is_far_too_low_waits_for_the_merchant(migrated_url: str, tmp_path: Path) -> None:
    async with judged_world(migrated_url, tmp_path) as (world, _):
        shop_id, seller_id = await published(world)
        low = replace(SALE, changes=(Change(ChangeKind.PERCENT, -9_000),))
        await change_policy(world, shop_id, seller_id, sale=low)
        kept = await listing(world, shop_id, BOWL)
        assert (kept.asked_price, offer_there(world)["sale"]) == (150, None)
        assert waits_for_word(kept.explained) == "sale"
        await by_hand.decide(world.house.db, shop_id, [kept.id], True, world.now)
        await wake(world, seller_id, "offers")
        await world.settle(40)
        assert offer_there(world)["sale"][0] == "1.50"
        assert (await listing(world, shop_id, BOWL)).asked_price is None
