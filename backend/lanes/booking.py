"""Booking: one order's way into the shop. Each deed is written down before it is done, and looked for before it is
repeated. Whether the shop lowers its own stock for an order is found out at the first one, and said."""

from backend.domain.orders import OrderStatus, Sender
from backend.domain.shop_orders import refused
from backend.lanes import owed
from backend.lanes.order_desk import OrderDesk
from backend.lanes.stock_probe import LOWERS_AFTER, NOTHING
from backend.storage import lanes, order_aside, order_matches, order_settings, order_work, shops
from backend.storage.order_work import KeptOrder
from backend.transport.errors import NotFound, Rejected

SHOWS_AFTER = 45  # seconds an order whose answer was lost may take to be found in the shop


class Booking(OrderDesk):
    """One seller's orders, one after the other, step by step until nothing is owed."""

    async def drive(self, order: KeptOrder) -> None:
        """All that the shop has to be told of an order now."""
        for _ in range(12):  # more steps than any order has
            if not await self._step(order):
                return
            order = await order_work.find(self._db, order.id)

    async def _step(self, order: KeptOrder) -> bool:
        """The next deed of an order. False: nothing is owed now."""
        wanted = owed.wanted(order)
        if not order.shop_code:
            if await self._stays_out(order):
                return await self._nothing(order)
            if wanted == "cancelled" and order.sending_at is None:
                return await self._nothing(order)
            if order.sending_at is None and await self._linked(order):
                return True
            return await self._create(order)
        if order.stock_state == "asked" and wanted != "cancelled":
            return await self._stock(order)
        if wanted != "cancelled" and await self._linked(order):
            return True
        if any(item.to_take for item in order.items) and (
            wanted != "cancelled" or order.sending_at is not None
        ):
            return await self._take_late(order)
        if wanted == "cancelled" and order.shop_status != "cancelled":
            return await self._cancel(order)
        if order.shop_status == "stray" and wanted != "cancelled":
            return await self._stand(order, wanted)
        if wanted != order.shop_status and wanted != "cancelled":
            return await self._tell(order, wanted)
        if order.stock_state == "moved" and any(owed.fewer(item) for item in order.items):
            return await self._give_back(order)
        if await self._follow(order):
            return True
        return await self._nothing(order)

    async def _stays_out(self, order: KeptOrder) -> bool:
        """Whether the merchant wants it in Storelane only."""
        if order.sender is not Sender.MARKETPLACE:
            return False
        kept = await order_settings.of_shop(self._db, self._shop_id)
        return order_work.outside(kept).keeps_out(order)

    async def _nothing(self, order: KeptOrder) -> bool:
        async with self._held.recording():
            for item in order.items if not order.shop_code else ():
                if not item.units:
                    await order_work.freed(self._db, order, item, self._held.resources.now())
            await order_work.rest(self._db, order)
        return False

    async def _linked(self, order: KeptOrder) -> bool:
        """Lines of which a person said by now what they mean. Nothing is on its way to the shop."""
        unlinked = any(item.variation_id is None and item.units for item in order.items)
        if not unlinked or not await order_matches.owed(self._db, order.id):
            return False
        async with self._held.recording("offers"):
            return await order_matches.link(self._db, order.id, self._held.resources.now())

    async def _take_late(self, order: KeptOrder) -> bool:
        """Lines that were matched after the shop's order was made: it lowers no stock for them, whatever it does for
        others, so the stock is moved."""
        late = [item for item in order.items if item.to_take and item.product is not None]
        if not await self._moves.all(order, [(item, -item.open, "late") for item in late]):
            return False
        async with self._held.recording():
            await order_matches.taken(self._db, order.id)
            await self._look(order)
        return True

    async def _create(self, order: KeptOrder) -> bool:
        now, db = self._held.resources.now, self._db
        if order.sending_at is not None:
            found = await self._shop_orders.find(self._access, order.order_code)
            if found is not None:
                return await self._booked(
                    order, found.shop_code, "paid" if found.payment == "PAID" else "awaiting"
                )
            if now() - order.sending_at < SHOWS_AFTER:
                async with self._held.recording():
                    await order_work.later(db, order, order.sending_at + SHOWS_AFTER)
                return False
        fresh = await self._fresh(order)
        order = await order_work.find(db, order.id)
        if fresh.status is OrderStatus.CANCELLED:
            async with self._held.recording():
                for item in order.items:
                    await order_work.freed(db, order, item, now())
                await order_work.rest(db, order)
            return False
        why = refused(fresh) or await self._unknown(order)
        if why:
            async with self._held.recording():
                await order_work.aside(db, order, why, {}, now())
                if await order_matches.owed(db, order.id):  # somebody said so just now
                    await order_aside.try_again(db, order.shop_id, order.id, now())
            return False
        before = await self._counted(order)
        async with self._held.recording():
            await order_work.sending(db, order, now(), before)
        wish = await self._wish(order, fresh)
        try:
            async with self._held.deed():
                code = await self._shop_orders.create(self._access, wish, self._shop.language)
        except Rejected as error:
            return await self._refused(order, error, fresh)
        return await self._booked(order, code, owed.wanted(order))

    async def _booked(self, order: KeptOrder, code: str, status: str) -> bool:
        """The shop's order is there; its stock is asked for when the shop lowers it by itself, or will be."""
        mode = await shops.order_stock(self._db, self._shop_id)
        moves = any(item.open for item in order.items)
        state = "moved" if mode == "on" or not moves else "asked"
        async with self._held.recording():
            await order_work.booked(self._db, order, code, status, state, self._held.resources.now())
            await self._look(order)
            await lanes.wake(self._db, "order_changes", self._shop_id, self._held.resources.now())
        return True

    async def _stock(self, order: KeptOrder) -> bool:
        """The shop's order is there, but did it lower the stock? Found out once, then known."""
        mode = await shops.order_stock(self._db, self._shop_id)
        now = self._held.resources.now()
        if not mode:
            mode = await self._probe.found_out(order)
            if not mode:
                async with self._held.recording():
                    await order_work.later(self._db, order, now + LOWERS_AFTER + 1)
                return False
            if mode != NOTHING:
                async with self._held.recording():
                    await shops.keep_order_stock(self._db, self._shop_id, mode, now)
        if mode == "off" and not await self._take(order):
            return False
        async with self._held.recording():
            await order_work.taken(self._db, order)
            await self._look(order)
        return True

    async def _take(self, order: KeptOrder) -> bool:
        """The shop lowers nothing by itself: its stock is moved."""
        told = [item for item in order.items if item.told and item.product is not None]
        return await self._moves.all(order, [(item, -item.told, "out") for item in told])

    async def _tell(self, order: KeptOrder, wanted: str) -> bool:
        """The shop's order gets what Amazon's has: paid with its address and prices, or sent."""
        fresh = None
        try:
            if order.shop_status == "awaiting":
                there = await self._shop_orders.read(self._access, order.shop_code)
                if there.payment == "CANCELLED":  # by the merchant's hand: the reversals lane answers that
                    return await self._known(order, wanted)
                fresh = await self._fresh(order)
                wish = await self._wish(order, fresh)
                async with self._held.deed():
                    await self._shop_orders.update(self._access, order.shop_code, wish, self._shop.language)
            elif wanted == "sent":
                await self._following.sent(order)
        except (NotFound, Rejected) as error:
            return await self._gone_or_refused(order, wanted, error, fresh)
        return await self._known(order, wanted)

    async def _stand(self, order: KeptOrder, wanted: str) -> bool:
        """Cancelled in the shop, but not on Amazon: the shop's order stands again as it must."""
        try:
            async with self._held.deed():
                await self._shop_orders.stand(self._access, order.shop_code, wanted)
        except (NotFound, Rejected) as error:
            return await self._gone_or_refused(order, wanted, error)
        return await self._known(order, wanted, "order_stands")

    async def _known(self, order: KeptOrder, wanted: str, act: str = "") -> bool:
        """The shop's order says what it must, or what its merchant wants instead."""
        async with self._held.recording():
            await order_work.told(self._db, order, wanted, self._held.resources.now(), act=act)
            if act and order.stock_state == "undone":
                await order_work.taken(self._db, order)  # by the shop itself, as when it was booked
            if act:
                await self._look(order)
        return True

    async def _follow(self, order: KeptOrder) -> bool:
        """The shop's order shows the numbers of the packages; one that somebody deleted shows nothing."""
        try:
            return await self._following.partly(order)
        except NotFound:
            return False

    async def _cancel(self, order: KeptOrder) -> bool:
        """Cancelled on Amazon: the shop's order too, and the pieces return once."""
        try:
            async with self._held.deed():
                await self._shop_orders.cancel(self._access, order.shop_code)
        except (NotFound, Rejected) as error:
            return await self._gone_or_refused(order, "cancelled", error)
        mode = await shops.order_stock(self._db, self._shop_id)
        if order.stock_state in ("moved", "undone") and not await self._moves.all(
            order, owed.back(order, mode)
        ):
            return False
        now = self._held.resources.now()
        async with self._held.recording():
            for item in order.items:
                if order.stock_state == "moved" and item.told > item.given:
                    await order_work.given_back(self._db, item, item.told - item.given)
                elif order.stock_state != "moved" or item.to_take:
                    await order_work.freed(self._db, order, item, now)
            await order_work.told(self._db, order, "cancelled", now, "back")
            await self._look(order)
        return True

    async def _give_back(self, order: KeptOrder) -> bool:
        """Some pieces of an order are not wanted any more: the shop gets them back."""
        fewer = [
            (item, owed.fewer(item)) for item in order.items if owed.fewer(item) and item.product is not None
        ]
        moves = [(item, pieces, f"part{item.given + pieces}") for item, pieces in fewer]
        if not await self._moves.all(order, moves):
            return False
        async with self._held.recording():
            for item, pieces in fewer:
                await order_work.given_back(self._db, item, pieces)
            await self._look(order)
        return True
