"""Notices: beside the worker, takes what marketplaces tell out of their letterboxes and writes down what to look at.

Nothing is believed of a notice but that something changed. It is discarded when what it leads to is written down, so
one that comes twice, late or in another order does no harm, and the lanes' own looks make good one that never comes.
"""

import asyncio
import logging
from collections import Counter
from collections.abc import Iterable, Sequence
from typing import Any

from backend.domain.notices import Arrival, Notice, NoticeKind
from backend.lanes.lane import Resources
from backend.marketplaces.marketplace import Letterbox
from backend.storage import channels, noticed, order_looks, outbound, revising, warehouse
from backend.transport.errors import RemoteError, Throttled

log = logging.getLogger("storelane.notices")

LONGEST_WAIT = 300  # seconds between two tries of a letterbox that cannot be opened
REMEMBERED = 5000  # notices whose doubles are not looked at again
Wake = tuple[str, int]  # a lane's kind and its seller


class Notices:
    """The letterboxes of all marketplaces that have one. Any number of processes may take from the same."""

    def __init__(self, resources: Resources) -> None:
        self._resources = resources
        self._boxes = {
            kind: marketplace.letterbox
            for kind, marketplace in resources.marketplaces.items()
            if marketplace.letterbox is not None
        }
        self._seen: dict[str, None] = {}  # the newest last

    @property
    def any(self) -> bool:
        """Whether there is a letterbox at all."""
        return bool(self._boxes)

    async def run(self, stop: asyncio.Event) -> None:
        """Listen until `stop` is set. What was being waited for then stays in its letterbox."""
        await asyncio.gather(*(self._listen(kind, box, stop) for kind, box in self._boxes.items()))

    async def once(self) -> int:
        """What has come by now, at most one handful of each letterbox; returns how many."""
        count = 0
        for kind, box in self._boxes.items():
            arrivals = await box.receive()
            await self._take(kind, box, arrivals)
            count += len(arrivals)
        return count

    async def _listen(self, kind: str, box: Letterbox, stop: asyncio.Event) -> None:
        """Trouble is told once, and once more when it is over; meanwhile the lanes' own looks find everything."""
        failures = 0
        while not stop.is_set():
            waiting = asyncio.create_task(box.receive())
            if not await _before(stop, waiting):
                return
            try:
                await self._take(kind, box, await waiting)
            except Exception as error:
                failures += 1
                if failures == 1:
                    words = error.message if isinstance(error, RemoteError) else repr(error)
                    log.error("the notices of %s cannot be had, polling goes on: %s", kind, words)
                await _before(stop, asyncio.create_task(self._pause(failures, error)))
            else:
                if failures:
                    log.warning("the notices of %s come again", kind)
                failures = 0

    async def _pause(self, failures: int, error: Exception) -> None:
        told = error.retry_after if isinstance(error, Throttled) else 0.0
        await self._resources.sleep(max(told, min(LONGEST_WAIT, 2 ** min(failures, 12))))

    async def _take(self, kind: str, box: Letterbox, arrivals: Sequence[Arrival]) -> None:
        """Write down, wake, discard, in this order. One that cannot be written down is left and comes back."""
        wakes: dict[Wake, None] = {}
        done: list[Arrival] = []
        counts: Counter[str] = Counter()
        for arrival in arrivals:
            notice = arrival.notice
            if notice is None:
                log.warning("a notice of %s says nothing to us: %s", kind, arrival.trouble)
                counts["unreadable"] += 1
            elif notice.notice_id and notice.notice_id in self._seen:
                counts["double"] += 1
            else:
                try:
                    wakes |= dict.fromkeys(await self._look_into(kind, notice))
                except Exception:
                    log.exception("a notice of %s could not be written down kind=%s", kind, notice.kind)
                    continue
                counts[notice.kind] += 1
            done.append(arrival)
        for lane, seller_id in wakes:
            await self._resources.wake(lane, seller_id)
        if done:
            await noticed.count(self._resources.db, counts)
            await box.discard(done)
        self._remember(arrival.notice for arrival in done)

    async def _look_into(self, kind: str, notice: Notice) -> list[Wake]:
        """What is to be looked at, written down; returns the lanes that do it. A seller we do not know: nothing."""
        db, now, wakes = self._resources.db, self._resources.now(), list[Wake]()
        async with db.transaction():
            for seller_id in await noticed.sellers_of(db, kind, notice.seller_code):
                match notice.kind:
                    case NoticeKind.ORDER:
                        await order_looks.ask(db, seller_id, notice.order_code, now)
                        wakes.append(("orders", seller_id))
                    case NoticeKind.QUANTITY:
                        if await self._moved(seller_id, notice):
                            wakes.append(("offers", seller_id))
                    case NoticeKind.LISTING:
                        place = notice.marketplace_id
                        if await noticed.look_at_listing(db, seller_id, notice.sku, place, now):
                            wakes.append(("status", seller_id))
                    case NoticeKind.FEED:
                        if await noticed.look_at_feed(db, seller_id, notice.feed_code, now):
                            wakes.append(("feeds", seller_id))
                    case NoticeKind.OUTBOUND:
                        if await outbound.look(db, seller_id, notice.order_code, now):
                            wakes.append(("outbound", seller_id))
                    case NoticeKind.WAREHOUSE:
                        await warehouse.ask(db, seller_id, [notice.sku], now)
                        wakes.append(("warehouse", seller_id))
        return wakes

    async def _moved(self, seller_id: int, notice: Notice) -> bool:
        """A quantity that nobody expected there is read again as before a revision: missing pieces are sales."""
        db = self._resources.db
        stock = (await channels.find(db, seller_id, [notice.sku])).get(notice.sku)
        if stock is not None and stock.expected == notice.quantity:
            return False
        return bool(await revising.mark_sku(db, seller_id, notice.sku, self._resources.now()))

    def _remember(self, notices: Iterable[Notice | None]) -> None:
        self._seen |= {notice.notice_id: None for notice in notices if notice and notice.notice_id}
        for old in list(self._seen)[: max(0, len(self._seen) - REMEMBERED)]:
            del self._seen[old]


async def _before(stop: asyncio.Event, task: "asyncio.Task[Any]") -> bool:
    """Whether the task ended, well or not, before the stop was set; else it is broken off."""
    stopping = asyncio.create_task(stop.wait())
    await asyncio.wait([task, stopping], return_when=asyncio.FIRST_COMPLETED)
    stopping.cancel()
    if task.done():
        return True
    task.cancel()
    await asyncio.gather(task, return_exceptions=True)
    return False
