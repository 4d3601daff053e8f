"""The life of a listing: asked again, withdrawn, disconnected, uninstalled, in two countries, taken already."""

from pathlib import Path

import httpx
import pytest

from backend.domain.issues import Cause
from backend.domain.listing import Stage, Status
from backend.domain.marketplace import SellerStatus
from backend.storage import by_hand, lanes, sellers, shops
from tests.lanes.ground import (
    FRANCE,
    GERMANY,
    LIVE,
    edit,
    is_deed,
    listing,
    listings_of,
    press,
    publish,
    started_world,
    statuses,
)
from tests.world import STORE, World

ALL_LIVE = dict.fromkeys(LIVE, "active")
ONCE = dict.fromkeys(LIVE, 1)


async def on_amazon(world: World) -> set[str]:
    """The SKUs that buyers can see."""
    answer = await world.outside.get(f"{world.settings.amazon_sandbox_url}/sandbox/listings")
    return {row["sku"] for row in answer.json() if row["seller_id"] == "A2ATELIERNORD0" and row["status"]}


async def withdraw(world: World, shop_id: int, seller_id: int, sku: str) -> bool:
    kept = await listing(world, shop_id, sku)
    done = await by_hand.ask_withdrawal(world.house.db, shop_id, kept.id, world.now)
    await world.house.web.wake("offers", seller_id)
    return done


async def ask_again(world: World, shop_id: int, seller_id: int, sku: str) -> bool:
    kept = await listing(world, shop_id, sku)
    done = await by_hand.ask_again(world.house.db, shop_id, kept.id, world.now)
    await world.house.web.wake("matching", seller_id)
    return done


async def test_a_withdrawn_listing_leaves_amazon_and_may_come_back(database_url: str, tmp_path: Path) -> None:
    async with started_world(database_url, tmp_path) as (world, _, shop_id, seller_id):
        await publish(world, shop_id, seller_id, LIVE[:2])
        assert await withdraw(world, shop_id, seller_id, LIVE[0])
        assert not await withdraw(world, shop_id, seller_id, LIVE[0])
        await world.settle(30)
        assert await statuses(world, shop_id) == {LIVE[0]: "ended", LIVE[1]: "active"}
        assert await on_amazon(world) == {LIVE[1]}
        assert not await withdraw(world, shop_id, seller_id, LIVE[0])
        await publish(world, shop_id, seller_id, LIVE[:2])
        assert await on_amazon(world) == set(LIVE[:2])
        assert (await listing(world, shop_id, LIVE[0])).status is Status.ACTIVE
        assert await world.published() == {LIVE[0]: 2, LIVE[1]: 1}


async def test_what_never_reached_amazon_ends_at_once(database_url: str, tmp_path: Path) -> None:
    async with started_world(database_url, tmp_path) as (world, _, shop_id, seller_id):
        await publish(world, shop_id, seller_id, ["MV-SALADIER"])
        assert await withdraw(world, shop_id, seller_id, "MV-SALADIER")
        assert (await listing(world, shop_id, "MV-SALADIER")).status is Status.ENDED


@pytest.mark.parametrize("moment", ["match", "preview", "deed", "look"])
async def test_a_withdrawal_asked_for_in_the_middle_of_a_publish_is_not_forgotten(
    database_url: str, tmp_path: Path, moment: str
) -> None:
    async with started_world(database_url, tmp_path) as (world, line, shop_id, seller_id):
        await press(world, shop_id, seller_id, LIVE[:1])
        wanted: list[int] = []

        async def ask(request: httpx.Request) -> None:
            at = {
                "match": request.url.path.endswith("/restrictions"),
                "preview": request.method == "PUT" and "mode" in request.url.params,
                "deed": is_deed(request),
                "look": request.method == "GET" and "/listings/2021-08-01/items" in request.url.path
                and await world.published() != {},
            }  # fmt: skip
            if at[moment] and not wanted:
                (kept,) = await listings_of(world, shop_id)
                wanted.append(kept.id)
                assert await by_hand.ask_withdrawal(world.house.db, shop_id, kept.id, world.now)
                await world.house.web.wake("offers", seller_id)

        line.during = ask
        await world.settle(200)
        assert wanted
        (kept,) = await listings_of(world, shop_id)
        assert (kept.status, kept.stage, kept.claimed) == (Status.ENDED, Stage.REST, False)
        assert await on_amazon(world) == set()


async def test_asking_again_goes_through_everything_once_more(database_url: str, tmp_path: Path) -> None:
    refused = "MV-AMP-E27"
    async with started_world(database_url, tmp_path) as (world, _, shop_id, seller_id):
        await publish(world, shop_id, seller_id, [refused])
        before = await listing(world, shop_id, refused)
        assert (before.status, before.stage) == (Status.INCOMPLETE, Stage.WATCH)
        assert await ask_again(world, shop_id, seller_id, refused)
        assert (await listing(world, shop_id, refused)).status is Status.ON_ITS_WAY
        assert not await ask_again(world, shop_id, seller_id, refused)
        await world.settle(120)
        after = await listing(world, shop_id, refused)
        assert (after.status, after.problem) == (Status.INCOMPLETE, before.problem)
        assert await world.published() == {refused: 2}


async def test_a_listing_deleted_on_amazon_is_ended_and_can_be_published_anew(
    database_url: str, tmp_path: Path
) -> None:
    async with started_world(database_url, tmp_path) as (world, _, shop_id, seller_id):
        await publish(world, shop_id, seller_id, LIVE[:1])
        seller = await sellers.find(world.house.db, world.house.web.vault, seller_id)
        assert seller is not None
        amazon = world.house.web.marketplaces["amazon"]
        await amazon.withdraw(seller.access, FRANCE, LIVE[0], "fr_FR")
        await world.settle(100_000, step=2500)
        kept = await listing(world, shop_id, LIVE[0])
        assert (kept.status, kept.problem and kept.problem.cause) == (Status.ENDED, Cause.DELETED_ON_AMAZON)
        await publish(world, shop_id, seller_id, LIVE[:1])
        assert (await listing(world, shop_id, LIVE[0])).status is Status.ACTIVE
        assert await on_amazon(world) == {LIVE[0]}


async def test_a_sku_that_the_seller_sells_on_another_asin_is_not_taken_over(
    database_url: str, tmp_path: Path
) -> None:
    async with started_world(database_url, tmp_path) as (world, _, shop_id, seller_id):
        await publish(world, shop_id, seller_id, LIVE[1:2])
        other = await listing(world, shop_id, LIVE[1])
        await withdraw(world, shop_id, seller_id, LIVE[1])
        await world.settle(30)
        # Somebody listed our SKU by hand, on the ASIN of another product.
        seller = await sellers.find(world.house.db, world.house.web.vault, seller_id)
        assert seller is not None
        assert other.sent is not None
        offer = type(other.sent)(**{
            name: getattr(other.sent, name) for name in other.sent.__slots__
        } | {"sku": LIVE[0]})  # fmt: skip
        amazon = world.house.web.marketplaces["amazon"]
        await amazon.publish(seller.access, FRANCE, offer, "fr_FR")
        world.clock.advance(60)
        await publish(world, shop_id, seller_id, LIVE[:1])
        kept = await listing(world, shop_id, LIVE[0])
        assert kept.problem is not None
        assert (kept.status, kept.problem.cause) == (Status.INCOMPLETE, Cause.SKU_ON_AMAZON)
        assert (await world.published())[LIVE[0]] == 1


async def test_two_products_never_sell_on_the_same_asin(database_url: str, tmp_path: Path) -> None:
    async with started_world(database_url, tmp_path) as (world, _, shop_id, seller_id):
        rows = await world.house.db.fetch_all("select sku, identifier from variation where identifier <> ''")
        eans = {row["sku"]: row["identifier"] for row in rows}
        await publish(world, shop_id, seller_id, LIVE[:1])
        world.clock.advance(60)
        name = "Bol en grès bleu nuit 14 cm"
        edit(world, "MV-SALADIER", name=name, attributes=[
            {"type": "EXTERNAL_EAN", "name": "EAN", "value": eans[LIVE[0]]}, {"type": "BRAND", "value": "Maison Verte"},
        ])  # fmt: skip
        await world.settle(120)
        await publish(world, shop_id, seller_id, ["MV-SALADIER"])
        kept = await listing(world, shop_id, "MV-SALADIER")
        assert kept.problem is not None
        assert kept.problem.cause in (Cause.ASIN_TAKEN, Cause.CONTRADICTION)
        assert await on_amazon(world) == {LIVE[0]}


async def test_one_seller_lists_the_same_products_in_two_countries(database_url: str, tmp_path: Path) -> None:
    async with started_world(database_url, tmp_path) as (world, _, shop_id, seller_id):
        await press(world, shop_id, seller_id, LIVE)
        await press(world, shop_id, seller_id, LIVE, marketplace_id=GERMANY)
        await world.settle(90)
        kept = await listings_of(world, shop_id)
        assert len(kept) == 2 * len(LIVE)
        assert {each.status for each in kept if each.marketplace_id == FRANCE} == {Status.ACTIVE}
        assert {each.status for each in kept} <= {Status.ACTIVE, Status.INCOMPLETE, Status.INACTIVE}
        answer = await world.outside.get(f"{world.settings.amazon_sandbox_url}/sandbox/listings")
        rows = [row for row in answer.json() if row["seller_id"] == "A2ATELIERNORD0"]
        assert {row["publications"] for row in rows} == {1}
        assert {row["marketplace_id"] for row in rows} == {FRANCE, GERMANY}


async def test_disconnecting_in_the_middle_stops_at_once_and_a_new_consent_goes_on(
    database_url: str, tmp_path: Path
) -> None:
    async with started_world(database_url, tmp_path) as (world, line, shop_id, seller_id):
        cut: list[str] = []

        async def disconnect(request: httpx.Request) -> None:
            if is_deed(request) and not cut:
                cut.append(request.url.path)
                assert await sellers.disconnect(world.house.db, shop_id, seller_id, world.now)

        line.during = disconnect
        await publish(world, shop_id, seller_id, LIVE, 200)
        assert len(await world.published()) == 1
        seller = await sellers.find(world.house.db, world.house.web.vault, seller_id)
        assert seller is not None
        assert (seller.status, seller.refresh_token) == (SellerStatus.DISCONNECTED, "")
        assert await world.connect(shop_id) == seller_id
        await world.settle(200)
        assert await statuses(world, shop_id) == ALL_LIVE
        assert await world.published() == ONCE


async def test_uninstalling_in_the_middle_leaves_nothing_behind(database_url: str, tmp_path: Path) -> None:
    async with started_world(database_url, tmp_path) as (world, line, shop_id, seller_id):
        gone: list[str] = []

        async def uninstall(request: httpx.Request) -> None:
            if is_deed(request) and not gone:
                gone.append(request.url.path)
                assert await shops.uninstall(world.house.db, STORE)

        line.during = uninstall
        await publish(world, shop_id, seller_id, LIVE, 200)
        # A webhook that comes late wakes lanes that are no more.
        await world.house.web.wake("offers", seller_id)
        await world.house.web.wake("catalog", shop_id)
        await world.settle(10)
        assert len(await world.published()) <= 1
        assert {each.kind for each in await lanes.states(world.house.db, world.now)} == {*lanes.COMMON_LANES}
        for table in (
            "shop",
            "seller",
            "product",
            "variation",
            "listing",
            "journal",
            "run",
            "draft",
            "feed",
            "issue",
        ):
            assert await world.house.db.fetch_val(f"select count(*) from {table}") == 0, table


async def test_publishing_twice_at_once_does_nothing_twice(database_url: str, tmp_path: Path) -> None:
    async with started_world(database_url, tmp_path) as (world, _, shop_id, seller_id):
        for _ in range(3):
            await press(world, shop_id, seller_id, LIVE)
        await world.settle(60)
        assert await world.published() == ONCE
        await publish(world, shop_id, seller_id, LIVE)
        assert await world.published() == ONCE
