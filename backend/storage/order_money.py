"""What orders were paid with: each line's parts, kept when an order is taken in."""

from collections.abc import Sequence

from backend.domain.orders import Order
from backend.domain.reversals import LineMoney, Part, paid_for
from backend.storage.database import Database
from backend.storage.encoding import from_json, to_json


async def keep(db: Database, order_id: int, order: Order) -> None:
    """What an order's lines were paid with, as the marketplace says it now; one that says nothing changes nothing."""
    currency = order.total.currency if order.total else ""
    if not currency:
        return
    await db.execute_many(
        "insert into order_money (order_id, item_code, currency, parts) values (:order, :code, :currency, :parts)"
        " on conflict (order_id, item_code) do update set currency = excluded.currency, parts = excluded.parts",
        [
            {
                "order": order_id, "code": item.item_code, "currency": currency,
                "parts": to_json(dict(paid_for(item, currency, order.prices_include_tax).parts)),
            }
            for item in order.items
        ],
    )  # fmt: skip


async def known(db: Database, order_id: int) -> bool:
    """Whether it was ever read what an order was paid with."""
    return bool(
        await db.fetch_val("select 1 from order_money where order_id = :id limit 1", {"id": order_id})
    )


async def of_order(db: Database, order_id: int) -> tuple[str, Sequence[LineMoney]]:
    """The currency, and what each line was paid with; "" and none when that was never read."""
    rows = await db.fetch_all(
        "select m.* from order_money m left join order_item i on i.order_id = m.order_id and i.item_code = m.item_code"
        " where m.order_id = :id order by i.position, m.item_code",
        {"id": order_id},
    )
    lines = [
        LineMoney(row["item_code"], {Part(part): amount for part, amount in from_json(row["parts"], {}).items()})
        for row in rows
    ]  # fmt: skip
    return (rows[0]["currency"] if rows else ""), lines
