"""Moving the shop's stock by hand for an order's lines: once each, under keys that the shop knows again for an hour."""

from collections.abc import Sequence

from backend.ecwid.client import ShopAccess
from backend.ecwid.orders import ShopOrders
from backend.lanes.lane import Held
from backend.storage import order_work
from backend.storage.order_work import KeptItem, KeptOrder
from backend.transport.errors import NotAuthorized, NotFound, Rejected, Throttled, Unavailable

REMEMBERED = 3000  # seconds in which a movement may be repeated (an hour, shop facts 3)
Move = tuple[KeptItem, int, str]  # a line, pieces (negative: taken off), and the key's own part


class StockMoves:
    """The movements of one drive."""

    def __init__(self, held: Held, shop_orders: ShopOrders, access: ShopAccess) -> None:
        self._held, self._shop_orders, self._access = held, shop_orders, access

    async def all(self, order: KeptOrder, moves: Sequence[Move]) -> bool:
        """Move them all, written down before. False: a person has to look, because it was tried so long ago that the
        shop would not know it again, or because the shop lets nobody but its till move the stock."""
        if not moves:
            return True
        db, now = self._held.resources.db, self._held.resources.now()
        async with self._held.recording():
            if order.sending_at is not None and now - order.sending_at > REMEMBERED:
                await order_work.aside(db, order, "stock_unsure", {}, now)
                return False
            await order_work.sending(db, order, now)
        for number, (item, pieces, what) in enumerate(moves):
            try:
                await self._one(order, item, pieces, what)
            except (Throttled, NotAuthorized, Unavailable) as error:
                unsure = isinstance(error, Unavailable) and error.may_have_happened
                if number == 0 and not unsure and order.sending_at is None:
                    async with self._held.recording():
                        await order_work.not_sending(db, order)
                raise
            except Rejected as error:
                said = {"text": error.message[:200]}
                async with self._held.recording():
                    await order_work.aside(db, order, "stock_refused", said, self._held.resources.now())
                return False
        return True

    async def _one(self, order: KeptOrder, item: KeptItem, pieces: int, what: str) -> None:
        """A product that is gone has no stock to move."""
        assert item.product is not None
        key = f"{order.order_code}:{item.item_code}:{what}"
        try:
            async with self._held.deed():
                await self._shop_orders.move_stock(
                    self._access, item.product, item.variation or 0, pieces, key
                )
        except NotFound:
            return
