"""Revising: brings what stands on Amazon back to what is wanted. What Amazon shows is read before anything leaves."""

from dataclasses import replace

from backend.domain.channel import ChannelStock, accepted, refused, sending
from backend.domain.decision import Hold, Nothing, Publish, Standing, Withdraw, decide, stopped, wanted
from backend.domain.issues import Problem
from backend.domain.listing import Explained, Outcome, Revision, Shown, Stage, Step
from backend.domain.money import Money
from backend.domain.revising import Decided, Facts, revise
from backend.domain.sending import shown_by
from backend.lanes.ground import Governed, Ground, by_place, governed, read_shown, setting_aside
from backend.lanes.lane import Held
from backend.lanes.quantities import Sight, keep, observe
from backend.lanes.standing import follows_of
from backend.lanes.withdrawing import refusal, why_refused
from backend.storage import lanes, ledger, revised, revising, senders, wishes
from backend.storage.listings import Listing, Work
from backend.transport.errors import NotAuthorized, NotFound, Rejected, Throttled, Unavailable

AT_ONCE = 20  # SKUs a reading (Amazon facts 4.2)
SHOWS_AFTER = 300  # seconds after a push in which Amazon may still show what was before
WAITS_FOR_ORDERS = 600  # seconds at most that a revision waits for them, once Amazon tells them
ORDERS_BEHIND = 121  # Amazon tells no orders of the last two minutes (Amazon facts 4.7)
LOOK_AFTER = 3
UNKNOWN_AFTER = 10  # seconds until a SKU is asked for again that Amazon does not know yet
FRESH = 1  # seconds that a reading may be old when a quantity leaves


class Revising:
    """One drive's revisions of one seller."""

    def __init__(self, held: Held, ground: Ground) -> None:
        self._held, self._ground, self._db = held, ground, held.resources.db
        self._handled: set[int] = set()  # taken back out of turn, so what a batch read of them before is old

    async def some(self, *, urgent: bool = False) -> bool:
        """The next twenty that are owed, or only those where pieces must be taken back. False: there are none."""
        now = self._held.resources.now()
        seller = self._ground.seller
        if not urgent:
            self._handled.clear()
        works = await revising.due(self._db, seller.id, now, AT_ONCE, seller.paused_places, urgent=urgent)
        if not works:
            return False
        ground = self._ground = await governed(self._held, self._ground)
        if ground.seller.paused:
            return False
        for there in by_place([work for work in works if not ground.waits(work.listing.marketplace_id)]):
            skus = [work.listing.sku for work in there]
            read = await read_shown(self._held, ground, there, skus, urgent=urgent, later=revising.later)
            for work, shown in read:
                if self._held.stopping():
                    return False
                if not urgent:
                    await self.falling()
                    if work.listing.id in self._handled:
                        continue
                async with setting_aside(self._held, [work], revising.later):
                    await self._one(ground, work, shown, urgent)
        self._handled.update(work.listing.id for work in works if urgent)
        return True

    async def falling(self) -> None:
        """Whatever else waits: pieces that went are taken back first."""
        while await self.some(urgent=True):
            pass

    async def _one(self, ground: Governed, work: Work, shown: Shown | None, urgent: bool) -> None:
        if shown is None and work.listing.stage is Stage.CONFIRM:
            # Just sent: until Amazon knows the SKU nothing can be changed, and what is owed stays owed.
            async with self._held.recording():
                await revising.later(self._db, work.listing, self._held.resources.now() + UNKNOWN_AFTER)
            return
        if shown is None:
            async with self._held.recording("status"):
                await revised.not_there(self._db, work.listing, self._held.resources.now())
                await revising.done(self._db, work.listing, _version(work))
            return
        work = await self._followed(work, shown)
        sight = await observe(self._held, work, shown)
        stocks = await ledger.stocks(self._db, [work.listing.variation_id])
        stock = stocks.get(work.listing.variation_id)
        stopped_there = await wishes.stopped_elsewhere(
            self._db, ground.wishes, work.listing, work.listing.sku
        )
        wish = ground.wish(work, stock=stock, stopped_elsewhere=stopped_there)
        product = None if work.product.deleted else work.product.product
        variation = work.variation.variation if work.variation else None
        sent = work.listing.sent
        assert sent is not None
        match decide(product, variation, wish, Standing(sent, work.listing.problem)):
            case Publish(explained=explained, problem=problem):
                await self._towards(ground, sight, explained, problem, urgent)
            case Withdraw():
                await self._to_offers(work)
            case Hold(problem=problem):
                await self._towards(ground, sight, stopped(sent, problem), problem, urgent)
            case Nothing(why="said") if (known := work.listing.problem) is not None:
                await self._towards(ground, sight, stopped(sent, known), known, urgent)
            case Nothing(why="same") if product is not None and variation is not None:
                await self._towards(ground, sight, wanted(product, variation, wish, sent), None, urgent)
            case _:
                await self._done(work)

    async def _followed(self, work: Work, shown: Shown) -> Work:
        """The listing with whoever sends it now, be it changed behind our back."""
        if shown_by(shown) in (None, work.listing.sender):
            return work
        async with self._held.recording():
            listing = await senders.follow(self._db, work.listing, shown, self._held.resources.now())
        return replace(work, listing=listing)

    async def _towards(
        self, ground: Governed, sight: Sight, explained: Explained, problem: Problem | None, urgent: bool
    ) -> None:
        """One step from what stands on Amazon towards what is wanted."""
        work, listing, now = sight.work, sight.work.listing, self._held.resources.now()
        decided = revise(explained.offer, self._facts(ground, sight, explained, now))
        explained = _waiting(decided, explained, listing)
        if decided.revision and decided.revision.quantity and now - sight.at > FRESH:
            # Others had their turn meanwhile: no quantity leaves on an old reading.
            ((_, shown),) = await read_shown(
                self._held, ground, [work], [listing.sku], urgent=urgent, later=revising.later
            )
            await self._one(ground, work, shown, urgent)
            return
        if not self._ground.sending:
            async with self._held.recording():
                await revised.computed(self._db, listing, explained, now)
                await revising.ask_price(self._db, listing, _new(decided.asked, listing), now)
                await self._settle(work, decided)
            return
        if decided.revision is not None and not await self._send(
            sight, decided.revision, explained, problem, urgent
        ):
            return
        async with self._held.recording():
            if decided.revision is None:
                await revised.agreed(self._db, listing, explained, problem, now)
            await revising.ask_price(self._db, listing, _new(decided.asked, listing), now)
            await self._settle(work, decided)

    def _facts(self, ground: Governed, sight: Sight, explained: Explained, now: int) -> Facts:
        listing = sight.work.listing
        assert listing.sent is not None
        currency = explained.offer.price.currency
        pushed = max(listing.sent_at or 0, listing.pushed_at or 0)
        approved = listing.approved_price
        return Facts(
            sent=listing.sent, stock=sight.stock, shown_price=sight.shown.price, settled=now - pushed > SHOWS_AFTER,
            by_amazon=sight.shown.fulfilled_by_amazon or sight.work.listing.by_amazon, orders_until=sight.orders_until,
            stock_read_at=sight.work.product.read_at, largest_move=ground.wishes.selling(listing).largest_move,
            approved=Money(approved, currency) if approved is not None else None,
            shown_business=sight.shown.business_price,
            follows=follows_of(sight.work, ground.wish(sight.work)),
        )  # fmt: skip

    async def _settle(self, work: Work, decided: Decided) -> None:
        """Nothing is owed any more, or what waits for orders is owed again when they are fresh."""
        if "orders" not in decided.waits:
            await revising.done(self._db, work.listing, _version(work))
            return
        fresh_at = max(work.product.read_at + ORDERS_BEHIND, self._held.resources.now() + 1)
        await revising.later(self._db, work.listing, fresh_at + WAITS_FOR_ORDERS)
        await lanes.wake(self._db, "orders", work.listing.seller_id, fresh_at)

    async def _send(
        self, sight: Sight, revision: Revision, explained: Explained, problem: Problem | None, urgent: bool
    ) -> bool:
        """Write down, send, write down. True: it is done and recorded, and the rest may be."""
        work, listing, resources = sight.work, sight.work.listing, self._held.resources
        before, there = sight.stock, sight.stock.expected
        falls = revision.quantity and there is not None and revision.offer.quantity < there
        stock = sending(before, revision.offer.quantity, resources.now()) if revision.quantity else before
        async with self._held.recording():
            if revision.quantity:
                await keep(self._held, work, work.listing.sku, stock, before)
        place = listing.marketplace_id
        try:
            async with self._held.deed():
                outcome = await self._ground.marketplace.revise(
                    self._ground.seller.access, place, revision, self._ground.language(place),
                    urgent=urgent or falls,
                )  # fmt: skip
        except Unavailable as error:
            if not error.may_have_happened:
                await self._not_sent(work, stock, before)
            raise
        except (Throttled, NotAuthorized):
            await self._not_sent(work, stock, before)
            raise
        except (Rejected, NotFound) as error:
            await self._refused(work, stock, before, _said(error), error)
            return False
        if not outcome.accepted:
            await self._refused(work, stock, before, outcome, None)
            return False
        why = "stopped" if problem else "revised"
        now = resources.now()
        async with self._held.recording("status"):
            if revision.quantity:
                await keep(self._held, work, work.listing.sku, accepted(stock), before)
            await revised.sent(
                self._db, listing, explained, revision, outcome, problem, why, now, now + LOOK_AFTER
            )
        return True

    async def _not_sent(self, work: Work, stock: ChannelStock, before: ChannelStock) -> None:
        async with self._held.recording():
            await keep(self._held, work, work.listing.sku, refused(stock, before), before)

    async def _refused(
        self,
        work: Work,
        stock: ChannelStock,
        before: ChannelStock,
        outcome: Outcome,
        error: Rejected | NotFound | None,
    ) -> None:
        """Amazon said no: the offer before stands, and the problem says why."""
        problem = refusal(error) if error is not None else why_refused(outcome)
        now = self._held.resources.now()
        async with self._held.recording("status"):
            await keep(self._held, work, work.listing.sku, refused(stock, before), before)
            if isinstance(error, NotFound):
                await revised.not_there(self._db, work.listing, now)
            else:
                await revised.refused(self._db, work.listing, outcome, problem, now)
            await revising.done(self._db, work.listing, _version(work))

    async def _to_offers(self, work: Work) -> None:
        """It has to go from Amazon (and perhaps to come anew): the offers lane's withdrawing does that."""
        async with self._held.recording():
            await revising.to_submit(self._db, work.listing, self._held.resources.now())
            await revising.done(self._db, work.listing, _version(work))

    async def _done(self, work: Work) -> None:
        async with self._held.recording():
            await revising.done(self._db, work.listing, _version(work))


def _version(work: Work) -> int:
    return work.variation.version if work.variation else work.listing.basis


def _said(error: Rejected | NotFound) -> Outcome:
    return Outcome(False, "", request_id=error.request_id)


def _waiting(decided: Decided, explained: Explained, listing: Listing) -> Explained:
    """What is agreed, with what it waits for as the last step of its numbers."""
    word, agreed = "asked" if _new(decided.asked, listing) else "kept", decided.agreed
    price, quantity = explained.price_steps, explained.quantity_steps
    sale, business = explained.sale_steps, explained.business_steps
    if "price" in decided.waits:
        price = (*price, Step(word, agreed.price.amount))
    if "sale" in decided.waits:
        sale = (*sale, Step(word, (agreed.sale.price if agreed.sale else agreed.price).amount))
    if "business" in decided.waits:
        business = (
            *business,
            Step(word, (agreed.business.price if agreed.business else agreed.price).amount),
        )
    if "orders" in decided.waits:
        quantity = (*quantity, Step("waiting", decided.agreed.quantity))
    return replace(
        explained,
        offer=agreed,
        price_steps=price,
        quantity_steps=quantity,
        sale_steps=sale,
        business_steps=business,
    )


def _new(asked: Money | None, listing: Listing) -> Money | None:
    """A price to ask the merchant about; not again one that was answered with the old."""
    return None if asked and asked.amount == listing.kept_price else asked
