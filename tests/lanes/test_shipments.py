"""Packages that the merchant sends: from the shop to Amazon within a minute, once each, and back again."""

from pathlib import Path
from typing import Any

from backend.domain.shipments import Shipment
from backend.storage import order_troubles, sendings, shipments
from tests.lanes.counter import sell
from tests.lanes.ground import started_world
from tests.lanes.test_order_changes import booked, change
from tests.world import STORE, World

COLISSIMO = "6A12345678901"
UPS = "1Z999AA10123456784"


def packages(world: World, code: str) -> list[tuple[str, str, dict[str, int]]]:
    """What Amazon has: carrier, number and pieces."""
    order = world.other.orders.get(code)
    assert order is not None
    return [(p["carrier"], p["tracking"], dict(p["items"])) for p in order["packages"]]


def shown(world: World, shop_code: str) -> tuple[str, str]:
    """How far the shop's order is, and its numbers."""
    order = world.other.shop.orders.get(STORE, shop_code)
    return order["fulfillmentStatus"], order.get("trackingNumber") or ""


async def code_of(world: World, order_id: int) -> str:
    return str(
        await world.house.db.fetch_val("select order_code from orders where id = :id", {"id": order_id})
    )


async def trouble(world: World, order_id: int) -> str:
    found = await order_troubles.of_orders(world.house.db, [order_id])
    return next((each.cause for each in found.get(order_id, []) if each.part == "shipping"), "")


async def again(
    world: World, pieces: int = 1, kind: str = "ordinary", *, pending: bool = False
) -> tuple[int, str, str]:
    """One more order that is in the shop: our id, Amazon's number, the shop's."""
    code = sell(world, pieces, kind=kind, pending=pending)
    await world.settle(320, 20)
    row = await world.house.db.fetch_one(
        "select id, shop_code from orders where order_code = :c", {"c": code}
    )
    assert row is not None
    return row["id"], code, row["shop_code"]


async def want(world: World, order_id: int, seller_id: int, **wish: Any) -> None:
    """As the order's page does."""
    await shipments.want(world.house.db, order_id, Shipment(**wish), world.now)
    await sendings.look_at(world.house.db, [order_id], world.now)
    await world.house.web.wake("shipments", seller_id)


async def test_a_number_entered_in_the_shop_is_amazons_within_a_minute_and_only_once(
    database_url: str, tmp_path: Path
) -> None:
    async with started_world(database_url, tmp_path) as (world, line, shop_id, seller_id):
        order_id, shop_code = await booked(world, shop_id, seller_id)
        code = await code_of(world, order_id)
        calls: list[str] = []
        line.before = lambda request: (
            calls.append(request.url.path) if "Confirmation" in request.url.path else None
        )
        change(world, shop_code, trackingNumber=COLISSIMO)
        entered = world.now
        while not packages(world, code):
            await world.settle(1, 1)
        assert world.now - entered <= 60
        (item,) = packages(world, code)
        assert item[:2] == ("Colissimo", COLISSIMO)
        await world.settle(400, 10)
        assert shown(world, shop_code) == ("SHIPPED", COLISSIMO)
        (kept,) = await shipments.of_order(world.house.db, order_id)
        assert (kept.shipment.state, kept.shipment.reference) == ("seen", "1001")
        # A correction keeps its package; what the webhook brings back of ourselves causes nothing.
        change(world, shop_code, trackingNumber=UPS, trackingUrl="")
        await world.settle(400, 10)
        assert [one[:2] for one in packages(world, code)] == [("UPS", UPS)]
        assert len(calls) == 2
        assert await trouble(world, order_id) == ""
