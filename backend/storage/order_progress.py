"""How far a seller's orders are known: the watermark, a window that is being read, a range that is filled in."""

from dataclasses import dataclass

from backend.storage.database import Database


@dataclass(frozen=True, slots=True)
class OrderProgress:
    """Epoch seconds UTC. `since`: orders from before it never move the shop's stock. `seen_until`: everything changed
    before it is known. `token`, `window_from`: a window whose pages are being read. `fill_*`: a range a person asked
    for; `fill_from` None: none."""

    seller_id: int
    since: int = 0
    seen_until: int = 0
    polled_at: int = 0
    token: str = ""
    window_from: int = 0
    fill_from: int | None = None
    fill_to: int | None = None
    fill_token: str = ""
    fill_found: int = 0
    fill_asked_at: int | None = None


_COLUMNS = (
    "since", "seen_until", "polled_at", "token", "window_from", "fill_from", "fill_to", "fill_token", "fill_found",
    "fill_asked_at",
)  # fmt: skip


async def find(db: Database, seller_id: int) -> OrderProgress:
    """Where a seller stands; one never asked about starts with nothing."""
    row = await db.fetch_one("select * from order_progress where seller_id = :id", {"id": seller_id})
    return OrderProgress(seller_id, *(row[name] for name in _COLUMNS)) if row else OrderProgress(seller_id)


async def begin(db: Database, seller_id: int, now: int) -> None:
    """A seller connected: its orders count from now on. One that connected before goes on where it was."""
    await db.execute(
        "insert into order_progress (seller_id, since, seen_until) values (:id, :now, :now)"
        " on conflict (seller_id) do nothing",
        {"id": seller_id, "now": now},
    )


async def save(db: Database, at: OrderProgress) -> None:
    """What the lane found; what a person asked for meanwhile (`fill_asked_at`) is not overwritten."""
    await db.execute(
        "update order_progress set seen_until = :seen_until, polled_at = :polled_at, token = :token,"
        " window_from = :window_from where seller_id = :id",
        {"seen_until": at.seen_until, "polled_at": at.polled_at, "token": at.token, "window_from": at.window_from,
         "id": at.seller_id},
    )  # fmt: skip
    await db.execute(
        "update order_progress set fill_from = :from_, fill_to = :to, fill_token = :token, fill_found = :found"
        " where seller_id = :id and coalesce(fill_asked_at, 0) = :asked",
        {"from_": at.fill_from, "to": at.fill_to, "token": at.fill_token, "found": at.fill_found,
         "id": at.seller_id, "asked": at.fill_asked_at or 0},
    )  # fmt: skip


async def fill(db: Database, seller_id: int, start: int, end: int, now: int) -> None:
    """A person wants the orders made in a range brought in."""
    await db.execute(
        "update order_progress set fill_from = :start, fill_to = :end, fill_token = '', fill_found = 0,"
        " fill_asked_at = :now where seller_id = :id",
        {"start": start, "end": end, "now": now, "id": seller_id},
    )


async def stop(db: Database, seller_id: int, now: int) -> int | None:
    """A person wants no more of a range brought in. How many orders of it came, or None when none is being read."""
    row = await db.fetch_one(
        "update order_progress set fill_from = null, fill_token = '', fill_asked_at = :now"
        " where seller_id = :id and fill_from is not null returning fill_found",
        {"id": seller_id, "now": now},
    )
    return int(row["fill_found"]) if row else None
