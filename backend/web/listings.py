"""Listings: what is live, what is on its way, what waits, with the progress of a publication."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass

from starlette.datastructures import FormData, QueryParams
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from backend.domain.money import Money
from backend.storage import (
    by_hand,
    cancelling,
    drifts,
    existing_pages,
    listing_pages,
    listing_views,
    manual,
    policies,
    proposals,
    type_changes,
)
from backend.storage.listing_pages import Filter, LineOfListing, Sort, in_tab
from backend.storage.listing_views import View
from backend.storage.manual import KeptManual
from backend.storage.policies import KeptPolicy
from backend.storage.searching import CAP
from backend.storage.warehouse import KeptLying
from backend.web import listing_columns, run_progress, warehouse
from backend.web.difference_words import of_listing, shortly
from backend.web.languages import spoken
from backend.web.listing_query import TABS, as_query, read_filter, read_sort, unread
from backend.web.problems import title_of, title_of_problem
from backend.web.reading import paged, whole, wholes
from backend.web.rendering import country_name, link, render, wants_fragment
from backend.web.resources import Resources, resources
from backend.web.selection_choices import choices, filter_choices
from backend.web.session import require
from backend.web.shell import Shell, shell
from backend.web.warehouse_words import lying_words
from backend.web.why import problem_of

LINES, TYPED = 25, 20  # rows of a page, and of one that follows the typing
TICKS = 200  # that are kept while paging
# What an answer to htmx brings, the part asked for first and the others beside it: of a search, of a look by itself.
PARTS = (("found", "tabs", "faults"), ("progress", "tabs", "found"))


@dataclass(frozen=True, slots=True)
class Row:
    """A listing as its row shows it; prices and quantities None where nothing is known."""

    line: LineOfListing
    title: str  # in the page's language
    problem: str
    price_there: Money | None
    quantity_there: int | None
    amazon: str  # the address of its page for buyers, "" before it has an ASIN
    differs: tuple[str, ...] = ()
    by_hand: KeptManual | None = None
    lies: KeptLying | None = None  # what lies in Amazon's warehouse
    lying: str = ""  # the same in words


async def page(request: Request) -> Response:
    """A page of listings; a bare address opens the shop's default view."""
    if not request.query_params and not wants_fragment(request):
        found = await listing_views.of_shop(resources(request).db, require(request).shop_id)
        if first := next((view for view in found if view.is_default), None):
            return RedirectResponse(path_of(first), 303)
    return await show(request, request.query_params)


async def show(request: Request, said: QueryParams | FormData, *, fault: str = "") -> Response:
    """The page that an address or a form asks for; with `fault` it says what made no sense, and keeps what was said.
    While something is under way its progress asks again by itself, and then stops."""
    home = resources(request)
    frame = await shell(request, "listings")
    wanted, sort = read_filter(said), read_sort(said)
    asked = request.headers.get("hx-target", "found") if wants_fragment(request) and not fault else ""
    found = await _find(home, frame, wanted, sort, max(1, whole(said.get("page"))))
    published = await run_progress.of_listings(home, frame.shop.id, wanted.run_id, asked)
    views = await listing_views.of_shop(home.db, frame.shop.id)
    view = next((each for each in views if each.id == whole(said.get("view"))), None)
    query = as_query(wanted, sort, view.id if view else 0)
    context = {
        "shell": frame, "wanted": wanted, "query": query, "counts": found.counts, "tabs": TABS,
        "page": found.number, "pages": found.pages, "more": found.more,
        "here": link("/listings", **{**query, "page": found.number}),
        # Publications are told while they work, when one is asked for, and to who saw it end.
        "published": published, "publishing": any(p.progress.working and not p.progress.paused for p in published),
        "fault": fault, "unread": unread(said),
        "beside": PARTS[asked == "progress"][1:] if asked else (),
        "tab_path": lambda status: link("/listings", **{**query, "status": str(status), "page": 0}),
        "views": views, "view": view, "path_of": path_of,
        **await _table(home, frame, found, sort, view), **await choices(home, frame),
        "ticked": wholes(list(said.getlist("listing")), TICKS), "act": str(said.get("act") or ""),
        "all": said.get("all") == "1",
        **({} if asked else await _around(home, frame, wanted, sort)),
    }  # fmt: skip
    fragment = PARTS[asked == "progress"] if asked else None
    status = 422 if fault or context["unread"] else 200
    return render(request, "listings/page.html", context, fragment=fragment, status=status)


def path_of(view: View) -> str:
    """Where a view opens."""
    return f"/listings?{view.query}&view={view.id}" if view.query else f"/listings?view={view.id}"


async def _table(
    home: Resources, frame: Shell, found: "Found", sort: Sort, view: View | None
) -> dict[str, object]:
    """The rows with their columns: the view's, else the shop's, else the usual ones."""
    db, now = home.db, home.now()
    chosen = view.columns if view and view.columns else await listing_views.columns(db, frame.shop.id)
    columns = listing_columns.USUAL if chosen is None else listing_columns.known(chosen)
    domains = {p.marketplace_id: p.domain for seller in frame.sellers for p in seller.marketplaces}
    kept = await manual.of_listings(db, [line.listing.id for line in found.lines])
    by_id = await policies.by_id(db, frame.shop.id)
    lies = await warehouse.rows(home, frame.shop.id, [line.listing for line in found.lines])
    return {
        "columns": columns, "every_column": listing_columns.names(), "column_name": listing_columns.short_name,
        "heads": listing_columns.heads(columns, sort),
        "rows": [
            row_of(line, domains, now, kept.get(line.listing.id), by_id, lies.get(line.listing.id))
            for line in found.lines
        ],
        "titles": {seller.id: seller.title for seller in frame.sellers},
    }  # fmt: skip


async def _around(home: Resources, frame: Shell, wanted: Filter, sort: Sort) -> dict[str, object]:
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
        "sorts": listing_columns.sorts(sort), **await filter_choices(home, frame, wanted),
    }  # fmt: skip


@dataclass(frozen=True, slots=True)
class Found:
    """A page of listings: page `number` of `pages`; `counts` by status; `more`: words find more than was counted."""

    lines: list[LineOfListing]
    counts: dict[str, int]
    number: int
    pages: int
    more: bool = False


async def _find(home: Resources, frame: Shell, wanted: Filter, sort: Sort, number: int) -> Found:
    db, shop_id = home.db, frame.shop.id
    if not wanted.words.strip():
        counts = await listing_pages.counts(db, shop_id, wanted)
        number, pages = paged(number, counts[wanted.status], LINES)
        lines = await listing_pages.page(db, shop_id, wanted, (number - 1) * LINES, LINES, sort)
        return Found(lines, counts, number, pages)
    found = await listing_pages.find(db, shop_id, wanted)
    more, found = len(found) > CAP, found[:CAP]
    of_cause = bool(wanted.cause)
    ids = [id for id, status, muted in found if in_tab(wanted.status, status, muted, of_cause)]
    number, pages = paged(number, len(ids), TYPED)
    ids = await listing_pages.in_order(db, ids, sort)
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


def row_of(
    line: LineOfListing, domains: Mapping[str, str], now: int = 0, kept: KeptManual | None = None,
    policies_by_id: Mapping[int, KeptPolicy] | None = None, lies: KeptLying | None = None,
) -> Row:  # fmt: skip
    """What a row shows: Amazon's price and quantity as read back, else as sent."""
    listing = line.listing
    shown, sent = listing.shown, listing.sent
    price = (shown.price if shown else None) or (sent.price if sent else None)
    quantity = shown.quantity if shown and shown.quantity is not None else sent.quantity if sent else None
    if listing.by_amazon:
        quantity = lies.lying.fulfillable if lies else None
    domain = domains.get(listing.marketplace_id, "")
    problem = problem_of(listing)
    return Row(
        line=line,
        title=line.names.get(spoken()) or line.title,
        problem=title_of_problem(problem) if problem else "",
        price_there=price,
        quantity_there=quantity,
        amazon=f"https://{domain}/dp/{listing.asin}" if domain and listing.asin else "",
        differs=tuple(shortly(of_listing(listing, now, policies_by_id or {}))),
        by_hand=kept,
        lies=lies,
        lying=lying_words(lies.lying) if lies else "",
    )
