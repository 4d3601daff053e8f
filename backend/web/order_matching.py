"""Items of an order that the shop does not know: which of its products they are, chosen once and remembered."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from backend.storage import catalogue, journal, order_matches, order_pages, order_settings, turns
from backend.storage.catalogue import KeptProduct, KeptVariation
from backend.storage.order_matches import COME, SETTING, WAIT, Match
from backend.storage.searching import Search
from backend.web.order_parts import OrderView, Part
from backend.web.reading import whole
from backend.web.rendering import link, named
from backend.web.resources import Resources, resources
from backend.web.session import require
from backend.web.shell import Shell

SHOWN = 8  # products that a search shows
SAID = ("matched", "forgot_match", "match_gone")


@dataclass(frozen=True, slots=True)
class Unknown:
    """A SKU of the order that means nothing in the shop. `found`: what the search for it found, by product."""

    sku: str
    title: str
    asin: str
    words: str
    found: Sequence[tuple[str, KeptProduct, Sequence[KeptVariation]]] | None


async def part(request: Request, view: OrderView) -> Part | None:
    """What is not known, each with a search; and what a person said before of this order's SKUs, to be taken back."""
    home, order, said = resources(request), view.order, request.query_params
    unknown = [
        await _unknown(home, view.shell, said, *each)
        for each in await order_matches.unlinked(home.db, order.id)
    ]
    skus = {line.sku for line in order.lines}
    known = [
        each
        for each in await order_matches.of_skus(home.db, view.shell.shop.id, order.seller_id, skus)
        if each.sku not in {one.sku for one in unknown}
    ]
    notice = said.get("said", "") if said.get("said") in SAID else ""
    if not (unknown or known or notice):
        return None
    context = {"unknown": unknown, "known": known, "said": notice}
    return Part("orders/parts/match.html", context, moving=bool(unknown) and order.stage == "book")


async def _unknown(
    home: Resources, frame: Shell, said: Mapping[str, str], sku: str, title: str, asin: str
) -> Unknown:
    asked = said.get("sku") == sku
    words = said.get("q", "")[:200] if asked else ""
    if not words.strip():
        return Unknown(sku, title, asin, words, None)
    ids = await catalogue.find(home.db, frame.shop.id, Search(words=words))
    products = await catalogue.of_ids(home.db, ids[:SHOWN])
    return Unknown(sku, title, asin, words, [(named(p.product), p, p.variations) for p in products])


async def choose(request: Request) -> Response:
    """POST: this SKU is that product. Kept for later orders and for all that are here."""
    home, shop_id, form = resources(request), require(request).shop_id, await request.form()
    order = await order_pages.one(home.db, shop_id, request.path_params["order_id"])
    sku, variation_id = str(form.get("sku") or ""), whole(form.get("variation"))
    if order is None or sku not in {line.sku for line in order.lines} or not sku:
        raise HTTPException(404)
    async with home.db.transaction():
        await turns.of_shop(home.db, shop_id)
        name = await order_matches.keep(home.db, shop_id, order.seller_id, sku, variation_id, home.now())
        if name is not None:
            about = {"sku": sku, "product": name}
            await journal.write(
                home.db, shop_id, home.now(), "merchant", "item_matched", about, order_id=order.id
            )
    if name is not None:
        await home.wake("shop_orders", order.seller_id)
    return RedirectResponse(
        link(f"/orders/{order.id}", said="match_gone" if name is None else "matched"), 303
    )


async def forget(request: Request) -> Response:
    """POST: later orders are not linked by it any more. Back to the order, or to the settings."""
    home, shop_id, form = resources(request), require(request).shop_id, await request.form()
    sku, seller_id, order_id = str(form.get("sku") or ""), whole(form.get("seller")), whole(form.get("order"))
    async with home.db.transaction():
        if await order_matches.forget(home.db, shop_id, seller_id, sku):
            about = {"sku": sku}
            await journal.write(home.db, shop_id, home.now(), "merchant", "match_forgotten", about)
    path = f"/orders/{order_id}" if order_id else "/orders/settings"
    return RedirectResponse(link(path, said="forgot_match"), 303)


async def settings(request: Request, frame: Shell, kept: Mapping[str, str]) -> Part:
    """Whether orders with unknown items come in, and what is remembered of unknown items."""
    matches: list[Match] = await order_matches.of_shop(resources(request).db, frame.shop.id)
    context = {
        "wish": kept.get(SETTING, COME), "matches": matches,
        "titles": {seller.id: seller.title for seller in frame.sellers},
        "said": request.query_params.get("said", ""),
    }  # fmt: skip
    return Part("orders/parts/unknown.html", context)


async def keep_setting(request: Request) -> Response:
    """POST: come in, or wait."""
    home, shop_id, form = resources(request), require(request).shop_id, await request.form()
    wish = str(form.get("unknown") or "")
    if wish in (COME, WAIT):
        await order_settings.keep(home.db, shop_id, {SETTING: wish})
        if wish == COME:
            for seller_id in await order_matches.no_longer_wait(home.db, shop_id, home.now()):
                await home.wake("shop_orders", seller_id)
    return RedirectResponse(link("/orders/settings", said="kept"), 303)
