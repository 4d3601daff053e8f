"""What an order of a marketplace owes to the shop, from how it is kept: pure."""

from backend.domain.orders import Order, OrderStatus, Sender
from backend.domain.shop_orders import Link
from backend.lanes.stock_moves import Move
from backend.storage.order_work import KeptItem, KeptOrder


def wanted(order: KeptOrder) -> str:
    """How the shop's order must stand."""
    if order.status is OrderStatus.CANCELLED:
        return "cancelled"
    if order.status is OrderStatus.SHIPPED or (
        order.sender is Sender.MARKETPLACE and order.status is not OrderStatus.PENDING
    ):
        return "sent"
    return "awaiting" if order.status in (OrderStatus.PENDING, OrderStatus.UNKNOWN) else "paid"


def needs_person(order: Order) -> bool:
    """Whether somebody must still be sent something by the merchant."""
    left = order.status not in (OrderStatus.SHIPPED, OrderStatus.CANCELLED)
    return left and order.ours and order.sender is Sender.MERCHANT


def back(order: KeptOrder, mode: str) -> list[Move]:
    """What a cancelled order's lines need by hand: a shop that lowers nothing gives nothing back; one that does has
    just given back all of it, also what was given back before. Of a line that was matched late it knows nothing."""
    moves: list[Move] = []
    for item in order.items:
        if not item.told or item.product is None:
            continue
        if (mode == "off" or item.late) and item.told > item.given:
            moves.append((item, item.told - item.given, "back"))
        elif mode == "on" and not item.late and item.given:
            moves.append((item, -item.given, "fix"))
    return moves


def fewer(item: KeptItem) -> int:
    """Pieces that the shop took off and that are not wanted any more."""
    return max(0, item.told - item.given - item.units)


def link_of(item: KeptItem) -> Link | None:
    """What a line of the shop's order names. One that was matched late stays as the shop has it, because its stock was
    moved for it already."""
    if item.product is None or item.late:
        return None
    return Link(item.product, item.variation or 0, item.name, item.options, item.sku)
