"""Notices that are lost, doubled, broken or not to be had: nothing depends on them."""

import asyncio
import json
import logging
from pathlib import Path

import httpx
import pytest

from backend.domain.listing import Status
from backend.storage import order_looks, sellers
from tests.lanes.counter import BOWL, SELLER, sell, shop_orders, there
from tests.lanes.ground import judged_world, listing, publish, start
from tests.lanes.listening import QUEUE, counted, kept, listening, queue_of, settle


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


async def test_a_named_order_that_cannot_be_read_is_brought_by_the_next_search(
    migrated_url: str, tmp_path: Path
) -> None:
    async with listening(migrated_url, tmp_path) as (world, line, _, seller_id):
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
    migrated_url: str, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    async with listening(migrated_url, tmp_path) as (world, line, _, _):
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
