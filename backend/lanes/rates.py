"""The rates lane: once a day the bank's reference rates, for all shops together. Its subject is nobody: 0."""

import logging
from datetime import UTC, datetime, timedelta

from backend.domain.days import day_of
from backend.domain.rates import Judged, judge
from backend.lanes.lane import Held, Rest
from backend.storage import journal, rates, revising, turns

log = logging.getLogger("storelane.lanes")

# The bank writes its list about four in the afternoon, its time, on working days: between 14 and 15 UTC.
HOUR, MINUTE = 15, 30
AGAIN, LATEST = timedelta(hours=2), 22  # a list that is late is asked for again, until that hour
SATURDAY = 5


class RatesLane:
    """Reads, judges, keeps, and then tells each shop's listings, one shop at a time. Killed anywhere, the next drive
    finds who was not told. Without an answer the last known rates stay in use."""

    kind = "rates"

    async def drive(self, held: Held) -> Rest:
        await self._tell(held)
        read = await held.resources.bank.day_rates()
        kept = await rates.read(held.resources.db)
        known = {rate.target: rate for rate in kept.rates}
        doubted = {doubt.currency: doubt for doubt in kept.doubts}
        judged = judge(read, known, doubted, day_of(held.resources.now()))
        await self._keep(held, judged)
        await self._tell(held)
        return Rest(next_read(held.resources.now(), read.day))

    async def _keep(self, held: Held, judged: Judged) -> None:
        if not judged.taken and not judged.doubts:
            return
        for doubt in judged.doubts:
            log.warning(
                "rate=%s of %s is not believed: %s (%s, before %s)", doubt.currency, doubt.day, doubt.why, doubt.rate,
                doubt.before,
            )  # fmt: skip
        async with held.recording():
            await rates.keep(held.resources.db, judged, held.resources.now())

    async def _tell(self, held: Held) -> None:
        """The listings that go by the market owe a revision, and their sellers' lanes know of it."""
        db = held.resources.db
        for shop_id in await rates.untold(db):
            if held.stopping():
                return
            async with held.recording():
                await turns.of_shop(db, shop_id)
                now = held.resources.now()
                marked = await rates.tell(db, shop_id, now)
                if marked:
                    await journal.write(db, shop_id, now, "storelane", "rates_changed", {"count": marked})
                    for seller_id in await revising.sellers_owed(db, shop_id, now):
                        await held.resources.wake("offers", seller_id)


def next_read(now: int, day: str) -> int:
    """When to read again (epoch seconds UTC) after a list of the ISO day `day` was read at `now`."""
    moment = datetime.fromtimestamp(now, UTC)
    at = moment.replace(hour=HOUR, minute=MINUTE, second=0, microsecond=0)
    if moment < at:
        return int(at.timestamp())
    late = moment.weekday() < SATURDAY and day < moment.date().isoformat()
    if late and (moment + AGAIN).hour <= LATEST and (moment + AGAIN).date() == moment.date():
        return int((moment + AGAIN).timestamp())
    return int((at + timedelta(days=1)).timestamp())
