"""The bulk lane: one cure for many listings, a bit at a time. A row is cured and counted in one transaction."""

from backend.domain.bulk import refused
from backend.lanes.lane import DAILY, Held, Rest
from backend.storage import bulk, cures, journal, lanes, shops
from backend.storage.bulk import Act

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
        return Rest(resources.now() + DAILY)

    async def _some(self, held: Held, act: Act) -> None:
        """The next rows of an act, or its end. What was paused or cancelled meanwhile is seen before they begin."""
        db, now = held.resources.db, held.resources.now()
        known = await bulk.find(db, act.shop_id, act.id)
        if known is None or known.state != act.state:
            return
        rows = await bulk.next_rows(db, act, AT_ONCE)
        sellers: set[int] = set()
        for listing_id, before in rows:
            if act.state == bulk.UNDOING:
                await self._undo(held, act, listing_id, before)
            elif not await self._do(held, act, listing_id):
                continue
            sellers.add(await cures.seller_of(db, listing_id))
        for seller_id in sorted(sellers):
            if kind := cures.NEXT[act.cure.kind]:
                await held.resources.wake("matching", seller_id)
                await held.resources.wake(kind, seller_id)
        if len(rows) < AT_ONCE:
            await self._end(held, act, now)

    async def _do(self, held: Held, act: Act, listing_id: int) -> bool:
        """One row, by the same rule that foresaw it; what it says now counts, not what it said then."""
        db, now = held.resources.db, held.resources.now()
        facts = await bulk.facts_of(db, listing_id)
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
