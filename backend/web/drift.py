"""Drift: what Amazon shows and was not sent, since when and after which push; and what was healed."""

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from backend.domain.money import from_major
from backend.storage import by_hand, drifts
from backend.storage.drifts import Drift
from backend.web.languages import _
from backend.web.reading import paged, whole
from backend.web.rendering import link, money, number, render, wants_fragment
from backend.web.resources import resources
from backend.web.session import require
from backend.web.shell import shell

LINES = 25


async def page(request: Request) -> Response:
    """What stands now, or with ?tab=healed what is well again; the newest first."""
    home, frame = resources(request), await shell(request, "listings")
    healed = request.query_params.get("tab") == "healed"
    counts = await drifts.counts(home.db, frame.shop.id)
    page_, pages = paged(max(1, whole(request.query_params.get("page"))), counts[healed], LINES)
    found = await drifts.page(home.db, frame.shop.id, healed, (page_ - 1) * LINES, LINES)
    context = {
        "shell": frame, "healed": healed, "counts": counts, "page": page_, "pages": pages, "drifts": found,
        "words": {each.id: told(each) for each in found},
        "places": {p.marketplace_id: p.country for seller in frame.sellers for p in seller.marketplaces},
        "query": {"tab": "healed"} if healed else {}, "said": request.query_params.get("said", ""),
    }  # fmt: skip
    return render(request, "drift/page.html", context, fragment="found" if wants_fragment(request) else None)


async def look(request: Request) -> Response:
    """POST: read this listing on Amazon now."""
    home, shop_id = resources(request), require(request).shop_id
    seller_id = await by_hand.look_now(home.db, shop_id, request.path_params["listing_id"], home.now())
    if seller_id is None:
        raise HTTPException(404)
    await home.wake("status", seller_id)
    return RedirectResponse(link("/drift", said="look"), 303)


def told(drift: Drift) -> tuple[str, str, str]:
    """Field, what we sent and what Amazon shows, in words."""
    wanted, shown = drift.difference.wanted, drift.difference.shown
    match drift.difference.field:
        case "price":
            return _("Price"), _price(wanted), _price(shown)
        case "business_price":
            return _("Price for companies"), _price(wanted), _price(shown)
        case "quantity":
            return _("Quantity"), number(int(wanted)), number(int(shown))
        case field:
            return field.upper(), wanted, shown


def _price(value: str) -> str:
    """ "22.99 EUR" as money."""
    amount, _space, currency = value.partition(" ")
    return money(from_major(amount, currency))
