"""What the town's merchant undoes in the shop: an order that is not sent yet, or some of the money of one that is."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

from backend.sandbox.store import Document
from tests.world import STORE

if TYPE_CHECKING:
    from tests.lanes.town import Town


async def call_off(town: Town, order: str) -> bool:
    """Cancelled in the shop, once it is known there: Amazon has to follow, and the pieces are free. False: too early,
    or too late."""
    found, booked = _there(town, order), await _booked(town, order)
    sent = order in town.parcels.entered or order in town.parcels.elsewhere
    if found["status"] != "UNSHIPPED" or order in town.called_off or sent or not booked:
        return False
    town.world.other.shop.orders.update(STORE, booked, {"paymentStatus": "CANCELLED"})
    town.called_off.add(order)
    for item in found["items"]:
        town.physical[item["sku"]] += item["quantity"]
        town.lowered.pop(item["sku"], None)
    return True


def standing(town: Town) -> list[str]:
    """Orders that nobody called off: what is called off is not sent by anybody in his senses."""
    return [order for order in town.orders if order not in town.called_off]


async def give_back(town: Town, order: str, cents: int) -> bool:
    """Money given back in the shop for what was sent; no piece moves. False: there is nothing to give back."""
    booked = await _booked(town, order)
    if _there(town, order)["status"] != "SHIPPED" or not booked:
        return False
    kept = town.world.other.shop.orders.get(STORE, booked)
    if round(float(kept["refundedAmount"]) * 100) + cents > round(float(kept["total"]) * 100):
        return False
    town.world.other.shop.orders.refund(STORE, booked, cents / 100, "It was late")
    return True


def check(town: Town) -> None:
    """What was called off is cancelled and was never sent; each refund of the shop was made on Amazon exactly once."""
    given = {
        str(kept["externalTransactionId"]): sorted(
            Decimal(str(refund["amount"])) for refund in kept["refunds"]
        )
        for kept in town.world.other.shop_ground.store.find(f"order_{STORE}")
        if kept.get("externalTransactionId")
    }
    for order in town.world.other.orders.all():
        if order["id"] in town.called_off:
            assert order["status"] == "CANCELLED" and not order["packages"], order["id"]
        made = sorted(
            sum((Decimal(part["amount"]) for part in refund["parts"]), Decimal(0))
            for refund in order.get("refunds", [])
        )
        assert made == given.get(order["id"], []), f"{order['id']}: Amazon gave {made}"


def _there(town: Town, order: str) -> Document:
    found = town.world.other.orders.get(order)
    assert found is not None
    return found


async def _booked(town: Town, order: str) -> str:
    """The shop's number of an order whose stock is settled there; "" while it is not."""
    row = await town.world.house.db.fetch_one(
        "select shop_code from orders where order_code = :code and stock_state = 'moved'"
        " and shop_status in ('paid', 'sent')",
        {"code": order},
    )
    return str(row["shop_code"]) if row else ""
