"""The dashboard: a checklist until something can be sold, then what sells and what waits for the merchant."""

from dataclasses import dataclass

from starlette.requests import Request
from starlette.responses import Response

from backend.domain.freshness import Truth
from backend.domain.issues import CAUSES, Cause, Owner, Problem
from backend.storage import catalogue, lanes, listing_pages, order_pages, order_progress, runs
from backend.storage.lanes import LaneState
from backend.storage.listing_pages import Filter
from backend.storage.runs import Progress
from backend.storage.sellers import Seller
from backend.web.languages import _
from backend.web.problems import title_of
from backend.web.rendering import render, wants_fragment
from backend.web.resources import Resources, resources
from backend.web.run_progress import WAITS
from backend.web.setup import setup_of
from backend.web.shell import Shell, shell
from backend.web.waiting import waiting_of

DAY = 86_400
MISSING = 4  # how many causes the checklist names
WATCHED = ("matching", "offers", "feeds", "status")  # the lanes whose waiting and last look are told


@dataclass(frozen=True, slots=True)
class Count:
    """What stands in the way of how many, in a few words."""

    cause: str
    words: str
    count: int


@dataclass(frozen=True, slots=True)
class Fresh:
    """When a seller's prices and stock were last looked after, what Amazon shows was read, and its orders were asked
    for; 0 is never."""

    seller: Seller
    sent_at: int
    read_at: int
    orders_at: int


async def page(request: Request) -> Response:
    """The page, or its middle part while something is under way."""
    home = resources(request)
    frame = await shell(request, "dashboard")
    progress = await runs.latest(home.db, frame.shop.id)
    working = progress if progress and progress.working else None
    ready = await catalogue.summary(home.db, frame.shop.id)
    counts = await listing_pages.counts(home.db, frame.shop.id, Filter())
    now = home.now()
    orders = await order_pages.today(home.db, frame.shop.id, now - DAY, now, now + DAY)
    mine, others = await _causes(home, frame)
    waits = await waiting_of(home, frame.shop.id, mine, orders)
    context = {
        "shell": frame, "ready": ready, "missing": _missing(ready), "progress": working, "counts": counts,
        "setup": await setup_of(home, frame, counts, ready), "orders": orders, "others": others,
        "waits": waits.groups, "existing": waits.existing, "reviewing": waits.reviewing,
        "silent": [(each, silent_words(each)) for each in frame.silent],
        **await _lanes(home, frame, working),
    }  # fmt: skip
    part = wants_fragment(request)
    return render(
        request, "dashboard/page.html", {**context, "part": part}, fragment="overview" if part else None
    )


def _missing(ready: dict[str, int]) -> list[Count]:
    """What keeps products from being ready, the most frequent first."""
    found = [Count(cause, title_of(cause), n) for cause, n in ready.items() if cause in CAUSES]
    return sorted(found, key=lambda each: (-each.count, each.cause))[:MISSING]


async def _causes(home: Resources, frame: Shell) -> tuple[list[tuple[str, str, int]], list[Count]]:
    """Listings that are held back: what the merchant cures, and what others have to move."""
    causes = await listing_pages.causes(home.db, frame.shop.id, Filter())
    others = {c.value for c in Cause if Problem(c).owner in (Owner.AMAZON, Owner.OPERATOR)}
    mine = [(cause, title_of(cause), n) for cause, n in causes if cause not in others]
    return mine, [Count(cause, title_of(cause), n) for cause, n in causes if cause in others]


async def _lanes(home: Resources, frame: Shell, progress: Progress | None) -> dict[str, object]:
    """How fresh everything is, what a publication waits for, and whether the catalogue is read for the first time."""
    subjects = [("catalog", frame.shop.id)]
    subjects += [(kind, seller.id) for seller in frame.connected for kind in WATCHED]
    states = {(s.kind, s.subject): s for s in await lanes.states(home.db, home.now(), subjects)}
    catalog = states.get(("catalog", frame.shop.id))
    at_work = [state for state in states.values() if progress and state.subject == progress.run.seller_id]
    return {
        "importing": frame.catalog.importing and frame.shop.status == "open",
        "import_note": catalog.note if catalog else "",
        "note": next((s.note for s in at_work if s.kind in WATCHED and s.note in WAITS), ""),
        "fresh": [await _fresh(home, seller, states) for seller in frame.connected],
    }


async def _fresh(home: Resources, seller: Seller, states: dict[tuple[str, int], LaneState]) -> Fresh:
    offers, status = states.get(("offers", seller.id)), states.get(("status", seller.id))
    orders = await order_progress.find(home.db, seller.id)
    return Fresh(
        seller, offers.finished_at if offers else 0, status.finished_at if status else 0, orders.polled_at
    )


def silent_words(truth: Truth) -> str:
    """What has not been looked at for too long."""
    match truth.kind:
        case "catalog":
            return _("Your shop's products and stock")
        case "orders":
            return _("Amazon's orders (%s)") % truth.name
        case "offers":
            return _("Prices and stock on Amazon (%s)") % truth.name
        case "status":
            return _("What Amazon shows (%s)") % truth.name
        case "shop_orders":
            return _("Amazon's orders on their way into your shop (%s)") % truth.name
        case _:
            return _("Storelane's own work")
