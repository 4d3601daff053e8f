"""The offers lane: sends what a listing should show. Each deed is written down before it is done and after."""

from collections.abc import Sequence
from dataclasses import replace

from backend.domain.channel import ChannelStock, accepted, refused, sending
from backend.domain.issues import Cause, Problem
from backend.domain.listing import Explained, Outcome, Shown, Stage, Status
from backend.lanes.deciding import decided
from backend.lanes.ground import (
    Governed,
    Ground,
    by_place,
    governed,
    prepare,
    read_shown,
    rest_until_due,
    resting,
    setting_aside,
    shut_out,
)
from backend.lanes.lane import HOURLY, IDLE, Held, Rest
from backend.lanes.quantities import keep, known, not_more_than_there, observe
from backend.lanes.revising import Revising
from backend.lanes.standing import details_of, not_ours, replaced, sku_of
from backend.lanes.switching import Switching
from backend.lanes.withdrawing import SENT_AGAIN_AFTER, refusal, why_refused, withdraw_all
from backend.storage import (
    channels,
    details,
    existing,
    feeds,
    listings,
    outcomes,
    revised,
    revising,
    switches,
)
from backend.storage.listings import Work
from backend.transport.errors import NotAuthorized, NotFound, Rejected, Throttled, Unavailable

AT_ONCE = 20
IN_A_FEED = 5000  # keeps the file well under 10 MiB (Amazon facts 4.3)
PREVIEWED = 100  # above so many waiting offers no preview: it costs as much of the plan as the deed
LOOK_AFTER = 3  # seconds until the status lane looks for the first time


class OffersLane:
    """One seller's listings in the stages `submit` and `withdraw`."""

    kind = "offers"

    async def drive(self, held: Held) -> Rest:
        resources = held.resources
        ground = await prepare(held)
        if ground is None:
            return resting(held)
        try:
            await self._work(held, ground)
        except NotAuthorized as error:
            return await shut_out(held, ground.seller, error)
        if ground.seller.paused:
            return Rest(resources.now() + HOURLY, "paused")
        rest = await rest_until_due(held, [Stage.SUBMIT, Stage.WITHDRAW], ground.seller.paused_places)
        at = await revising.next_due(resources.db, held.subject, ground.seller.paused_places)
        switch_at = await switches.next_due(resources.db, held.subject)
        due = [max(each, resources.now() + 1) for each in (at, switch_at) if each is not None]
        return replace(rest, due_at=min([rest.due_at, *due]))

    async def _work(self, held: Held, ground: Ground) -> None:
        """Pieces that went are taken back first, again and again; then withdrawals, feeds, revisions, new offers."""
        revisions, resources = Revising(held, ground), held.resources
        if ground.seller.paused:
            return
        await revisions.falling()
        await Switching(held, ground).all()
        if ground.sending:
            await withdraw_all(held, ground)
            await self._all_many(held, ground)
        while not held.stopping():
            works = await listings.due(
                resources.db,
                held.subject,
                Stage.SUBMIT,
                resources.now(),
                AT_ONCE,
                ground.seller.paused_places,
            )
            if not await revisions.some() and not works:
                return
            if works:
                ground = await governed(held, ground)
                moving = [work for work in works if not ground.waits(work.listing.marketplace_id)]
                await self._some(held, ground, revisions, moving)
            if ground.seller.paused:
                return

    async def _some(self, held: Held, ground: Governed, revisions: Revising, works: Sequence[Work]) -> None:
        """New offers, one by one; pieces that go meanwhile are taken back between two of them."""
        many = await listings.more_due(held.resources.db, held.subject, PREVIEWED, Stage.SUBMIT, Stage.MATCH)
        for work in await self._looked(held, ground, works):
            await revisions.falling()
            async with setting_aside(held, [work]):
                await self._one(held, ground, work, preview=not many)

    async def _one(self, held: Held, ground: Governed, work: Work, *, preview: bool) -> None:
        """Preview, write down, send, write down."""
        explained = await decided(held, ground, work)
        if explained is None:
            return
        listing, db, now = work.listing, held.resources.db, held.resources.now
        place = listing.marketplace_id
        if not ground.sending:
            async with held.recording():
                await revised.computed(db, listing, explained, now())
                await outcomes.later(db, listing, now() + IDLE)
            return
        if preview and not await self._previewed(held, ground, work, explained):
            return
        before = await known(held, work, explained.offer.sku)
        explained = await not_more_than_there(held, work, explained, before)
        stock = sending(before or ChannelStock(), explained.offer.quantity, now())
        async with held.recording():
            if not await outcomes.sending(db, work, explained, now()):
                return
            await keep(held, work, explained.offer.sku, stock, before)
        try:
            async with held.deed():
                outcome = await ground.marketplace.publish(
                    ground.seller.access, place, explained.offer, ground.language(place), details_of(work)
                )
        except (Throttled, NotAuthorized, Unavailable) as error:
            if not (isinstance(error, Unavailable) and error.may_have_happened):
                async with held.recording():
                    await outcomes.not_sent(db, listing)
                    await keep(
                        held, work, explained.offer.sku, refused(stock, before or ChannelStock()), before
                    )
            raise
        except (Rejected, NotFound) as error:
            async with held.recording():
                await keep(held, work, explained.offer.sku, refused(stock, before or ChannelStock()), before)
                said = Outcome(False, "", request_id=error.request_id)
                await self._refused(held, work, explained, said, refusal(error))
            return
        await self._sent(held, work, explained, outcome)

    async def _sent(self, held: Held, work: Work, explained: Explained, outcome: Outcome) -> None:
        now = held.resources.now()
        sku = explained.offer.sku
        stock = await known(held, work, sku) or ChannelStock(sent=explained.offer.quantity, sent_at=now)
        async with held.recording("status"):
            if outcome.accepted:
                await keep(held, work, sku, accepted(stock), stock)
                await outcomes.submitted(
                    held.resources.db, work.listing, explained, outcome, now, now + LOOK_AFTER
                )
            else:
                await keep(held, work, sku, refused(stock, ChannelStock()), stock)
                await self._refused(held, work, explained, outcome, why_refused(outcome))

    async def _refused(
        self, held: Held, work: Work, explained: Explained, outcome: Outcome, problem: Problem
    ) -> None:
        """Amazon said no, inside the recording of that: the listing waits for a person, unless one spoke already."""
        db, listing, now = held.resources.db, work.listing, held.resources.now()
        if explained.offer.details and await details.superseded(db, listing.id, explained.offer.details):
            await outcomes.not_sent(db, listing)  # other details were confirmed while these were under way
        elif listing.sent is not None and listing.status is Status.ACTIVE:
            # What stood there before still sells.
            await revised.refused(db, listing, outcome, problem, now)
            await outcomes.to_stage(db, listing, Stage.WATCH, now + LOOK_AFTER)
        else:
            await outcomes.held(
                db, listing, problem, now, issues=outcome.issues, request_id=outcome.request_id
            )

    async def _previewed(self, held: Held, ground: Ground, work: Work, explained: Explained) -> bool:
        """Whether Amazon would take it. The preview is advice: when it is down the offer goes without it."""
        listing = work.listing
        try:
            outcome = await ground.marketplace.preview(
                ground.seller.access, listing.marketplace_id, explained.offer,
                ground.language(listing.marketplace_id), details_of(work),
            )  # fmt: skip
        except (Unavailable, Rejected, NotFound):
            return True  # a preview that is refused as such says nothing of the offer either
        if outcome.accepted:
            return True
        async with held.recording():
            await self._refused(held, work, explained, outcome, why_refused(outcome))
        return False

    async def _looked(self, held: Held, ground: Ground, works: Sequence[Work]) -> list[Work]:
        """Look before sending: what Amazon has under these SKUs. Returns what may be sent now.

        A deed whose answer was lost is not done again when it shows, or before it had time to show. A SKU that the
        seller sells there already without us is not taken over: a person links it.
        """
        return [
            work
            for there in by_place(works)
            for work, shown in await read_shown(held, ground, there, [sku_of(work) for work in there])
            if await self._may_send(held, work, shown)
        ]

    async def _may_send(self, held: Held, work: Work, shown: Shown | None) -> bool:
        listing, now, db = work.listing, held.resources.now(), held.resources.db
        if listing.sending_at is not None and listing.explained is not None:
            if shown is not None and not replaced(listing.sent, listing.explained.offer):
                await self._sent(held, work, listing.explained, Outcome(True, ""))
                return False
            if now - listing.sending_at < SENT_AGAIN_AFTER:
                async with held.recording():
                    await outcomes.later(db, listing, listing.sending_at + SENT_AGAIN_AFTER)
                return False
        elif shown is not None and not_ours(work, shown):
            problem = Problem(
                Cause.SKU_ON_AMAZON, {"sku": shown.sku, "asin": shown.asin, "title": shown.title[:200]}
            )
            async with held.recording():
                await existing.note(db, work, shown, now)
                await outcomes.held(db, listing, problem, now)
            return False
        if shown is not None:
            await observe(held, work, shown)
        return True

    async def _all_many(self, held: Held, ground: Ground) -> None:
        """Where very many wait, feeds take them."""
        waiting = await listings.count_unsent(held.resources.db, held.subject)
        for place in ground.seller.marketplaces:
            code = place.marketplace_id
            if ground.waits(code):
                continue
            while waiting.get(code, 0) >= held.resources.feed_from and not held.stopping():
                if not await self._many(held, ground, code):
                    break
                waiting = await listings.count_unsent(held.resources.db, held.subject)

    async def _many(self, held: Held, ground: Ground, marketplace_id: str) -> bool:
        """One feed: its listings are marked together with it. False: nothing is to be sent by one."""
        resources = held.resources
        works = await listings.unsent(resources.db, held.subject, marketplace_id, IN_A_FEED)
        rules = await governed(held, ground)
        if rules.waits(marketplace_id) or not rules.sending:
            return False
        offers: list[tuple[Work, Explained]] = []
        skus: set[str] = set()
        for start in range(0, len(works), AT_ONCE):
            for work in await self._looked(held, ground, works[start : start + AT_ONCE]):
                async with setting_aside(held, [work]):
                    explained = await decided(held, rules, work)
                # A SKU stands in a feed once; its double is sent after it, and then is told so.
                if explained is not None and explained.offer.sku not in skus:
                    skus.add(explained.offer.sku)
                    before = await known(held, work, explained.offer.sku)
                    offers.append((work, await not_more_than_there(held, work, explained, before)))
        if not offers:
            return False
        async with held.recording("feeds"):
            feed_id = await feeds.make(resources.db, held.subject, marketplace_id, resources.now())
            carried = await outcomes.sending_by_feed(resources.db, offers, resources.now(), feed_id)
            stocks = await channels.find(resources.db, held.subject, list(skus))
            for work, explained in offers:
                if work.listing.id not in carried:
                    continue
                before = stocks.get(explained.offer.sku)
                stock = sending(before or ChannelStock(), explained.offer.quantity, resources.now())
                await keep(held, work, explained.offer.sku, stock, before)
        return bool(carried)
