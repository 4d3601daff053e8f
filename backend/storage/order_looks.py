"""Looks at orders: those of a seller that a notice named, to be read one by one before the next search."""

from dataclasses import dataclass

from backend.storage.database import Database


@dataclass(frozen=True, slots=True)
class OrderLook:
    """An order to read; `asked` counts how often it was asked for, so that no call for it is lost."""

    order_code: str
    asked: int


async def ask(db: Database, seller_id: int, order_code: str, now: int) -> None:
    """Something of this order changed; many calls for one are one look."""
    await db.execute(
        "insert into order_look (seller_id, order_code, asked_at) values (:seller, :code, :now)"
        " on conflict (seller_id, order_code) do update set asked = order_look.asked + 1, asked_at = excluded.asked_at",
        {"seller": seller_id, "code": order_code, "now": now},
    )


async def waiting(db: Database, seller_id: int, limit: int = 100) -> list[OrderLook]:
    """What is to be read, the longest asked for first."""
    rows = await db.fetch_all(
        "select order_code, asked from order_look where seller_id = :seller order by asked_at, order_code limit :limit",
        {"seller": seller_id, "limit": limit},
    )
    return [OrderLook(row["order_code"], row["asked"]) for row in rows]


async def done(db: Database, seller_id: int, look: OrderLook) -> None:
    """This one was read; when it was asked for again meanwhile it stays."""
    await db.execute(
        "delete from order_look where seller_id = :seller and order_code = :code and asked = :asked",
        {"seller": seller_id, "code": look.order_code, "asked": look.asked},
    )


async def searched(db: Database, seller_id: int, until: int) -> None:
    """All that changed before `until` (epoch seconds UTC) is known by a search: looks asked for before are answered."""
    await db.execute(
        "delete from order_look where seller_id = :seller and asked_at < :until",
        {"seller": seller_id, "until": until},
    )
