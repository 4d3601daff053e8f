"""The existing lane: what a seller has on Amazon already is read, found among the shop's products, and linked where a
person said so. It begins when the seller connects, comes again every week, and whenever somebody asks."""

import logging
from dataclasses import replace

from backend.domain.existing import RemotePage, Report, ReportState
from backend.lanes.adopting import adopt_all
from backend.lanes.claiming import claim_some, identify_some
from backend.lanes.ground import Ground, prepare, resting, shut_out
from backend.lanes.lane import DAILY, HOURLY, Held, Rest
from backend.storage import existing, readings
from backend.storage.existing import At
from backend.storage.readings import Reading
from backend.transport.errors import NotAuthorized, NotFound, Rejected, Throttled, Unavailable

WEEKLY = 7 * DAILY
RECENT = 1800  # an equal report asked for within that time may be refused (Amazon facts 4.14), so it is taken
SHOWS_AFTER = 60  # seconds a report whose answer was lost may take to show
GIVEN_UP_AFTER = 4 * 3600
POLL = (15, 30, 60, 60, 120, 120, 300)
PAGES = 20  # of a search in one turn, so that other marketplaces and links have theirs
REACHABLE = 1000  # items of one search that Amazon shows (Amazon facts 4.2)
IN_PART = "part"  # the way of a reading that could not see everything
log = logging.getLogger("storelane.lanes")


class ExistingLane:
    """One seller's own items, marketplace by marketplace; every stage is stored before the next deed."""

    kind = "existing"

    async def drive(self, held: Held) -> Rest:
        resources = held.resources
        ground = await prepare(held)
        if ground is None:
            return resting(held)
        places = [p.marketplace_id for p in ground.seller.marketplaces if p.participating]
        async with held.recording():
            await readings.open_places(resources.db, held.subject, places)
        try:
            while not held.stopping():
                await adopt_all(held, ground)
                due = [each for each in await self._open(held, places) if each.next_at <= resources.now()]
                if not due:
                    break
                for each in due:
                    if not held.stopping():
                        await self._try(held, ground, each)
        except NotAuthorized as error:
            return await shut_out(held, ground.seller, error)
        waiting = [each.next_at for each in await self._open(held, places)]
        now = resources.now()
        return Rest(min(max(min(waiting, default=now + HOURLY), now + 1), now + HOURLY))

    async def _open(self, held: Held, places: list[str]) -> list[Reading]:
        found = await readings.of_seller(held.resources.db, held.subject)
        return [each for each in found if each.marketplace_id in places]

    async def _try(self, held: Held, ground: Ground, at: Reading) -> None:
        """One step of one marketplace; trouble there stops no other."""
        try:
            await self._step(held, ground, at)
        except (Unavailable, Rejected, NotFound) as error:
            log.warning("seller=%s marketplace=%s %s", at.seller_id, at.marketplace_id, error)
            wait = min(HOURLY, 30 * 2 ** min(at.attempts, 7))
            async with held.recording():
                await readings.later(held.resources.db, at, held.resources.now() + wait)

    async def _step(self, held: Held, ground: Ground, at: Reading) -> None:
        place = At(ground.seller.shop_id, ground.seller.id, at.marketplace_id)
        match at.stage:
            case "":
                await self._begin(held, at)
            case "look" | "search":
                await self._search(held, ground, at, place)
            case "ask" | "asking":
                await self._ask(held, ground, at)
            case "wait":
                await self._wait(held, ground, at)
            case "read":
                await self._read(held, ground, at, place)
            case "identify":
                await identify_some(held, ground, at, place)
            case _:
                await self._claim(held, at, place)

    async def _begin(self, held: Held, at: Reading) -> None:
        now = held.resources.now()
        fresh = Reading(at.seller_id, at.marketplace_id, "look", at.run + 1, now, way=at.way, started_at=now)
        await self._save(held, replace(fresh, finished_at=at.finished_at))

    async def _search(self, held: Held, ground: Ground, at: Reading, place: At) -> None:
        """Page by page. The first one says how many there are: very many are asked for as a report instead."""
        db = held.resources.db
        for _ in range(PAGES):
            try:
                page = await ground.marketplace.own_listings(
                    ground.seller.access, at.marketplace_id, ground.language(at.marketplace_id),
                    made_after=at.cursor, token=at.token,
                )  # fmt: skip
            except Rejected:
                if not at.token:
                    raise
                at = replace(at, token="", position=0)  # it is too old: the search begins anew at the cursor
                continue
            if at.stage == "look" and page.total > held.resources.report_from:
                await self._save(held, replace(at, stage="ask", total=page.total))
                return
            at = onwards(at, page)
            more = at.stage == "search"
            async with held.recording():
                await existing.keep(db, place, page.items, at.run, held.resources.now())
                await readings.save(db, replace(at, next_at=held.resources.now(), attempts=0))
            if not more or held.stopping():
                return

    async def _ask(self, held: Held, ground: Ground, at: Reading) -> None:
        """The one deed that must not be done twice: it is looked for first, and written down before it is done."""
        now = held.resources.now()
        try:
            found = await self._recent(held, ground, at)
            if found is not None:
                await self._save(held, replace(at, stage="wait", report_id=found.id, attempts=0))
                return
            if at.stage == "asking" and at.asking_at is not None and now - at.asking_at < SHOWS_AFTER:
                await self._save(held, replace(at, next_at=at.asking_at + SHOWS_AFTER))
                return
            at = replace(at, stage="asking", asking_at=now)
            await self._save(held, at)
            async with held.deed():
                report_id = await ground.marketplace.start_report(ground.seller.access, at.marketplace_id)
        except NotAuthorized as error:
            if error.reason != "role":
                raise
            await self._instead(held, at)  # reports are another permission than listings
            return
        except Throttled:
            await self._save(held, replace(at, stage="ask"))
            raise
        except (Rejected, NotFound):
            await self._instead(held, at)
            return
        await self._save(held, replace(at, stage="wait", report_id=report_id, attempts=0), POLL[0])

    async def _recent(self, held: Held, ground: Ground, at: Reading) -> Report | None:
        """The newest report that was asked for a short while ago and did not fail."""
        since = held.resources.now() - RECENT
        found = await ground.marketplace.recent_reports(ground.seller.access, at.marketplace_id, since)
        good = [each for each in found if each.state is not ReportState.FAILED and each.created_at >= since]
        return max(good, key=lambda each: each.created_at, default=None)

    async def _wait(self, held: Held, ground: Ground, at: Reading) -> None:
        late = held.resources.now() - at.started_at > GIVEN_UP_AFTER
        try:
            report = await ground.marketplace.report(ground.seller.access, at.report_id)
        except (Rejected, NotFound):
            await self._instead(held, at)
            return
        if report.state is ReportState.DONE and report.document_id:
            await self._save(held, replace(at, stage="read", document_id=report.document_id, position=0))
        elif report.state is not ReportState.WORKING or late:
            await self._instead(held, at)
        else:
            wait = POLL[min(at.attempts, len(POLL) - 1)]
            await self._save(held, replace(at, attempts=at.attempts + 1), wait)

    async def _read(self, held: Held, ground: Ground, at: Reading, place: At) -> None:
        """The report in pieces, each recorded with how far it is: who goes on passes over what is kept."""
        db, country = held.resources.db, ground.place(at.marketplace_id)
        currency = country.currency if country else ""
        try:
            async for piece in ground.marketplace.report_lines(
                ground.seller.access, at.marketplace_id, at.document_id, currency
            ):
                new = [(number, item) for number, item in piece if number > at.position]
                if not new:
                    continue
                items = [item for _, item in new if item is not None]
                at = replace(at, position=new[-1][0], odd=at.odd + len(new) - len(items))
                async with held.recording():
                    await existing.keep(db, place, items, at.run, held.resources.now())
                    await readings.save(db, at)
                if held.stopping():
                    return
        except (Rejected, NotFound):
            await self._instead(held, at)
            return
        except Unavailable:
            if held.resources.now() - at.started_at <= GIVEN_UP_AFTER:
                raise
            await self._instead(held, at)
            return
        await self._save(held, replace(at, stage="identify", total=at.position, position=0, way="report"))

    async def _claim(self, held: Held, at: Reading, place: At) -> None:
        """Which product is each? Then the reading is whole, and what it did not see is gone."""
        now = held.resources.now()
        if not await claim_some(held, at, place):
            return
        async with held.recording():
            if at.way != IN_PART:
                await existing.mark_gone(held.resources.db, place, at.run, now)
            rest = replace(
                at, stage="", next_at=now + WEEKLY, finished_at=now, cursor="", token="", attempts=0
            )
            await readings.save(held.resources.db, rest)

    async def _instead(self, held: Held, at: Reading) -> None:
        """No report is to be had: the search shows the same, only slower."""
        await self._save(
            held, replace(at, stage="search", position=0, cursor="", token="", report_id="", attempts=0)
        )

    async def _save(self, held: Held, at: Reading, wait: int = 0) -> None:
        next_at = max(at.next_at, held.resources.now()) if not wait else held.resources.now() + wait
        async with held.recording():
            await readings.save(held.resources.db, replace(at, next_at=next_at))


def onwards(at: Reading, page: RemotePage) -> Reading:
    """Where a search stands after a page; `position` counts what was seen since the cursor."""
    seen = at.position + len(page.items)
    at = replace(at, stage="search", position=seen, total=max(at.total, page.total), token=page.token)
    if page.token:
        return at
    if seen >= REACHABLE and page.until > at.cursor:
        # The next search begins where this one came to.
        return replace(at, cursor=page.until, position=0)
    return replace(at, stage="identify", position=0, way=IN_PART if seen >= REACHABLE else "search")
