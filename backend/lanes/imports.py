"""The imports lane: says what would become of a file's lines, and does them when the merchant wants it, a bit at a
time. What is done and that it is done are written down together, so that a kill in between does nothing twice."""

from itertools import takewhile

from backend.lanes.lane import DAILY, Held, Rest
from backend.storage import import_doing, import_judging, importing, journal, lanes, shops
from backend.storage.importing import Import

AT_ONCE = 500


class ImportsLane:
    """A shop's imports, one after the other."""

    kind = "imports"

    async def drive(self, held: Held) -> Rest:
        resources = held.resources
        if not await shops.exists(resources.db, held.subject):
            await lanes.close(resources.db, held.subject, [self.kind])
            return Rest(resources.now() + DAILY)
        while not held.stopping() and (each := await importing.next_owed(resources.db, held.subject)):
            async with held.recording():
                await self._some(held, each)
        return Rest(resources.now() + DAILY)

    async def _some(self, held: Held, each: Import) -> None:
        """The next lines, or the end. What was given up meanwhile is seen before they begin."""
        db, now = held.resources.db, held.resources.now()
        known = await importing.find(db, each.shop_id, each.id)
        if known is None or (known.state, known.position) != (each.state, each.position):
            return
        lines = await importing.next_lines(db, each, AT_ONCE)
        if not lines:
            await self._end(held, each, now)
            return
        # What is about listings is judged once those before it are; policies are one by one: the next may be the same
        # as the one that was just added.
        kind = lines[0].kind
        lines = list(takewhile(lambda line: line.kind == kind, lines))
        if each.state == importing.WORKING and lines[0].kind == "policies":
            lines = lines[:1]
        plans = await import_judging.judge(db, each, lines, now)
        if each.state == importing.WORKING:
            plans, sellers = await import_doing.do(db, each.shop_id, each.id, plans, now)
            for seller_id in sorted(sellers):
                for kind in ("matching", "offers", "existing"):
                    await held.resources.wake(kind, seller_id)
            await held.resources.wake("bulk", each.shop_id)  # which ends what is set by hand
        await importing.save(db, each.id, [plan.line for plan in plans], done=each.state == importing.WORKING)
        await importing.move_on(db, each, lines[-1].position)

    async def _end(self, held: Held, each: Import, now: int) -> None:
        db = held.resources.db
        await importing.finish(db, each, now)
        if each.state == importing.WORKING:
            counts = await importing.counts(db, each.id)
            done = sum(count.n for count in counts if count.verdict in ("add", "link", "change"))
            await journal.write(db, each.shop_id, now, "merchant", "imported", {"done": done})
