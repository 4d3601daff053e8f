"""Notices of Amazon: what they make quicker."""

import json
from pathlib import Path

import pytest

from backend import doctor
from backend.storage import order_looks, sellers, shops
from backend.transport.errors import RemoteError
from tests.lanes.counter import BOWL, SELLER, is_revision, sell, shop_orders, there
from tests.lanes.ground import FRANCE, GERMANY, LIVE, edit, judged_world, listing, press
from tests.lanes.listening import counted, kept, listening, queue_of, settle

NO_ORDERS = "ORDER_CHANGE *"


async def test_a_sale_reaches_the_shop_long_before_the_next_search_and_costs_none(
    database_url: str, tmp_path: Path
) -> None:
    async with listening(database_url, tmp_path) as (world, line, _, _):
        before = await kept(world, "stock")
        searches = counted(line, "/orders")
        spent = []
        for hear in (False, True):
            found = len(searches)
            for _ in range(3):
                sell(world)
                await settle(world, 400, hear=hear)
            spent.append(len(searches) - found)
        assert spent[1] <= spent[0]
        assert await kept(world, "stock") == before - 6
        # The last search is just over: the next is three minutes away.
        found = len(searches)
        while len(searches) == found:
            await settle(world, 5)
        sell(world)
        found = len(searches)
        await settle(world, 60)
        assert len(searches) == found
        assert len(shop_orders(world)) == 7
        assert (await kept(world, "stock"), await kept(world, "sold")) == (before - 7, 0)
        assert there(world) == before - 7


async def test_a_cancellation_and_a_shipment_are_heard_too(migrated_url: str, tmp_path: Path) -> None:
    async with listening(migrated_url, tmp_path) as (world, _, _, _):
        sent, given_up = sell(world), sell(world, pending=True)
        await settle(world, 30)
        world.other.orders.ship(sent)
        world.other.orders.cancel(given_up)
        await settle(world, 60)
        states = {one["externalTransactionId"]: one for one in shop_orders(world)}
        assert states[sent]["fulfillmentStatus"] == "SHIPPED"
        assert states[given_up]["paymentStatus"] == "CANCELLED"


async def test_a_quantity_that_nobody_expected_betrays_the_sale_at_once(
    database_url: str, tmp_path: Path
) -> None:
    async with listening(database_url, tmp_path) as (world, _, _, _):
        world.other.amazon_ground.faults.arm("lost_notice", site="amazon", operation=NO_ORDERS)
        sell(world, 2)
        await settle(world, 10)
        assert await kept(world, "inferred") == 2
        assert shop_orders(world) == []


async def test_our_own_revisions_are_not_read_again_for_their_notices(
    migrated_url: str, tmp_path: Path
) -> None:
    async with listening(migrated_url, tmp_path) as (world, line, _, _):
        before = there(world)
        assert before is not None
        edit(world, BOWL, quantity=before - 2)
        await settle(world, 300)
        assert there(world) == before - 2
        revisions = []
        line.before = lambda request: revisions.append(request.url.path) if is_revision(request) else None
        await settle(world, 300)
        assert revisions == []
        assert await world.house.db.fetch_val("select n from notice_count where kind = 'quantity'") >= 1


async def test_a_live_listing_that_is_looked_at_daily_is_looked_at_when_amazon_says_so(
    migrated_url: str, tmp_path: Path
) -> None:
    async with listening(migrated_url, tmp_path) as (world, _, shop_id, _):
        await settle(world, 900)
        world.other.amazon_ground.faults.arm("lost_notice", site="amazon", operation="*_QUANTITY_CHANGE *")
        world.other.by_hand.edit(SELLER, FRANCE, BOWL, quantity="0")
        at = world.now
        quiet = await world.house.db.fetch_val("select next_at from listing")
        assert quiet > at + 3600
        await settle(world, 10)
        shown_at = (await listing(world, shop_id, BOWL)).shown_at
        assert shown_at is not None and shown_at > at


async def test_a_feed_is_asked_about_when_amazon_says_that_it_is_done(
    migrated_url: str, tmp_path: Path
) -> None:
    async with listening(migrated_url, tmp_path, STORELANE_FEED_FROM="2") as (
        world,
        line,
        shop_id,
        seller_id,
    ):
        world.other.amazon_ground.faults.arm("slow_feed", site="amazon", times=1, seconds=290)
        await press(world, shop_id, seller_id, LIVE[1:4])
        await settle(world, 200)
        asked = counted(line, "/feeds/50000")
        await world.house.db.execute("update feed set next_at = :later", {"later": world.now + 5000})
        await settle(world, 150)
        assert await world.house.db.fetch_val("select state from feed") == "done"
        assert len(asked) <= 2


async def test_an_account_of_two_shops_is_looked_at_for_both(database_url: str, tmp_path: Path) -> None:
    async with listening(database_url, tmp_path) as (world, _, _, seller_id):
        vault, db = world.house.web.vault, world.house.db
        other_shop = await shops.install(db, vault, 1004, "token", "", world.now)
        other = await sellers.connect(db, vault, other_shop, "amazon", "EU", SELLER, "Atzr|x", world.now)
        code = sell(world)
        await world.house.notices.once()
        for each in (seller_id, other):
            assert [look.order_code for look in await order_looks.waiting(db, each)] == [code]


async def test_more_pieces_still_leave_when_orders_are_fresh_though_notices_come(
    migrated_url: str, tmp_path: Path
) -> None:
    async with listening(migrated_url, tmp_path) as (world, _, _, _):
        before = there(world)
        assert before is not None
        edit(world, BOWL, quantity=before + 5)
        await settle(world, 20)
        for _ in range(4):
            sell(world)
            await settle(world, 60)
        await settle(world, 200)
        assert there(world) == before + 1


async def test_in_two_countries_one_sale_is_one_quantity_notice(migrated_url: str, tmp_path: Path) -> None:
    async with listening(migrated_url, tmp_path) as (world, _, shop_id, seller_id):
        await press(world, shop_id, seller_id, [BOWL], marketplace_id=GERMANY)
        await settle(world, 400)
        sell(world)
        bodies = [json.loads(one.body) for one in queue_of(world).receive("storelane", 10, 0)]
        kinds = sorted(body["NotificationType"] for body in bodies)
        assert kinds == ["LISTINGS_ITEM_MFN_QUANTITY_CHANGE", "ORDER_CHANGE"]


async def test_the_figures_count_them_and_the_doctor_tries_the_queue(
    migrated_url: str, tmp_path: Path
) -> None:
    async with listening(migrated_url, tmp_path) as (world, _, _, _):
        sell(world)
        await settle(world, 10)
        figures = (await world.browser.get("/metrics")).text
        assert 'storelane_notices_total{kind="order"} 1.0' in figures
        examine = dict(doctor.CHECKS)["Amazon queue"]
        assert await examine(world.house) == "notifications can be taken out"
        world.other.amazon_ground.faults.arm("outage", site="amazon", operation="POST /queue/", times=1)
        with pytest.raises(RemoteError):
            await examine(world.house)
    async with judged_world(migrated_url, tmp_path) as (world, _):
        assert (await examine(world.house)).startswith("none set")
