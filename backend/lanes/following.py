"""Following: the shop's order shows the tracking numbers that Amazon has, unless the merchant entered his own there."""

from backend.domain.carrier_numbers import bare, numbers_in
from backend.domain.carriers import by_name, page_of
from backend.domain.orders import OrderStatus, PackageState, Sender
from backend.domain.shop_side import ShopSending, ShopSide, side_of
from backend.ecwid.client import ShopAccess
from backend.ecwid.orders import ShopOrders
from backend.lanes.lane import Held
from backend.storage import order_packages, order_sides, sendings
from backend.storage.order_work import KeptOrder

# How a shop's order may stand that is as far as sent, or further: it is not set back.
_FURTHER = (ShopSending.SENT, ShopSending.DELIVERED, ShopSending.RETURNED, ShopSending.WILL_NOT_DELIVER)
_GOES_ON = (OrderStatus.PARTLY_SHIPPED, OrderStatus.SHIPPED)


class Following:
    """What the shop's order of one seller is told of packages."""

    def __init__(self, held: Held, shop_orders: ShopOrders, access: ShopAccess) -> None:
        self._held, self._db = held, held.resources.db
        self._shop_orders, self._access = shop_orders, access

    async def sent(self, order: KeptOrder) -> None:
        """Amazon says that all of it is sent: so does the shop, with the numbers, in one call."""
        await self._write(order, sent=True)

    async def partly(self, order: KeptOrder) -> bool:
        """Amazon shows other numbers than the shop, whose order stays as it is. True: they were written."""
        if order.status not in _GOES_ON or order.shop_status not in ("paid", "sent"):
            return False
        return await self._write(order, sent=False)

    async def _write(self, order: KeptOrder, *, sent: bool) -> bool:
        """The numbers are written down as ours before the shop is told of them, so that they are known when its
        webhook brings them back."""
        numbers, url = await self._numbers(order)
        written, shown = await sendings.written(self._db, order.id)
        new = bool(numbers) and not (written == numbers and shown)
        stands = True
        if new:
            side = await self._side(order)
            new, stands = _may_write(side, written, numbers), side.sending not in _FURTHER
        if not new:
            if sent and stands:
                async with self._held.deed():
                    await self._shop_orders.mark_sent(self._access, order.shop_code)
            return False
        async with self._held.recording():
            await sendings.write(self._db, order.id, numbers, shown=False)
        async with self._held.deed():
            await self._shop_orders.write_tracking(
                self._access, order.shop_code, numbers, url, sent=sent and stands
            )
        async with self._held.recording():
            await sendings.write(self._db, order.id, numbers, shown=True)
        return True

    async def _numbers(self, order: KeptOrder) -> tuple[str, str]:
        """The numbers of the packages as Amazon shows them, and where the first is followed. What we told Amazon in
        place of a number is none."""
        if order.sender is not Sender.MERCHANT:
            return "", ""
        ours = {bare(order.shop_code), bare(order.order_code)}
        packages = [
            one for one in await order_packages.of_order(self._db, order.id)
            if one.tracking and one.state is not PackageState.CANCELLED and bare(one.tracking) not in ours
        ]  # fmt: skip
        found = {bare(one.tracking): one.tracking for one in packages}
        url = page_of(by_name(packages[0].carrier), packages[0].tracking) if packages else ""
        return ", ".join(found.values()), url

    async def _side(self, order: KeptOrder) -> ShopSide:
        """What the shop says at this moment: the merchant may just have entered a number."""
        said = (await self._shop_orders.read(self._access, order.shop_code)).said
        known = await order_sides.of_order(self._db, order.id)
        return side_of(said, "EUR") if known is None or known.changed_at <= said.changed_at else known


def _may_write(side: ShopSide, written: str, numbers: str) -> bool:
    """Never over what the merchant entered himself, and not what stands there in another way, as on a label."""
    there = {
        bare(n) for text in (side.tracking, *(p.tracking for p in side.parcels)) for n in numbers_in(text)
    }
    ours = {bare(number) for number in numbers_in(written)}
    theirs = {bare(piece) for piece in side.tracking.split(",") if piece.strip()}  # a remark is his too
    return theirs <= ours and not {bare(number) for number in numbers_in(numbers)} <= there
