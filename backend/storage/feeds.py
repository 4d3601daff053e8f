"""Feeds: many offers sent at once, each step written down before and after, so that none is sent twice or lost."""

from dataclasses import dataclass

from backend.storage.database import Database, Row


@dataclass(frozen=True, slots=True)
class KeptFeed:
    """A feed of ours. `state`: made, uploaded, starting (the answer is awaited), working, done, failed."""

    id: int
    seller_id: int
    marketplace_id: str
    state: str
    document_id: str
    remote_id: str
    starting_at: int | None
    next_at: int
    attempts: int
    created_at: int


async def make(db: Database, seller_id: int, marketplace_id: str, now: int) -> int:
    """A new feed; the listings it carries are marked in the same transaction (outcomes.sending_by_feed)."""
    return int(
        await db.fetch_val(
            "insert into feed (seller_id, marketplace_id, state, created_at, next_at)"
            " values (:seller, :marketplace, 'made', :now, :now) returning id",
            {"seller": seller_id, "marketplace": marketplace_id, "now": now},
        )
    )


async def open_feeds(db: Database, seller_id: int) -> list[KeptFeed]:
    """Feeds that are neither done nor failed, the oldest first."""
    rows = await db.fetch_all(
        "select * from feed where seller_id = :seller and state not in ('done', 'failed') order by id",
        {"seller": seller_id},
    )
    return [_feed(row) for row in rows]


async def change(
    db: Database, feed_id: int, state: str, next_at: int, *, document_id: str = "", remote_id: str = "",
    starting_at: int | None = None, finished_at: int | None = None,
) -> None:  # fmt: skip
    """The next state of a feed; what is not named stays as it is."""
    await db.execute(
        "update feed set state = :state, next_at = :next, attempts = attempts + 1,"
        " document_id = case when :document = '' then document_id else :document end,"
        " remote_id = case when :remote = '' then remote_id else :remote end,"
        " starting_at = coalesce(cast(:starting as bigint), starting_at),"
        " finished_at = coalesce(cast(:finished as bigint), finished_at) where id = :id",
        {
            "state": state, "next": next_at, "document": document_id, "remote": remote_id, "starting": starting_at,
            "finished": finished_at, "id": feed_id,
        },
    )  # fmt: skip


async def is_known(db: Database, remote_id: str) -> bool:
    """Whether a feed on Amazon's side is one whose id we know, also for another shop with the same seller."""
    return bool(
        await db.fetch_val("select 1 from feed where remote_id = :remote limit 1", {"remote": remote_id})
    )


def _feed(row: Row) -> KeptFeed:
    return KeptFeed(
        row["id"], row["seller_id"], row["marketplace_id"], row["state"], row["document_id"], row["remote_id"],
        row["starting_at"], row["next_at"], row["attempts"], row["created_at"],
    )  # fmt: skip
