"""Notices of Amazon: what they make quicker, and that nothing depends on them."""

import asyncio
import json
import logging
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import httpx
import pytest

from backend.domain.listing import Status
from backend.other_side import amazon_config
from backend.sandbox.amazon.queues import Queues
from backend.storage import order_looks, sellers, shops
from tests.lanes.counter import BOWL, SELLER, is_revision, sell, shop_orders, there
from tests.lanes.ground import FRANCE, LIVE, Line, edit, judged_world, listing, press, publish, start
from tests.world import World, open_app

QUEUE = {"STORELANE_AMAZON_QUEUE_URL": "sandbox"}
NO_ORDERS = "ORDER_CHANGE *"


@asynccontextmanager
async def listening(url: str, folder: Path, **more: str) -> AsyncIterator[tuple[World, Line, int, int]]:
    """A world with a queue, one product live and everything at rest: the world, its line, our shop, our seller."""
    async with judged_world(url, folder, **{**QUEUE, **more}) as (world, line):
        open_app(world)
        shop_id, seller_id = await start(world)
        await publish(world, shop_id, seller_id, [BOWL])
        await settle(world, 400)
        yield world, line, shop_id, seller_id


async def settle(world: World, seconds: int, step: int = 5, *, hear: bool = True) -> None:
    """Time passes; the worker works and the notices are heard."""
    for _ in range(0, seconds, step):
        world.clock.advance(step)
        if hear:
            await world.house.notices.once()
        await world.other.shop.webhooks.deliver_due()
        await world.house.worker.run_until_idle()


def counted(line: Line, *endings: str) -> list[str]:
    """The paths of the calls that end so, from now on."""
    paths: list[str] = []

    def see(request: httpx.Request) -> None:
        if request.url.path.endswith(endings):
            paths.append(request.url.path)

    line.before = see
    return paths


async def kept(world: World, column: str, sku: str = BOWL) -> int:
    return int(
        await world.house.db.fetch_val(f"select {column} from variation where sku = :sku", {"sku": sku})
    )


def queue_of(world: World) -> Queues:
    ground = world.other.amazon_ground
    return Queues(amazon_config(world.settings), ground.store, ground.clock)


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


async def test_a_cancellation_and_a_shipment_are_heard_too(database_url: str, tmp_path: Path) -> None:
    async with listening(database_url, tmp_path) as (world, _, _, _):
        sent, given_up = sell(world), sell(world, pending=True)
        await settle(world, 30)
        world.other.orders.ship(sent)
        world.other.orders.cancel(given_up)
        await settle(world, 60)
        states = {one["externalTransactionId"]: one for one in shop_orders(world)}
        assert states[sent]["fulfillmentStatus"] == "SHIPPED"
        assert states[given_up]["paymentStatus"] == "CANCELLED"


@pytest.mark.parametrize("fault", ["duplicate_notice", "reordered_notice", "lost_notice"])
async def test_doubled_late_and_lost_notices_do_no_harm(
    database_url: str, tmp_path: Path, fault: str
) -> None:
    async with listening(database_url, tmp_path) as (world, _, _, _):
        before = await kept(world, "stock")
        world.other.amazon_ground.faults.arm(fault, site="amazon", times=9)
        first = sell(world, pending=True)
        await settle(world, 10)
        world.other.orders.release(first)
        world.other.orders.cancel(sell(world))
        world.other.orders.ship(first)
        await settle(world, 700)
        states = {one["externalTransactionId"]: one["fulfillmentStatus"] for one in shop_orders(world)}
        assert states[first] == "SHIPPED" and len(shop_orders(world)) == len(states)
        assert (await kept(world, "stock"), await kept(world, "sold"), await kept(world, "inferred")) == (
            before - 1, 0, 0,
        )  # fmt: skip
        assert there(world) == before - 1


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
    database_url: str, tmp_path: Path
) -> None:
    async with listening(database_url, tmp_path) as (world, line, _, _):
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
    database_url: str, tmp_path: Path
) -> None:
    async with listening(database_url, tmp_path) as (world, _, shop_id, _):
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
    database_url: str, tmp_path: Path
) -> None:
    async with listening(database_url, tmp_path, STORELANE_FEED_FROM="2") as (
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


async def test_broken_and_unknown_messages_stop_nothing_and_do_not_come_back(
    database_url: str, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    async with listening(database_url, tmp_path) as (world, _, _, _):
        queue = queue_of(world)
        notice = {"NotificationType": "ORDER_CHANGE", "NotificationMetadata": {"NotificationId": "1"}}
        change = {"SellerId": "A0UNKNOWN", "AmazonOrderId": "402-1", "Summary": {"City": "Secretville"}}
        for body in (
            "no json", "[]", "{}", json.dumps({"NotificationType": "NEWS", "Payload": {"Name": "Secretville"}}),
            json.dumps(notice | {"Payload": {"OrderChangeNotification": {"Name": "Secretville"}}}),
            json.dumps(notice | {"Payload": {"OrderChangeNotification": change | {"AmazonOrderId": "a\x00b"}}}),
            json.dumps(notice | {"Payload": {"OrderChangeNotification": change}}),
        ):  # fmt: skip
            queue.send("storelane", body)
        code = sell(world)
        await settle(world, 40)
        assert code in [one["externalTransactionId"] for one in shop_orders(world)]
        assert queue.waiting("storelane") == 0
        assert await order_looks.waiting(world.house.db, 1) == []
        assert await world.house.db.fetch_val("select n from notice_count where kind = 'unreadable'") == 6
        assert "Secretville" not in caplog.text


async def test_an_account_of_two_shops_is_looked_at_for_both(database_url: str, tmp_path: Path) -> None:
    async with listening(database_url, tmp_path) as (world, _, _, seller_id):
        vault, db = world.house.web.vault, world.house.db
        other_shop = await shops.install(db, vault, 1004, "token", "", world.now)
        other = await sellers.connect(db, vault, other_shop, "amazon", "EU", SELLER, "Atzr|x", world.now)
        code = sell(world)
        await world.house.notices.once()
        for each in (seller_id, other):
            assert [look.order_code for look in await order_looks.waiting(db, each)] == [code]


async def test_a_named_order_that_cannot_be_read_is_brought_by_the_next_search(
    database_url: str, tmp_path: Path
) -> None:
    async with listening(database_url, tmp_path) as (world, line, _, seller_id):
        searches = counted(line, "/orders")
        while not searches:
            await settle(world, 5)
        sell(world)
        gone = queue_of(world)
        change = {"SellerId": SELLER, "AmazonOrderId": "402-0000000-0000000"}
        gone.send("storelane", json.dumps({
            "NotificationType": "ORDER_CHANGE", "Payload": {"OrderChangeNotification": change},
        }))  # fmt: skip
        world.other.amazon_ground.faults.arm("outage", site="amazon", operation="GET *orders/40*")
        await settle(world, 60)
        assert shop_orders(world) == []
        assert len(await order_looks.waiting(world.house.db, seller_id)) >= 1
        world.other.amazon_ground.faults.disarm("outage")
        world.other.amazon_ground.faults.arm("lost_notice", site="amazon")
        await settle(world, 400)
        assert len(shop_orders(world)) == 1
        assert await order_looks.waiting(world.house.db, seller_id) == []


async def test_more_pieces_still_leave_when_orders_are_fresh_though_notices_come(
    database_url: str, tmp_path: Path
) -> None:
    async with listening(database_url, tmp_path) as (world, _, _, _):
        before = there(world)
        assert before is not None
        edit(world, BOWL, quantity=before + 5)
        await settle(world, 20)
        for _ in range(4):
            sell(world)
            await settle(world, 60)
        await settle(world, 200)
        assert there(world) == before + 1


async def test_what_was_not_discarded_comes_again_and_changes_nothing(
    database_url: str, tmp_path: Path
) -> None:
    async with listening(database_url, tmp_path) as (world, line, _, _):
        before = await kept(world, "stock")
        sell(world)

        def cut(request: httpx.Request) -> None:
            if request.headers.get("x-amz-target", "").endswith("DeleteMessageBatch"):
                raise httpx.ConnectError("cut")

        line.before = cut
        with pytest.raises(Exception, match="no connection"):
            await world.house.notices.once()
        await world.house.worker.run_until_idle()
        line.before = lambda request: None
        await settle(world, 200)
        assert queue_of(world).waiting("storelane") == 0
        assert await kept(world, "stock") == before - 1
        assert len(shop_orders(world)) == 1


async def test_while_the_queue_is_down_polling_brings_everything_and_it_is_told_once(
    database_url: str, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    async with listening(database_url, tmp_path) as (world, line, _, _):
        faults, stop = world.other.amazon_ground.faults, asyncio.Event()
        faults.arm("outage", site="amazon", operation="POST /queue/", times=7)
        asked: list[str] = []

        def see(request: httpx.Request) -> None:
            asked.extend([request.url.path] if request.url.path == "/queue/" else [])
            if len(asked) == 9:
                stop.set()

        line.before = see
        sell(world)
        with caplog.at_level(logging.WARNING, "storelane.notices"):
            await asyncio.wait_for(world.house.notices.run(stop), 20)
        told = [record.getMessage() for record in caplog.records if record.name == "storelane.notices"]
        assert len(told) == 2 and "polling goes on" in told[0] and "come again" in told[1]
        faults.arm("outage", site="amazon", operation="POST /queue/")
        sell(world)
        await settle(world, 700, hear=False)
        assert len(shop_orders(world)) == 2


async def test_a_refused_subscription_stops_nothing_else(
    migrated_url: str, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    async with judged_world(migrated_url, tmp_path, **QUEUE) as (world, _):
        world.other.amazon_ground.faults.arm("role_missing", site="amazon", operation="* */notifications/*")
        shop_id, seller_id = await start(world)
        await publish(world, shop_id, seller_id, [BOWL])
        assert (await listing(world, shop_id, BOWL)).status is Status.ACTIVE
        seller = await sellers.find(world.house.db, world.house.web.vault, seller_id)
        assert seller is not None and seller.marketplaces
        assert "no notices" in caplog.text


async def test_without_a_queue_nothing_is_asked_of_notifications(migrated_url: str, tmp_path: Path) -> None:
    async with judged_world(migrated_url, tmp_path) as (world, line):
        paths: list[str] = []
        line.before = lambda request: paths.append(request.url.path)
        shop_id, seller_id = await start(world)
        await publish(world, shop_id, seller_id, [BOWL])
        await settle(world, 300)
        assert not world.house.notices.any
        assert world.house.working == [world.house.worker.run]
        assert [path for path in paths if "queue" in path or "notifications" in path] == []


async def test_a_stop_ends_the_waiting_at_once(migrated_url: str, tmp_path: Path) -> None:
    async with listening(migrated_url, tmp_path) as (world, line, _, _):
        stop, waiting = asyncio.Event(), asyncio.Event()

        async def hold(request: httpx.Request) -> None:
            waiting.set()
            await asyncio.Event().wait()

        line.during = hold
        running = asyncio.create_task(world.house.notices.run(stop))
        await asyncio.wait_for(waiting.wait(), 5)
        stop.set()
        await asyncio.wait_for(running, 5)


async def test_in_germany_and_france_one_sale_is_one_quantity_notice(
    migrated_url: str, tmp_path: Path
) -> None:
    async with listening(migrated_url, tmp_path) as (world, _, _, _):
        sell(world)
        bodies = [json.loads(one.body) for one in queue_of(world).receive("storelane", 10, 0)]
        kinds = sorted(body["NotificationType"] for body in bodies)
        assert kinds == ["LISTINGS_ITEM_MFN_QUANTITY_CHANGE", "ORDER_CHANGE"]
        assert {body["NotificationMetadata"]["SubscriptionId"] for body in bodies}
        assert FRANCE in str(bodies)
