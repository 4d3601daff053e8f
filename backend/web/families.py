"""Families: products with variations, and one product's family at each place with everything that can be done to it."""

from starlette.datastructures import FormData
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from backend.domain.families import Lack
from backend.domain.issues import Problem
from backend.domain.kinship import FamilyState
from backend.storage import family_members, family_pages, family_twins, family_wishes, linking
from backend.storage.catalogue import KeptProduct
from backend.storage.family_wishes import Spot
from backend.storage.sellers import Seller
from backend.web.family_view import ChildRow, FamilyView, view
from backend.web.family_words import facts_again, state_name
from backend.web.languages import _
from backend.web.problems import words
from backend.web.reading import paged, whole
from backend.web.rendering import link, named, render, wants_fragment
from backend.web.resources import resources
from backend.web.session import require
from backend.web.shell import Shell, shell

LINES = 25
TABS = ("", "families")


async def page(request: Request) -> Response:
    """Products with variations, by name."""
    home, frame = resources(request), await shell(request, "listings")
    tab = request.query_params.get("tab", "")
    tab = tab if tab in TABS else ""
    counts = {
        each: await family_pages.count(home.db, frame.shop.id, only_families=bool(each)) for each in TABS
    }
    number, pages = paged(max(1, whole(request.query_params.get("page"))), counts[tab], LINES)
    found = await family_pages.page(
        home.db, frame.shop.id, (number - 1) * LINES, LINES, only_families=bool(tab)
    )
    context = {
        "shell": frame, "products": found, "counts": counts, "tab": tab, "tabs": TABS, "page": number,
        "pages": pages, "query": {"tab": tab} if tab else {}, "cap": family_pages.CAP, "state_name": state_name,
        "countries": {p.marketplace_id: p.country for s in frame.sellers for p in s.marketplaces},
    }  # fmt: skip
    fragment = ("found", "tabs") if wants_fragment(request) else None
    return render(request, "families/page.html", {**context, "beside": bool(fragment)}, fragment=fragment)


async def one(request: Request) -> Response:
    """One product's family at a place; while something is under way it asks again by itself."""
    frame, product = await shell(request, "listings"), await _product(request)
    found = await _view(request, frame, product, request.query_params.get("at", ""))
    said = request.query_params.get("said", "")
    fragment = "state" if wants_fragment(request) else None
    return await _render(request, frame, product, found, said=said, fragment=fragment)


async def act(request: Request) -> Response:
    """POST: map the options, make it a family, take it apart, let a child join, link what Amazon has of one or not, or
    look at what Amazon has."""
    frame, product, form = await shell(request, "listings"), await _product(request), await request.form()
    found = await _view(request, frame, product, str(form.get("at", "")))
    if found is None:
        raise HTTPException(404)
    deeds = {
        "map": _map,
        "make": _make,
        "apart": _apart,
        "join": _join,
        "look": _look,
        "link": _link,
        "new": _new,
    }
    deed = deeds.get(str(form.get("act", "")))
    if deed is None:
        raise HTTPException(404)
    wrong = await deed(request, found, form)
    if wrong:
        return await _render(request, frame, product, found, wrong=wrong, status=422)
    await resources(request).wake("families", found.spot.seller_id)
    said = str(form["act"])
    return RedirectResponse(link(f"/families/{product.id}", at=_at(found.spot), said=said), 303)


async def _map(request: Request, found: FamilyView, form: FormData) -> str:
    """The merchant says what the options are; an attribute that the type does not have is not taken."""
    home = resources(request)
    possible = {attribute.name for attribute in found.attributes}
    said = {
        option: value
        for n, (option, _name) in enumerate(found.mapping)
        if (value := str(form.get(f"option_{n}", ""))) in possible or value == ""
    }
    async with home.db.transaction():
        await family_wishes.remember(home.db, found.spot.shop_id, said, home.now())
        if found.managed:
            await family_wishes.look(home.db, found.spot, home.now())
    return ""


async def _make(request: Request, found: FamilyView, form: FormData) -> str:
    home = resources(request)
    if found.home is None or not found.facts:
        return _("Say first what kind of product it is, and what Amazon asks of it.")
    theme = str(form.get("theme", ""))
    if theme not in [each.name for each in found.themes] or not found.home.plan.children:
        return _("Choose what tells the variations apart, and map every option.")
    into = found.amazon_parent if form.get("into") == found.amazon_parent else ""
    async with home.db.transaction():
        await family_wishes.make(
            home.db, found.spot, product_type=found.product_type, theme=theme, sku=found.home.parent_sku, asin=into,
            facts=found.facts, exempt=found.home.exempt, now=home.now(),
        )  # fmt: skip
        # What Amazon has already is linked, not made a second time; the lane does so with what it finds later.
        for row in found.rows if into and not found.managed else ():
            if row.twin is not None and row.work is not None:
                await linking.link(home.db, row.work.listing, row.twin.asin, row.twin.match, home.now())
    await _wake(request, found)
    return ""


async def _apart(request: Request, found: FamilyView, form: FormData) -> str:
    home = resources(request)
    async with home.db.transaction():
        done = await family_wishes.take_apart(home.db, found.spot, home.now())
    return "" if done else _("There is no family to take apart.")


async def _join(request: Request, found: FamilyView, form: FormData) -> str:
    home, child = resources(request), whole(form.get("child"))
    if not any(row.id == child and row.can_join for row in found.rows):
        return _("This variation cannot join now.")
    async with home.db.transaction():
        await family_wishes.join(home.db, found.spot, child, home.now())
    return ""


async def _link(request: Request, found: FamilyView, form: FormData) -> str:
    """Amazon's product that a variation is: its listing sells on it from now on."""
    home, row = resources(request), _offered(found, form)
    if row is None or row.twin is None or row.work is None:
        return _("Amazon's product is offered for this variation no more. Look at the table again.")
    said = await linking.link(home.db, row.work.listing, row.twin.asin, row.twin.match, home.now())
    if said != "linked":
        return _("It cannot be linked now: another product is sold on it, or the listing is leaving Amazon.")
    if found.state is not FamilyState.HELD:
        async with home.db.transaction():
            await family_wishes.look(home.db, found.spot, home.now())
    await _wake(request, found)
    return ""


async def _new(request: Request, found: FamilyView, form: FormData) -> str:
    """What was offered is another product: it is not offered again, and a new one may be made."""
    home, row = resources(request), _offered(found, form)
    if row is None or row.twin is None or row.work is None:
        return _("Amazon's product is offered for this variation no more. Look at the table again.")
    async with home.db.transaction():
        await family_twins.refuse(home.db, row.work, row.twin.asin, home.now())
        if found.managed:
            await family_wishes.look(home.db, found.spot, home.now())
    return ""


def _offered(found: FamilyView, form: FormData) -> ChildRow | None:
    """The row whose offer was answered, as long as it is the same offer."""
    child, asin = whole(form.get("child")), str(form.get("asin", ""))
    return next((row for row in found.rows if row.id == child and row.twin and row.twin.asin == asin), None)


async def _wake(request: Request, found: FamilyView) -> None:
    for kind in ("matching", "offers"):
        await resources(request).wake(kind, found.spot.seller_id)


async def _look(request: Request, found: FamilyView, form: FormData) -> str:
    home = resources(request)
    async with home.db.transaction():
        await family_wishes.look(home.db, found.spot, home.now())
    return ""


async def _product(request: Request) -> KeptProduct:
    """The product of an address; 404 when it is another shop's."""
    shop_id = require(request).shop_id
    found = await family_members.product_of(resources(request).db, shop_id, request.path_params["product_id"])
    if found is None:
        raise HTTPException(404)
    return found


async def _view(request: Request, frame: Shell, product: KeptProduct, at: str) -> FamilyView | None:
    """The product at the place asked for ("seller marketplace"), else at its first; None where it is nowhere."""
    home = resources(request)
    spots = await family_members.spots_of(home.db, frame.shop.id, product.id)
    known = [(spot, seller) for spot in spots if (seller := _seller(frame, spot))]
    chosen = next((each for each in known if _at(each[0]) == at), next(iter(known), None))
    return await view(home, *chosen, product) if chosen else None


def _seller(frame: Shell, spot: Spot) -> Seller | None:
    return next((each for each in frame.connected if each.id == spot.seller_id), None)


def _in_this_language(found: FamilyView) -> Problem | None:
    """The family's problem; what does not fit is named as the page's language names it."""
    problem = found.problem
    if problem is None or found.home is None or problem.details.get("lack") != Lack.UNFIT:
        return problem
    names = str(problem.details.get("attributes", "")).split(", ")
    labels = ", ".join(dict.fromkeys(map(found.home.label, names)))
    return Problem(problem.cause, {**problem.details, "value": labels})


def _at(spot: Spot) -> str:
    return f"{spot.seller_id} {spot.marketplace_id}"


async def _render(
    request: Request, frame: Shell, product: KeptProduct, found: FamilyView | None, *, said: str = "",
    wrong: str = "", status: int = 200, fragment: str | None = None,
) -> Response:  # fmt: skip
    spots = await family_members.spots_of(resources(request).db, frame.shop.id, product.id)
    countries = {p.marketplace_id: p.country for s in frame.sellers for p in s.marketplaces}
    places = [
        (_at(spot), countries[spot.marketplace_id], seller.title)
        for spot in spots
        if (seller := _seller(frame, spot)) and spot.marketplace_id in countries
    ]
    problem = _in_this_language(found) if found else None
    context = {
        "shell": frame, "product": product, "name": named(product.product), "view": found, "places": places,
        "at": _at(found.spot) if found else "", "said": said, "wrong": wrong,
        "state": state_name(found.state, bool(found.amazon_parent)) if found else "",
        "problem": words(problem) if problem else None, "again": problem is not None and facts_again(problem),
        "words": words,
    }  # fmt: skip
    return render(request, "families/one.html", context, status=status, fragment=fragment)
