"""The publishing lane: turns a press of List now into listings, a bit at a time."""

from backend.lanes.ground import prepare, resting
from backend.lanes.lane import IDLE, Held, Rest
from backend.storage import auto_listing, drafts, journal, runs
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
            place = ground.place(run.marketplace_id)
            if draft is None:
                async with held.recording():
                    await runs.end_spreading(resources.db, run.id, resources.now())
                continue
            where = Place(run.seller_id, run.marketplace_id, place.currency if place else "")
            chosen = await runs.next_products(resources.db, run, draft, where, AT_ONCE)
            async with held.recording("matching"):
                if chosen:
                    await runs.spread(resources.db, run, draft, chosen, resources.now())
                    await auto_listing.say_listed(
                        resources.db, run.shop_id, run.id, draft.id, chosen, resources.now()
                    )
                if len(chosen) < AT_ONCE:
                    await runs.end_spreading(resources.db, run.id, resources.now())
                    if not auto_listing.by_rule(draft.id):
                        told = {"products": run.total}
                        await journal.write(
                            resources.db, run.shop_id, resources.now(), "merchant", "published", told
                        )
        return Rest(resources.now() + IDLE)
