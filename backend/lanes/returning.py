"""Pieces that came back with their refund, where the merchant said so: into the shop's stock, once."""

from backend.ecwid.client import ShopAccess
from backend.ecwid.orders import ShopOrders
from backend.lanes.lane import Held
from backend.lanes.stock_moves import REMEMBERED
from backend.storage import journal, lanes, looks, order_work, reversal_wishes, reversals
from backend.storage.reversals import Reversal
from backend.transport.errors import NotFound, Rejected


async def bring_back(held: Held, told: ShopOrders, access: ShopAccess, one: Reversal) -> None:
    """Move the stock of each line under a key that the shop knows again for an hour, written down before."""
    db, now = held.resources.db, held.resources.now()
    if one.returning_at is not None and now - one.returning_at > REMEMBERED:
        await _stop(held, one, "stock_unsure", "")
        return
    async with held.recording():
        await reversals.returns(db, one.id, now)
    order = await order_work.find(db, one.order_id)
    moved = []
    for item in order.items:
        pieces = one.pieces.get(item.item_code, 0)
        if not pieces or item.product is None:
            continue
        try:
            async with held.deed():
                await told.move_stock(
                    access, item.product, item.variation or 0, pieces, f"refund:{one.id}:{item.item_code}"
                )
        except NotFound:
            continue  # a product that is gone has no stock to move
        except Rejected as error:
            await _stop(held, one, "stock_refused", error.message[:200])
            return
        moved.append(item.product)
    now = held.resources.now()
    async with held.recording():
        await reversals.returned(db, one.id, now)
        await looks.ask(db, one.shop_id, moved, now)
        await lanes.wake(db, "catalog", one.shop_id, now)
        count = sum(one.pieces.values())
        await journal.write(
            db, one.shop_id, now, "storelane", "pieces_back", {"order": one.order_code, "count": count},
            order_id=one.order_id,
        )  # fmt: skip


async def _stop(held: Held, one: Reversal, cause: str, text: str) -> None:
    """A person has to look at the stock."""
    db = held.resources.db
    async with held.recording():
        await reversals.noted(db, one.id, cause, {"text": text} if text else None)
        await reversal_wishes.retell(db, one.order_id, held.resources.now())
