"""Orders: Amazon's orders as they stand here and in the shop, what is stuck and why, and another try."""

from dataclasses import asdict

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from backend.storage import order_pages, order_work, outbound_wishes, turns
from backend.storage.order_pages import OrderFilter
from backend.web.order_words import kind_name, state_of, waits_for_you, why
from backend.web.reading import paged, whole
from backend.web.rendering import link, render, wants_fragment
from backend.web.resources import resources
from backend.web.session import require
from backend.web.shell import shell

LINES = 25
TABS = ("", "open", "stuck", "cancelled")


async def page(request: Request) -> Response:
    """A page of orders, the newest first."""
    home, frame, wanted = resources(request), await shell(request, "orders"), _filter(request)
    counts = await order_pages.counts(home.db, frame.shop.id, wanted)
    number, pages = paged(max(1, whole(request.query_params.get("page"))), counts[wanted.tab], LINES)
    found = await order_pages.page(home.db, frame.shop.id, wanted, (number - 1) * LINES, LINES)
    query = {key: value for key, value in asdict(wanted).items() if value}
    context = {
        "shell": frame, "wanted": wanted, "query": query, "counts": counts, "tabs": TABS, "page": number,
        "pages": pages, "orders": found, "why": {order.id: why(order) for order in found if order.cause},
        "places": {p.marketplace_id: p.country for seller in frame.sellers for p in seller.marketplaces},
        "tab_path": lambda tab: link("/orders", **{**query, "tab": tab}),
        "said": request.query_params.get("said", ""), "state_of": state_of,
        "waits_for_you": waits_for_you, "kind_name": kind_name,
        "outbound_waits": await outbound_wishes.waiting(home.db, frame.shop.id),
    }  # fmt: skip
    parts = ("found", "tabs") if wants_fragment(request) else None
    return render(request, "orders/page.html", {**context, "beside": bool(parts)}, fragment=parts)


async def retry(request: Request) -> Response:
    """POST: try one order again that was set aside."""
    home, shop_id = resources(request), require(request).shop_id
    seller_id = await order_work.try_again(home.db, shop_id, request.path_params["order_id"], home.now())
    if seller_id is None:
        raise HTTPException(404)
    await home.wake("shop_orders", seller_id)
    return await _back(request, "retry")


async def settled(request: Request) -> Response:
    """POST: the merchant says that the stock of an order is right in the shop."""
    home, shop_id = resources(request), require(request).shop_id
    async with home.db.transaction():
        await turns.of_shop(home.db, shop_id)
        seller_id = await order_work.settle_stock(
            home.db, shop_id, request.path_params["order_id"], home.now()
        )
    if seller_id is None:
        raise HTTPException(404)
    await home.wake("shop_orders", seller_id)
    return await _back(request, "settled")


async def _back(request: Request, said: str) -> Response:
    """To the page that the button stood on."""
    if (await request.form()).get("back") == "order":
        return RedirectResponse(link(f"/orders/{request.path_params['order_id']}", said=said), 303)
    return RedirectResponse(link("/orders", tab="stuck", said=said), 303)


async def retry_all(request: Request) -> Response:
    """POST: try all of them again."""
    home, shop_id = resources(request), require(request).shop_id
    woken: set[int] = set()
    for order_id in await order_pages.stuck(home.db, shop_id):
        seller_id = await order_work.try_again(home.db, shop_id, order_id, home.now())
        woken |= {seller_id} if seller_id is not None else set()
    for seller_id in sorted(woken):
        await home.wake("shop_orders", seller_id)
    return RedirectResponse(link("/orders", said="retry"), 303)


def _filter(request: Request) -> OrderFilter:
    said = request.query_params
    tab = said.get("tab", "")
    return OrderFilter(tab if tab in TABS else "", said.get("words", "")[:60])
