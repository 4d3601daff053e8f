"""The offers lane: sends what a listing should show. Each deed is written down before it is done and after."""

from collections.abc import Sequence

from backend.domain.decision import Hold, Publish, Withdraw, decide
from backend.domain.issues import Cause, Problem, Severity
from backend.domain.listing import Explained, Outcome, Shown, Stage
from backend.lanes.ground import Ground, prepare, resting, shut_out, standing
from backend.lanes.lane import DAILY, Held, Rest
from backend.storage import feeds, listings, outcomes
from backend.storage.listings import Work
from backend.transport.errors import NotAuthorized, NotFound, Rejected, Throttled, Unavailable

AT_ONCE = 20
IN_A_FEED = 5000  # keeps the file well under 10 MiB (Amazon facts 4.3)
LOOK_AFTER = 3  # seconds until the status lane looks for the first time
SENT_AGAIN_AFTER = 60  # seconds an unanswered deed may take to show before it is done again


class OffersLane:
    """One seller's listings in the stages `submit` and `withdraw`."""

    kind = "offers"

    async def drive(self, held: Held) -> Rest:
        resources = held.resources
        ground = await prepare(held)
        if ground is None:
            return resting(held)
        try:
            await self._withdraw_all(held, ground)
            for place in ground.seller.marketplaces:
                await self._many(held, ground, place.marketplace_id)
            while not held.stopping():
                works = await listings.due(resources.db, held.subject, Stage.SUBMIT, resources.now(), AT_ONCE)
                if not works:
                    break
                for work in await self._looked(held, ground, works):
                    await self._one(held, ground, work)
                await resources.wake("status", held.subject)
        except NotAuthorized as error:
            return await shut_out(held, ground.seller, error)
        at = await listings.next_due(resources.db, held.subject, [Stage.SUBMIT, Stage.WITHDRAW])
        return Rest(max(at, resources.now() + 1) if at is not None else resources.now() + DAILY)

    async def _one(self, held: Held, ground: Ground, work: Work) -> None:
        """Preview, write down, send, write down."""
        explained = await self._decided(held, ground, work)
        if explained is None:
            return
        listing, db, now = work.listing, held.resources.db, held.resources.now
        language = ground.language(listing.marketplace_id)
        access = ground.seller.access
        if not await self._previewed(held, ground, work, explained):
            return
        async with held.recording():
            await outcomes.sending(db, {listing.id: explained}, now())
        try:
            outcome = await ground.marketplace.publish(access, listing.marketplace_id, explained.offer, language)
        except Throttled:
            async with held.recording():
                await outcomes.not_sent(db, listing)
            raise
        except (Rejected, NotFound) as error:
            outcome = Outcome(False, "", (), request_id=error.request_id)
            problem = Problem(Cause.REFUSED, {"codes": error.code, "text": error.message[:300]})
            async with held.recording():
                await outcomes.held(db, listing, problem, now(), request_id=error.request_id)
            return
        await self._sent(held, work, explained, outcome)

    async def _sent(self, held: Held, work: Work, explained: Explained, outcome: Outcome) -> None:
        now = held.resources.now()
        async with held.recording():
            if outcome.accepted:
                await outcomes.submitted(held.resources.db, work.listing, explained, outcome, now, now + LOOK_AFTER)
            else:
                await outcomes.held(
                    held.resources.db, work.listing, _refused(outcome), now,
                    issues=outcome.issues, request_id=outcome.request_id,
                )  # fmt: skip

    async def _decided(self, held: Held, ground: Ground, work: Work) -> Explained | None:
        """What is to be sent; None when nothing is, and then that is recorded."""
        product = None if work.product.deleted else work.product.product
        variation = work.variation.variation if work.variation else None
        action = decide(product, variation, ground.wish(work), standing(work.listing))
        db, now = held.resources.db, held.resources.now()
        match action:
            case Publish(explained=explained):
                if await listings.claimed_by_other(db, work.listing, explained.offer.sku):
                    problem = Problem(Cause.DOUBLED_SKU, {"sku": explained.offer.sku, "count": 2})
                    async with held.recording():
                        await outcomes.held(db, work.listing, problem, now)
                    return None
                return explained
            case Hold(problem=problem):
                async with held.recording():
                    await outcomes.held(db, work.listing, problem, now)
            case Withdraw():
                async with held.recording():
                    await outcomes.to_stage(db, work.listing, Stage.WITHDRAW, now)
            case _:
                stage = Stage.CONFIRM if work.listing.sent else Stage.REST
                async with held.recording():
                    await outcomes.to_stage(db, work.listing, stage, now)
        return None

    async def _previewed(self, held: Held, ground: Ground, work: Work, explained: Explained) -> bool:
        """Whether Amazon would take it. The preview is advice: when it is down the offer goes without it."""
        listing = work.listing
        try:
            outcome = await ground.marketplace.preview(
                ground.seller.access, listing.marketplace_id, explained.offer,
                ground.language(listing.marketplace_id),
            )  # fmt: skip
        except Unavailable:
            return True
        except (Rejected, NotFound):
            return True  # a preview that is refused as such says nothing of the offer
        if outcome.accepted:
            return True
        async with held.recording():
            await outcomes.held(
                held.resources.db, listing, _refused(outcome), held.resources.now(),
                issues=outcome.issues, request_id=outcome.request_id,
            )  # fmt: skip
        return False

    async def _looked(self, held: Held, ground: Ground, works: Sequence[Work]) -> list[Work]:
        """Look before sending: what Amazon has under these SKUs. Returns what may be sent now.

        A deed whose answer was lost is not done again when it shows, or before it had time to show. A SKU that the
        seller sells on another ASIN already is not taken over.
        """
        ready: list[Work] = []
        by_place: dict[str, list[Work]] = {}
        for work in works:
            by_place.setdefault(work.listing.marketplace_id, []).append(work)
        for marketplace_id, there in by_place.items():
            skus = [_sku(work) for work in there]
            shown = await ground.marketplace.shown(
                ground.seller.access, marketplace_id, [s for s in skus if s], ground.language(marketplace_id)
            )
            for work, sku in zip(there, skus, strict=True):
                if await self._may_send(held, work, shown.get(sku)):
                    ready.append(work)
        return ready

    async def _may_send(self, held: Held, work: Work, shown: Shown | None) -> bool:
        listing, now, db = work.listing, held.resources.now(), held.resources.db
        if listing.sending_at is not None and listing.explained is not None:
            if shown is not None:
                await self._sent(held, work, listing.explained, Outcome(True, ""))
                return False
            if now - listing.sending_at < SENT_AGAIN_AFTER:
                async with held.recording():
                    await outcomes.later(db, listing, listing.sending_at + SENT_AGAIN_AFTER)
                return False
        elif listing.sent is None and shown is not None and shown.asin not in ("", listing.asin):
            problem = Problem(Cause.SKU_ON_AMAZON, {"sku": shown.sku, "asin": shown.asin, "title": shown.title[:200]})
            async with held.recording():
                await outcomes.held(db, listing, problem, now)
            return False
        return True

    async def _many(self, held: Held, ground: Ground, marketplace_id: str) -> None:
        """When very many wait, a feed takes them: its listings are marked together with it."""
        resources = held.resources
        while True:
            waiting = await listings.count_unsent(resources.db, held.subject, marketplace_id)
            if waiting < resources.feed_from or held.stopping():
                return
            works = await listings.unsent(resources.db, held.subject, marketplace_id, IN_A_FEED)
            offers: dict[int, Explained] = {}
            for start in range(0, len(works), AT_ONCE):
                for work in await self._looked(held, ground, works[start : start + AT_ONCE]):
                    explained = await self._decided(held, ground, work)
                    if explained is not None:
                        offers[work.listing.id] = explained
            if offers:
                async with held.recording():
                    feed_id = await feeds.make(resources.db, held.subject, marketplace_id, resources.now())
                    await outcomes.sending(resources.db, offers, resources.now(), feed_id)
                await resources.wake("feeds", held.subject)

    async def _withdraw_all(self, held: Held, ground: Ground) -> None:
        resources = held.resources
        for work in await listings.due(resources.db, held.subject, Stage.WITHDRAW, resources.now(), AT_ONCE * 10):
            listing = work.listing
            outcome = await ground.marketplace.withdraw(
                ground.seller.access,
                listing.marketplace_id,
                listing.sku,
                ground.language(listing.marketplace_id),
            )
            async with held.recording():
                if outcome.accepted:
                    await outcomes.withdrawn(resources.db, listing, outcome, resources.now())
                else:
                    await outcomes.held(
                        resources.db, listing, _refused(outcome), resources.now(), issues=outcome.issues
                    )


def _sku(work: Work) -> str:
    """The SKU in question: the one last sent while its answer is awaited, else the shop's."""
    if work.listing.sending_at is not None or work.variation is None:
        return work.listing.sku
    return work.variation.variation.sku


def _refused(outcome: Outcome) -> Problem:
    errors = [issue for issue in outcome.issues if issue.severity is Severity.ERROR] or list(outcome.issues)
    codes = ", ".join(dict.fromkeys(issue.code for issue in errors))
    return Problem(Cause.REFUSED, {"codes": codes, "count": len(errors)})
