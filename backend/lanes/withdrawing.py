"""Withdrawing: takes listings off Amazon; doing it twice is doing it once."""

from backend.domain.issues import Cause, Problem, errors_of, naming
from backend.domain.listing import Outcome, Stage
from backend.lanes.ground import Ground, setting_aside
from backend.lanes.lane import Held
from backend.storage import channels, listings, outcomes
from backend.storage.listings import Work
from backend.transport.errors import NotFound, Rejected

AT_ONCE = 200
REPLACED_AFTER = 60  # seconds Amazon gets to let go of a SKU before it is offered on another ASIN
SENT_AGAIN_AFTER = 45  # seconds an unanswered deed may take to show before it is done again


async def withdraw_all(held: Held, ground: Ground) -> None:
    """All that the merchant wants off Amazon."""
    resources = held.resources
    for work in await listings.due(
        resources.db, held.subject, Stage.WITHDRAW, resources.now(), AT_ONCE, ground.seller.paused_places
    ):
        if held.stopping():
            return
        listing, now = work.listing, resources.now()
        if listing.sending_at is not None and now - listing.sending_at < SENT_AGAIN_AFTER:
            # What may still be coming must have come before it can be taken away.
            async with held.recording():
                await outcomes.later(resources.db, listing, listing.sending_at + SENT_AGAIN_AFTER)
            continue
        # Whose ASIN was taken off by hand comes back without one: it is looked for anew.
        again_at = now + REPLACED_AFTER if "unlinked" in listing.match else 0
        async with setting_aside(held, [work]):
            await withdraw(held, ground, work, again_at=again_at)


async def withdraw(
    held: Held, ground: Ground, work: Work, problem: Problem | None = None, again_at: int = 0
) -> None:
    """Take one off Amazon; with `again_at` it comes anew from then on."""
    listing, db, now = work.listing, held.resources.db, held.resources.now
    sku = listing.sent.sku if listing.sent else listing.sku
    try:
        async with held.deed():
            outcome = await ground.marketplace.withdraw(
                ground.seller.access, listing.marketplace_id, sku, ground.language(listing.marketplace_id)
            )
        why = why_refused(outcome)
    except Rejected as error:
        outcome = Outcome(False, "", (), request_id=error.request_id)
        why = refusal(error)
    async with held.recording("matching"):
        if outcome.accepted:
            await outcomes.withdrawn(db, listing, outcome, now(), problem=problem, again_at=again_at)
            await channels.forget(db, listing.shop_id, listing.seller_id, sku, now())
        else:
            await outcomes.held(db, listing, why, now(), issues=outcome.issues, request_id=outcome.request_id)


def why_refused(outcome: Outcome) -> Problem:
    """A refusal in an answer."""
    return naming(Cause.REFUSED, errors_of(outcome.issues) or outcome.issues)


def refusal(error: Rejected | NotFound) -> Problem:
    """A refusal instead of an answer."""
    return Problem(Cause.REFUSED, {"codes": error.code, "text": error.message[:300]})
