"""Cancelling a publication: what was not sent yet ends, what was sent stays."""

from backend.domain.listing import Stage, Status
from backend.storage import journal, turns
from backend.storage.database import Database


async def cancel(
    db: Database, shop_id: int, now: int, *, seller_id: int = 0, marketplace_id: str = "", run_id: int = 0
) -> int:
    """End all of a publication, a seller or one of its marketplaces that waits to be found or sent. Returns how many.

    A listing whose deed is under way is not touched: its answer says what became of it. Doing it twice is doing it
    once.
    """
    where, values = "shop_id = :shop", dict[str, int | str](shop=shop_id)
    for name, value in (("seller_id", seller_id), ("marketplace_id", marketplace_id)):
        if value:
            where, values[name] = f"{where} and {name} = :{name}", value
    async with db.transaction():
        await turns.of_shop(db, shop_id)
        listings = f"{where} and run_id = :run" if run_id else where
        of_run = {**values, "run": run_id} if run_id else values
        rows = await db.fetch_all(
            f"update listing set stage = '{Stage.REST}', status = '{Status.ENDED}', status_at = :now, cause = '',"
            f" details = '', attempts = 0, claimed_sku = null, updated_at = :now where {listings}"
            f" and stage in ('{Stage.MATCH}', '{Stage.SUBMIT}') and sending_at is null and feed_id is null"
            " and sent = '' returning run_id",
            {**of_run, "now": now},
        )
        stopped: dict[int, int] = {}
        for row in rows:
            stopped[row["run_id"] or 0] = stopped.get(row["run_id"] or 0, 0) + 1
        await _end_runs(db, f"{where} and id = :run" if run_id else where, of_run, stopped, now)
        if rows:
            told = {"listings": len(rows), **({"run": run_id} if run_id else {})}
            await journal.write(db, shop_id, now, "merchant", "cancelled", told)
    return len(rows)


async def _end_runs(
    db: Database, where: str, values: dict[str, int | str], stopped: dict[int, int], now: int
) -> None:
    """Products that have not become listings yet never will; each publication knows how many it lost."""
    await db.execute(
        "update run set spread_at = coalesce(spread_at, :now), finished_at = coalesce(finished_at, :now),"
        f" cancelled_at = :now, paused_at = null where {where} and cancelled_at is null"
        " and (spread_at is null or paused_at is not null)",
        {**values, "now": now},
    )
    await db.execute_many(
        "update run set cancelled = cancelled + :n, cancelled_at = coalesce(cancelled_at, :now),"
        " finished_at = coalesce(finished_at, :now), paused_at = null where id = :id",
        [{"n": n, "now": now, "id": id} for id, n in sorted(stopped.items()) if id],
    )
