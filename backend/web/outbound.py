"""The shop's own orders and Amazon's warehouse: which can go, which are there, and what the merchant does with them."""

from collections.abc import Awaitable, Callable
from urllib.parse import quote

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from backend.ecwid.client import ShopAccess
from backend.ecwid.own_orders import OwnOrders, OwnPage
from backend.storage import order_settings, outbound_skus, outbound_wishes
from backend.storage.database import Database
from backend.storage.outbound import KeptOutbound
from backend.transport.errors import RemoteError
from backend.web.outbound_form import places_of
from backend.web.outbound_words import cause_sentence, state_of, stock_sentence
from backend.web.reading import paged, whole
from backend.web.rendering import link, render, wants_fragment
from backend.web.resources import resources
from backend.web.session import require
from backend.web.shell import Shell, shell

LINES = 20
GIVES_BACK = "outbound_gives_back"
Act = Callable[[Database, int, str, int], Awaitable[int | None]]


async def page(request: Request) -> Response:
    """Open orders as the shop has them now, and those that Amazon has or had."""
    home, frame = resources(request), await shell(request, "orders")
    words = request.query_params.get("words", "").strip()[:60]
    start = whole(request.query_params.get("from"))
    total = await outbound_wishes.count(home.db, frame.shop.id, words)
    number, pages = paged(max(1, whole(request.query_params.get("page"))), total, LINES)
    kept = await outbound_wishes.page(home.db, frame.shop.id, (number - 1) * LINES, LINES, words)
    places = places_of(frame.sellers)
    found, trouble = await _open_orders(request, frame, start, words) if places else (OwnPage((), None), "")
    latest = await outbound_wishes.under_way(
        home.db, frame.shop.id, [each.shop_code for each in found.orders]
    )
    skus = await outbound_skus.by_listing(
        home.db, frame.shop.id, [line for each in found.orders for line in each.goods]
    )
    listed = {(product, variation) for _seller, product, variation in skus}
    context = {
        "shell": frame, "words": words, "kept": kept, "page": number, "pages": pages, "start": start,
        "query": {"words": words} if words else {}, "next": found.next_offset, "places": places,
        "orders": [
            (each, [line for line in each.goods if line.sku or (line.product_id, line.variation_id) in listed])
            for each in found.orders
            if each.shop_code not in latest or not latest[each.shop_code].open
        ],
        "again": latest, "trouble": trouble, "state_of": state_of, "path": path_of,
        "causes": {each.id: problems(each) for each in kept}, "said": request.query_params.get("said", ""),
    }  # fmt: skip
    return render(
        request, "outbound/page.html", context, fragment="found" if wants_fragment(request) else None
    )


async def _open_orders(request: Request, frame: Shell, start: int, words: str) -> tuple[OwnPage, str]:
    """A page of the shop's own orders that can go, and why there is none when the shop does not answer."""
    shop = frame.shop
    try:
        found = await OwnOrders(resources(request).shop_client).page(
            ShopAccess(shop.store_id, shop.access_token), shop.currency, offset=start, words=words, most=LINES
        )
    except RemoteError:
        return OwnPage((), None), "shop"
    return found, ""


async def cancel(request: Request) -> Response:
    """POST: nothing of it shall leave."""
    return await _act(request, outbound_wishes.cancel, "cancel")


async def retry(request: Request) -> Response:
    """POST: hand over again what was set aside."""
    return await _act(request, outbound_wishes.try_again, "again")


async def look(request: Request) -> Response:
    """POST: ask Amazon now how it stands."""
    return await _act(request, outbound_wishes.look_now, "look")


async def let_go(request: Request) -> Response:
    """POST: end the hold."""
    return await _act(request, outbound_wishes.let_go, "let_go")


async def settle(request: Request) -> Response:
    """POST: the merchant dealt with what was wrong."""
    return await _act(request, outbound_wishes.settle, "settled")


async def settle_stock(request: Request) -> Response:
    """POST: the shop's stock is right now."""
    return await _act(request, outbound_wishes.settle_stock, "stock")


async def _act(request: Request, act: Act, said: str) -> Response:
    """Write the wish down and wake who fulfils it; a press that came too late does no harm."""
    home, shop_id = resources(request), require(request).shop_id
    shop_code = request.path_params["shop_code"]
    if await outbound_wishes.latest(home.db, shop_id, shop_code) is None:
        raise HTTPException(404)
    seller_id = await act(home.db, shop_id, shop_code, home.now())
    if seller_id is not None:
        await home.wake("outbound", seller_id)
    return RedirectResponse(link(path_of(shop_code), said=said if seller_id is not None else "late"), 303)


async def keep_settings(request: Request) -> Response:
    """POST: whether the shop's stock gets back what leaves Amazon's warehouse."""
    home, shop_id = resources(request), require(request).shop_id
    on = str((await request.form()).get("gives_back") or "") == "yes"
    await order_settings.keep(home.db, shop_id, {GIVES_BACK: "on" if on else "off"})
    return RedirectResponse(link("/orders/settings", said="kept"), 303)


def problems(order: KeptOutbound) -> list[str]:
    """What is wrong with one, in sentences."""
    found = [cause_sentence(order.cause, order.details)] if order.cause else []
    return found + ([stock_sentence(order.stock_cause)] if order.stock_cause else [])


def path_of(shop_code: str) -> str:
    """The address of an order's page; its number may hold whatever the merchant gave it."""
    return f"/outbound/{quote(shop_code)}"
