"""Feeds that carry cancellations and refunds, each step written down before and after, so that none is sent twice."""

from collections.abc import Sequence
from dataclasses import dataclass

from backend.domain.reversals import Act
from backend.storage.database import Database, Row
from backend.storage.encoding import from_json, to_json
from backend.storage.statements import among

OPEN = "('made', 'uploaded', 'starting', 'working')"


@dataclass(frozen=True, slots=True)
class ReversalFeed:
    """A feed of ours. `state`: made, uploaded, starting (the answer is awaited), working, done, failed. `places`: the
    marketplaces of its orders; times epoch seconds UTC."""

    id: int
    seller_id: int
    act: Act
    places: tuple[str, ...]
    state: str
    document_id: str
    remote_id: str
    starting_at: int | None
    next_at: int
    attempts: int
    created_at: int


async def make(
    db: Database, seller_id: int, act: Act, reversals: Sequence[int], places: Sequence[str], now: int
) -> None:
    """A new feed for these reversals, each of which is in no other. Inside a transaction."""
    feed_id = await db.fetch_val(
        "insert into reversal_feed (seller_id, kind, places, state, created_at, next_at)"
        " values (:seller, :kind, :places, 'made', :now, :now) returning id",
        {"seller": seller_id, "kind": act.value, "places": to_json(sorted(set(places))), "now": now},
    )
    marks, values = among("r", reversals)
    await db.execute(
        "update reversal set state = 'sending', feed_id = :feed, attempts = attempts + 1"
        f" where state = 'wanted' and id in ({marks})",
        {"feed": feed_id, **values},
    )


async def open_feeds(db: Database, seller_id: int) -> list[ReversalFeed]:
    """Feeds that are neither done nor failed, the oldest first."""
    rows = await db.fetch_all(
        f"select * from reversal_feed where seller_id = :seller and state in {OPEN} order by id",
        {"seller": seller_id},
    )
    return [_feed(row) for row in rows]


async def last_made(db: Database, seller_id: int, act: Act) -> int:
    """When a seller's newest feed of a kind was made (epoch seconds UTC); 0: never."""
    return int(
        await db.fetch_val(
            "select coalesce(max(created_at), 0) from reversal_feed where seller_id = :seller and kind = :kind",
            {"seller": seller_id, "kind": act.value},
        )
    )


async def change(
    db: Database, feed_id: int, state: str, next_at: int, *, document_id: str = "", remote_id: str = "",
    starting_at: int | None = None, finished_at: int | None = None,
) -> None:  # fmt: skip
    """The next state of a feed; what is not named stays as it is."""
    await db.execute(
        "update reversal_feed set state = :state, next_at = :next, attempts = attempts + 1,"
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
    """Whether a feed on the marketplace's side is one whose id we know, also for another shop with the same seller."""
    return bool(
        await db.fetch_val(
            "select 1 from reversal_feed where remote_id = :remote limit 1", {"remote": remote_id}
        )
    )


def _feed(row: Row) -> ReversalFeed:
    return ReversalFeed(
        row["id"], row["seller_id"], Act(row["kind"]), tuple(from_json(row["places"], [])), row["state"],
        row["document_id"], row["remote_id"], row["starting_at"], row["next_at"], row["attempts"], row["created_at"],
    )  # fmt: skip
