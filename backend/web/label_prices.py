"""Buying a label, step by step: the package, the carriers' prices, a last look with what it includes, and Buy."""

import secrets
from dataclasses import dataclass

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from backend.domain.labels import (
    GOOD_FOR,
    Purchase,
    Rate,
    RateWish,
    marked,
    missing_extra,
    paper_for,
    total,
    usual_paper,
)
from backend.domain.money import Money
from backend.domain.packing import Parcel, Pieces
from backend.storage import (
    journal,
    label_goods,
    label_places,
    label_quotes,
    labels,
    order_pages,
    order_settings,
    order_troubles,
    turns,
)
from backend.storage.label_places import KeptOrigin
from backend.storage.label_quotes import KeptQuote
from backend.storage.order_pages import ShownOrder
from backend.transport.errors import NotAuthorized, NotFound, Rejected, RemoteError
from backend.web.label_form import Form, proposed, read_form
from backend.web.label_words import arrives, blocked_said, ineligible_said
from backend.web.labels import PART, left_of, why_not
from backend.web.languages import _
from backend.web.order_parts import OrderView, view_of
from backend.web.order_words import waits_for_you
from backend.web.reading import whole
from backend.web.rendering import render
from backend.web.resources import resources
from backend.web.shell import shell

SPARE = 15  # seconds before their end at which offers are not bought any more


@dataclass(frozen=True, slots=True)
class Desk:
    """What every step knows: the order with its place, and what is left of it."""

    view: OrderView
    left: dict[str, int]
    origins: list[KeptOrigin]

    @property
    def order(self) -> ShownOrder:
        return self.view.order


async def form(request: Request) -> Response:
    """The package: from where, how large, what is in it."""
    desk = await _desk(request)
    if isinstance(desk, Response):
        return desk
    home, preset_id = resources(request), whole(request.query_params.get("preset"))
    presets = await label_places.presets(home.db, desk.view.shell.shop.id)
    preset = next((each for each in presets if each.id == preset_id), None)
    measured = await label_goods.of_order(home.db, desk.order.id)
    return await _form(
        request, desk, proposed(desk.view.shell.shop, desk.left, measured, desk.origins, preset)
    )


async def _form(request: Request, desk: Desk, entered: Form, status: int = 200) -> Response:
    shop_id = desk.view.shell.shop.id
    context = {
        "shell": desk.view.shell, "order": desk.order, "form": entered, "left": desk.left, "origins": desk.origins,
        "presets": await label_places.presets(resources(request).db, shop_id),
        "preset": whole(request.query_params.get("preset")),
    }  # fmt: skip
    return render(request, "orders/label_form.html", context, status=status)


async def ask(request: Request) -> Response:
    """POST: ask the carriers; their prices are kept for as long as they hold."""
    desk, home = await _desk(request), resources(request)
    if isinstance(desk, Response):
        return desk
    entered, parcel, pieces = read_form(await request.form(), desk.left)
    origin = next((each for each in desk.origins if str(each.id) == entered.values["origin"]), None)
    if origin is None:
        entered.errors["origin"] = _("Choose where the parcel leaves.")
    if parcel is None or origin is None:
        return await _form(request, desk, entered, 422)
    seller, place = desk.view.seller, desk.view.place
    assert seller is not None and place is not None
    wish, asked_at = _wish(desk, origin, parcel, pieces, place.currency), home.now()
    try:
        quote = await home.marketplaces[seller.kind].labels.rates(seller.access, place.country, wish)
    except RemoteError as error:
        entered.errors["all"] = _remote_said(error)
        return await _form(request, desk, entered, 503 if not error.permanent else 422)
    quote_id = await label_quotes.keep(
        home.db, home.vault, seller.shop_id, desk.order.id, wish, quote, asked_at, asked_at + GOOD_FOR
    )
    return RedirectResponse(f"/orders/{desk.order.id}/label/{quote_id}", 303)


def _wish(desk: Desk, origin: KeptOrigin, parcel: Parcel, pieces: Pieces, currency: str) -> RateWish:
    prices = {line.item_code: line.price for line in desk.order.lines if line.price is not None}
    values = tuple((code, prices[code]) for code, _n in pieces if code in prices)
    said = values[0][1].currency if values else currency
    worth = Money(sum(prices[code].amount * n for code, n in pieces if code in prices), said)
    code = f"{desk.order.order_code}-{secrets.token_hex(3)}"
    return RateWish(desk.order.order_code, origin.origin, parcel, pieces, code, worth, values)


def _remote_said(error: RemoteError) -> str:
    """Why Amazon gave no prices."""
    if isinstance(error, NotAuthorized):
        return _(
            "Amazon does not let Storelane buy labels for this account: its operator has not been given the role"
            " for shipping, or the account is not enrolled in Buy Shipping."
        )
    if isinstance(error, Rejected | NotFound):
        return _("Amazon gives no prices for this package (%s).") % error.message[:200]
    return _("Amazon does not answer just now. What you entered is still here: try again in a moment.")


async def prices(request: Request) -> Response:
    """The carriers' offers, with what speaks for each."""
    found = await _quoted(request)
    if isinstance(found, Response):
        return found
    desk, quote = found
    home = resources(request)
    context = {
        "shell": desk.view.shell, "order": desk.order, "quote": quote, "over": _over(quote, home.now()),
        "offers": marked(quote.rates, desk.order.deliver_by, desk.order.ship_by), "blocked": blocked_said,
        "arrives": arrives,
        "refused": [
            (each, ", ".join(ineligible_said(code, words) for code, words in each.reasons)) for each in quote.refused
        ],
        "said": request.query_params.get("said", ""), "pieces": _pieces(desk, quote),
    }  # fmt: skip
    return render(request, "orders/label_prices.html", context)


async def confirm(request: Request) -> Response:
    """The last look before money is spent: what it costs, what it includes, what can be added."""
    found = await _quoted(request)
    if isinstance(found, Response):
        return found
    desk, quote = found
    rate = next((each for each in quote.rates if each.code == request.query_params.get("rate")), None)
    if rate is None or rate.blocked or _over(quote, resources(request).now()) or quote.bought:
        return RedirectResponse(f"/orders/{desk.order.id}/label/{quote.id}", 303)
    return await _confirm(request, desk, quote, rate, {})


async def _confirm(
    request: Request, desk: Desk, quote: KeptQuote, rate: Rate, errors: dict[str, str], status: int = 200
) -> Response:
    offer = next(
        each for each in marked(quote.rates, desk.order.deliver_by, desk.order.ship_by) if each.rate == rate
    )
    groups = dict.fromkeys(extra.group for extra in rate.extras if extra.group)
    context = {
        "shell": desk.view.shell, "order": desk.order, "quote": quote, "offer": offer, "rate": rate, "errors": errors,
        "groups": {name: [each for each in rate.extras if each.group == name] for name in groups},
        "optional": [each for each in rate.extras if not each.group], "pieces": _pieces(desk, quote),
        "arrives": arrives,
    }  # fmt: skip
    return render(request, "orders/label_confirm.html", context, status=status)


async def buy(request: Request) -> Response:
    """POST: write down that it is to be bought, once, and wake who buys."""
    found = await _quoted(request)
    if isinstance(found, Response):
        return found
    desk, quote = found
    home, said = resources(request), await request.form()
    order_id, now = desk.order.id, home.now()
    if quote.bought:
        return RedirectResponse(f"/orders/{order_id}?said=label_buying", 303)
    rate = next((each for each in quote.rates if each.code == said.get("rate")), None)
    back = f"/orders/{order_id}/label/{quote.id}"
    if rate is None or rate.blocked or _over(quote, now):
        return RedirectResponse(f"{back}?said=over", 303)
    extras = tuple(dict.fromkeys(str(each) for each in said.getlist("extra") if each))
    if missing_extra(rate, extras):
        return await _confirm(request, desk, quote, rate, {"extra": _("Choose one of these.")}, 422)
    wanted = await order_settings.find(home.db, desk.view.shell.shop.id, "label_paper")
    paper = paper_for(rate.papers, wanted or usual_paper(desk.view.shell.shop.country))
    assert paper is not None
    purchase = Purchase(
        quote.token,
        rate.code,
        paper,
        extras,
        f"{order_id}-{quote.id}-{secrets.token_hex(8)}",
        quote.wish.package_code,
    )
    if not await _want(request, desk, quote, purchase, rate, total(rate, extras)):
        return RedirectResponse(f"{back}?said=taken", 303)
    assert desk.view.seller is not None
    await home.wake("labels", desk.view.seller.id)
    return RedirectResponse(f"/orders/{order_id}?said=label_buying", 303)


async def _want(
    request: Request, desk: Desk, quote: KeptQuote, purchase: Purchase, rate: Rate, charge: Money
) -> bool:
    """Written down in one turn with counting the pieces; False: others took them. Pressed twice, it is wanted once."""
    home, now, seller = resources(request), resources(request).now(), desk.view.seller
    assert seller is not None
    async with home.db.transaction():
        await turns.of_shop(home.db, seller.shop_id)
        known = await labels.of_order(home.db, desk.order.id)
        if any(each.quote_id == quote.id for each in known):
            return True
        fresh = await order_pages.one(home.db, seller.shop_id, desk.order.id)
        there = await left_of(home, fresh, known) if fresh else {}
        if any(n > there.get(code, 0) for code, n in quote.wish.pieces):
            return False
        await labels.want(home.db, home.vault, seller.shop_id, seller.id, quote, purchase, charge, now)
        await order_troubles.clear(home.db, desk.order.id, PART)
        told = {
            "carrier": rate.carrier, "service": rate.service, "charge": [charge.amount, charge.currency],
            "order": desk.order.order_code,
        }  # fmt: skip
        await journal.write(
            home.db, seller.shop_id, now, "merchant", "label_wanted", told, order_id=desk.order.id
        )
    return True


def _over(quote: KeptQuote, now: int) -> bool:
    return now >= quote.until - SPARE


def _pieces(desk: Desk, quote: KeptQuote) -> list[tuple[str, int]]:
    names = {line.item_code: line.name or line.title or line.sku for line in desk.order.lines}
    return [(names.get(code, code), n) for code, n in quote.wish.pieces]


async def _desk(request: Request) -> Desk | Response:
    """The order; the way back to its page when no label can be bought for it (any more). Raises 404."""
    home, frame = resources(request), await shell(request, "orders")
    order = await order_pages.one(home.db, frame.shop.id, request.path_params["order_id"])
    if order is None:
        raise HTTPException(404)
    view = await view_of(request, frame, order)
    if not waits_for_you(order) or why_not(request, view):
        return RedirectResponse(f"/orders/{order.id}", 303)
    found = await left_of(home, order, await labels.of_order(home.db, order.id))
    left = {code: pieces for code, pieces in found.items() if pieces}
    return Desk(view, left, await label_places.origins(home.db, frame.shop.id))


async def _quoted(request: Request) -> tuple[Desk, KeptQuote] | Response:
    desk, home = await _desk(request), resources(request)
    if isinstance(desk, Response):
        return desk
    quote = await label_quotes.find(home.db, home.vault, desk.order.id, request.path_params["quote_id"])
    if quote is None:
        raise HTTPException(404)
    return desk, quote
