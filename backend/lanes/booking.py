"""Booking: one order's way into the shop. Each deed is written down before it is done, and looked for before it is
repeated. Whether the shop lowers its own stock for an order is found out at the first one, and said."""

from backend.domain.orders import Order, OrderStatus, Sender, made_at
from backend.domain.shop_orders import Link, ShopOrder, refused, shop_order
from backend.ecwid.client import ShopAccess
from backend.ecwid.orders import ShopOrders
from backend.lanes.ground import Ground
from backend.lanes.lane import Held
from backend.lanes.stock_moves import Move, StockMoves
from backend.lanes.stock_probe import LOWERS_AFTER, NOTHING, StockProbe
from backend.storage import lanes, looks, order_work, orders, shops
from backend.storage.order_work import KeptItem, KeptOrder
from backend.storage.orders import Taking
from backend.storage.shops import Shop
from backend.transport.errors import NotFound, Rejected

SHOWS_AFTER = 45  # seconds an order whose answer was lost may take to be found in the shop


class Booking:
    """One seller's orders, one after the other, step by step until nothing is owed."""

    def __init__(
        self, held: Held, ground: Ground, shop_orders: ShopOrders, access: ShopAccess, shop: Shop
    ) -> None:
        self._held, self._ground, self._db = held, ground, held.resources.db
        self._shop_orders, self._access, self._shop, self._shop_id = shop_orders, access, shop, shop.id
        self._probe = StockProbe(held, shop_orders, access)
        self._moves = StockMoves(held, shop_orders, access)

    async def drive(self, order: KeptOrder) -> None:
        """All that the shop has to be told of an order now."""
        for _ in range(12):  # more steps than any order has
            if not await self._step(order):
                return
            order = await order_work.find(self._db, order.id)

    async def _step(self, order: KeptOrder) -> bool:
        """The next deed of an order. False: nothing is owed now."""
        wanted = _wanted(order)
        if not order.shop_code:
            if wanted == "cancelled" and order.sending_at is None:
                return await self._nothing(order)
            return await self._create(order)
        if order.stock_state == "asked" and wanted != "cancelled":
            return await self._stock(order)
        if wanted == "cancelled" and order.shop_status != "cancelled":
            return await self._cancel(order)
        if order.shop_status == "stray" and wanted != "cancelled":
            return await self._stand(order, wanted)
        if wanted != order.shop_status and wanted != "cancelled":
            return await self._tell(order, wanted)
        if order.stock_state == "moved" and any(_fewer(item) for item in order.items):
            return await self._give_back(order)
        return await self._nothing(order)

    async def _nothing(self, order: KeptOrder) -> bool:
        async with self._held.recording():
            for item in order.items if not order.shop_code else ():
                if not item.units:
                    await order_work.freed(self._db, order, item, self._held.resources.now())
            await order_work.rest(self._db, order)
        return False

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
        why = refused(fresh)
        if why:
            async with self._held.recording():
                await order_work.aside(db, order, why, {}, now())
            return False
        before = await self._counted(order)
        async with self._held.recording():
            await order_work.sending(db, order, now(), before)
        try:
            async with self._held.deed():
                code = await self._shop_orders.create(
                    self._access, self._wish(order, fresh), self._shop.language
                )
        except Rejected as error:
            async with self._held.recording():
                await order_work.aside(db, order, "shop_refused", {"text": error.message[:200]}, now())
            return False
        return await self._booked(order, code, _wanted(order))

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

    async def _look(self, order: KeptOrder) -> None:
        """The shop's stock moved, or will have: it is read again."""
        products = [
            item.product for item in order.items if item.product is not None and item.told + item.open
        ]
        await looks.ask(self._db, self._shop_id, products, self._held.resources.now())
        if products:
            await lanes.wake(self._db, "catalog", self._shop_id, self._held.resources.now())

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
        try:
            if order.shop_status == "awaiting":
                there = await self._shop_orders.read(self._access, order.shop_code)
                if there.payment == "CANCELLED":  # by the merchant's hand: the reversals lane answers that
                    return await self._known(order, wanted)
                fresh = await self._fresh(order)
                async with self._held.deed():
                    await self._shop_orders.update(
                        self._access, order.shop_code, self._wish(order, fresh), self._shop.language
                    )
            elif wanted == "sent":
                async with self._held.deed():
                    await self._shop_orders.mark_sent(self._access, order.shop_code)
        except (NotFound, Rejected) as error:
            return await self._gone_or_refused(order, wanted, error)
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

    async def _cancel(self, order: KeptOrder) -> bool:
        """Cancelled on Amazon: the shop's order too, and the pieces return once."""
        try:
            async with self._held.deed():
                await self._shop_orders.cancel(self._access, order.shop_code)
        except (NotFound, Rejected) as error:
            return await self._gone_or_refused(order, "cancelled", error)
        mode = await shops.order_stock(self._db, self._shop_id)
        if order.stock_state in ("moved", "undone") and not await self._moves.all(order, _back(order, mode)):
            return False
        now = self._held.resources.now()
        async with self._held.recording():
            for item in order.items:
                if order.stock_state == "moved" and item.told > item.given:
                    await order_work.given_back(self._db, item, item.told - item.given)
                elif order.stock_state != "moved":
                    await order_work.freed(self._db, order, item, now)
            await order_work.told(self._db, order, "cancelled", now, "back")
            await self._look(order)
        return True

    async def _give_back(self, order: KeptOrder) -> bool:
        """Some pieces of an order are not wanted any more: the shop gets them back."""
        fewer = [(item, _fewer(item)) for item in order.items if _fewer(item) and item.product is not None]
        moves = [(item, pieces, f"part{item.given + pieces}") for item, pieces in fewer]
        if not await self._moves.all(order, moves):
            return False
        async with self._held.recording():
            for item, pieces in fewer:
                await order_work.given_back(self._db, item, pieces)
            await self._look(order)
        return True

    async def _gone_or_refused(self, order: KeptOrder, wanted: str, error: NotFound | Rejected) -> bool:
        now = self._held.resources.now()
        async with self._held.recording():
            if isinstance(error, NotFound):
                await order_work.told(self._db, order, wanted, now)  # somebody deleted it in the shop
            else:
                await order_work.aside(self._db, order, "shop_refused", {"text": error.message[:200]}, now)
        return isinstance(error, NotFound)

    async def _fresh(self, order: KeptOrder) -> Order:
        """The order as it is now, with what is personal; only handed on, never kept."""
        fresh = await self._ground.marketplace.order(
            self._ground.seller.access, order.order_code, personal=True
        )
        taking = Taking(order.shop_id, order.seller_id, 0 if order.moves_stock else made_at(fresh) + 1)
        async with self._held.recording():
            await orders.take_in(self._db, taking, fresh, self._held.resources.now())
        return fresh

    async def _counted(self, order: KeptOrder) -> int | None:
        """The stock of the first line before the order is made, while it is unknown who lowers it."""
        item = next((item for item in order.items if item.open and item.product is not None), None)
        if item is None or item.product is None or await shops.order_stock(self._db, self._shop_id):
            return None
        try:
            return await self._shop_orders.stock_of(self._access, item.product, item.variation or 0)
        except NotFound:
            return None

    def _wish(self, order: KeptOrder, fresh: Order) -> ShopOrder:
        links = {item.item_code: _link(item) for item in order.items}
        place = self._ground.place(order.marketplace_id)
        return shop_order(
            fresh, links, moves_stock=order.moves_stock, channel=place.domain if place else "www.amazon.com",
            currency=place.currency if place else self._shop.currency, shop_currency=self._shop.currency,
        )  # fmt: skip


def _wanted(order: KeptOrder) -> str:
    """How the shop's order must stand."""
    if order.status is OrderStatus.CANCELLED:
        return "cancelled"
    if order.status is OrderStatus.SHIPPED or (
        order.sender is Sender.MARKETPLACE and order.status is not OrderStatus.PENDING
    ):
        return "sent"
    return "awaiting" if order.status in (OrderStatus.PENDING, OrderStatus.UNKNOWN) else "paid"


def _back(order: KeptOrder, mode: str) -> list[Move]:
    """What a cancelled order's lines need by hand: a shop that lowers nothing gives nothing back; one that does has
    just given back all of it, also what was given back before."""
    lines = [item for item in order.items if item.told and item.product is not None]
    if mode == "off":
        return [(item, item.told - item.given, "back") for item in lines if item.told > item.given]
    return [(item, -item.given, "fix") for item in lines if item.given] if mode == "on" else []


def _fewer(item: KeptItem) -> int:
    """Pieces that the shop took off and that are not wanted any more."""
    return max(0, item.told - item.given - item.units)


def _link(item: KeptItem) -> Link | None:
    if item.product is None:
        return None
    return Link(item.product, item.variation or 0, item.name, item.options, item.sku)
