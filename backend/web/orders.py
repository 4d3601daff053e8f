"""Orders: Amazon's orders as they stand here and in the shop, what is to be sent by when, what is stuck and why."""

from collections.abc import Sequence

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from backend.domain.orders import Kind
from backend.storage import order_aside, order_pages, order_people, order_troubles, outbound_wishes, turns
from backend.storage.order_pages import ShownOrder
from backend.web import order_fill
from backend.web.order_bulk import ACTS, TICKS
from backend.web.order_query import as_query, read_filter
from backend.web.order_troubles import sentence
from backend.web.order_words import countdown, cure_of, kind_name, state_of, tab_name, why
from backend.web.reading import paged, whole, wholes
from backend.web.rendering import country_name, link, render, wants_fragment
from backend.web.resources import Resources, resources
from backend.web.session import require
from backend.web.shell import Shell, shell

LINES = 25


async def page(request: Request) -> Response:
    """A page of orders: the newest first, or by when they must leave."""
    said = request.query_params
    home, frame, wanted = resources(request), await shell(request, "orders"), read_filter(said)
    part = wants_fragment(request)
    counts = await order_pages.counts(home.db, frame.shop.id, wanted, home.now())
    number, pages = paged(max(1, whole(said.get("page"))), counts[wanted.tab], LINES)
    start = (number - 1) * LINES
    found = await order_pages.page(home.db, frame.shop.id, wanted, home.now(), start, LINES)
    query = as_query(wanted)
    context = {
        "shell": frame, "wanted": wanted, "query": query, "counts": counts, "tabs": order_pages.TABS,
        "tab_name": tab_name, "page": number, "pages": pages, "orders": found, "beside": part,
        "here": link("/orders", **{**query, "page": number}),
        "tab_path": lambda tab: link("/orders", **{**query, "tab": tab}),
        "said": said.get("said", ""), "ticked": wholes(list(said.getlist("order")), TICKS),
        "all": said.get("all") == "1", "act": str(said.get("act") or ""),
        "acts": [(act.key, act.name()) for act in ACTS], **await _rows(home, frame, found),
        **({} if part else await _around(home, frame)),
        "outbound_waits": await outbound_wishes.waiting(home.db, frame.shop.id),
    }  # fmt: skip
    fragment = ("found", "tabs") if part else None
    return render(request, "orders/page.html", context, fragment=fragment)


async def _rows(home: Resources, frame: Shell, found: Sequence[ShownOrder]) -> dict[str, object]:
    """What rows say besides the orders themselves. Who buys is opened only for what is shown."""
    ids = [order.id for order in found]
    troubles = await order_troubles.of_orders(home.db, ids)
    people = await order_people.of_orders(home.db, home.vault, ids)
    return {
        "why": {order.id: why(order) for order in found if order.cause}, "state_of": state_of,
        "troubles": {id: [(each, sentence(each)) for each in kept] for id, kept in troubles.items()},
        "buyers": {id: person.name for id, person in people.items()},
        "countdowns": {order.id: countdown(order, home.now()) for order in found}, "kind_name": kind_name,
        "cures": {order.id: cure_of(order) for order in found},
        "places": {p.marketplace_id: p.country for seller in frame.sellers for p in seller.marketplaces},
        "titles": {seller.id: seller.title for seller in frame.sellers} if len(frame.sellers) > 1 else {},
    }  # fmt: skip


async def _around(home: Resources, frame: Shell) -> dict[str, object]:
    """The choices of the filters, and how far older orders are."""
    by_place = [
        (f"{seller.id} {place.marketplace_id}", f"{seller.title} · {country_name(place.country)}")
        for seller in frame.sellers
        for place in seller.marketplaces
        if place.participating
    ]
    kinds = sorted(((kind.value, kind_name(kind)) for kind in Kind), key=lambda pair: pair[1])
    return {"by_place": by_place, "kinds": kinds, "fills": await order_fill.standing(home, frame)}


async def retry(request: Request) -> Response:
    """POST: try one order again that was set aside."""
    home, shop_id = resources(request), require(request).shop_id
    seller_id = await order_aside.try_again(home.db, shop_id, request.path_params["order_id"], home.now())
    if seller_id is None:
        raise HTTPException(404)
    await home.wake("shop_orders", seller_id)
    return await _back(request, "retry")


async def settled(request: Request) -> Response:
    """POST: the merchant says that the stock of an order is right in the shop."""
    home, shop_id = resources(request), require(request).shop_id
    async with home.db.transaction():
        await turns.of_shop(home.db, shop_id)
        seller_id = await order_aside.settle_stock(
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
    act = next(each for each in ACTS if each.key == "retry")
    await act.do(home, shop_id, await order_pages.stuck(home.db, shop_id))
    return RedirectResponse(link("/orders", said="retry"), 303)
