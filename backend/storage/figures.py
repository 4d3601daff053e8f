"""Counts over the whole database, for the operator's metrics."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from backend.storage import lanes, letters, tally
from backend.storage.database import Database


@dataclass(frozen=True, slots=True)
class Figures:
    """Counts by label; `lanes` by (kind, condition: waiting, due, working, troubled)."""

    listings: Mapping[str, int]
    due: Mapping[str, int]
    shops: Mapping[str, int]
    sellers: Mapping[str, int]
    lanes: Mapping[tuple[str, str], int]
    notices: Mapping[str, int]
    worker_silent: int | None
    letters: Mapping[str, int] = field(default_factory=dict)


async def read(db: Database, now: int) -> Figures:
    """All figures at a moment (epoch seconds UTC)."""

    async def by(sql: str) -> dict[str, int]:
        return {
            row["label"]: row["n"] for row in await db.fetch_all(sql, {"now": now} if ":now" in sql else {})
        }

    counted: dict[tuple[str, str], int] = {}
    for lane in await lanes.states(db, now):
        condition = "troubled" if lane.trouble else "working" if lane.working else "waiting"
        if condition == "waiting" and lane.due_at <= now:
            condition = "due"
        counted[lane.kind, condition] = counted.get((lane.kind, condition), 0) + 1
    beat = await lanes.last_beat(db)
    return Figures(
        listings=await tally.of_status(db),
        due=await by("select stage as label, count(*) as n from listing where next_at <= :now"
                     " and stage not in ('rest', 'watch') group by stage"),
        shops=await by("select status as label, count(*) as n from shop group by status"),
        sellers=await by("select status as label, count(*) as n from seller group by status"),
        lanes=counted,
        notices=await by("select kind as label, n from notice_count"),
        worker_silent=now - beat if beat is not None else None, letters=await letters.counts(db),
    )  # fmt: skip
