"""The feeds lane: brings many offers to Amazon in one document and reads back what was said to each."""

from backend.domain.issues import Cause, Issue, errors_of, naming
from backend.domain.listing import Outcome
from backend.domain.marketplace import FeedState
from backend.lanes.ground import Ground, prepare, resting, shut_out
from backend.lanes.lane import IDLE, Held, Rest
from backend.lanes.offers import LOOK_AFTER
from backend.storage import channels, feeds, listings, outcomes
from backend.storage.feeds import KeptFeed
from backend.storage.listings import Listing
from backend.transport.errors import NotAuthorized, NotFound, Rejected, Throttled, Unavailable

GIVEN_UP_AFTER = 6 * 3600  # a feed that is not worked on by then is taken for lost (Amazon facts 7.19)
STARTED_AGAIN_AFTER = 45  # seconds a feed whose start was not answered may take to show
POLL = (5, 10, 20, 30, 60, 120)


class FeedsLane:
    """One seller's open feeds, each driven from state to state; every state is stored before the next deed."""

    kind = "feeds"

    async def drive(self, held: Held) -> Rest:
        resources = held.resources
        ground = await prepare(held)
        if ground is None:
            return resting(held)
        try:
            for feed in await feeds.open_feeds(resources.db, held.subject):
                if feed.next_at <= resources.now() and not held.stopping():
                    await self._step(held, ground, feed)
        except NotAuthorized as error:
            return await shut_out(held, ground.seller, error)
        waiting = [feed.next_at for feed in await feeds.open_feeds(resources.db, held.subject)]
        return Rest(min(waiting) if waiting else resources.now() + IDLE, "feed" if waiting else "")

    async def _step(self, held: Held, ground: Ground, feed: KeptFeed) -> None:
        match feed.state:
            case "made":
                await self._upload(held, ground, feed)
            case "uploaded":
                await self._start(held, ground, feed)
            case "starting":
                await self._find_again(held, ground, feed)
            case _:
                await self._follow(held, ground, feed)

    async def _upload(self, held: Held, ground: Ground, feed: KeptFeed) -> None:
        carried = await listings.of_feed(held.resources.db, feed.id)
        offers = {
            listing.message_number: listing.explained.offer
            for listing in carried
            if listing.message_number is not None and listing.explained is not None
        }
        if not offers:
            await self._change(held, feed, "done", 0, finished_at=held.resources.now())
            return
        place = feed.marketplace_id
        document = await ground.marketplace.upload_feed(
            ground.seller.access, offers, place, ground.language(place)
        )
        await self._change(held, feed, "uploaded", 0, document_id=document)

    async def _start(self, held: Held, ground: Ground, feed: KeptFeed) -> None:
        """The one deed that must not be done twice: that it is about to be done is written down first."""
        await self._change(held, feed, "starting", 0, starting_at=held.resources.now())
        try:
            async with held.deed():
                remote = await ground.marketplace.start_feed(
                    ground.seller.access, feed.marketplace_id, feed.document_id
                )
        except (Throttled, NotAuthorized) as error:
            wait = int(error.retry_after) + 1 if isinstance(error, Throttled) else 0
            await self._change(held, feed, "uploaded", wait)
            raise
        except (Rejected, NotFound):
            # The document is too old or unreadable: make the upload anew.
            await self._change(held, feed, "made", 60)
            return
        await self._change(held, feed, "working", POLL[0], remote_id=remote)

    async def _find_again(self, held: Held, ground: Ground, feed: KeptFeed) -> None:
        """The answer to the start was lost: a feed of ours that we do not know yet is the one. It gets time to show."""
        started_at, now = feed.starting_at or feed.created_at, held.resources.now()
        for found in await ground.marketplace.recent_feeds(
            ground.seller.access, feed.marketplace_id, started_at - 60
        ):
            if not await feeds.is_known(held.resources.db, found.id):
                await self._change(held, feed, "working", 0, remote_id=found.id)
                return
        if now - started_at < STARTED_AGAIN_AFTER:
            await self._change(held, feed, "starting", started_at + STARTED_AGAIN_AFTER - now)
        else:
            await self._change(held, feed, "uploaded", 0)

    async def _follow(self, held: Held, ground: Ground, feed: KeptFeed) -> None:
        late = held.resources.now() - feed.created_at > GIVEN_UP_AFTER
        try:
            remote = await ground.marketplace.feed(ground.seller.access, feed.remote_id)
            done = remote.state is FeedState.DONE
            report = await ground.marketplace.feed_report(ground.seller.access, remote) if done else None
        except (Rejected, NotFound):
            await self._give_up(held, feed)
            return
        except Unavailable:
            if not late:
                raise
            await self._give_up(held, feed)
            return
        if report is not None:
            await self._settle(held, feed, report)
        elif remote.state is FeedState.FAILED or late:
            await self._give_up(held, feed)
        else:
            await self._change(held, feed, "working", POLL[min(feed.attempts, len(POLL) - 1)])

    async def _settle(self, held: Held, feed: KeptFeed, report: dict[int, tuple[Issue, ...]]) -> None:
        """Every listing of the feed gets its own outcome; one bad message stops no other."""
        db, now = held.resources.db, held.resources.now()
        carried = await listings.of_feed(db, feed.id)
        for start in range(0, len(carried), 200):
            async with held.recording("status", "offers"):
                for listing in carried[start : start + 200]:
                    await self._outcome(held, feed, listing, report.get(listing.message_number or 0, ()), now)
        await self._change(held, feed, "done", 0, finished_at=now)

    async def _outcome(
        self, held: Held, feed: KeptFeed, listing: Listing, issues: tuple[Issue, ...], now: int
    ) -> None:
        if listing.sending_at is None or listing.explained is None:
            return  # recorded before we were stopped
        if errors := errors_of(issues):
            problem = naming(Cause.REFUSED, errors)
            await channels.arrived(held.resources.db, listing.seller_id, listing.sku, False)
            await outcomes.held(held.resources.db, listing, problem, now, issues=issues)
        else:
            outcome = Outcome(True, f"feed {feed.remote_id}", issues)
            await channels.arrived(held.resources.db, listing.seller_id, listing.sku, True)
            await outcomes.submitted(
                held.resources.db, listing, listing.explained, outcome, now, now + LOOK_AFTER
            )

    async def _give_up(self, held: Held, feed: KeptFeed) -> None:
        """Nothing of it can be relied on: its listings are looked for, and sent one by one where they are not."""
        async with held.recording("offers"):
            await outcomes.release_feed(held.resources.db, feed.id, held.resources.now())
            await feeds.change(held.resources.db, feed.id, "failed", 0, finished_at=held.resources.now())

    async def _change(
        self, held: Held, feed: KeptFeed, state: str, wait: int, *, document_id: str = "", remote_id: str = "",
        starting_at: int | None = None, finished_at: int | None = None,
    ) -> None:  # fmt: skip
        async with held.recording():
            await feeds.change(
                held.resources.db, feed.id, state, held.resources.now() + wait, document_id=document_id,
                remote_id=remote_id, starting_at=starting_at, finished_at=finished_at,
            )  # fmt: skip
