"""How far the reading of a seller's own items in each marketplace is; every step is stored before the next deed."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from backend.storage.database import Database, Row


@dataclass(frozen=True, slots=True)
class Reading:
    """A reading of one marketplace; times epoch seconds UTC.

    `stage`: "" at rest, look (how many are there?), ask and asking (a report; asking: its answer is awaited), wait (for
    the report), read (its lines), search (page by page instead), identify (barcodes), claim (which product is it?).
    `position` and `total` count what the stage works through; `cursor` is up to where a search came.
    """

    seller_id: int
    marketplace_id: str
    stage: str = ""
    run: int = 0
    next_at: int = 0
    attempts: int = 0
    position: int = 0
    total: int = 0
    cursor: str = ""
    token: str = ""
    report_id: str = ""
    document_id: str = ""
    asking_at: int | None = None
    way: str = ""
    started_at: int = 0
    finished_at: int = 0
    odd: int = 0

    @property
    def working(self) -> bool:
        return self.stage != ""


_COLUMNS = (
    "stage", "run", "next_at", "attempts", "position", "total", "cursor", "token", "report_id", "document_id",
    "asking_at", "way", "started_at", "finished_at", "odd",
)  # fmt: skip


async def open_places(db: Database, seller_id: int, marketplace_ids: Sequence[str]) -> None:
    """A reading for each marketplace; known ones stay as they are."""
    await db.execute_many(
        "insert into reading (seller_id, marketplace_id) values (:seller, :marketplace)"
        " on conflict (seller_id, marketplace_id) do nothing",
        [{"seller": seller_id, "marketplace": place} for place in marketplace_ids],
    )


async def of_seller(db: Database, seller_id: int) -> list[Reading]:
    rows = await db.fetch_all(
        "select * from reading where seller_id = :seller order by marketplace_id", {"seller": seller_id}
    )
    return [_reading(row) for row in rows]


async def of_shop(db: Database, shop_id: int) -> list[Reading]:
    """The readings of all sellers of a shop."""
    rows = await db.fetch_all(
        "select r.* from reading r join seller s on s.id = r.seller_id where s.shop_id = :shop"
        " order by r.seller_id, r.marketplace_id",
        {"shop": shop_id},
    )
    return [_reading(row) for row in rows]


async def save(db: Database, reading: Reading) -> None:
    """Keep where a reading is."""
    values: dict[str, Any] = {name: getattr(reading, name) for name in _COLUMNS}
    named = ", ".join(f"{name} = :{name}" for name in _COLUMNS)
    await db.execute(
        f"update reading set {named} where seller_id = :seller and marketplace_id = :marketplace",
        {**values, "seller": reading.seller_id, "marketplace": reading.marketplace_id},
    )


async def later(db: Database, reading: Reading, at: int) -> None:
    """Not before a moment; whatever stage it came to stands."""
    await db.execute(
        "update reading set next_at = :at, attempts = attempts + 1 where seller_id = :seller"
        " and marketplace_id = :marketplace",
        {"at": at, "seller": reading.seller_id, "marketplace": reading.marketplace_id},
    )


async def ask(db: Database, shop_id: int, now: int) -> list[int]:
    """A person wants everything read now: what rests is due, what works goes on. The sellers whose lane owes that."""
    rows = await db.fetch_all("select id from seller where shop_id = :shop order by id", {"shop": shop_id})
    await db.execute(
        "update reading set next_at = :now where stage = '' and next_at > :now"
        " and seller_id in (select id from seller where shop_id = :shop)",
        {"now": now, "shop": shop_id},
    )
    return [row["id"] for row in rows]


def _reading(row: Row) -> Reading:
    return Reading(row["seller_id"], row["marketplace_id"], *(row[name] for name in _COLUMNS))
