"""Cures of orders: an unknown item is matched and its stock moves once, a region is fixed, people are kept sealed."""

from pathlib import Path
from typing import Any

import httpx
import pytest

from backend.domain.regions import region_mark
from backend.storage import order_aside, order_matches, order_people, order_regions, order_settings
from backend.storage.database import Row
from tests.lanes.counter import BOWL, CLOTH, sell, shop_orders, there
from tests.lanes.ground import Line, edit, is_deed, product_of, publish, started_world
from tests.lanes.test_kills import killing, work_until_killed
from tests.world import STORE, World

ODD = f"NOBODY-{BOWL}"  # what the simulated Amazon sells as of the kind unknown_sku


async def variation(world: World, sku: str = CLOTH) -> int:
    return int(await world.house.db.fetch_val("select id from variation where sku = :sku", {"sku": sku}))


async def match(world: World, shop_id: int, seller_id: int, sku: str = CLOTH) -> None:
    """A person chooses what the odd SKU means."""
    db = world.house.db
    async with db.transaction():
        means = await variation(world, sku)
        assert await order_matches.keep(db, shop_id, seller_id, ODD, means, world.now)
    await world.house.web.wake("shop_orders", seller_id)


def in_shop(world: World, sku: str = CLOTH) -> int:
    """What the shop counts."""
    return int(world.other.shop.products.get(STORE, product_of(world, sku))["quantity"])


async def order(world: World, code: str) -> Row:
    row = await world.house.db.fetch_one("select * from orders where order_code = :code", {"code": code})
    assert row is not None
    return row


def line_of(world: World, code: str) -> dict[str, Any]:
    """The one line of the shop's order for one of Amazon's."""
    found = [each for each in shop_orders(world) if each["externalTransactionId"] == code]
    assert len(found) == 1, found
    (line,) = found[0]["items"]
    return dict(line)


async def at_rest(world: World, sku: str = CLOTH) -> None:
    """No piece is sold but what the shop shows."""
    row = await world.house.db.fetch_one("select stock, sold from variation where sku = :sku", {"sku": sku})
    assert row is not None
    assert (row["stock"], row["sold"]) == (in_shop(world, sku), 0)
    assert there(world, sku) == in_shop(world, sku)


@pytest.mark.parametrize("lowers", ["on", "off"])
async def test_an_item_matched_after_its_order_came_in_moves_the_stock_once(
    database_url: str, tmp_path: Path, lowers: str
) -> None:
    async with started_world(database_url, tmp_path) as (world, _, shop_id, seller_id):
        world.other.shop.platform.switches.set("order_lowers_stock", lowers)
        await publish(world, shop_id, seller_id, [BOWL, CLOTH])
        before = in_shop(world)
        kept, given_up, waits = (sell(world, 2, kind="unknown_sku", pending=n == 2) for n in range(3))
        await world.settle(400, 5)
        assert in_shop(world) == before and "productId" not in line_of(world, kept)
        await match(world, shop_id, seller_id)
        await world.settle(120, 5)
        assert there(world, CLOTH) == before - 6
        await world.settle(400, 5)
        assert in_shop(world) == before - 6
        await at_rest(world)
        world.other.orders.release(waits)  # the shop's order is told again: it must not take its pieces again
        world.other.orders.cancel(given_up)
        await world.settle(700, 5)
        assert in_shop(world) == before - 4
        assert "productId" not in line_of(world, waits)
        await at_rest(world)
        later = sell(world, 1, kind="unknown_sku")
        await world.settle(700, 5)
        assert line_of(world, later)["productId"] == product_of(world, CLOTH)
        assert in_shop(world) == before - 5
        await at_rest(world)
        async with world.house.db.transaction():
            assert await order_matches.forget(world.house.db, shop_id, seller_id, ODD)
        sell(world, 1, kind="unknown_sku")
        await world.settle(700, 5)
        assert in_shop(world) == before - 5
        assert (await order(world, kept))["stage"] == "rest"


async def test_an_order_may_wait_for_its_item_and_one_sent_before_leaves_the_stock_alone(
    database_url: str, tmp_path: Path
) -> None:
    async with started_world(database_url, tmp_path) as (world, _, shop_id, seller_id):
        db = world.house.db
        await publish(world, shop_id, seller_id, [BOWL, CLOTH])
        gone = sell(world, 1, kind="unknown_sku")
        await world.settle(400, 5)
        world.other.orders.ship(gone)
        await world.settle(400, 5)
        await order_settings.keep(db, shop_id, {order_matches.SETTING: order_matches.WAIT})
        before, code = in_shop(world), sell(world, 2, kind="unknown_sku")
        await world.settle(400, 5)
        assert (await order(world, code))["cause"] == "unknown_item"
        assert len(shop_orders(world)) == 1
        await match(world, shop_id, seller_id)
        await world.settle(400, 5)
        assert line_of(world, code)["productId"] == product_of(world, CLOTH)
        assert in_shop(world) == before - 2
        await at_rest(world)
        lines = await db.fetch_all("select variation_id from order_item where variation_id is null")
        assert not lines  # the one that was sent is linked too
        assert await order_matches.unlinked(db, (await order(world, code))["id"]) == []


async def test_a_till_that_keeps_the_stock_asks_the_merchant_for_a_late_item_once(
    database_url: str, tmp_path: Path
) -> None:
    async with started_world(database_url, tmp_path) as (world, _, shop_id, seller_id):
        await publish(world, shop_id, seller_id, [BOWL, CLOTH])
        code = sell(world, 2, kind="unknown_sku")
        await world.settle(400, 5)
        world.other.shop.platform.switches.set("stock_locations", "till")
        before = in_shop(world)
        await match(world, shop_id, seller_id)
        await world.settle(400, 5)
        stuck = await order(world, code)
        assert stuck["cause"] == "stock_refused"
        assert there(world, CLOTH) == before - 2
        edit(world, CLOTH, quantity=before - 2)
        async with world.house.db.transaction():
            await order_aside.settle_stock(world.house.db, shop_id, stuck["id"], world.now)
        await world.house.web.wake("shop_orders", seller_id)
        await world.settle(700, 5)
        assert in_shop(world) == before - 2
        await at_rest(world)


@pytest.mark.parametrize(
    ("database_url", "kind"),
    [("sqlite", "look"), ("postgresql", "deed"), ("sqlite", "answer")],
    indirect=["database_url"],
)
async def test_killed_anywhere_a_match_moves_the_stock_once(
    database_url: str, tmp_path: Path, kind: str
) -> None:
    async with started_world(database_url, tmp_path) as (world, amazon, shop_id, seller_id):
        shop = Line(world.network.sites[(place := _place(world.settings.shop_sandbox_url))])
        world.network.sites[place] = shop
        await publish(world, shop_id, seller_id, [BOWL, CLOTH])
        before = in_shop(world)
        early = sell(world, 2, kind="unknown_sku")
        await world.settle(400, 5)
        await match(world, shop_id, seller_id)
        world.other.orders.sell("A2ATELIERNORD0", "A13V1IB3VIYZZH", BOWL, 3, kind="unknown_sku")
        kills = 0
        for at in [*range(1, 40, 3)] if kind == "look" else [1, 1, 2, 2, 3, 3, 4, 5, 7, 9]:
            tick = killing(at)
            if kind != "look":

                def touch(request: httpx.Request, tick: Any = tick) -> None:
                    if kind == "answer" or is_deed(request) or request.method != "GET":
                        tick()

                side = "after" if kind == "answer" else "before"
                setattr(shop, side, touch)
            kills += await work_until_killed(world, tick if kind == "look" else None, 4)
            shop.before = shop.after = amazon.before = lambda request: None
        assert kills >= 2
        await work_until_killed(world, None, 900)
        assert in_shop(world) == before - 5
        assert len(shop_orders(world)) == 2
        assert (await order(world, early))["stage"] == "rest"
        await at_rest(world)


def _place(address: str) -> str:
    return address.split("//")[1]


async def test_a_region_is_told_as_the_shop_knows_it_or_asked_for_once(
    database_url: str, tmp_path: Path
) -> None:
    async with started_world(database_url, tmp_path) as (world, _, shop_id, seller_id):
        db = world.house.db
        world.other.shop.platform.switches.set("regions", "strict")
        await publish(world, shop_id, seller_id, [BOWL])
        known = sell(world, kind="region_by_name")
        odd = [sell(world, kind="strange_region", pending=n == 1) for n in range(3)]
        await world.settle(400, 5)
        orders = {each["externalTransactionId"]: each for each in shop_orders(world)}
        assert orders[known]["shippingPerson"]["stateOrProvinceCode"] == "CA"
        assert set(orders) == {known, odd[1]}  # the pending one has no address yet
        world.other.orders.release(odd[1])
        await world.settle(400, 5)
        stuck = [await order(world, code) for code in odd]
        assert {each["cause"] for each in stuck} == {"region"}
        told = " ".join(each["details"] for each in stuck)
        entries = await db.fetch_all("select details from journal")
        assert "Comarca" not in told + " ".join(each["details"] for each in entries)
        async with db.transaction():
            mark = region_mark("COMARCA DEL  ENSAYO")
            woken = await order_regions.keep(db, shop_id, "ES", mark, "B", world.now)
        assert woken == [seller_id]
        await world.house.web.wake("shop_orders", seller_id)
        await world.settle(400, 5)
        orders = {each["externalTransactionId"]: each for each in shop_orders(world)}
        assert {orders[code]["shippingPerson"]["stateOrProvinceCode"] for code in odd} == {"B"}
        assert len(shop_orders(world)) == 4
        people = await order_people.of_orders(db, world.house.web.vault, [each["id"] for each in stuck])
        assert {each.recipient.region for each in people.values() if each.recipient} == {"Comarca del Ensayo"}
        async with db.transaction():
            assert await order_regions.forget(db, shop_id, "ES", mark)
        again = sell(world, kind="strange_region")
        await world.settle(400, 5)
        assert (await order(world, again))["cause"] == "region"


async def test_who_buys_is_kept_sealed_of_what_the_merchant_sends_only(
    database_url: str, tmp_path: Path
) -> None:
    async with started_world(database_url, tmp_path) as (world, _, shop_id, seller_id):
        db = world.house.db
        await publish(world, shop_id, seller_id, [BOWL])
        mine, theirs, waits = sell(world), sell(world, kind="fulfilled_by_amazon"), sell(world, pending=True)
        await world.settle(400, 5)
        ids = {code: (await order(world, code))["id"] for code in (mine, theirs, waits)}
        people = await order_people.of_orders(db, world.house.web.vault, ids.values())
        assert set(people) == {ids[mine]}
        assert people[ids[mine]].name.startswith("Camille Exemple")
        world.other.orders.release(waits)
        await world.settle(400, 5)
        assert ids[waits] in await order_people.of_orders(db, world.house.web.vault, ids.values())
        sealed = await db.fetch_val("select sealed from order_person where order_id = :id", {"id": ids[mine]})
        assert "Camille" not in sealed
