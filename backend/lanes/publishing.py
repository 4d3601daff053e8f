"""The publishing lane: turns a press of List now into listings, a bit at a time."""

from backend.lanes.ground import prepare, resting
from backend.lanes.lane import IDLE, Held, Rest
from backend.storage import auto_listing, drafts, journal, runs
from backend.storage.drafts import Draft
from backend.storage.runs import Run
from backend.storage.searching import Place

AT_ONCE = 200


class PublishingLane:
    """Spreads a seller's runs; the run's position says how far it came."""

    kind = "publishing"

    async def drive(self, held: Held) -> Rest:
        resources = held.resources
        ground = await prepare(held)
        if ground is None:
            return resting(held)
        while (run := await runs.unspread(resources.db, ground.seller.id)) and not held.stopping():
            draft = await drafts.find(resources.db, run.shop_id, run.draft_id)
            if draft is None:
                async with held.recording():
                    await runs.end_spreading(resources.db, run.id, resources.now())
                continue
            await self._spread(held, run, draft)
        return Rest(resources.now() + IDLE)

    async def _spread(self, held: Held, run: Run, draft: Draft) -> None:
        """Some products of a run; the last ones end it. What was paused or cancelled meanwhile stays so."""
        db, now = held.resources.db, held.resources.now()
        where = Place(run.seller_id, run.marketplace_id, "")
        chosen = await runs.next_products(db, run, draft, where, AT_ONCE)
        async with held.recording("matching"):
            if chosen and not await runs.spread(db, run, draft, chosen, now):
                return
            await auto_listing.say_listed(db, run.shop_id, run.id, draft.id, chosen, now)
            ended = len(chosen) < AT_ONCE and await runs.end_spreading(db, run.id, now)
            if ended and not auto_listing.by_rule(draft.id):
                told = {"products": run.total, "run": run.id}
                await journal.write(db, run.shop_id, now, "merchant", "published", told)
