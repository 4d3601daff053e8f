"""Deciding: what is to be sent for a listing that is due, and the record where nothing is."""

from dataclasses import replace

from backend.domain.decision import Hold, Publish, Withdraw, decide
from backend.domain.issues import Cause, Problem
from backend.domain.listing import Explained, Stage
from backend.lanes import plan_limit
from backend.lanes.ground import Governed
from backend.lanes.lane import IDLE, Held
from backend.lanes.standing import sku_of, standing_of
from backend.lanes.withdrawing import REPLACED_AFTER, withdraw
from backend.storage import claims, outcomes, wishes
from backend.storage.listings import Work


async def decided(held: Held, ground: Governed, work: Work) -> Explained | None:
    """What is to be sent; None when nothing is, and then that is recorded."""
    product = None if work.product.deleted else work.product.product
    variation = work.variation.variation if work.variation else None
    there = await wishes.stopped_elsewhere(held.resources.db, ground.wishes, work.listing, sku_of(work))
    other, by_amazon = await _elsewhere(held, ground, work)
    wish = ground.wish(work, other_rules=other, stopped_elsewhere=there)
    wish = replace(wish, by_amazon=wish.by_amazon or by_amazon)
    action = decide(product, variation, wish, standing_of(work))
    db, now = held.resources.db, held.resources.now()
    match action:
        case Publish(explained=explained):
            if work.details and work.details.held:
                changed = Problem(Cause.TYPE_CHANGED, {"type": work.details.details.product_type})
                await _hold(held, work, changed)
                return None
            if await plan_limit.waits(held, work.listing):
                return None
            if await claims.claimed_by_other(db, work.listing, explained.offer.sku):
                doubled = Problem(Cause.DOUBLED_SKU, {"sku": explained.offer.sku, "count": 2})
                await _hold(held, work, doubled)
                return None
            return explained
        case Hold(problem=problem):
            await _hold(held, work, problem)
        case Withdraw() if not ground.sending:
            async with held.recording():
                await outcomes.later(db, work.listing, now + IDLE)
        case Withdraw(problem=problem):
            # What was sent stands under another SKU or ASIN: it goes, and then the listing comes anew.
            again_at = 0 if problem else now + REPLACED_AFTER
            await withdraw(held, ground, work, problem, again_at)
        case _:
            stage = Stage.CONFIRM if work.listing.sent else Stage.REST
            async with held.recording("status"):
                await outcomes.to_stage(db, work.listing, stage, now)
    return None


async def _hold(held: Held, work: Work, problem: Problem) -> None:
    """It waits, and says why."""
    async with held.recording():
        await outcomes.held(held.resources.db, work.listing, problem, held.resources.now())


async def _elsewhere(held: Held, ground: Governed, work: Work) -> tuple[str, bool]:
    """The country where the same SKU is listed by other rules for its quantity, which is one on Amazon, and whether
    Amazon sends it in any of the others: then it does here too."""
    others = await claims.elsewhere(held.resources.db, work.listing, sku_of(work))
    code, by_amazon = wishes.beside(ground.wishes, work.listing, others)
    place = ground.place(code)
    return place.domain if place else code, by_amazon
