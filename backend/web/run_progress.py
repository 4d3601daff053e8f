"""How publications go, one under the other, for every page that shows them."""

from dataclasses import dataclass

from backend.storage import lanes, run_outcomes, runs, sellers
from backend.storage.run_outcomes import Outcomes
from backend.storage.runs import Progress, Run
from backend.web.rendering import country_name
from backend.web.resources import Resources

WAITS = ("limits", "unavailable", "feed")  # notes of lanes that tell what a publication waits for
YOUNG = 86_400  # seconds in which what is read back still belongs to the publication


@dataclass(frozen=True, slots=True)
class Shown:
    """One publication on a page. `note`: what it waits for, "" for nothing; `where`: its country."""

    progress: Progress
    note: str
    where: str
    country: str
    outcomes: Outcomes | None = None

    @property
    def run(self) -> Run:
        return self.progress.run


async def of_listings(home: Resources, shop_id: int, run_id: int, asked: str) -> list[Shown]:
    """What the listings page shows: the publication asked for, else all that are at work; to who saw the last one end
    also that."""
    if asked == "found":
        return []
    if run_id:
        run = await runs.find(home.db, shop_id, run_id)
        return await told(home, [await runs.progress_of(home.db, run)]) if run else []
    found = await run_outcomes.working(home.db, shop_id, home.now() - YOUNG)
    if not found and asked == "progress" and (latest := await runs.latest(home.db, shop_id)):
        found = [latest]
    return await told(home, found)


async def told(home: Resources, found: list[Progress], *, outcomes: bool = False) -> list[Shown]:
    """Publications with what they wait for and where; with `outcomes` also what became of their listings."""
    places = {
        (seller_id, each.marketplace_id): each
        for seller_id in {progress.run.seller_id for progress in found}
        for each in await sellers.marketplaces(home.db, seller_id)
    }
    shown = []
    for progress in found:
        run = progress.run
        place = places.get((run.seller_id, run.marketplace_id))
        shown.append(
            Shown(
                progress, await waits_for(home, progress),
                country_name(place.country) if place else run.marketplace_id, place.country if place else "",
                await run_outcomes.outcomes(home.db, run) if outcomes else None,
            )
        )  # fmt: skip
    return shown


async def waits_for(home: Resources, progress: Progress) -> str:
    """What the lanes of a running publication wait for: limits, unavailable, feed, or "" for nothing."""
    if not progress.working or progress.paused:
        return ""
    seller = progress.run.seller_id
    kinds = ("matching", "offers", "feeds")
    states = await lanes.states(home.db, home.now(), [(kind, seller) for kind in kinds])
    return next((state.note for state in states if state.note in WAITS), "")
