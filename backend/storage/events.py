"""Events of the shop platform that were seen already: at-least-once delivery becomes once."""

from backend.storage.database import Database

KEPT_FOR = 3 * 86400  # deliveries are repeated for a day (shop facts 6)


async def is_first(db: Database, event_id: str, store_id: int, type_: str, now: int) -> bool:
    """True the first time an event comes; older ones are swept now and then. Inside the transaction that acts upon it,
    so that a deed that fails leaves the event unseen."""
    first = await db.execute(
        "insert into webhook (event_id, store_id, type, received_at) values (:id, :store, :type, :now)"
        " on conflict (event_id) do nothing",
        {"id": event_id, "store": store_id, "type": type_, "now": now},
    )
    if first and now % 50 == 0:
        await db.execute("delete from webhook where received_at < :old", {"old": now - KEPT_FOR})
    return bool(first)
