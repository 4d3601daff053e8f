"""Days: on the day on which a sale begins or is over, what depends on it is looked at again.

Part of the catalogue lane, which comes by every minute. What is owed stands in the listings, so no day is lost.
"""

from backend.domain.days import day_of
from backend.lanes.lane import Held
from backend.storage import revising


async def look_again(held: Held, shop_id: int) -> None:
    """Mark the listings whose day has come, and wake those who revise them."""
    resources = held.resources
    now, today = resources.now(), day_of(resources.now())
    if not await revising.day_has_come(resources.db, shop_id, today):
        return
    async with held.recording():
        await revising.mark_days(resources.db, shop_id, today, now)
        for seller_id in await revising.sellers_owed(resources.db, shop_id, now):
            await resources.wake("offers", seller_id)
