"""Publish, step 2: which products. Every tick is kept at once; List now makes one run, however often it is pressed."""

from dataclasses import dataclass

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from backend.domain.marketplace import Participation
from backend.storage import catalogue, drafts, runs
from backend.storage.catalogue import Place, Search
from backend.storage.drafts import Draft
from backend.web.languages import spoken
from backend.web.products import Line, as_query, line_of, read_search
from backend.web.publish import draft_of, place_of
from backend.web.rendering import link, render, wants_fragment
from backend.web.resources import Resources, resources
from backend.web.shell import Shell

LINES = 25


@dataclass(frozen=True, slots=True)
class Row:
    """A product to tick: `listed` when it has a listing at the place already."""

    line: Line
    ticked: bool
    listed: bool


async def page(request: Request) -> Response:
    """The products, page by page, each saying what will stop it."""
    frame, draft = await draft_of(request)
    if draft.run_id:
        return RedirectResponse(link("/listings", run=draft.run_id), 303)
    fragment = "found" if wants_fragment(request) else None
    return await _page(request, frame, draft, fragment)


async def choose(request: Request) -> Response:
    """POST: `tick`/`untick` for the products of a row or a page, `all` for everything found, `none` for nothing."""
    home = resources(request)
    frame, draft = await draft_of(request)
    form = await request.form()
    search, number = read_search(request)
    ids = [int(str(value)) for value in form.getlist("product") if str(value).isdigit()][:500]
    shown = [int(str(value)) for value in form.getlist("shown") if str(value).isdigit()][:500]
    match form.get("do"):
        case "all":
            await drafts.choose_all(home.db, draft.id, search, home.now())
        case "none":
            await drafts.choose_all(home.db, draft.id, None, home.now())
        case _:
            await drafts.choose(home.db, draft.id, ids, True, home.now())
            await drafts.choose(home.db, draft.id, [i for i in shown if i not in ids], False, home.now())
    if wants_fragment(request):
        frame, draft = await draft_of(request)
        return await _page(request, frame, draft, "found")
    return RedirectResponse(link(f"/publish/{draft.id}/products", **as_query(search), page=number), 303)


async def list_now(request: Request) -> Response:
    """POST: one run for the draft; pressed twice, or in two tabs, it is the same one."""
    home = resources(request)
    frame, draft = await draft_of(request)
    place, _there = place_of(frame, draft)
    if draft.run_id is None:
        total = await runs.count_chosen(home.db, draft, place)
        if not total:
            return await _page(request, frame, draft, None, nothing=True, status=422)
        run_id = await runs.start(home.db, draft, total, home.now())
        await home.wake("publishing", draft.seller_id)
    else:
        run_id = draft.run_id
    return RedirectResponse(link("/listings", run=run_id), 303)


async def _page(
    request: Request,
    frame: Shell,
    draft: Draft,
    fragment: str | None,
    *,
    nothing: bool = False,
    status: int = 200,
) -> Response:
    home = resources(request)
    search, number = read_search(request)
    place, there = place_of(frame, draft)
    total = await catalogue.count(home.db, frame.shop.id, search, place)
    pages = max(1, -(-total // LINES))
    number = min(number, pages)
    context = {
        "shell": frame, "draft": draft, "there": there, "search": search, "query": as_query(search), "page": number,
        "pages": pages, "total": total, "nothing": nothing,
        "rows": await _rows(home, frame, draft, search, place, number),
        "categories": await catalogue.categories(home.db, frame.shop.id, spoken()),
        **await _chosen(home, draft, place, there),
    }  # fmt: skip
    return render(request, "publish/products.html", context, fragment=fragment, status=status)


async def _rows(
    home: Resources, frame: Shell, draft: Draft, search: Search, place: Place, number: int
) -> list[Row]:
    found = await catalogue.page(home.db, frame.shop.id, search, place, (number - 1) * LINES, LINES)
    ticked = await runs.is_chosen(home.db, draft, place, [kept.id for kept in found])
    return [
        Row(
            line_of(kept, place.currency), kept.id in ticked,
            any(v.listing_id and v.listing_status != "ended" for v in kept.variations),
        )
        for kept in found
    ]  # fmt: skip


async def _chosen(home: Resources, draft: Draft, place: Place, there: Participation | None) -> dict[str, int]:
    """How many products are chosen, and how many of them nothing stops."""
    chosen = await runs.count_chosen(home.db, draft, place)
    ready = await runs.count_chosen(home.db, draft, place, ready=True) if chosen else 0
    return {"chosen": chosen, "will": ready, "cannot": chosen - ready}
