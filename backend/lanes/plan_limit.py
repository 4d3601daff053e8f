"""The limit of a plan: new listings over it wait. Orders, stock and whatever is on Amazon already never ask here."""

from backend.domain.issues import Cause, Problem
from backend.lanes.ground import Ground
from backend.lanes.lane import Held
from backend.storage import outcomes, plans
from backend.storage.listings import Listing


def problem(limit: int, plan: str) -> Problem:
    return Problem(Cause.PLAN_LIMIT, {"limit": limit, "plan": plan})


async def over(held: Held, listing: Listing, *, counted: bool = False) -> Problem | None:
    """Why a new listing may not go on now; None when it may. `counted`: it is among those that are on their way.

    Asked in the transaction that lets it go on, a plan is never overrun by two lanes at once.
    """
    resources = held.resources
    if listing.sent is not None or listing.sending_at is not None or listing.replacing:
        return None
    if not await plans.limited(resources.db, listing.shop_id, resources.now(), resources.terms):
        return None
    found = await plans.allowance(resources.db, listing.shop_id, resources.now(), resources.terms)
    if found.limit is None or found.listings < found.limit + counted:
        return None
    return problem(found.limit, found.plan.name if found.plan else "")


async def stopped(held: Held, listing: Listing, *, counted: bool = False) -> bool:
    """Inside a recording: hold a listing that is over the limit. False: it may go on."""
    found = await over(held, listing, counted=counted)
    if found is not None:
        await outcomes.held(held.resources.db, listing, found, held.resources.now())
    return found is not None


async def waits(held: Held, listing: Listing) -> bool:
    """Before a listing is sent for the first time: whether it is one too many, and then it is held."""
    if await over(held, listing, counted=True) is None:
        return False
    async with held.recording():
        return await stopped(held, listing, counted=True)


async def release(held: Held, ground: Ground) -> None:
    """What waited for a larger plan goes on by itself as soon as there is room."""
    resources, seller = held.resources, ground.seller
    if not await plans.waits(resources.db, seller.id):
        return
    async with held.recording():
        found = await plans.allowance(resources.db, seller.shop_id, resources.now(), resources.terms)
        room = 2**31 if found.room is None else found.room
        if room:
            await plans.release(resources.db, seller.shop_id, seller.id, room, resources.now())
