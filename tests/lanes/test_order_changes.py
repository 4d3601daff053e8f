"""What the merchant changes in the shop's orders is seen: after a webhook at once, without one within a minute."""

from pathlib import Path
from typing import Any

from backend.domain.shop_side import Parcel, ShopPayment, ShopSending, ShopSide
from backend.storage import order_sides
from tests.lanes.counter import BOWL, sell
from tests.lanes.ground import publish, started_world
from tests.world import STORE, World, open_app


async def booked(world: World, shop_id: int, seller_id: int) -> tuple[int, str]:
    """An order of Amazon's that is in the shop: our id and the shop's number."""
    await publish(world, shop_id, seller_id, [BOWL])
    await world.settle(400, 5)
    code = sell(world)
    await world.settle(400, 5)
    row = await world.house.db.fetch_one(
        "select id, shop_code from orders where order_code = :c", {"c": code}
    )
    assert row is not None
    return row["id"], row["shop_code"]


def change(world: World, shop_code: str, **wish: Any) -> None:
    """As the merchant does in the admin."""
    world.other.shop.orders.update(STORE, shop_code, wish)


async def side(world: World, order_id: int) -> ShopSide:
    found = await order_sides.of_order(world.house.db, order_id)
    assert found is not None
    return found


async def test_a_tracking_number_is_seen_with_a_webhook_at_once_and_without_one_within_a_minute(
    database_url: str, tmp_path: Path
) -> None:
    async with started_world(database_url, tmp_path) as (world, _, shop_id, seller_id):
        open_app(world)
        order_id, shop_code = await booked(world, shop_id, seller_id)
        change(world, shop_code, trackingNumber="6A123", fulfillmentStatus="SHIPPED")
        await world.other.shop.webhooks.deliver_due()
        await world.settle(2)
        seen = await side(world, order_id)
        assert (seen.tracking, seen.sending, seen.payment) == ("6A123", ShopSending.SENT, ShopPayment.PAID)
        world.network.sites.pop(next(site for site in world.network.sites if site in world.settings.app_url))
        change(world, shop_code, trackingNumber="6A456", trackingUrl="https://example.com/6A456")
        await world.settle(60)
        seen = await side(world, order_id)
        assert (seen.tracking, seen.tracking_url) == ("6A456", "https://example.com/6A456")


async def test_labels_and_money_that_went_back_are_read_and_orders_of_others_left_alone(
    database_url: str, tmp_path: Path
) -> None:
    async with started_world(database_url, tmp_path) as (world, _, shop_id, seller_id):
        order_id, shop_code = await booked(world, shop_id, seller_id)
        own = world.other.shop.orders.create(
            STORE,
            {"subtotal": 1, "total": 1, "email": "a@example.com", "paymentStatus": "PAID",
             "fulfillmentStatus": "SHIPPED", "items": []},
        )  # fmt: skip
        label = {
            "shippingService": {"carrier": "colissimo", "carrierName": "Colissimo"},
            "tracking": {"trackingNumber": "8R1", "trackingUrl": "https://example.com/8R1"},
        }
        refund = {"date": "2026-06-01 10:00:00 +0000", "source": "CP", "reason": "broken", "amount": 4.5}
        change(
            world, shop_code, shipments=[label], refunds=[refund], refundedAmount=4.5,
            paymentStatus="PARTIALLY_REFUNDED",
        )  # fmt: skip
        await world.settle(60)
        seen = await side(world, order_id)
        assert seen.parcels == (Parcel("Colissimo", "8R1", "https://example.com/8R1"),)
        assert (seen.refunded, seen.payment) == (450, ShopPayment.PARTLY_REFUNDED)
        assert [(each.amount, each.reason) for each in seen.refunds] == [(450, "broken")]
        assert own["id"] != shop_code
        assert await world.house.db.fetch_val("select count(*) from order_side") == 1


async def test_two_changes_in_one_second_are_two(database_url: str, tmp_path: Path) -> None:
    """Whoever looked between them has to look again."""
    async with started_world(database_url, tmp_path) as (world, _, shop_id, seller_id):
        order_id, _code = await booked(world, shop_id, seller_id)
        db, now, marks = world.house.db, world.now + 5, []
        for tracking in ("", "6A1", "6A1", "6A2"):
            told = ShopSide(ShopPayment.PAID, ShopSending.TO_SEND, tracking, changed_at=now)
            changed = await order_sides.keep(db, order_id, told, now)
            marks.append((changed, await db.fetch_val("select seen_at from order_side")))
        assert [changed for changed, _ in marks][1:] == [True, False, True]
        seen = [at for _, at in marks]
        assert seen[0] < seen[1] == seen[2] < seen[3]
