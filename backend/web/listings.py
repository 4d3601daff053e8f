"""Listings: what is live, what is on its way, what waits, with the progress of a publication."""

from collections import Counter
from dataclasses import asdict, dataclass

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from backend.domain.listing import Status
from backend.domain.money import Money
from backend.storage import (
    by_hand,
    cancelling,
    drifts,
    existing_pages,
    listing_pages,
    proposals,
    type_changes,
)
from backend.storage.listing_pages import MUTED, Filter, LineOfListing, in_tab
from backend.storage.searching import CAP
from backend.web import run_progress
from backend.web.languages import spoken
from backend.web.problems import title_of, title_of_problem
from backend.web.reading import paged, whole
from backend.web.rendering import country_name, link, render, wants_fragment
from backend.web.resources import Resources, resources
from backend.web.session import require
from backend.web.shell import Shell, shell
from backend.web.why import problem_of

LINES, TYPED = 25, 20  # rows of a page, and of one that follows the typing
# What an answer to htmx brings, the part asked for first and the others beside it: of a search, of a look by itself.
PARTS = (("found", "tabs"), ("progress", "tabs", "found"))
TABS = ("", Status.ACTIVE, Status.ON_ITS_WAY, Status.INACTIVE, Status.INCOMPLETE, Status.ENDED, MUTED)


@dataclass(frozen=True, slots=True)
class Row:
    """A listing as its row shows it; prices and quantities None where nothing is known."""

    line: LineOfListing
    title: str  # in the page's language
    problem: str
    price_there: Money | None
    quantity_there: int | None
    amazon: str  # the address of its page for buyers, "" before it has an ASIN


async def page(request: Request) -> Response:
    """A page of listings. While something is under way its progress asks again by itself, and then stops."""
    home = resources(request)
    frame = await shell(request, "listings")
    wanted, number = read_filter(request)
    asked = request.headers.get("hx-target", "found") if wants_fragment(request) else ""
    found = await _find(home, frame, wanted, number)
    published = await run_progress.of_listings(home, frame.shop.id, wanted.run_id, asked)
    domains = {p.marketplace_id: p.domain for seller in frame.sellers for p in seller.marketplaces}
    context = {
        "shell": frame, "wanted": wanted, "query": as_query(wanted), "counts": found.counts, "tabs": TABS,
        "page": found.number, "pages": found.pages, "rows": [row_of(line, domains) for line in found.lines],
        "more": found.more, "here": link("/listings", **{**as_query(wanted), "page": found.number}),
        # Publications are told while they work, when one is asked for, and to who saw it end.
        "published": published, "publishing": any(p.progress.working and not p.progress.paused for p in published),
        "beside": PARTS[asked == "progress"][1:] if asked else (),
        "tab_path": lambda status: link("/listings", **{**as_query(wanted), "status": str(status), "page": 0}),
        **({} if asked else await _around(home, frame, wanted)),
    }  # fmt: skip
    fragment = PARTS[asked == "progress"] if asked else None
    return render(request, "listings/page.html", context, fragment=fragment)


async def _around(home: Resources, frame: Shell, wanted: Filter) -> dict[str, object]:
    """What stands around the list: the choices of its filters, and what else there is to see."""
    db, shop_id = home.db, frame.shop.id
    return {
        "causes": [(c, title_of(c), n) for c, n in await listing_pages.causes(db, shop_id, wanted)],
        "places": places_of(frame, await listing_pages.places(db, shop_id)),
        "drifting": (await drifts.counts(db, shop_id))[False],
        "asked_prices": await by_hand.count_asked(db, shop_id),
        "matches": await proposals.count(db, shop_id),
        "types_changed": await type_changes.count_open(db, shop_id),
        "existing": await existing_pages.count_waiting(db, shop_id),
    }


@dataclass(frozen=True, slots=True)
class Found:
    """A page of listings: page `number` of `pages`; `counts` by status; `more`: words find more than was counted."""

    lines: list[LineOfListing]
    counts: dict[str, int]
    number: int
    pages: int
    more: bool = False


async def _find(home: Resources, frame: Shell, wanted: Filter, number: int) -> Found:
    db, shop_id = home.db, frame.shop.id
    if not wanted.words.strip():
        counts = await listing_pages.counts(db, shop_id, wanted)
        number, pages = paged(number, counts[wanted.status], LINES)
        lines = await listing_pages.page(db, shop_id, wanted, (number - 1) * LINES, LINES)
        return Found(lines, counts, number, pages)
    found = await listing_pages.find(db, shop_id, wanted)
    more, found = len(found) > CAP, found[:CAP]
    of_cause = bool(wanted.cause)
    ids = [id for id, status, muted in found if in_tab(wanted.status, status, muted, of_cause)]
    number, pages = paged(number, len(ids), TYPED)
    lines = await listing_pages.of_ids(db, ids[(number - 1) * TYPED : number * TYPED])
    counts = listing_pages.by_tab(Counter((status, muted) for _, status, muted in found), of_cause)
    return Found(lines, counts, number, pages, more)


async def cancel(request: Request) -> Response:
    """POST: what of a publication (`run`) was not sent yet ends."""
    home, shop_id = resources(request), require(request).shop_id
    run_id = whole(str((await request.form()).get("run") or ""))
    if run_id:
        await cancelling.cancel(home.db, shop_id, home.now(), run_id=run_id)
    return RedirectResponse(link("/listings", run=run_id), 303)


def places_of(frame: Shell, used: list[tuple[int, str]]) -> list[tuple[str, str]]:
    """(value, words) of the countries that have listings; with several sellers, by seller and country."""
    sellers = [s for s in frame.sellers if any(seller_id == s.id for seller_id, _ in used)]
    found: list[tuple[str, str]] = []
    for seller in sellers:
        found += [(f"{seller.id} ", seller.title)] if len(sellers) > 1 else []
        for place in seller.marketplaces:
            if (seller.id, place.marketplace_id) in used:
                country = country_name(place.country)
                words = f"{seller.title} · {country}" if len(sellers) > 1 else country
                found.append((f"{seller.id} {place.marketplace_id}", words))
    return found


def read_filter(request: Request) -> tuple[Filter, int]:
    """What an address asks for; what makes no sense is passed over."""
    said = request.query_params
    status, marketplace_id = said.get("status", ""), said.get("marketplace", "")
    seller_id = whole(said.get("seller"))
    if said.get("place"):  # what the filter's one choice stands for
        first, _, marketplace_id = said["place"].partition(" ")
        seller_id = whole(first)
    wanted = Filter(
        status=status if status in TABS else "",
        words=said.get("words", "")[:200],
        seller_id=seller_id,
        marketplace_id=marketplace_id[:20],
        cause=said.get("cause", "")[:40],
        run_id=whole(said.get("run")),
    )
    return wanted, max(1, whole(said.get("page")))


def as_query(wanted: Filter) -> dict[str, object]:
    """The filter for addresses."""
    names = {"seller_id": "seller", "marketplace_id": "marketplace", "run_id": "run"}
    return {names.get(key, key): value for key, value in asdict(wanted).items() if value}


def row_of(line: LineOfListing, domains: dict[str, str]) -> Row:
    """What a row shows: Amazon's price and quantity as read back, else as sent."""
    listing = line.listing
    shown, sent = listing.shown, listing.sent
    price = (shown.price if shown else None) or (sent.price if sent else None)
    quantity = shown.quantity if shown and shown.quantity is not None else sent.quantity if sent else None
    domain = domains.get(listing.marketplace_id, "")
    problem = problem_of(listing)
    return Row(
        line=line,
        title=line.names.get(spoken()) or line.title,
        problem=title_of_problem(problem) if problem else "",
        price_there=price,
        quantity_there=quantity,
        amazon=f"https://{domain}/dp/{listing.asin}" if domain and listing.asin else "",
    )
