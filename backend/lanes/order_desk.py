"""What booking needs of both sides: an order as it is now, what the shop shall hold for it, and what to do when it is
refused there."""

from backend.domain.orders import Order, made_at
from backend.domain.people import person_of
from backend.domain.shop_orders import ShopOrder, shop_order
from backend.ecwid.client import ShopAccess
from backend.ecwid.orders import ShopOrders
from backend.lanes import addresses, owed
from backend.lanes.following import Following
from backend.lanes.ground import Ground
from backend.lanes.lane import Held
from backend.lanes.stock_moves import StockMoves
from backend.lanes.stock_probe import StockProbe
from backend.storage import (
    lanes,
    looks,
    order_matches,
    order_people,
    order_settings,
    order_work,
    orders,
    shops,
)
from backend.storage.order_work import KeptOrder
from backend.storage.orders import Taking
from backend.storage.shops import Shop
from backend.transport.errors import NotFound, Rejected


class OrderDesk:
    """One seller's orders between Amazon and the shop; Booking goes through them step by step."""

    def __init__(
        self, held: Held, ground: Ground, shop_orders: ShopOrders, access: ShopAccess, shop: Shop
    ) -> None:
        self._held, self._ground, self._db = held, ground, held.resources.db
        self._shop_orders, self._access, self._shop, self._shop_id = shop_orders, access, shop, shop.id
        self._probe = StockProbe(held, shop_orders, access)
        self._moves = StockMoves(held, shop_orders, access)
        self._following = Following(held, shop_orders, access)

    async def _look(self, order: KeptOrder) -> None:
        """The shop's stock moved, or will have: it is read again."""
        products = [
            item.product for item in order.items if item.product is not None and item.told + item.open
        ]
        await looks.ask(self._db, self._shop_id, products, self._held.resources.now())
        if products:
            await lanes.wake(self._db, "catalog", self._shop_id, self._held.resources.now())

    async def _gone_or_refused(
        self, order: KeptOrder, wanted: str, error: NotFound | Rejected, fresh: Order | None = None
    ) -> bool:
        if isinstance(error, Rejected):
            return await self._refused(order, error, fresh)
        async with self._held.recording():  # somebody deleted it in the shop
            await order_work.told(self._db, order, wanted, self._held.resources.now())
        return True

    async def _refused(self, order: KeptOrder, error: Rejected, fresh: Order | None) -> bool:
        """The shop wants it not: a person sees why, and what helps."""
        cause, details = addresses.cause_of(error, fresh)
        async with self._held.recording():
            await order_work.aside(self._db, order, cause, details, self._held.resources.now())
        return False

    async def _unknown(self, order: KeptOrder) -> str | None:
        """Whether it waits for somebody to say what its items are, where the merchant wants that."""
        if not order.moves_stock or all(item.variation_id is not None for item in order.items if item.units):
            return None
        wish = await order_settings.find(self._db, self._shop_id, order_matches.SETTING)
        return "unknown_item" if wish == order_matches.WAIT else None

    async def _fresh(self, order: KeptOrder) -> Order:
        """The order as it is now, with what is personal: handed on; kept, sealed, is only who gets what is still to be
        sent by the merchant. Of an order that Amazon sends the shop is told the town and country (its taxes)."""
        db, now = self._db, self._held.resources.now
        fresh = await self._ground.marketplace.order(
            self._ground.seller.access, order.order_code, personal=True
        )
        taking = Taking(order.shop_id, order.seller_id, 0 if order.moves_stock else made_at(fresh) + 1)
        async with self._held.recording():
            await orders.take_in(db, taking, fresh, now())
            if owed.needs_person(fresh):
                await order_people.keep(db, self._held.resources.vault, order.id, person_of(fresh), now())
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

    async def _wish(self, order: KeptOrder, fresh: Order) -> ShopOrder:
        fresh = await addresses.placed(self._db, self._shop_id, fresh)
        links = {item.item_code: owed.link_of(item) for item in order.items}
        place = self._ground.place(order.marketplace_id)
        return shop_order(
            fresh, links, moves_stock=order.moves_stock, channel=place.domain if place else "www.amazon.com",
            currency=place.currency if place else self._shop.currency, shop_currency=self._shop.currency,
        )  # fmt: skip
