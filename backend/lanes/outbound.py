"""The outbound lane: hands the shop's own orders over to a marketplace's warehouse, once each, and follows them until
their parcels arrived. Looks by itself every few minutes; a notice makes it quicker."""

import logging

from backend.ecwid.client import ShopAccess
from backend.ecwid.orders import ShopOrders
from backend.ecwid.own_orders import OwnOrders
from backend.lanes.ground import Ground, not_long, prepare, resting, shut_out
from backend.lanes.handing_over import HandingOver
from backend.lanes.lane import DAILY, HOURLY, IDLE, Held, Rest
from backend.lanes.own_order_side import OwnOrderSide
from backend.storage import outbound, outbound_progress, shops
from backend.storage.lanes import LeaseLost
from backend.storage.outbound import KeptOutbound
from backend.storage.shops import Shop
from backend.transport.errors import NotAuthorized, Rejected, Throttled, Unavailable

log = logging.getLogger("storelane.lanes")
AT_ONCE = 20
KEPT = 30 * DAILY  # how long the address of what was set aside is kept


class OutboundLane:
    """One seller's share of the shop's own orders."""

    kind = "outbound"

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
            if error.reason in ("plan", "suspended", "scope"):
                return Rest(resources.now() + IDLE, f"shop_{error.reason}")
            return await shut_out(held, ground.seller, error)
        at = await outbound.next_due(resources.db, held.subject)
        return Rest(not_long(at, resources.now()) if at is not None else resources.now() + HOURLY)

    async def _all(self, held: Held, ground: Ground, shop: Shop) -> None:
        resources = held.resources
        access = ShopAccess(shop.store_id, shop.access_token)
        moves = ShopOrders(resources.shop_client, channel=resources.channel, sleep=resources.sleep)
        side = OwnOrderSide(held, OwnOrders(resources.shop_client), moves, access, shop)
        handing = HandingOver(held, ground, side)
        while not held.stopping():
            due = await outbound.due(resources.db, held.subject, resources.now(), AT_ONCE)
            for order in due:
                if held.stopping():
                    return
                await self._one(held, handing, order)
            if not due:
                break
        async with held.recording():
            await outbound_progress.erase_old(resources.db, held.subject, resources.now() - KEPT)

    async def _one(self, held: Held, handing: HandingOver, order: KeptOutbound) -> None:
        """Trouble with one order stops no other: it waits, longer each time. When a side does not answer, all wait."""
        db, now = held.resources.db, held.resources.now
        try:
            await handing.drive(order)
        except (LeaseLost, NotAuthorized, Throttled):
            raise
        except Exception as error:
            wait = min(HOURLY, 5 * 2 ** min(order.attempts, 10))
            async with held.recording():
                await outbound_progress.later(db, order, now() + wait, failed=True)
                if isinstance(error, Rejected):
                    await outbound_progress.tell(db, order, "not_read", now())
            if isinstance(error, Unavailable):
                raise
            if not isinstance(error, Rejected):
                log.exception("outbound=%s seller=%s could not be worked on", order.id, order.seller_id)
