"""What a marketplace last said may be written about an order, kept for some minutes."""

from backend.domain.messages import Allowed, MessageKind
from backend.storage.database import Database
from backend.storage.encoding import from_json, to_json


async def keep(db: Database, order_id: int, said: Allowed, now: int) -> None:
    """This was said now."""
    body = to_json([list(said.kinds), said.language, list(said.others), list(said.no_role)])
    await db.execute(
        "insert into message_ask (order_id, said, asked_at) values (:order, :said, :now)"
        " on conflict (order_id) do update set said = excluded.said, asked_at = excluded.asked_at",
        {"order": order_id, "said": body, "now": now},
    )


async def find(db: Database, order_id: int) -> tuple[Allowed, int] | None:
    """What was said, and when (epoch seconds UTC)."""
    row = await db.fetch_one("select said, asked_at from message_ask where order_id = :id", {"id": order_id})
    if row is None:
        return None
    kinds, language, others, no_role = from_json(row["said"])
    return Allowed(tuple(MessageKind(k) for k in kinds), language, tuple(others), tuple(no_role)), row[
        "asked_at"
    ]


async def forget(db: Database, order_id: int) -> None:
    """Something happened that may change it."""
    await db.execute("delete from message_ask where order_id = :id", {"id": order_id})
