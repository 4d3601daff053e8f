"""The shipments lane: tells Amazon of the packages that the merchant sends, and looks until Amazon shows them."""

import logging

from backend.lanes.ground import Ground, not_long, prepare, resting, shut_out
from backend.lanes.lane import DAILY, HOURLY, Held, Rest
from backend.lanes.sending import Sending
from backend.storage import sendings, shops
from backend.storage.lanes import LeaseLost
from backend.transport.errors import NotAuthorized, Throttled, Unavailable

log = logging.getLogger("storelane.lanes")

AT_ONCE = 20
SINCE = 90 * DAILY  # older orders are looked at only when the merchant asks
WAIT = 300  # seconds until an order is looked at again that nobody foresaw trouble with


class ShipmentsLane:
    """One seller's packages on their way to Amazon's pages."""

    kind = "shipments"

    async def drive(self, held: Held) -> Rest:
        resources = held.resources
        ground = await prepare(held)
        if ground is None:
            return resting(held)
        shop = await shops.find(resources.db, resources.vault, ground.seller.shop_id)
        if shop is None or shop.status == "token":
            return Rest(resources.now() + DAILY, "shop")
        if ground.seller.observing:
            return Rest(resources.now() + HOURLY, "observing")
        try:
            await self._all(held, ground)
        except NotAuthorized as error:
            return await shut_out(held, ground.seller, error)
        at = await sendings.next_due(resources.db, held.subject)
        return Rest(not_long(at, resources.now()))

    async def _all(self, held: Held, ground: Ground) -> None:
        db, now = held.resources.db, held.resources.now
        sending = Sending(held, ground)
        while not held.stopping():
            due = await sendings.due(db, held.subject, now() - SINCE, now(), AT_ONCE)
            for order_id in due:
                if held.stopping():
                    return
                await self._one(held, sending, order_id)
            if not due:
                return

    async def _one(self, held: Held, sending: Sending, order_id: int) -> None:
        """Trouble with one order stops no other; when Amazon does not answer, all of them wait."""
        db, now = held.resources.db, held.resources.now
        try:
            await sending.drive(order_id)
        except (LeaseLost, NotAuthorized, Throttled):
            raise
        except Exception as error:
            order = await sendings.find(db, order_id, now())
            if order is not None:
                async with held.recording():
                    await sendings.set_aside(
                        db, order, now() + (30 if isinstance(error, Unavailable) else WAIT)
                    )
            if isinstance(error, Unavailable):
                raise
            log.exception("order=%s seller=%s could not be told of", order_id, held.subject)
