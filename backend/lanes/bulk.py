"""The bulk lane: one act for many listings, a bit at a time. A row is done and counted in one transaction.

It also ends what was set by hand until a day: the rows say when, so that no wake-up has to be remembered.
"""

from backend.domain.bulk import Kind, refused
from backend.lanes.lane import DAILY, Held, Rest
from backend.storage import bulk, bulk_facts, cures, journal, lanes, manual, setting_by_hand, shops
from backend.storage.bulk import Act
from backend.storage.bulk_facts import Asked

AT_ONCE = 50


class BulkLane:
    """A shop's bulk acts, one after the other; the rows that wait say how far each came."""

    kind = "bulk"

    async def drive(self, held: Held) -> Rest:
        resources = held.resources
        if not await shops.exists(resources.db, held.subject):
            await lanes.close(resources.db, held.subject, [self.kind])
            return Rest(resources.now() + DAILY)
        while not held.stopping() and (act := await bulk.next_act(resources.db, held.subject)):
            async with held.recording():
                await self._some(held, act)
        while not held.stopping() and await self._end_by_hand(held):
            pass
        ends = await manual.next_end(resources.db, held.subject)
        later = resources.now() + DAILY
        return Rest(later if ends is None else min(later, max(ends, resources.now() + 1)))

    async def _end_by_hand(self, held: Held) -> bool:
        """Some of what ends now; False when nothing does."""
        resources = held.resources
        ends = await manual.next_end(resources.db, held.subject)
        if ends is None or ends > resources.now():
            return False
        async with held.recording():
            for seller_id in await setting_by_hand.end_due(
                resources.db, held.subject, resources.now(), AT_ONCE
            ):
                await resources.wake("offers", seller_id)
        return True

    async def _some(self, held: Held, act: Act) -> None:
        """The next rows of an act, or its end. What was paused or cancelled meanwhile is seen before they begin."""
        db, now = held.resources.db, held.resources.now()
        known = await bulk.find(db, act.shop_id, act.id)
        if known is None or known.state != act.state:
            return
        rows = await bulk.next_rows(db, act, AT_ONCE)
        sellers: set[int] = set()
        within = "select r.listing_id from bulk_row r where r.act_id = :act and r.state <> 'skipped'"
        asked = await bulk_facts.ask(db, act.shop_id, act.cure, within, {"act": act.id})
        for listing_id, before in rows:
            if act.state == bulk.UNDOING:
                await self._undo(held, act, listing_id, before)
            elif not await self._do(held, act, asked, listing_id):
                continue
            sellers.add(await cures.seller_of(db, listing_id))
        if act.cure.kind is Kind.COPY:
            sellers = {int(act.cure.value.partition(" ")[0])}
        for seller_id in sorted(sellers):
            if kind := cures.NEXT[act.cure.kind]:
                await held.resources.wake("matching", seller_id)
                await held.resources.wake(kind, seller_id)
        if len(rows) < AT_ONCE:
            await self._end(held, act, now)

    async def _do(self, held: Held, act: Act, asked: Asked, listing_id: int) -> bool:
        """One row, by the same rule that foresaw it; what it says now counts, not what it said then."""
        db, now = held.resources.db, held.resources.now()
        facts = await bulk_facts.facts_of(db, asked, listing_id)
        why = refused(act.cure, facts) if facts else "cured"
        if why:
            await bulk.row_is(db, act.id, listing_id, "skipped", why=why)
            return False
        before = await cures.do(db, act.shop_id, listing_id, act.cure, now)
        await bulk.row_is(db, act.id, listing_id, "done", before=before)
        return True

    async def _undo(self, held: Held, act: Act, listing_id: int, before: str) -> None:
        db, now = held.resources.db, held.resources.now()
        if await cures.undo(db, act.shop_id, listing_id, act.cure, before, now):
            await bulk.row_is(db, act.id, listing_id, "undone")
        else:
            await bulk.row_is(db, act.id, listing_id, "kept", why="changed")

    async def _end(self, held: Held, act: Act, now: int) -> None:
        db, to = held.resources.db, bulk.UNDONE if act.state == bulk.UNDOING else bulk.DONE
        if await bulk.move(db, act.shop_id, act.id, to, now, only=[act.state]):
            known = await bulk.find(db, act.shop_id, act.id)
            assert known is not None
            count = known.undone if to == bulk.UNDONE else known.done
            said = {"kind": act.cure.kind.value, "listings": count}
            await journal.write(db, act.shop_id, now, "merchant", f"bulk_{to}", said)
