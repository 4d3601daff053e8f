"""The orders lane: one poller for each seller. Reads what changed since the last look, an overlap more, and records it.

A search costs Amazon's quota three minutes (Amazon facts 3.3), so windows overlap, the watermark is stored, and a
window that was left in the middle goes on at its next page. An order that a notice named is read by itself, at once;
the watermark moves by searches only, so whatever no notice named is found all the same.
"""

import logging
from dataclasses import replace

from backend.domain.channel import explained
from backend.domain.orders import OrderPage, Sender
from backend.lanes.ground import Ground, prepare, resting, shut_out
from backend.lanes.lane import SOON, Held, Rest
from backend.lanes.revising import WAITS_FOR_ORDERS
from backend.storage import (
    channels,
    drifts,
    journal,
    order_looks,
    order_progress,
    orders,
    reversals,
    revising,
    warehouse,
)
from backend.storage.order_looks import OrderLook
from backend.storage.order_progress import OrderProgress
from backend.storage.orders import Taking
from backend.transport.errors import NotAuthorized, NotFound, Rejected, Throttled, Unavailable

log = logging.getLogger("storelane.lanes")

EVERY = 180  # seconds between two looks: as often as the quota lets us for ever
OVERLAP = 300  # seconds read twice: changes of the same second, and those that Amazon shows late
NEWEST = 121  # seconds that a range must lie in the past (Amazon facts 4.7)


class OrdersLane:
    """One seller's orders."""

    kind = "orders"

    async def drive(self, held: Held) -> Rest:
        ground = await prepare(held)
        if ground is None:
            return resting(held)
        try:
            await order_progress.begin(held.resources.db, ground.seller.id, ground.seller.authorized_at)
            at = await order_progress.find(held.resources.db, ground.seller.id)
            named = await self._named(held, ground, at)
            if named and (rest := await self._until_search(held, ground, at)):
                return rest
            at = await self._look(held, ground, at)
            at = await self._fill(held, ground, at)
        except NotAuthorized as error:
            return await shut_out(held, ground.seller, error)
        now = held.resources.now()
        return Rest(now if at.token else now + EVERY, "filling" if at.fill_from is not None else "")

    async def _named(self, held: Held, ground: Ground, at: OrderProgress) -> bool:
        """Orders that a notice named, one by one; False: none. What cannot be had now the next search brings."""
        db, seller = held.resources.db, ground.seller
        looks = await order_looks.waiting(db, seller.id)
        for look in looks:
            if held.stopping():
                break
            try:
                order = await ground.marketplace.order(seller.access, look.order_code, personal=False)
            except (NotFound, Rejected):
                await self._known(held, ground, look, OrderPage((), "", 0), at)
            except (Throttled, Unavailable) as error:
                log.info("seller=%s a named order waits: %s", seller.id, error.message)
                break
            except NotAuthorized as error:
                if error.reason == "consent":
                    raise
                log.warning("seller=%s a named order is refused: %s", seller.id, error.message)
                break
            else:
                await self._known(held, ground, look, OrderPage((order,), "", 0), at)
        return bool(looks)

    async def _known(
        self, held: Held, ground: Ground, look: OrderLook, page: OrderPage, at: OrderProgress
    ) -> None:
        """Taken in as if a search had found it."""
        async with held.recording("shop_orders", "offers", "shipments"):
            await self._take_in(held, ground, page, at)
            await order_looks.done(held.resources.db, ground.seller.id, look)

    async def _until_search(self, held: Held, ground: Ground, at: OrderProgress) -> Rest | None:
        """The rest after named orders alone: until the next search is due. None: it is, or somebody waits for it."""
        db, now = held.resources.db, held.resources.now()
        due_at = at.polled_at + EVERY
        waits_until = await revising.next_waiting(db, ground.seller.id, now)
        if waits_until is not None:
            due_at = min(due_at, waits_until - WAITS_FOR_ORDERS)
        if at.token or at.fill_from is not None or due_at <= now or held.stopping():
            return None
        if await order_looks.waiting(db, ground.seller.id, 1):
            due_at = min(due_at, now + SOON)
        return Rest(due_at)

    async def _look(self, held: Held, ground: Ground, at: OrderProgress) -> OrderProgress:
        """All pages of what changed. Everything waiting for fresh orders is looked at afterwards."""
        if not at.token:
            at = replace(at, window_from=max(at.since, at.seen_until - OVERLAP))
        while not held.stopping():
            try:
                page = await ground.marketplace.orders(
                    ground.seller.access, changed_since=at.window_from, token=at.token
                )
            except Rejected:
                if not at.token:
                    raise
                at = replace(at, token="")  # the token is too old: the window begins anew
                continue
            now = held.resources.now()
            at = replace(at, token=page.token, polled_at=now)
            if not page.token:
                at = replace(at, seen_until=max(at.seen_until, page.seen_until))
            async with held.recording():
                await self._take_in(held, ground, page, at)
                moved = bool(page.orders)
                if not page.token:
                    moved |= await self._explain(held, ground, at)
                    moved |= await revising.mark_waiting(held.resources.db, ground.seller.id, now) > 0
                    await order_looks.searched(held.resources.db, ground.seller.id, at.seen_until)
                await order_progress.save(held.resources.db, at)
                await self._wake(held, booking=bool(page.orders), sending=moved)
            if not page.token:
                break
        return at

    async def _fill(self, held: Held, ground: Ground, at: OrderProgress) -> OrderProgress:
        """A range that a person asked for, page by page, as far as the quota of the looks leaves room."""
        db = held.resources.db
        while at.fill_from is not None and not held.stopping():
            until = min(at.fill_to or at.polled_at, held.resources.now() - NEWEST)
            try:
                page = await ground.marketplace.orders(
                    ground.seller.access, created_since=at.fill_from, until=until, token=at.fill_token
                )
            except Throttled:
                return at
            except Rejected:
                if not at.fill_token:
                    raise
                page = OrderPage((), "", 0)  # its token died of age; the person may ask again
            at = replace(
                at, fill_token=page.token, fill_found=at.fill_found + len(page.orders), fill_to=until
            )
            async with held.recording("shop_orders"):
                await self._take_in(held, ground, page, at)
                if not page.token:
                    at = replace(at, fill_from=None)
                    await journal.write(
                        db, ground.seller.shop_id, held.resources.now(), "storelane", "orders_filled",
                        {"count": at.fill_found},
                    )  # fmt: skip
                await order_progress.save(db, at)
                at = await order_progress.find(
                    db, at.seller_id
                )  # a person may have stopped it, or asked anew
        return at

    async def _take_in(self, held: Held, ground: Ground, page: OrderPage, at: OrderProgress) -> None:
        """Each order by itself: one that cannot be kept stops no other, and the journal says which and why."""
        db, now, shop_id = held.resources.db, held.resources.now(), ground.seller.shop_id
        taking = Taking(shop_id, ground.seller.id, at.since)
        aside = list(page.aside)
        for order in page.orders:
            try:
                async with db.transaction():
                    if await orders.take_in(db, taking, order, now) and order.sender is Sender.MARKETPLACE:
                        await warehouse.ask(db, ground.seller.id, [item.sku for item in order.items], now)
                        await held.resources.wake("warehouse", ground.seller.id)
            except Exception as error:
                log.exception("an order could not be kept seller=%s", ground.seller.id)
                aside.append((order.order_code, type(error).__name__))
        for code, why in aside:
            await journal.write(db, shop_id, now, "amazon", "order_unreadable", {"order": code, "why": why})
        if page.orders and await reversals.any_waiting(db, ground.seller.id):
            await held.resources.wake("reversals", ground.seller.id)

    async def _wake(self, held: Held, *, booking: bool, sending: bool) -> None:
        """Inside the recording of a page: the lanes that owe the next step. Most pages bring nothing for any."""
        if booking:
            await held.resources.wake("shop_orders", held.subject)
            await held.resources.wake("shipments", held.subject)
        if sending:
            await held.resources.wake("offers", held.subject)

    async def _explain(self, held: Held, ground: Ground, at: OrderProgress) -> bool:
        """Orders are known up to the watermark: what was missing at a reading before it is no riddle any more. Returns
        whether that changes what is to be sent of anything."""
        db, now, seller = held.resources.db, held.resources.now(), ground.seller
        changed = False
        for sku, variation_id, stock in await channels.read_before(db, seller.id, at.seen_until):
            after = explained(stock, at.seen_until)
            await channels.keep(db, seller.shop_id, seller.id, variation_id, sku, after, stock, now)
            if after.inferred != stock.inferred:
                changed = True
                if after.seen is not None and stock.inferred:
                    there = after.seen
                    await drifts.note_quantity(db, seller.id, sku, there + stock.inferred, there, now)
                await revising.mark_variation(db, variation_id, now, sold_by=seller.id)
        return changed
