"""Orders that were set aside, and what a person does about them: tries again, or says that their stock is right."""

from collections.abc import Sequence

from backend.domain.orders import OrderStatus
from backend.storage import order_matches, order_work
from backend.storage.database import Database
from backend.storage.statements import among


async def try_again(db: Database, shop_id: int, order_id: int, now: int) -> int | None:
    """A person wants an order tried again. The seller whose lane owes it, or None."""
    row = await db.fetch_one(
        "update orders set stage = 'book', next_at = :now, attempts = 0, cause = '', details = '' where id = :id"
        " and shop_id = :shop and stage = 'aside' returning seller_id",
        {"now": now, "id": order_id, "shop": shop_id},
    )
    return int(row["seller_id"]) if row else None


async def to_retry(db: Database, shop_id: int, order_ids: Sequence[int]) -> list[int]:
    """Those of some orders that can be tried again without anybody looking: not those of which it is not known whether
    their stock was moved."""
    return await _aside(db, shop_id, order_ids, "cause <> 'stock_unsure'")


async def to_settle(db: Database, shop_id: int, order_ids: Sequence[int]) -> list[int]:
    """Those of some orders that wait for a person to say that their stock is right."""
    return await _aside(db, shop_id, order_ids, "cause in ('stock_refused', 'stock_unsure')")


async def _aside(db: Database, shop_id: int, order_ids: Sequence[int], which: str) -> list[int]:
    if not order_ids:
        return []
    marks, values = among("o", order_ids)
    rows = await db.fetch_all(
        f"select id from orders where id in ({marks}) and shop_id = :shop and stage = 'aside' and {which} order by id",
        {**values, "shop": shop_id},
    )
    return [row["id"] for row in rows]


async def settle_stock(db: Database, shop_id: int, order_id: int, now: int) -> int | None:
    """A person moved the shop's stock for an order that was set aside for it: nothing of it is moved any more. The
    seller whose lane goes on with it, or None."""
    row = await db.fetch_one(
        "select * from orders where id = :id and shop_id = :shop and stage = 'aside'"
        " and cause in ('stock_refused', 'stock_unsure')",
        {"id": order_id, "shop": shop_id},
    )
    if row is None:
        return None
    order = await order_work.find(db, order_id)
    if order.stock_state == "asked":
        await order_work.taken(db, order)
    if any(item.to_take for item in order.items):
        await order_matches.taken(db, order.id)
    for item in order.items if order.stock_state == "moved" else ():
        if (fewer := item.told - item.given - item.units) > 0:
            await order_work.given_back(db, item, fewer)
    if order.stock_state == "moved" and order.status is OrderStatus.CANCELLED:
        await order_work.told(db, order, "cancelled", now, "back")
    return await try_again(db, shop_id, order_id, now)
