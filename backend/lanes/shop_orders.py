"""The shop_orders lane: brings a marketplace's orders into the shop, once each, and keeps them in step."""

import logging

from backend.ecwid.client import ShopAccess
from backend.ecwid.orders import ShopOrders
from backend.lanes.booking import Booking
from backend.lanes.ground import Ground, not_long, prepare, resting, shut_out
from backend.lanes.lane import DAILY, HOURLY, IDLE, Held, Rest
from backend.storage import order_work, shops
from backend.storage.lanes import LeaseLost
from backend.storage.order_work import KeptOrder
from backend.storage.shops import Shop
from backend.transport.errors import NotAuthorized, NotFound, Rejected, Throttled, Unavailable

log = logging.getLogger("storelane.lanes")

AT_ONCE = 20


class ShopOrdersLane:
    """One seller's orders on their way into its shop."""

    kind = "shop_orders"

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
            await self._all(held, ground, shop)
        except NotAuthorized as error:
            return await self._refused(held, ground, error)
        at = await order_work.next_due(resources.db, held.subject)
        return Rest(not_long(at, resources.now()))

    async def _all(self, held: Held, ground: Ground, shop: Shop) -> None:
        access = ShopAccess(shop.store_id, shop.access_token)
        resources = held.resources
        told = ShopOrders(resources.shop_client, channel=resources.channel, sleep=resources.sleep)
        booking = Booking(held, ground, told, access, shop)
        while not held.stopping():
            due = await order_work.due(held.resources.db, held.subject, held.resources.now(), AT_ONCE)
            for order in due:
                if held.stopping():
                    return
                await self._one(held, booking, order)
            if not due:
                return

    async def _one(self, held: Held, booking: Booking, order: KeptOrder) -> None:
        """Trouble with one order stops no other: refused, it is set aside with the reason; what nobody foresaw lets it
        wait, longer each time. When a side does not answer, all of them wait."""
        db, now = held.resources.db, held.resources.now
        try:
            await booking.drive(order)
        except (LeaseLost, NotAuthorized, Throttled):
            raise
        except (Rejected, NotFound) as error:
            async with held.recording():
                await order_work.aside(db, order, "refused", {"text": error.message[:200]}, now())
        except Exception as error:
            wait = min(HOURLY, 5 * 2 ** min(order.attempts, 10))
            async with held.recording():
                await order_work.later(db, order, now() + wait)
            if isinstance(error, Unavailable):
                raise
            log.exception("order=%s seller=%s could not be worked on", order.id, order.seller_id)

    async def _refused(self, held: Held, ground: Ground, error: NotAuthorized) -> Rest:
        """The shop's refusals are the catalogue lane's to tell; Amazon's are told as everywhere."""
        if error.reason in ("plan", "suspended", "scope"):
            return Rest(held.resources.now() + IDLE, f"shop_{error.reason}")
        return await shut_out(held, ground.seller, error)
