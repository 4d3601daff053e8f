"""Feeds of cancellations and refunds, driven from state to state; every state is stored before the next deed.

A cancellation that is sent twice is one cancellation; a refund that is sent twice is money lost. So where nobody knows
what became of a feed, orders are looked at and cancelled again, and refunds are shown to the merchant instead.
"""

from collections.abc import Sequence

from backend.domain.orders import OrderStatus, made_at
from backend.domain.reversals import Act
from backend.lanes.ground import Ground
from backend.lanes.lane import Held
from backend.marketplaces.reversals import (
    RemoteReversals,
    ReversalMessage,
    ReversalReport,
    ReversalState,
    Verdict,
)
from backend.storage import (
    journal,
    order_looks,
    order_work,
    orders,
    reversal_feeds,
    reversal_wishes,
    reversals,
)
from backend.storage.orders import Taking
from backend.storage.reversal_feeds import ReversalFeed
from backend.storage.reversals import Reversal
from backend.transport.errors import NotAuthorized, NotFound, Rejected, Throttled, Unavailable

GIVEN_UP_AFTER = 6 * 3600  # a feed that is not worked on by then is taken for lost (Amazon facts 7.19)
SHOWS_AFTER = 120  # seconds a feed whose start was not answered may take to show
POLL = (5, 10, 20, 30, 60, 120)
TRIES = 3  # so often a cancellation is sent before a person looks


class ReversalFeeds:
    """One seller's open feeds of cancellations and refunds."""

    def __init__(self, held: Held, ground: Ground) -> None:
        self._held, self._ground, self._db = held, ground, held.resources.db
        self._port, self._access = ground.marketplace.reversals, ground.seller.access

    async def drive(self) -> None:
        """One step of each that is due."""
        for feed in await reversal_feeds.open_feeds(self._db, self._held.subject):
            if feed.next_at <= self._held.resources.now() and not self._held.stopping():
                await self._step(feed)

    async def _step(self, feed: ReversalFeed) -> None:
        match feed.state:
            case "made":
                await self._upload(feed)
            case "uploaded":
                await self._start(feed)
            case "starting":
                await self._find_again(feed)
            case _:
                await self._follow(feed)

    async def _upload(self, feed: ReversalFeed) -> None:
        carried = [await self._message(one) for one in await reversals.of_feed(self._db, feed.id)]
        if not carried:
            await self._change(feed, "done", 0, finished_at=self._held.resources.now())
            return
        document = await self._port.upload(self._access, feed.act, carried)
        await self._change(feed, "uploaded", 0, document_id=document)

    async def _message(self, one: Reversal) -> ReversalMessage:
        """The number of a message is ours of the reversal: a report of another feed cannot be taken for this one's."""
        order = await order_work.find(self._db, one.order_id)
        items = tuple(item.item_code for item in order.items)
        return ReversalMessage(one.id, one.order_code, one.reason, items, one.shares, one.currency)

    async def _start(self, feed: ReversalFeed) -> None:
        """The one deed that must not be done twice: that it is about to be done is written down first."""
        await self._change(feed, "starting", 0, starting_at=self._held.resources.now())
        try:
            async with self._held.deed():
                remote = await self._port.start(self._access, feed.act, feed.places, feed.document_id)
        except (Throttled, NotAuthorized) as error:
            wait = int(error.retry_after) + 1 if isinstance(error, Throttled) else 0
            await self._change(feed, "uploaded", wait)
            raise
        except Rejected as error:
            # A document that is too old is put up anew; what is refused again, a person has to see.
            if feed.attempts < 6:
                await self._change(feed, "made", 60)
            else:
                await self._refuse(feed, Verdict(error.code, error.message[:400]))
            return
        except NotFound:
            await self._change(feed, "made", 60)
            return
        await self._change(feed, "working", POLL[0], remote_id=remote)

    async def _find_again(self, feed: ReversalFeed) -> None:
        """The answer to the start was lost: a feed of ours that we do not know yet is the one. It gets time to show."""
        started_at, now = feed.starting_at or feed.created_at, self._held.resources.now()
        for found in await self._port.recent(self._access, feed.act, started_at - 60):
            if not await reversal_feeds.is_known(self._db, found.id):
                await self._change(feed, "working", 0, remote_id=found.id)
                return
        if now - started_at < SHOWS_AFTER:
            await self._change(feed, "starting", min(15, started_at + SHOWS_AFTER - now))
        else:
            await self._change(feed, "uploaded", 0)

    async def _follow(self, feed: ReversalFeed) -> None:
        late = self._held.resources.now() - feed.created_at > GIVEN_UP_AFTER
        try:
            remote = await self._port.find(self._access, feed.remote_id)
            report = await self._report(remote)
        except (Rejected, NotFound):
            await self._give_up(feed)
            return
        except Unavailable:
            if not late:
                raise
            await self._give_up(feed)
            return
        if report is not None and report.whole is not None:
            await self._refuse(feed, report.whole)
        elif report is not None and remote.state is ReversalState.DONE:
            await self._settle(feed, report)
        elif remote.state in (ReversalState.FAILED, ReversalState.CANCELLED) or late:
            await self._give_up(feed, nothing_done=remote.state is ReversalState.CANCELLED)
        else:
            await self._change(feed, "working", POLL[min(feed.attempts, len(POLL) - 1)])

    async def _report(self, remote: RemoteReversals) -> ReversalReport | None:
        ended = remote.state in (ReversalState.DONE, ReversalState.FAILED)
        return await self._port.report(self._access, remote) if ended and remote.result_document_id else None

    async def _settle(self, feed: ReversalFeed, report: ReversalReport) -> None:
        """Each gets its own outcome; one that was refused stops no other."""
        carried = await reversals.of_feed(self._db, feed.id)
        ours = {one.id for one in carried}
        if set(report.refused) - ours or (report.processed is not None and report.processed < len(carried)):
            await self._give_up(feed)  # somebody else's report, or one that leaves some of ours out
            return
        async with self._held.recording("orders"):
            for one in carried:
                await self._ended(one, report.refused.get(one.id))
            await self._finish(feed, "done")

    async def _refuse(self, feed: ReversalFeed, verdict: Verdict) -> None:
        """The whole document was refused: nothing of it was done."""
        async with self._held.recording():
            for one in await reversals.of_feed(self._db, feed.id):
                await self._ended(one, verdict)
            await self._finish(feed, "failed")

    async def _ended(self, one: Reversal, verdict: Verdict | None) -> None:
        now = self._held.resources.now()
        if verdict is None:
            await self._say(one, "done", "", {})
            # The order is read again at once, so that shop and stock follow.
            await order_looks.ask(self._db, one.seller_id, one.order_code, now)
        else:
            await self._say(one, "refused", "amazon", {"code": verdict.code, "text": verdict.words})

    async def _say(self, one: Reversal, state: str, cause: str, details: dict[str, str]) -> None:
        now = self._held.resources.now()
        if not await reversals.move(self._db, one.id, ["sending"], state, now, cause=cause, details=details):
            return
        await reversal_wishes.retell(self._db, one.order_id, now)
        told = {
            "order": one.order_code,
            "amount": one.amount,
            "currency": one.currency,
            "why": cause,
            **details,
        }
        await journal.write(
            self._db, one.shop_id, now, "amazon", f"{one.act.value}_{state}", told, order_id=one.order_id
        )

    async def _give_up(self, feed: ReversalFeed, *, nothing_done: bool = False) -> None:
        """Nobody knows what became of it. Orders tell whether they were cancelled; of refunds they tell nothing."""
        carried = await reversals.of_feed(self._db, feed.id)
        if feed.act is Act.CANCEL:
            await self._look_at(carried)
        async with self._held.recording("orders"):
            for one in await reversals.of_feed(self._db, feed.id):
                await self._again(one, nothing_done)
            await self._finish(feed, "failed")

    async def _look_at(self, carried: Sequence[Reversal]) -> None:
        """The orders as they are now."""
        for one in carried:
            try:
                fresh = await self._ground.marketplace.order(self._access, one.order_code, personal=False)
            except (NotFound, Rejected):
                continue
            order = await order_work.find(self._db, one.order_id)
            since = 0 if order.moves_stock else made_at(fresh) + 1
            async with self._held.recording("shop_orders"):
                taking = Taking(order.shop_id, order.seller_id, since)
                await orders.take_in(self._db, taking, fresh, self._held.resources.now())

    async def _again(self, one: Reversal, nothing_done: bool) -> None:
        now = self._held.resources.now()
        if one.act is Act.CANCEL and one.status is OrderStatus.CANCELLED:
            await self._say(one, "done", "", {})
        elif one.attempts >= TRIES:
            cause = "no_answer" if one.act is Act.CANCEL or nothing_done else "lost"
            await self._say(one, "refused" if cause == "no_answer" else "unsure", cause, {})
        elif one.act is Act.CANCEL or nothing_done:
            await reversals.move(self._db, one.id, ["sending"], "wanted", now)
        else:
            await self._say(one, "unsure", "lost", {})

    async def _finish(self, feed: ReversalFeed, state: str) -> None:
        now = self._held.resources.now()
        await reversal_feeds.change(self._db, feed.id, state, 0, finished_at=now)

    async def _change(
        self, feed: ReversalFeed, state: str, wait: int, *, document_id: str = "", remote_id: str = "",
        starting_at: int | None = None, finished_at: int | None = None,
    ) -> None:  # fmt: skip
        async with self._held.recording():
            await reversal_feeds.change(
                self._db, feed.id, state, self._held.resources.now() + wait, document_id=document_id,
                remote_id=remote_id, starting_at=starting_at, finished_at=finished_at,
            )  # fmt: skip
