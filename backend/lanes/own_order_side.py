"""The shop's side of an order that a marketplace's warehouse sends: its state, its tracking number, and the pieces of
its stock that left another warehouse than its own."""

from dataclasses import replace

from backend.domain.outbound import NOTHING_LEFT, State, not_ours, tracking_text
from backend.domain.own_orders import OPEN, OwnOrder
from backend.ecwid.client import ShopAccess
from backend.ecwid.orders import ShopOrders
from backend.ecwid.own_orders import OwnOrders
from backend.lanes.lane import Held
from backend.lanes.stock_moves import REMEMBERED
from backend.storage import lanes, looks, outbound, outbound_progress
from backend.storage.outbound import KeptLine, KeptOutbound
from backend.storage.shops import Shop
from backend.transport.errors import NotAuthorized, NotFound, Rejected, Throttled

TO_SEND, AT_WORK, SENT = "AWAITING_PROCESSING", "PROCESSING", "SHIPPED"


class OwnOrderSide:
    """One seller's orders in its shop. What the merchant entered is never overwritten."""

    def __init__(
        self, held: Held, own: OwnOrders, shop_orders: ShopOrders, access: ShopAccess, shop: Shop
    ) -> None:
        self._held, self._own, self._shop_orders, self._access, self._shop = (
            held,
            own,
            shop_orders,
            access,
            shop,
        )
        self._db = held.resources.db

    async def drive(self, order: KeptOutbound) -> None:
        """All that the shop has to be told now; what only the merchant can cure is told."""
        now = self._held.resources.now()
        try:
            shops = await self._own.read(self._access, order.shop_code, self._shop.currency)
        except NotFound:
            if order.state not in NOTHING_LEFT:
                async with self._held.recording():
                    await outbound_progress.tell(self._db, order, "shop_gone", now)
            return  # what the shop did with its stock then nobody knows
        if shops.cancelled and order.state not in NOTHING_LEFT:
            async with self._held.recording():
                await outbound_progress.tell(self._db, order, "cancelled_in_shop", now)
        await self._stock(order, stands=not shops.cancelled)
        while not shops.cancelled and await self._tell(await outbound.find(self._db, order.id), shops):
            shops = await self._own.read(self._access, order.shop_code, self._shop.currency)

    async def _tell(self, order: KeptOutbound, shops: OwnOrder) -> bool:
        """Its state and its tracking number, each only over what we wrote ourselves or what nobody did. False: nothing
        more is to be told."""
        state, tracking = wanted_state(order, shops), wanted_tracking(order, shops)
        changes = {}
        if state and state != shops.sending:
            changes["fulfillmentStatus"] = state
        if tracking and tracking != shops.tracking:
            changes["trackingNumber"] = tracking
            if len(order.parcels) == 1 and order.parcels[0].url:
                changes["trackingUrl"] = order.parcels[0].url
        if not state and not tracking:
            return False
        async with self._held.recording():
            if state:
                before = order.shop_before or shops.sending
                await outbound_progress.telling_shop(self._db, order, before, state)
        try:
            if changes:
                async with self._held.deed():
                    await self._own.tell(self._access, order.shop_code, changes)
        except (NotFound, Rejected) as error:
            said = {} if isinstance(error, NotFound) else {"text": error.message[:200]}
            async with self._held.recording():
                cause = "shop_gone" if isinstance(error, NotFound) else "shop_refused"
                await outbound_progress.tell(self._db, order, cause, self._held.resources.now(), said)
                await outbound_progress.shop_told(self._db, order, None)
            return False
        async with self._held.recording():
            await outbound_progress.shop_told(self._db, order, tracking or None)
        return True

    async def _stock(self, order: KeptOutbound, *, stands: bool) -> None:
        """The pieces leave the marketplace's warehouse: the shop, which took them off its own stock, gets them back;
        when they do not leave after all, it takes them again. Each movement once."""
        if order.stock_cause:
            return
        for line in order.lines:
            if line.moving is not None:  # begun before: ended first, under the same key
                if not await self._move(order, line, line.moving):
                    return
                line = replace(line, given=line.moving, moving=None, moves=line.moves + 1)
            wanted = not_ours(line.pieces, order.state, line.cancelled, line.lacking, stands=stands)
            owed = order.gives_back and line.product is not None and wanted != line.given
            if owed and not await self._move(order, line, wanted):
                return

    async def _move(self, order: KeptOutbound, line: KeptLine, wanted: int) -> bool:
        """Move the stock of a line until it has got back `wanted`. False: a person has to look."""
        now = self._held.resources.now()
        if line.moving is not None and order.moving_at is not None and now - order.moving_at > REMEMBERED:
            async with self._held.recording():
                await outbound_progress.stock_aside(self._db, order, "unsure", now)
            return False
        async with self._held.recording():
            await outbound_progress.moving(self._db, order, line, wanted, now)
        assert line.product is not None
        key = f"outbound:{order.code}:{line.code}:{line.moves}"
        try:
            async with self._held.deed():
                await self._shop_orders.move_stock(
                    self._access, line.product, line.variation, wanted - line.given, key
                )
        except NotFound:
            pass  # a product that is gone has no stock to move
        except (Throttled, NotAuthorized):
            if line.moving is None:
                async with self._held.recording():
                    await outbound_progress.not_moving(self._db, order, line)
            raise
        except Rejected:
            async with self._held.recording():
                await outbound_progress.stock_aside(self._db, order, "refused", self._held.resources.now())
            return False
        async with self._held.recording():
            now = self._held.resources.now()
            await outbound_progress.moved(self._db, order, line, wanted, now)
            await looks.ask(self._db, order.shop_id, [line.product], now)
            await lanes.wake(self._db, "catalog", order.shop_id, now)
        return True


def wanted_state(order: KeptOutbound, shops: OwnOrder) -> str:
    """The state that the shop's order shall get now; "": it is left as it is."""
    if order.shop_state and not order.shop_told:
        # Written down, perhaps not done: again, unless somebody put something of their own there meanwhile.
        return order.shop_state if shops.sending in (*OPEN, order.shop_state) else shops.sending
    if order.state in NOTHING_LEFT:
        back = order.shop_state == AT_WORK and shops.sending == AT_WORK
        return order.shop_before if back else ""
    if order.state is State.COMPLETE:
        return SENT if order.shop_state != SENT and shops.sending in OPEN else ""
    return AT_WORK if not order.shop_state and shops.sending == TO_SEND else ""


def wanted_tracking(order: KeptOutbound, shops: OwnOrder) -> str:
    """The tracking numbers that the shop's order shall show; "": it is left as it is."""
    numbers = tracking_text(order.parcels)
    ours = shops.tracking in ("", order.told_tracking, numbers)
    return numbers if numbers and ours and numbers != order.told_tracking else ""
