"""One order: its lines, its packages, how it stands here, on Amazon and in the shop, and what happened to it.
What can be done with it are its parts, each in a file of its own."""

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response

from backend.storage import (
    journal,
    order_packages,
    order_pages,
)
from backend.web import (
    labels,
    messages,
    order_buyer,
    order_matching,
    order_region,
    order_sending,
    order_warehouse,
    reversals,
)
from backend.web.acts import act_sentence
from backend.web.order_parts import OrderPart, view_of
from backend.web.order_troubles import sentence
from backend.web.order_words import (
    cancel_reason,
    kind_name,
    package_state,
    service_name,
    state_of,
    waits_for_you,
    why,
)
from backend.web.rendering import render, wants_fragment
from backend.web.resources import resources
from backend.web.session import require
from backend.web.shell import shell

# What can be done with an order and what stands beside it, in the order of the page.
PARTS: tuple[OrderPart, ...] = (
    order_matching.part,
    order_region.part,
    order_buyer.part,
    order_sending.part,
    labels.part,
    reversals.part,
    order_warehouse.part,
    messages.part,
)


async def page(request: Request) -> Response:
    """The order's own page; while it is on its way into the shop it asks again by itself."""
    home, shop_id = resources(request), require(request).shop_id
    order = await order_pages.one(home.db, shop_id, request.path_params["order_id"])
    if order is None:
        raise HTTPException(404)
    frame = await shell(request, "orders")
    names = {line.item_code: line for line in order.lines}
    packages = await order_packages.of_order(home.db, order.id)
    view = await view_of(request, frame, order)
    parts = [part for make in PARTS if (part := await make(request, view)) is not None]
    context = {
        "shell": frame, "order": order, "place": view.place, "state": state_of(order), "parts": parts,
        "moving": order.stage == "book" or any(part.moving for part in parts),
        "troubles": [(trouble, sentence(trouble)) for trouble in view.troubles.values()],
        "why": why(order), "waits": waits_for_you(order), "kinds": [kind_name(kind) for kind in order.kinds],
        "service": service_name(order.service_level), "asked": cancel_reason(order.asked_to_cancel),
        "packages": [(one, package_state(one.state), [(names.get(c), n) for c, n in one.pieces]) for one in packages],
        "entries": [(entry, act_sentence(entry)) for entry in await journal.of_order(home.db, order.id)],
        "seller_central": _seller_central(request, order.marketplace_id), "said": request.query_params.get("said", ""),
    }  # fmt: skip
    return render(request, "orders/one.html", context, fragment="state" if wants_fragment(request) else None)


def _seller_central(request: Request, marketplace_id: str) -> str:
    """The beginning of the address of an order in Seller Central; "" for a marketplace that nobody knows."""
    home = resources(request)
    countries = [c for market in home.marketplaces.values() for c in market.countries()]
    host = next((c.seller_central for c in countries if c.marketplace_id == marketplace_id), "")
    return f"https://{host}/orders-v3/order/" if host else ""
