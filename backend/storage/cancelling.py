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
        # Products that have not become listings yet never will.
        runs = f"{where} and id = :run" if run_id else where
        of_run = {**values, "run": run_id} if run_id else values
        await db.execute(
            f"update run set spread_at = :now, finished_at = coalesce(finished_at, :now) where {runs}"
            " and spread_at is null",
            {**of_run, "now": now},
        )
        listings = f"{where} and run_id = :run" if run_id else where
        count = await db.execute(
            f"update listing set stage = '{Stage.REST}', status = '{Status.ENDED}', status_at = :now, cause = '',"
            f" details = '', attempts = 0, claimed_sku = null, updated_at = :now where {listings}"
            f" and stage in ('{Stage.MATCH}', '{Stage.SUBMIT}') and sending_at is null and feed_id is null"
            " and sent = ''",
            {**of_run, "now": now},
        )
        if count:
            await journal.write(db, shop_id, now, "merchant", "cancelled", {"listings": count})
    return count
