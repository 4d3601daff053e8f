"""Orders that the merchant sent without a tracking number, one or many at once."""

from collections.abc import Iterable

from backend.domain.carrier_choice import LETTER
from backend.domain.orders import OrderStatus, Sender
from backend.domain.shipments import Chosen, Named, Scene, Shipment, Source
from backend.domain.shipping import free_reference, open_pieces
from backend.storage import carrier_answers, order_settings, sendings, shipments
from backend.storage.database import Database
from backend.storage.sendings import Sent

_TO_SEND = (OrderStatus.UNSHIPPED, OrderStatus.PARTLY_SHIPPED)


async def sent_without_number(
    db: Database, shop_id: int, order_ids: Iterable[int], now: int
) -> tuple[list[int], set[int]]:
    """All that is left of these orders is sent, and has no number. Returns the orders that Amazon will be told of, and
    the sellers whose shipments lane is to be woken; left out is what cannot be sent so. Inside a transaction."""
    told: list[int] = []
    sellers: set[int] = set()
    for order_id in order_ids:
        order = await sendings.find(db, order_id, now)
        if order is None or order.shop_id != shop_id or not can_go_untracked(order.scene):
            continue
        await shipments.want(db, order_id, await _letter(db, order, now), now)
        told.append(order_id)
        sellers.add(order.seller_id)
    await sendings.look_at(db, told, now)
    return told, sellers


async def of_these(db: Database, shop_id: int, order_ids: Iterable[int]) -> list[int]:
    """Those of some orders that can be told of so; none where the merchant does not want that at all."""
    if await order_settings.find(db, shop_id, sendings.UNTRACKED) != "yes":
        return []
    found: list[int] = []
    for order_id in order_ids:
        order = await sendings.find(db, order_id, 0)
        if order is not None and order.shop_id == shop_id and can_go_untracked(order.scene):
            found.append(order_id)
    return found


def can_go_untracked(scene: Scene) -> bool:
    """Whether something is left to send that needs no codes."""
    left = open_pieces(scene)
    coded = any(line.coded for line in scene.lines if line.code in left)
    mine = scene.sender is Sender.MERCHANT and scene.ours
    return mine and scene.status in _TO_SEND and bool(left) and not coded


async def _letter(db: Database, order: Sent, now: int) -> Shipment:
    book = await carrier_answers.book(db, order.shop_id, order.marketplace_id)
    chosen = book.choose(Named(""))
    carrier = chosen if isinstance(chosen, Chosen) else LETTER
    return Shipment(
        free_reference(order.scene), "", carrier.carrier, carrier.name, now, tuple(open_pieces(order.scene).items()),
        Source.MERCHANT,
    )  # fmt: skip
