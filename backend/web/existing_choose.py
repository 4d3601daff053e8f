"""An existing listing linked by hand: the item on one side, the shop's products to choose from on the other."""

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from backend.domain.listing import Status
from backend.storage import adopting, policies
from backend.storage.catalogue import KeptVariation
from backend.storage.existing_pages import place_of
from backend.storage.searching import Search
from backend.web.existing import mine
from backend.web.existing_words import status_word, why
from backend.web.products import as_query, find
from backend.web.reading import whole
from backend.web.rendering import link, named, render, wants_fragment
from backend.web.resources import resources
from backend.web.session import require
from backend.web.shell import shell

LINES = 10


async def page(request: Request) -> Response:
    """The item, and the products that a search finds."""
    return await _page(request)


async def choose(request: Request) -> Response:
    """POST: it is this `variation`. 422 for one that cannot be."""
    home, shop_id = resources(request), require(request).shop_id
    line = await mine(home, shop_id, request.path_params["item_id"])
    form = await request.form()
    kept = await policies.defaults(home.db, shop_id)
    seller_id = await adopting.link_by_hand(
        home.db,
        shop_id,
        line.id,
        whole(form.get("variation")),
        {kind: kept[kind].id for kind in kept},
        home.now(),
    )
    if seller_id is None:
        return await _page(request, wrong=True, status=422)
    await home.wake("existing", seller_id)
    return RedirectResponse(link("/unmanaged", tab="linked", said="link"), 303)


async def _page(request: Request, *, wrong: bool = False, status: int = 200) -> Response:
    home, frame = resources(request), await shell(request, "listings")
    line = await mine(home, frame.shop.id, request.path_params["item_id"])
    said = request.query_params
    search = Search(words=said.get("words", "")[:200])
    country = next(
        (p for s in frame.sellers if s.id == line.at.seller_id for p in s.marketplaces
         if p.marketplace_id == line.at.marketplace_id), None,
    )  # fmt: skip
    place = place_of(line, country.currency if country else "")
    found = await find(home, frame, search, place, max(1, whole(said.get("page"))), LINES)
    context = {
        "shell": frame, "line": line, "why": why(line), "status": status_word(line.item.status), "search": search,
        "query": as_query(search, frame.shop.currency), "page": found.number, "pages": found.pages, "more": found.more,
        "products": [(kept, named(kept.product)) for kept in found.products], "taken": _taken, "wrong": wrong,
        "country": country.country if country else "",
    }  # fmt: skip
    return render(
        request, "existing/choose.html", context, fragment="found" if wants_fragment(request) else None,
        status=status,
    )  # fmt: skip


def _taken(variation: KeptVariation) -> bool:
    """Whether a variation is a listing of ours there already."""
    return bool(variation.listing_id) and variation.listing_status not in (Status.ENDED, Status.INCOMPLETE)
