"""Buyers are forgotten in time, whatever dies meanwhile; who asks about their own data is answered."""

import json
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest

from backend.domain.people import Person
from backend.storage import order_people, order_settings, order_sides, sellers, shops
from tests.lanes.counter import SELLER, sell
from tests.lanes.ground import started_unjudged
from tests.lanes.test_kills import killing, work_until_killed
from tests.lanes.test_personal_data import BUYER, DAY, PERSON, Echo, buy, id_of, in_shop
from tests.nowhere import WORDS, everything, found_in
from tests.web.desk import SAME, Desk, open_desk
from tests.world import STORE, World


async def known(world: World, *order_ids: int) -> list[bool]:
    """Of which orders the buyer is known."""
    people = await order_people.of_orders(world.house.db, world.house.web.vault, order_ids)
    return [order_id in people for order_id in order_ids]


async def later(world: World, seconds: int) -> None:
    world.clock.advance(seconds)
    await world.house.worker.run_until_idle()
    world.clock.advance(3600)
    await world.house.worker.run_until_idle()


async def acts(world: World, act: str) -> list[Any]:
    rows = await world.house.db.fetch_all(
        "select details from journal where act = :act order by id", {"act": act}
    )
    return [json.loads(row["details"]) if row["details"] else {} for row in rows]


def personal_reads(calls: Echo) -> int:
    return sum("/orders/2026-01-01/orders/" in path and "BUYER" in path for path in calls.paths)


async def reason(world: World, order_id: int) -> str:
    """Why money of an order went back, as it is kept."""
    side = await order_sides.of_order(world.house.db, order_id)
    assert side is not None and side.refunded == 100
    return side.refunds[0].reason


async def four(desk: Desk) -> list[str]:
    """Orders that are sent, cancelled, left alone, and sent by Amazon; who bought was asked for no more than needed."""
    world = desk.world
    place = urlsplit(world.settings.amazon_sandbox_url).netloc
    calls = world.network.sites[place] = Echo(world.network.sites[place], lambda request: False)
    pending, sent, gone, kept = buy(world, pending=True), buy(world), buy(world), buy(world)
    by_amazon = sell(world, kind="fulfilled_by_amazon")
    await world.settle(400, 5)
    assert (
        personal_reads(calls) == 5
    )  # for the shop's order once each; of Amazon's own parcel town and country
    world.other.orders.release(pending)
    world.other.orders.ship(sent, carrier="Colissimo", tracking="6A1")
    world.other.orders.cancel(gone)
    await world.settle(400, 5)
    assert personal_reads(calls) == 6
    for code in (sent, gone, kept):
        await in_shop(world, code)
    return [sent, gone, kept, by_amazon]


async def test_buyers_go_in_time_and_do_not_come_back(database_url: str, tmp_path: Path) -> None:
    async with open_desk(database_url, tmp_path) as desk:
        world, db, vault = desk.world, desk.world.house.db, desk.world.house.web.vault
        codes = await four(desk)
        ids = [await id_of(world, code) for code in codes]
        assert await known(world, *ids) == [True, True, True, False]
        await order_settings.keep(db, desk.shop_id, {"personal_days": "2"})
        refund = {"date": "2026-06-01 10:00:00 +0000", "source": "CP", "reason": "was broken", "amount": 1}
        shop_code = await in_shop(world, codes[0])
        world.other.shop.orders.update(STORE, shop_code, {"refunds": [refund], "refundedAmount": 1})
        await later(world, DAY)  # the cancelled one is gone within a day
        assert await known(world, *ids) == [True, False, True, False]
        assert await reason(world, ids[0]) == "was broken"
        await later(world, DAY)
        assert await known(world, *ids) == [False, False, True, False]
        assert await reason(world, ids[0]) == ""
        await order_people.keep(db, vault, ids[0], PERSON, world.now)
        world.other.shop.orders.update(STORE, shop_code, {"trackingNumber": "6A2", "refunds": [refund]})
        await later(world, 60)
        side = await order_sides.of_order(db, ids[0])
        assert side is not None and side.tracking == "6A2"
        assert await reason(world, ids[0]) == "" and await known(world, ids[0]) == [False]
        await later(world, 29 * DAY)  # never sent, and nothing happened to it for a month
        assert await known(world, *ids) == [False] * 4
        said = [tuple(line.values()) for line in await acts(world, "buyer_forgotten")]
        assert said[:2] == [(codes[1], "cancelled"), (codes[0], "shipped")]
        assert (codes[2], "unsent") in said[2:]
        assert found_in({"": await everything(db)}, WORDS) == []


async def many(world: World, shop_id: int, seller_id: int, number: int) -> None:
    """Orders that were sent long ago, with their buyers."""
    db, now = world.house.db, world.now
    columns = ("shop_id", "seller_id", "order_code", "status", "sender", "forget_from", "changed_at", "stage")
    old = now - 40 * DAY
    await db.insert_many(
        "orders", columns,
        [(shop_id, seller_id, f"9-{n}", "shipped", "merchant", old, old, "rest") for n in range(number)],
    )  # fmt: skip
    sealed = world.house.web.vault.seal("{}", "order 0")
    rows = await db.fetch_all("select id from orders where order_code like '9-%'")
    await db.insert_many(
        "order_person", ("order_id", "sealed", "kept_at"), [(r["id"], sealed, old) for r in rows]
    )


async def test_killed_at_any_look_at_the_clock_nothing_is_lost_or_said_twice(
    database_url: str, tmp_path: Path
) -> None:
    async with started_unjudged(database_url, tmp_path) as (world, shop_id, seller_id):
        db, number = world.house.db, 450
        left, killed, at = set[int](), True, 0
        while killed:
            at += 3
            await many(world, shop_id, seller_id, number)
            await world.house.web.wake("forgetting", shop_id)
            killed = await work_until_killed(world, killing(at), 4)
            left.add(await db.fetch_val("select count(*) from order_person"))
            await work_until_killed(world, None, 4)
            await later(world, 3600)
            assert await db.fetch_val("select count(*) from order_person") == 0
            assert await db.fetch_val("select count(*) from orders where forgotten_at is null") == 0
            told = await acts(world, "buyer_forgotten")
            assert len(told) == len({line["order"] for line in told}) == number
            await db.execute("delete from journal where act = 'buyer_forgotten'")
            await db.execute("delete from orders")
        assert len(left) >= 3  # before the first piece, between two, after the last


async def test_an_account_that_is_disconnected_and_a_shop_that_is_gone_leave_nobody(
    database_url: str, tmp_path: Path
) -> None:
    async with open_desk(database_url, tmp_path) as desk:
        world, db = desk.world, desk.world.house.db
        code, other = buy(world), buy(world)
        await world.settle(400, 5)
        for one in (code, other):
            await in_shop(world, one)
        order_id = await id_of(world, code)
        assert await sellers.disconnect(db, desk.shop_id, desk.seller_id, world.now)
        await later(world, 3600)
        assert await known(world, order_id, await id_of(world, other)) == [False, False]
        await db.execute("update orders set forgotten_at = null")
        await in_shop(world, other)
        assert await db.fetch_val("select count(*) from order_person") == 1
        await shops.uninstall(db, STORE)
        for table in ("order_person", "orders", "order_side", "privacy_request", "order_setting"):
            assert await db.fetch_val(f"select count(*) from {table}") == 0, table
        assert await db.fetch_val("select count(*) from lane where kind = 'forgetting'") == 0


async def press(world: World, path: str, ask: str) -> None:
    """A button of the shop's admin, and its webhook."""
    await world.outside.post(
        f"{world.settings.shop_sandbox_url}/store/{STORE}{path}/privacy", data={"ask": ask}
    )
    await world.other.shop.webhooks.deliver_due()


async def states(world: World) -> list[tuple[str, str, str, int]]:
    rows = await world.house.db.fetch_all("select * from privacy_request order by id")
    return [(row["kind"], row["about"], row["state"], row["found"]) for row in rows]


async def refused_and_retried(desk: Desk, shop_code: str) -> None:
    """The shop will not say whose orders these are; then a person tries again, and it does."""
    world, place = desk.world, urlsplit(desk.world.settings.shop_sandbox_url).netloc
    shop = world.network.sites[place]
    world.network.sites[place] = Echo(shop, lambda request: "customerId" in request.url.params)
    await press(world, f"/orders/{shop_code}", "export")
    await world.house.worker.run_until_idle()
    assert await states(world) == [("export", "customer", "failed", 0)]
    world.network.sites[place] = shop
    answer = await desk.browser.post("/orders/personal/1/retry", headers=SAME)
    assert answer.status_code == 303
    await world.house.worker.run_until_idle()


async def test_a_customer_of_the_shop_is_answered(database_url: str, tmp_path: Path) -> None:
    async with open_desk(database_url, tmp_path) as desk:
        world, db = desk.world, desk.world.house.db
        codes = [buy(world), buy(world)]
        stranger = sell(world)
        await world.settle(400, 5)
        shop_code = await in_shop(world, codes[0])
        vault = world.house.web.vault
        await order_people.keep(db, vault, await id_of(world, stranger), Person("Anna"), world.now)
        await refused_and_retried(desk, shop_code)
        assert await states(world) == [("export", "customer", "ready", 2)]
        assert await db.fetch_val("select email from privacy_request") == ""
        assert found_in({"": await everything(db)}, WORDS) == []
        answer = await desk.browser.get("/orders/personal/1/data.json")
        assert answer.headers["cache-control"] == "no-store"
        said = answer.json()
        assert [order["order_code"] for order in said["orders"]] == codes
        assert said["orders"][0]["buyer"]["buyer_name"] == BUYER["name"]
        assert found_in({"": answer.text}, ["Anna"]) == []
        await later(world, 7 * DAY)
        assert (await desk.browser.get("/orders/personal/1/data.json")).status_code == 404
        assert await db.fetch_val("select answer from privacy_request") == ""
        for code in codes:
            await in_shop(world, code)
        for _ in range(2):  # the second finds them again, and nobody is known any more
            await press(world, f"/orders/{shop_code}", "removal")
            await world.house.worker.run_until_idle()
        assert (await states(world))[1:] == [("removal", "customer", "done", 2)] * 2
        ids = [await id_of(world, code) for code in (*codes, stranger)]
        assert await known(world, *ids) == [False, False, True]


@pytest.mark.parametrize("status", [500, 429])
async def test_a_shop_that_is_away_is_asked_again(database_url: str, tmp_path: Path, status: int) -> None:
    async with open_desk(database_url, tmp_path) as desk:
        world = desk.world
        code = buy(world)
        await world.settle(400, 5)
        shop_code = await in_shop(world, code)
        kind = "outage" if status == 500 else "throttle"
        world.other.shop_ground.faults.arm(kind, site="shop", operation="GET */orders")
        await press(world, f"/orders/{shop_code}", "removal")
        await world.house.worker.run_until_idle()
        assert (await states(world))[0][2] == "waiting"
        assert "does not answer now" in await desk.page("/orders/personal")
        world.other.shop_ground.faults.disarm(kind)
        await world.settle(180, 20)
        assert await states(world) == [("removal", "customer", "done", 1)]


async def test_the_merchants_own_data(database_url: str, tmp_path: Path) -> None:
    async with open_desk(database_url, tmp_path) as desk:
        world, db = desk.world, desk.world.house.db
        await press(world, "/settings", "export")
        await press(world, "/settings", "removal")
        await world.house.worker.run_until_idle()
        assert [state[2] for state in await states(world)] == ["ready", "confirm"]
        said = (await desk.browser.get("/orders/personal/1/data.json")).json()
        assert said["shop"]["store_id"] == STORE and said["accounts"][0]["seller_code"] == SELLER
        assert said["owner"]["email"] == "owner@example.com"
        assert not [word for word in ("token", "password", "secret") if word in json.dumps(said)]
        assert "Waits for you" in await desk.page("/orders/personal")
        assert (await desk.browser.post("/orders/personal/1/remove", headers=SAME)).status_code == 404
        assert await shops.exists(db, desk.shop_id)
        assert (await desk.browser.post("/orders/personal/2/remove", headers=SAME)).status_code == 303
        assert not await shops.exists(db, desk.shop_id)
        assert (await desk.browser.get("/orders/personal")).status_code == 401
        assert await world.published()  # what is on Amazon stays there
