"""Packages that the merchant sends: from the shop to Amazon within a minute, once each, and back again."""

from pathlib import Path
from typing import Any

import httpx

from backend.domain.shipments import Chosen, Shipment, Source
from backend.storage import carrier_answers, order_settings, order_troubles, sendings, shipments
from tests.lanes.counter import sell
from tests.lanes.ground import started_world
from tests.lanes.test_order_changes import booked, change
from tests.world import STORE, World, open_app

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


async def test_several_numbers_labels_and_what_amazon_has_not_released(
    database_url: str, tmp_path: Path
) -> None:
    async with started_world(database_url, tmp_path) as (world, _, shop_id, seller_id):
        await booked(world, shop_id, seller_id)
        # Two numbers for three pieces: each piece is told once.
        order_id, code, shop_code = await again(world, 3)
        change(world, shop_code, trackingNumber=f"{COLISSIMO}; {UPS}")
        await world.settle(60, 5)
        (item,) = [item["id"] for item in (world.other.orders.get(code) or {})["items"]]
        assert packages(world, code) == [("Colissimo", COLISSIMO, {item: 2}), ("UPS", UPS, {item: 1})]
        await world.settle(300, 10)
        assert shown(world, shop_code) == ("SHIPPED", f"{COLISSIMO}; {UPS}")
        # A label bought in the shop names its carrier.
        order_id, code, shop_code = await again(world)
        label = {
            "shippingService": {"carrierName": "Mondial Relay"},
            "tracking": {"trackingNumber": "12345678"},
        }
        change(world, shop_code, shipments=[label])
        await world.settle(60, 5)
        assert [one[:2] for one in packages(world, code)] == [("Mondial Relay", "12345678")]
        # Not paid yet: told as soon as Amazon releases it.
        order_id, code, shop_code = await again(world, pending=True)
        change(world, shop_code, trackingNumber=COLISSIMO)
        await world.settle(60, 5)
        assert (packages(world, code), await trouble(world, order_id)) == ([], "not_released")
        world.other.orders.release(code)
        await world.settle(400, 10)
        assert [one[1] for one in packages(world, code)] == [COLISSIMO]
        assert await trouble(world, order_id) == ""
        # Cancelled before its number came: nobody is told, the merchant is warned.
        order_id, code, shop_code = await again(world)
        world.other.orders.cancel(code)
        await world.settle(200, 10)
        change(world, shop_code, trackingNumber=COLISSIMO, paymentStatus="PAID", fulfillmentStatus="SHIPPED")
        await world.settle(60, 5)
        assert (packages(world, code), await trouble(world, order_id)) == ([], "cancelled")


async def test_what_amazon_sends_is_never_told_and_codes_are_asked_for(
    database_url: str, tmp_path: Path
) -> None:
    async with started_world(database_url, tmp_path) as (world, line, shop_id, seller_id):
        await booked(world, shop_id, seller_id)
        line.before = forbidding
        order_id, _, shop_code = await again(world, kind="fulfilled_by_amazon")
        change(world, shop_code, trackingNumber=COLISSIMO)
        order_id, code, shop_code = await again(world, 2, "transparency")
        change(world, shop_code, trackingNumber=COLISSIMO)
        await world.settle(60, 5)
        assert await trouble(world, order_id) == "codes"
        line.before = lambda request: None
        (item,) = [item["id"] for item in (world.other.orders.get(code) or {})["items"]]
        await want(
            world, order_id, seller_id, reference="1001", tracking=COLISSIMO, carrier="colissimo", name="",
            sent_at=world.now, pieces=((item, 2),), source=Source.MERCHANT, origin=COLISSIMO,
            codes=((item, ("AZ:1", "AZ:2")),),
        )  # fmt: skip
        await world.settle(60, 5)
        assert packages(world, code) == [("Colissimo", COLISSIMO, {item: 2})]
        assert await trouble(world, order_id) == ""


def forbidding(request: httpx.Request) -> None:
    assert "shipmentConfirmation" not in request.url.path


async def test_an_answer_that_is_lost_and_a_refusal_make_no_second_package(
    database_url: str, tmp_path: Path
) -> None:
    async with started_world(database_url, tmp_path) as (world, _, shop_id, seller_id):
        order_id, shop_code = await booked(world, shop_id, seller_id)
        code, faults = await code_of(world, order_id), world.other.amazon_ground.faults
        for fault in ("answer_lost", "throttle", "outage"):
            faults.arm(fault, site="amazon", operation="POST *shipmentConfirmation", times=1)
        change(world, shop_code, trackingNumber=COLISSIMO)
        await world.settle(300, 5)
        assert [one[1] for one in packages(world, code)] == [COLISSIMO]
        # Shipped in Seller Central a moment ago under the same number: known by it, and never told again.
        order_id, code, shop_code = await again(world, 2)
        world.other.packages.pack(code, "Colissimo", COLISSIMO, {})
        change(world, shop_code, trackingNumber=COLISSIMO)
        await world.settle(300, 5)
        assert [
            (p["reference"], p["tracking"]) for p in (world.other.orders.get(code) or {})["packages"]
        ] == [("1", COLISSIMO)]
        assert await shipments.of_order(world.house.db, order_id) == []
        # Under another number: Amazon says no, and the merchant reads why.
        order_id, code, shop_code = await again(world)
        world.other.packages.pack(code, "UPS", UPS, {})
        change(world, shop_code, trackingNumber="6A99999999999")
        await world.settle(60, 5)
        assert [one[1] for one in packages(world, code)] == [UPS]
        assert await trouble(world, order_id) in ("package_gone", "too_many")
        (kept,) = await shipments.of_order(world.house.db, order_id)
        assert kept.answer != ""
        await world.settle(300, 10)
        assert shown(world, shop_code) == ("SHIPPED", "6A99999999999")  # his own number stays


async def test_the_shop_follows_what_is_sent_in_seller_central(database_url: str, tmp_path: Path) -> None:
    async with started_world(database_url, tmp_path) as (world, line, shop_id, seller_id):
        open_app(world)
        await booked(world, shop_id, seller_id)
        line.before = forbidding
        order_id, code, shop_code = await again(world, 3)
        (item,) = [item["id"] for item in (world.other.orders.get(code) or {})["items"]]
        world.other.packages.pack(code, "Colissimo", COLISSIMO, {item: 1})
        await world.settle(400, 10)
        await world.other.shop.webhooks.deliver_due()
        assert shown(world, shop_code) == ("AWAITING_PROCESSING", COLISSIMO)
        assert "laposte.fr" in world.other.shop.orders.get(STORE, shop_code)["trackingUrl"]
        world.other.packages.pack(code, "UPS", UPS, {})
        await world.settle(400, 10)
        await world.other.shop.webhooks.deliver_due()
        await world.settle(100, 10)
        assert shown(world, shop_code) == ("SHIPPED", f"{COLISSIMO}, {UPS}")
        world.other.packages.pack(code, "UPS", "1Z12345E0205271688", {}, "2")  # corrected there
        await world.settle(400, 10)
        assert shown(world, shop_code) == ("SHIPPED", f"{COLISSIMO}, 1Z12345E0205271688")
        assert await trouble(world, order_id) == ""
        assert await shipments.of_order(world.house.db, order_id) == []
        assert len(packages(world, code)) == 2


async def test_another_number_in_place_of_ours_is_asked_about(database_url: str, tmp_path: Path) -> None:
    async with started_world(database_url, tmp_path) as (world, _, shop_id, seller_id):
        await booked(world, shop_id, seller_id)
        order_id, code, shop_code = await again(world, 3)
        (item,) = [item["id"] for item in (world.other.orders.get(code) or {})["items"]]
        world.other.packages.pack(code, "Colissimo", COLISSIMO, {item: 1})
        await world.settle(400, 10)
        change(world, shop_code, trackingNumber=UPS)
        await world.settle(60, 5)
        assert await trouble(world, order_id) == "replaced"
        change(world, shop_code, trackingNumber=f"{COLISSIMO}, {UPS}")
        await world.settle(60, 5)
        assert packages(world, code) == [("Colissimo", COLISSIMO, {item: 1}), ("UPS", UPS, {item: 2})]
        assert await trouble(world, order_id) == ""
        # The usual carrier of a shop answers for numbers that say nothing.
        order_id, code, shop_code = await again(world)
        change(world, shop_code, trackingNumber="SAYS-NOTHING-123")
        await world.settle(60, 5)
        assert await trouble(world, order_id) == "which_carrier"
        await order_settings.keep(
            world.house.db, shop_id, {carrier_answers.USUAL: carrier_answers.as_text(Chosen("dpd"))}
        )
        await sendings.look_at(world.house.db, [order_id], world.now)
        await world.house.web.wake("shipments", seller_id)
        await world.settle(60, 5)
        assert [one[:2] for one in packages(world, code)] == [("DPD", "SAYS-NOTHING-123")]
