"""What became of a publication: every listing of it counted by what it is now, and runs that are shown together."""

from dataclasses import dataclass

from backend.domain.listing import Stage, Status
from backend.storage import runs, tally
from backend.storage.database import Database
from backend.storage.runs import Progress, Run

SHOWN = 20  # runs of a page


@dataclass(frozen=True, slots=True)
class Outcomes:
    """Listings of a run by what they are now; `causes` tells the incomplete ones apart, the most frequent first.

    `left`: products that were chosen and never became listings, because the run was cancelled.
    """

    active: int
    on_its_way: int
    inactive: int
    incomplete: int
    causes: tuple[tuple[str, int], ...]
    ended: int  # taken off since, or deleted on Amazon
    cancelled: int
    already: int
    left: int


async def outcomes(db: Database, run: Run) -> Outcomes:
    """The counts; what another run took over since counts there."""
    found = await tally.by_all(db, run.shop_id, ("status", "cause"), {"run_id": run.id})
    by: dict[str, int] = {}
    causes: dict[str, int] = {}
    for (status, cause), n in found.items():
        by[status] = by.get(status, 0) + n
        if status == Status.INCOMPLETE:
            causes[cause] = causes.get(cause, 0) + n
    ended = by.get(Status.ENDED, 0)
    return Outcomes(
        active=by.get(Status.ACTIVE, 0), on_its_way=by.get(Status.ON_ITS_WAY, 0),
        inactive=by.get(Status.INACTIVE, 0), incomplete=by.get(Status.INCOMPLETE, 0),
        causes=tuple(sorted(causes.items(), key=lambda pair: (-pair[1], pair[0]))),
        ended=max(0, ended - run.cancelled), cancelled=min(run.cancelled, ended), already=run.already,
        left=max(0, run.total - run.spread) if run.cancelled_at else 0,
    )  # fmt: skip


async def newest(db: Database, shop_id: int, before: int = 0) -> list[Run]:
    """The newest runs of a shop, older than run `before` when it is given."""
    rows = await db.fetch_all(
        "select id from run where shop_id = :shop and (:before = 0 or id < :before) order by id desc limit :limit",
        {"shop": shop_id, "before": before, "limit": SHOWN + 1},
    )
    found = [await runs.find(db, shop_id, row["id"]) for row in rows]
    return [run for run in found if run is not None]


async def working(db: Database, shop_id: int, since: int) -> list[Progress]:
    """The runs of a shop that are still at work or paused, the oldest first, as they go one after the other; of those
    begun before `since` (epoch seconds UTC) only what was never sent counts: what is read back has other reasons."""
    owed = await tally.by_all(db, shop_id, ("run_id", "stage"), {})
    busy = {run_id for (run_id, stage), n in owed.items() if stage in _OWED and n}
    rows = await db.fetch_all(
        "select id from run where shop_id = :shop and (spread_at is null or paused_at is not null"
        " or created_at >= :since)",
        {"shop": shop_id, "since": since},
    )
    young = {row["id"] for row in rows}
    found = [run for id in sorted(young)[-SHOWN:] if (run := await runs.find(db, shop_id, id))]
    return await in_turn(db, [run for run in found if run.id in busy or run.spread_at is None])


async def in_turn(db: Database, found: list[Run]) -> list[Progress]:
    """How these runs go, each with what its seller sends before it."""
    progresses, ahead = list[Progress](), dict[int, int]()
    for run in sorted(found, key=lambda each: each.id):
        progress = await runs.progress_of(db, run, ahead.get(run.seller_id, 0))
        if not progress.paused:
            ahead[run.seller_id] = ahead.get(run.seller_id, 0) + progress.waiting
        progresses.append(progress)
    return progresses


_OWED = (Stage.MATCH, Stage.SUBMIT, Stage.CONFIRM)
