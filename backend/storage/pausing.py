"""Pausing a publication: nothing more of it leaves, until the merchant lets it go on. What is on Amazon stays."""

from backend.storage import journal, turns
from backend.storage.database import Database

# Of a listing: it waits for its paused publication. A deed whose answer is still awaited is looked after all the same.
PAUSED = (
    "sent = '' and sending_at is null and stage in ('match', 'submit')"
    " and coalesce(run_id, 0) in (select r.id from run r where r.paused_at is not null)"
)
_WAITING = "exists (select 1 from listing l where l.run_id = run.id and l.stage in ('match', 'submit'))"
_AT_WORK = f"(spread_at is null or {_WAITING})"


async def pause(db: Database, shop_id: int, run_id: int, on: bool, now: int) -> int | None:
    """Pause a publication of which something has yet to leave, or let it go on; doing it twice is doing it once.

    Returns the seller whose lanes have work again or less; None when nothing changed.
    """
    wanted = f"null and {_AT_WORK}" if on else "not null"
    async with db.transaction():
        await turns.of_shop(db, shop_id)
        rows = await db.fetch_all(
            "update run set paused_at = cast(:at as bigint) where id = :id and shop_id = :shop and cancelled_at is null"
            f" and paused_at is {wanted} returning seller_id",
            {"at": now if on else None, "id": run_id, "shop": shop_id},
        )
        if not rows:
            return None
        act = "run_paused" if on else "run_resumed"
        await journal.write(db, shop_id, now, "merchant", act, {"run": run_id})
    return int(rows[0]["seller_id"])
