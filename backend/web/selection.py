"""Publish, step 2: which products. Every tick is kept at once; each row says what would be sent and what stops it."""

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from backend.domain.issues import CAUSES
from backend.domain.selling import Conversion, SellingPolicy
from backend.domain.synchronization import SynchronizationPolicy
from backend.storage import catalogue, drafts, policies, runs
from backend.storage.drafts import Draft
from backend.storage.ready_counts import LARGE
from backend.storage.searching import Place
from backend.web.languages import spoken
from backend.web.places import Spot, spots_of
from backend.web.preflight import preflight
from backend.web.problems import title_of
from backend.web.products import as_query, find, price_text, read_search
from backend.web.publish import draft_of
from backend.web.reading import whole, wholes
from backend.web.rendering import link, render, wants_fragment
from backend.web.resources import Resources, resources
from backend.web.shell import Shell

LINES = 25
VARIATIONS = 12  # of a product that a row names; the others stand on its preview


async def page(request: Request) -> Response:
    """The products, page by page, each saying what will stop it."""
    frame, draft = await draft_of(request)
    if draft.run_id:
        return RedirectResponse(link("/listings", run=draft.run_id), 303)
    fragment = "found" if wants_fragment(request) else None
    return await show(request, frame, draft, fragment)


async def choose(request: Request) -> Response:
    """POST: what was ticked, kept at once.

    `one`: a single row, so that two tabs do not undo each other. `do`: `all` that is found, `none`; else the ticks of
    the page as they stand.
    """
    home = resources(request)
    frame, draft = await draft_of(request)
    form = await request.form()
    search, number = read_search(request, frame.shop.currency)
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
        back = link(f"/publish/{draft.id}/products", **as_query(search, frame.shop.currency), page=number)
        return RedirectResponse(back, 303)
    draft = await drafts.find(home.db, frame.shop.id, draft.id) or draft
    if do:
        return await show(request, frame, draft, "found")
    spots = spots_of(frame, draft)
    context = {"draft": draft, "there": all(spot.there for spot in spots), **await chosen(home, draft, spots)}
    return render(request, "publish/products.html", context, fragment="chosen")


async def show(
    request: Request,
    frame: Shell,
    draft: Draft,
    fragment: str | None,
    *,
    nothing: bool = False,
    status: int = 200,
) -> Response:
    """Step 2; `nothing`: it was tried to go on without a product."""
    home, spots = resources(request), spots_of(frame, draft)
    search, number = read_search(request, frame.shop.currency)
    place = await where_of(home, draft, spots)
    found = await find(home, frame, search, place, number, LINES)
    ticked = await runs.is_chosen(home.db, draft, place, [kept.id for kept in found.products])
    rows = await (await preflight(home.db, draft, spots, home.now())).rows(found.products, ticked)
    query = as_query(search, frame.shop.currency)
    context = {
        "shell": frame, "draft": draft, "spots": spots, "there": all(spot.there for spot in spots),
        "search": search, "query": query, "page": found.number, "pages": found.pages, "total": found.total,
        "more": found.more, "nothing": nothing, "rows": rows, "most": VARIATIONS,
        "categories": [] if fragment else await catalogue.categories(home.db, frame.shop.id, spoken()),
        "cause_words": title_of, "importing": frame.catalog.importing,
        "causes": [] if fragment else sorted(((c, title_of(c)) for c in STOPPING), key=lambda pair: pair[1]),
        "price_text": lambda amount: price_text(amount, frame.shop.currency),
        **await chosen(home, draft, spots),
    }  # fmt: skip
    return render(request, "publish/products.html", context, fragment=fragment, status=status)


# What can be known of a variation alone, before any marketplace is asked.
STOPPING = tuple(sorted(CAUSES & {
    "no_sku", "doubled_sku", "sku_too_long", "no_identifier", "wrong_check_digit", "not_a_barcode", "in_store_barcode",
    "not_goods", "no_price", "unreadable",
}))  # fmt: skip


async def where_of(home: Resources, draft: Draft, spots: list[Spot]) -> Place:
    """Where a draft's products are searched for: a policy that converts prices takes those of any currency."""
    kept = await policies.by_id(home.db, draft.shop_id)
    selling = kept.get(draft.selling_policy_id)
    policy = selling.policy if selling else None
    converts = isinstance(policy, SellingPolicy) and policy.conversion is not Conversion.NONE
    following = kept.get(draft.synchronization_policy_id)
    rules = following.policy if following else None
    rules = rules if isinstance(rules, SynchronizationPolicy) else SynchronizationPolicy()
    return draft.where("" if converts else spots[0].currency, rules.only_enabled, rules.only_in_stock)


async def chosen(home: Resources, draft: Draft, spots: list[Spot]) -> dict[str, int]:
    """How many products are chosen, how many of them nothing stops, and how many are on Amazon already; of very many
    only the first, because nobody should wait for the others: each row and each listing says its own."""
    place = await where_of(home, draft, spots)
    count = await runs.count_picked(home.db, draft, place)
    if not count or count >= LARGE:
        return {"chosen": count, "will": 0, "listed": 0, "cannot": 0, "uncounted": bool(count)}
    listed = await runs.count_chosen(home.db, draft, place, on_amazon=True)
    will = await runs.count_chosen(home.db, draft, place, ready=True, on_amazon=False)
    return {
        "chosen": count,
        "will": will,
        "listed": listed,
        "cannot": max(0, count - listed - will),
        "uncounted": False,
    }
