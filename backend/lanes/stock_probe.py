"""Whether a shop lowers its own stock for an order made through its API: not documented (shop facts 5.3), so found
out at the first order, by watching its stock and, where somebody else moved that too, by taking the order back once."""

from backend.ecwid.client import ShopAccess
from backend.ecwid.orders import ShopOrders
from backend.lanes.lane import Held
from backend.storage.order_work import KeptItem, KeptOrder
from backend.transport.errors import NotFound

LOWERS_AFTER = 20  # seconds the shop gets to lower its stock before we say that it does not
NOTHING = "nothing"  # no line of the order has a stock that could move


class StockProbe:
    """One shop's behaviour, asked about with an order that stands in it."""

    def __init__(self, held: Held, shop_orders: ShopOrders, access: ShopAccess) -> None:
        self._held, self._orders, self._access = held, shop_orders, access

    async def found_out(self, order: KeptOrder) -> str:
        """on, off, NOTHING, or "" while it cannot be told yet. The order awaits payment or is paid afterwards as it
        was before."""
        now = self._held.resources.now()
        item, after = await self._counted(order)
        if item is None or after is None:
            return NOTHING
        pieces = _pieces(order, item)
        if order.sending_at is not None and order.stock_before is not None:
            others = await self._orders.touched_between(self._access, order.sending_at - 2, now + 2)
            alone = all(each.shop_code == order.shop_code for each in others)
            if alone and after == order.stock_before - pieces:
                return "on"
            if alone and after == order.stock_before:
                return "off" if now - order.sending_at >= LOWERS_AFTER else ""
        return await self._taken_back(order, item, pieces)

    async def _taken_back(self, order: KeptOrder, item: KeptItem, pieces: int) -> str:
        """Somebody moved the same stock meanwhile: what does it do when the order is cancelled and stands again?

        It is made to stand first, so that a probe that was broken off in its middle misleads nobody.
        """
        await self._stand(order)
        before = await self._stock(item)
        async with self._held.deed():
            await self._orders.cancel(self._access, order.shop_code)
        without = await self._stock(item)
        await self._stand(order)
        again = await self._stock(item)
        if before is None or without is None or again != before:
            return ""
        if without == before + pieces:
            return "on"
        return "off" if without == before else ""

    async def _stand(self, order: KeptOrder) -> None:
        async with self._held.deed():
            await self._orders.stand(self._access, order.shop_code, order.shop_status or "paid")

    async def _counted(self, order: KeptOrder) -> tuple[KeptItem | None, int | None]:
        """The first line whose product has a stock, and that stock."""
        for item in order.items:
            if item.told and item.product is not None:
                stock = await self._stock(item)
                if stock is not None:
                    return item, stock
        return None, None

    async def _stock(self, item: KeptItem) -> int | None:
        """The shop's count; None: unlimited, or the product is gone."""
        assert item.product is not None
        try:
            return await self._orders.stock_of(self._access, item.product, item.variation or 0)
        except NotFound:
            return None


def _pieces(order: KeptOrder, item: KeptItem) -> int:
    return sum(each.told for each in order.items if each.variation_id == item.variation_id)
