"""Publish, step 2: which products. Every tick is kept at once; List now makes one run, however often it is pressed."""

from dataclasses import dataclass

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from backend.domain.listing import Status
from backend.storage import catalogue, drafts, runs
from backend.storage.catalogue import KeptProduct
from backend.storage.drafts import Draft
from backend.storage.ready_counts import LARGE
from backend.storage.searching import Place
from backend.web.languages import spoken
from backend.web.problems import title_of
from backend.web.products import Line, as_query, find, line_of, read_search
from backend.web.publish import draft_of, place_of
from backend.web.reading import whole, wholes
from backend.web.rendering import link, render, wants_fragment
from backend.web.resources import Resources, resources
from backend.web.shell import Shell

LINES = 25


@dataclass(frozen=True, slots=True)
class Row:
    """A product to tick. `listing_id` with its `status` when it is listed at the place already; 0 and "" when not."""

    line: Line
    ticked: bool
    listing_id: int
    status: str


async def page(request: Request) -> Response:
    """The products, page by page, each saying what will stop it."""
    frame, draft = await draft_of(request)
    if draft.run_id:
        return RedirectResponse(link("/listings", run=draft.run_id), 303)
    fragment = "found" if wants_fragment(request) else None
    return await _page(request, frame, draft, fragment)


async def choose(request: Request) -> Response:
    """POST: what was ticked, kept at once.

    `one`: a single row, so that two tabs do not undo each other. `do`: `all` that is found, `none`; else the ticks of
    the page as they stand.
    """
    home = resources(request)
    frame, draft = await draft_of(request)
    form = await request.form()
    search, number = read_search(request)
    ticked, shown = wholes([*form.getlist("product")], LINES), wholes([*form.getlist("shown")], LINES)
    one, do = whole(form.get("one")), form.get("do")
    if one:
        await drafts.choose(home.db, draft.id, [one], one in ticked, home.now())
    elif do in ("all", "none"):
        await drafts.choose_all(home.db, draft.id, search if do == "all" else None, home.now())
    else:
        await drafts.choose(home.db, draft.id, ticked, True, home.now())
        await drafts.choose(home.db, draft.id, [i for i in shown if i not in ticked], False, home.now())
    if not wants_fragment(request):
        return RedirectResponse(link(f"/publish/{draft.id}/products", **as_query(search), page=number), 303)
    draft = await drafts.find(home.db, frame.shop.id, draft.id) or draft
    if do:
        return await _page(request, frame, draft, "found")
    place, there = place_of(frame, draft)
    context = {"draft": draft, "there": there, **await _chosen(home, draft, place)}
    return render(request, "publish/products.html", context, fragment="chosen")


async def list_now(request: Request) -> Response:
    """POST: one run for the draft; pressed twice, or in two tabs, it is the same one."""
    home = resources(request)
    frame, draft = await draft_of(request)
    place, there = place_of(frame, draft)
    if draft.run_id is None:
        total = await runs.count_picked(home.db, draft, place) if there else 0
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
    found = await find(home, frame, search, place, number, LINES)
    ticked = await runs.is_chosen(home.db, draft, place, [kept.id for kept in found.products])
    context = {
        "shell": frame, "draft": draft, "there": there, "search": search, "query": as_query(search),
        "page": found.number, "pages": found.pages, "total": found.total, "more": found.more, "nothing": nothing,
        "rows": [_row(kept, place, kept.id in ticked) for kept in found.products],
        "categories": [] if fragment else await catalogue.categories(home.db, frame.shop.id, spoken()),
        "cause_words": title_of, "importing": frame.catalog.importing, **await _chosen(home, draft, place),
    }  # fmt: skip
    return render(request, "publish/products.html", context, fragment=fragment, status=status)


def _row(kept: KeptProduct, place: Place, ticked: bool) -> Row:
    listed = next((v for v in kept.variations if v.listing_id and v.listing_status != Status.ENDED), None)
    return Row(
        line=line_of(kept, place.currency),
        ticked=ticked,
        listing_id=listed.listing_id or 0 if listed else 0,
        status=listed.listing_status if listed else "",
    )


async def _chosen(home: Resources, draft: Draft, place: Place) -> dict[str, int]:
    """How many products are chosen, how many of them nothing stops, and how many are on Amazon already; of very many
    only the first, because nobody should wait for the others: each row and each listing says its own."""
    chosen = await runs.count_picked(home.db, draft, place)
    if not chosen or chosen >= LARGE:
        return {"chosen": chosen, "will": 0, "listed": 0, "cannot": 0, "uncounted": bool(chosen)}
    listed = await runs.count_chosen(home.db, draft, place, on_amazon=True)
    will = await runs.count_chosen(home.db, draft, place, ready=True, on_amazon=False)
    return {
        "chosen": chosen,
        "will": will,
        "listed": listed,
        "cannot": chosen - listed - will,
        "uncounted": False,
    }
