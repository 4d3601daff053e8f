"""The order_changes lane: what changed in a shop's orders that are a marketplace's. Looks when a webhook says so, and
by itself often enough that a tracking number never waits a minute; what it finds other lanes act upon."""

from dataclasses import replace

from backend.domain.people import hushed
from backend.domain.shop_orders import KeptShopOrder
from backend.domain.shop_side import ShopSide, side_of
from backend.ecwid.client import ShopAccess
from backend.ecwid.orders import ShopOrders
from backend.lanes.lane import DAILY, HOURLY, IDLE, Held, Rest
from backend.storage import lanes, order_people, order_sides, shops
from backend.storage.shops import Shop
from backend.transport.errors import NotAuthorized

OVERLAP = 120  # seconds read twice: changes of the same second, and clocks that differ
OPEN_EVERY = 45  # seconds between two looks while anything may still be sent
OPEN_FOR = 60 * DAILY  # an order older than that is sent by nobody any more
# A first look begins here: what was changed before an order was known was read with it.
FIRST = HOURLY
# The seller's lanes that act upon what the shop says.
FOLLOWERS = ("shipments", "reversals")


class OrderChangesLane:
    """One shop's orders, as the merchant changes them."""

    kind = "order_changes"

    async def drive(self, held: Held) -> Rest:
        resources = held.resources
        shop = await shops.find(resources.db, resources.vault, held.subject)
        if shop is None:
            await lanes.close(resources.db, held.subject, lanes.SHOP_LANES)
            return Rest(resources.now())
        if shop.status == "token":
            return Rest(resources.now() + DAILY)
        try:
            return await self._look(held, shop)
        except NotAuthorized as error:
            if error.reason in ("consent", "plan", "suspended", "scope"):
                return Rest(resources.now() + IDLE, f"shop_{error.reason}")  # the catalogue lane tells
            raise

    async def _look(self, held: Held, shop: Shop) -> Rest:
        resources, now = held.resources, held.resources.now()
        waiting = await order_sides.any_open(resources.db, shop.id, now - OPEN_FOR)
        since, looked_at = await order_sides.watched_until(resources.db, shop.id)
        if waiting or looked_at:
            told = ShopOrders(resources.shop_client, channel=resources.channel, sleep=resources.sleep)
            access = ShopAccess(shop.store_id, shop.access_token)
            begin = since - OVERLAP if since else now - FIRST
            found = await told.touched_between(access, begin, now + OVERLAP)
            async with held.recording():
                await self._keep(held, shop, found)
                await order_sides.watched(resources.db, shop.id, now, now)
        return Rest(now + (OPEN_EVERY if waiting else IDLE))

    async def _keep(self, held: Held, shop: Shop, found: list[KeptShopOrder]) -> None:
        """What the shop says of the orders that are a marketplace's; whoever acts upon it is woken."""
        db, now = held.resources.db, held.resources.now()
        booked = await order_sides.booked_as(db, shop.id, [order.shop_code for order in found])
        moved: set[int] = set()
        for order in found:
            behind = booked.get(order.shop_code)
            if behind is None:
                continue
            side = await _nameless(held, behind.id, side_of(order.said, behind.currency or shop.currency))
            if await order_sides.keep(db, behind.id, side, now):
                moved.add(behind.seller_id)
        for seller_id in sorted(moved):
            for kind in FOLLOWERS:
                await held.resources.wake(kind, seller_id)


async def _nameless(held: Held, order_id: int, side: ShopSide) -> ShopSide:
    """The side without the buyer in what the merchant wrote: why money went back is kept, to whom is not."""
    if not any(refund.reason for refund in side.refunds):
        return side
    resources = held.resources
    people = await order_people.of_orders(resources.db, resources.vault, [order_id])
    said = people[order_id].texts if order_id in people else ()
    return replace(side, refunds=tuple(replace(r, reason=hushed(r.reason, said)) for r in side.refunds))
