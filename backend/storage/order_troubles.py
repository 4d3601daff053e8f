"""What only the merchant can cure of an order, one for each part of its life: a cause that pages translate."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from backend.storage.database import Database, Row
from backend.storage.encoding import from_json, to_json
from backend.storage.statements import among


@dataclass(frozen=True, slots=True)
class Trouble:
    """`part`: where (shipping, cancelling, label, ...); `cause`: a key that web/order_troubles.py says in words, with
    `details` (nothing personal); `at`: since when (epoch seconds UTC)."""

    order_id: int
    part: str
    cause: str
    details: Mapping[str, Any]
    at: int


async def tell(
    db: Database, order_id: int, part: str, cause: str, now: int, details: Mapping[str, Any] | None = None
) -> bool:
    """A part of an order waits for the merchant. True: it did not wait for the same before. Inside a transaction."""
    said = to_json(details) if details else ""
    known = await db.fetch_one(
        "select cause, details from order_trouble where order_id = :order and part = :part",
        {"order": order_id, "part": part},
    )
    if known is not None and (known["cause"], known["details"]) == (cause, said):
        return False
    await db.execute(
        "insert into order_trouble (shop_id, order_id, part, cause, details, at)"
        " select shop_id, id, :part, :cause, :details, :now from orders where id = :order"
        " on conflict (order_id, part) do update set cause = excluded.cause, details = excluded.details,"
        " at = excluded.at",
        {"order": order_id, "part": part, "cause": cause, "details": said, "now": now},
    )
    return True


async def clear(db: Database, order_id: int, part: str) -> None:
    """A part of an order waits for nobody any more."""
    await db.execute(
        "delete from order_trouble where order_id = :order and part = :part",
        {"order": order_id, "part": part},
    )


async def of_orders(db: Database, order_ids: Iterable[int]) -> dict[int, list[Trouble]]:
    """What is wrong with these orders, by order, the oldest first."""
    ids = list(order_ids)
    if not ids:
        return {}
    marks, values = among("o", ids)
    rows = await db.fetch_all(
        f"select * from order_trouble where order_id in ({marks}) order by at, part", values
    )
    found: dict[int, list[Trouble]] = {}
    for row in rows:
        found.setdefault(row["order_id"], []).append(_trouble(row))
    return found


def _trouble(row: Row) -> Trouble:
    return Trouble(row["order_id"], row["part"], row["cause"], from_json(row["details"], {}) or {}, row["at"])
