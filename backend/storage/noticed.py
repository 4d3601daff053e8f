"""What a notice of a marketplace leads to in the tables: something is due earlier. How many came of each kind."""

from collections.abc import Mapping

from backend.storage.database import Database

_NOW = "update {table} set next_at = case when next_at < :now then next_at else :now end"


async def sellers_of(db: Database, kind: str, seller_code: str) -> list[int]:
    """Our sellers behind a marketplace's code: one account may be connected in several regions and shops."""
    rows = await db.fetch_all(
        "select id from seller where kind = :kind and seller_code = :code and status = 'connected' order by id",
        {"kind": kind, "code": seller_code},
    )
    return [row["id"] for row in rows]


async def look_at_listing(db: Database, seller_id: int, sku: str, marketplace_id: str, now: int) -> int:
    """Its next look is now, where it is on its way or watched. `marketplace_id` "": everywhere. Returns how many."""
    place = " and marketplace_id = :place" if marketplace_id else ""
    return await db.execute(
        f"{_NOW.format(table='listing')} where seller_id = :seller and claimed_sku = :sku"
        f" and stage in ('confirm', 'watch'){place}",
        {"now": now, "seller": seller_id, "sku": sku} | ({"place": marketplace_id} if place else {}),
    )


async def look_at_feed(db: Database, seller_id: int, feed_code: str, now: int) -> int:
    """A feed of ours that is worked on is asked about now. Returns how many."""
    return await db.execute(
        f"{_NOW.format(table='feed')} where seller_id = :seller and remote_id = :code and state = 'working'",
        {"now": now, "seller": seller_id, "code": feed_code},
    )


async def count(db: Database, kinds: Mapping[str, int]) -> None:
    """So many of each kind came."""
    await db.execute_many(
        "insert into notice_count (kind, n) values (:kind, :n)"
        " on conflict (kind) do update set n = notice_count.n + excluded.n",
        # In one order, so that two processes never wait for each other's rows.
        [{"kind": kind, "n": n} for kind, n in sorted(kinds.items())],
    )
