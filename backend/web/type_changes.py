"""What Amazon changed in the product types that this shop uses, and the merchant's word that it was seen."""

from collections.abc import Mapping

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from backend.storage import attribute_labels, product_types, type_changes
from backend.web.rendering import link, render
from backend.web.resources import resources
from backend.web.sent_words import attribute_name
from backend.web.session import require
from backend.web.shell import shell


async def page(request: Request) -> Response:
    """GET /product-types/changes: those that wait first."""
    home, frame = resources(request), await shell(request, "listings")
    found = await type_changes.of_shop(home.db, frame.shop.id)
    places = {p.marketplace_id: p for seller in frame.sellers for p in seller.marketplaces}
    # What is gone is called as it was before.
    labels = {
        each.id: {
            **await attribute_labels.of_document(home.db, each.before),
            **await attribute_labels.of_document(home.db, each.after),
        }
        for each in found
    }
    context = {
        "shell": frame, "changes": found, "words": _words, "labels": labels, "places": places,
        "said": request.query_params.get("said", ""),
        "waiting": sum(each.confirmed_at is None for each in found),
    }  # fmt: skip
    return render(request, "create/changes.html", context)


def _words(path: str, labels: Mapping[str, str]) -> str:
    """A name of a change (an attribute, or a path inside of one: brand.value) with the attribute's label."""
    name, dot, inside = path.partition(".")
    said = attribute_name(name, labels)
    return f"{said} ({inside})" if dot and inside != "value" else said


async def confirm(request: Request) -> Response:
    """POST: the merchant has looked at one; what was held back by it goes on."""
    home, shop_id = resources(request), require(request).shop_id
    change_id = request.path_params["change_id"]
    seller_id = await type_changes.confirm(home.db, shop_id, change_id, home.now())
    if seller_id is not None:
        await home.wake("offers", seller_id)
    elif not await type_changes.known(home.db, shop_id, change_id):
        raise HTTPException(404)
    return RedirectResponse(link("/product-types/changes", said="confirmed"), 303)


async def look(request: Request) -> Response:
    """POST: ask Amazon now whether anything changed."""
    home, frame = resources(request), await shell(request, "listings")
    for seller in frame.connected:
        await product_types.look_now(home.db, seller.id, home.now())
        await home.wake("product_types", seller.id)
    return RedirectResponse(link("/product-types/changes", said="looking"), 303)
