"""The status lane: reads back what Amazon really shows, until it says buyable or names issues, and later still."""

from collections.abc import Sequence
from dataclasses import replace

from backend.domain.channel import ChannelStock
from backend.domain.drift import differences
from backend.domain.issues import SHOP_CAUSES, Cause, Problem
from backend.domain.listing import Shown, Stage, Status, Verdict
from backend.domain.sending import Switch
from backend.domain.synchronization import Field
from backend.domain.verdict import read_verdict
from backend.lanes.ground import (
    Governed,
    by_place,
    governed,
    not_long,
    prepare,
    read_shown,
    resting,
    shut_out,
)
from backend.lanes.lane import DAILY, Held, Rest
from backend.lanes.revising import SHOWS_AFTER
from backend.lanes.standing import follows_of
from backend.storage import channels, drifts, listings, outcomes, revising, senders, switches
from backend.storage.listings import Work
from backend.transport.errors import NotAuthorized

AT_ONCE = 20  # SKUs a call (Amazon facts 4.2)
MANY, GATHERED = 20, 5  # listings on their way from which a call waits to be full, and how many seconds
PATIENCE = 6 * 3600  # after that much silence a submission is said to be stuck
# Seconds between looks while a listing is on its way: soon at first, then ever more seldom.
WAITS = (3, 4, 6, 8, 10, 15, 20, 30, 60, 120, 300, 600, 900)


class StatusLane:
    """One seller's listings in the stages `confirm` and `watch`."""

    kind = "status"

    async def drive(self, held: Held) -> Rest:
        resources = held.resources
        ground = await prepare(held)
        if ground is None:
            return resting(held)
        try:
            for stage in (Stage.CONFIRM, Stage.WATCH):
                while not held.stopping():
                    works = await listings.due(resources.db, held.subject, stage, resources.now(), AT_ONCE)
                    if not works or await self._rather_later(held, stage, works):
                        break
                    await self._look(held, await governed(held, ground), works)
        except NotAuthorized as error:
            return await shut_out(held, ground.seller, error)
        at = await listings.next_due(resources.db, held.subject, [Stage.CONFIRM, Stage.WATCH])
        return Rest(not_long(at, resources.now()))

    async def _rather_later(self, held: Held, stage: Stage, works: Sequence[Work]) -> bool:
        """While very many are on their way a call waits until it is full, a few seconds at most: looks draw on the same
        plan as the readings before each deed."""
        oldest, now = works[0].listing.next_at, held.resources.now()
        few = stage is Stage.CONFIRM and len(works) < AT_ONCE and now - oldest < GATHERED
        return few and await listings.more_due(held.resources.db, held.subject, MANY, stage)

    async def _look(self, held: Held, ground: Governed, works: Sequence[Work]) -> None:
        """Twenty listings at most, in as many calls as they have marketplaces."""
        drifted = False
        for there in by_place(works):
            found = await read_shown(held, ground, there, [work.listing.sku for work in there])
            now = held.resources.now()
            skus = [work.listing.sku for work in there]
            stocks = await channels.find(held.resources.db, held.subject, skus)
            async with held.recording():
                ids = [work.listing.id for work in there]
                known = await drifts.standing(held.resources.db, ids)
                failed = await switches.refused_ones(held.resources.db, ids)
                for work, seen in found:
                    listing = work.listing
                    verdict = read_verdict(
                        seen, submitted_at=listing.sent_at or now, now=now, patience=PATIENCE,
                        was_active=listing.live_at is not None and listing.live_at >= (listing.sent_at or 0),
                        ours=listing.sent_at is not None or not listing.own_sku,
                    )  # fmt: skip
                    verdict = _beside(work, ground, _why_stopped(work, verdict), failed.get(listing.id))
                    wait = next_look(verdict.stage, verdict.status, listing.attempts)
                    if _may_be_old(work, verdict, now):
                        wait = min(wait, next_look(Stage.CONFIRM, verdict.status, listing.attempts))
                    await outcomes.seen(held.resources.db, listing, seen, verdict, now, now + wait)
                    followed = await senders.follow(held.resources.db, listing, seen, now)
                    drifted |= followed is not listing
                    work = replace(work, listing=followed)
                    follows = follows_of(work, ground.wish(work))
                    stock, before = stocks.get(listing.sku), known.get(listing.id, {})
                    drifted |= await self._drift(held, work, seen, stock, follows, before, now)
        if drifted:
            await held.resources.wake("offers", held.subject)

    async def _drift(
        self, held: Held, work: Work, seen: Shown | None, stock: ChannelStock | None,
        follows: frozenset[Field], before: drifts.Standing, now: int,
    ) -> bool:  # fmt: skip
        """What Amazon shows and was not sent is noted, and owed a revision; while a push may yet arrive only that
        nothing differs any more."""
        listing, db = work.listing, held.resources.db
        pushed = max(listing.sent_at or 0, listing.pushed_at or 0)
        sure = stock is not None and (stock.sent is None or stock.sure)
        found = differences(listing.sent, seen, stock.expected if stock and sure else None, follows)
        settled = now - pushed > SHOWS_AFTER
        if settled or not found:
            await drifts.note(db, listing, found, before, now)
        if not settled:
            return False
        moved = seen is not None and stock is not None and seen.quantity not in (None, stock.seen)
        if (found or moved) and listing.sent is not None and listing.revise_at is None:
            await revising.mark_listing(db, listing.id, now)
            return True
        return False


def _why_stopped(work: Work, verdict: Verdict) -> Verdict:
    """Amazon only says that there are no pieces; when we took them away, our reason is the true one."""
    listing = work.listing
    ours = listing.sent is not None and listing.sent.quantity == 0 and listing.problem is not None
    empty = verdict.problem is not None and verdict.problem.cause is Cause.OUT_OF_STOCK
    return replace(verdict, problem=listing.problem) if ours and empty else verdict


def _beside(work: Work, ground: Governed, verdict: Verdict, failed: Switch | None) -> Verdict:
    """What stops nothing, but has to be told: another sender was refused; a shipping template is gone, or nobody knows
    it; what is wrong in the shop with something that Amazon sends."""
    if verdict.problem:
        return verdict
    if failed is not None:
        said = {"sender": failed.target.value, "why": failed.cause, "text": failed.said}
        return replace(verdict, problem=Problem(Cause.SWITCH_REFUSED, said))
    listing = work.listing
    if listing.by_amazon:
        ours = listing.problem is not None and listing.problem.cause in SHOP_CAUSES
        return replace(verdict, problem=listing.problem) if ours else verdict
    return (
        replace(verdict, problem=ground.wishes.template(work).problem)
        if verdict.status is Status.ACTIVE
        else verdict
    )


def _may_be_old(work: Work, verdict: Verdict, now: int) -> bool:
    """What is said of a product of its own soon after it was sent again may be about what was sent before."""
    pushed = max(work.listing.sent_at or 0, work.listing.pushed_at or 0)
    return work.details is not None and verdict.status is not Status.ACTIVE and now - pushed < SHOWS_AFTER


def next_look(stage: Stage, status: Status, attempts: int) -> int:
    """Seconds until a listing is looked at again."""
    if stage is Stage.CONFIRM:
        return WAITS[min(attempts, len(WAITS) - 1)]
    return DAILY if status is Status.ACTIVE else 900
