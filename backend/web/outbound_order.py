"""One order of the shop's own: what Amazon would take to send it, handing it over, and how it stands there."""

from dataclasses import dataclass
from typing import Any

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from backend.domain.money import Money
from backend.domain.outbound import CANCELLABLE, NOTHING_LEFT, Missing, SpeedOffer, State, redacted
from backend.domain.own_orders import why_not
from backend.ecwid.client import ShopAccess
from backend.ecwid.own_orders import OwnOrders
from backend.storage import order_settings, outbound_skus, outbound_wishes
from backend.storage.outbound import KeptOutbound
from backend.storage.outbound_wishes import Wish
from backend.transport.errors import NotFound, Rejected, RemoteError
from backend.web import outbound_words
from backend.web.languages import _
from backend.web.outbound import GIVES_BACK, path_of, problems
from backend.web.outbound_form import OutboundForm, fresh_form, places_of, read_form
from backend.web.outbound_words import fault_sentence, why_not_sentence
from backend.web.rendering import link, money, render, wants_fragment
from backend.web.resources import resources
from backend.web.session import require
from backend.web.shell import Shell, shell

# The fields of ours that Amazon's words name when it refuses an address.
_FIELDS = {
    "postalcode": "postal_code", "stateorregion": "region", "countrycode": "country", "addressline1": "street",
    "city": "city", "name": "name", "phone": "phone",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Standing:
    """What a page of one order goes by: the frame, the order's number, its tries (the newest first)."""

    frame: Shell
    shop_code: str
    tries: tuple[KeptOutbound, ...]

    @property
    def last(self) -> KeptOutbound | None:
        return self.tries[0] if self.tries else None


async def page(request: Request) -> Response:
    """How an order stands at Amazon, or the form by which it gets there."""
    standing = await _standing(request)
    last = standing.last
    if last is not None and not (request.query_params.get("again") and _may_again(last)):
        return _state(request, standing, last)
    form = await _form(request, standing)
    return form if isinstance(form, Response) else _show(request, standing, form)


async def preview(request: Request) -> Response:
    """What each speed costs and when it arrives. GET (a reload): the form from the beginning."""
    if request.method == "GET":
        require(request)
        return RedirectResponse(path_of(request.path_params["shop_code"]), 303)
    standing = await _standing(request)
    form = await _entered(request, standing)
    if isinstance(form, Response):
        return form
    if not form.check():
        return _show(request, standing, form, status=422)
    offers = await _offers(request, standing, form)
    return _show(request, standing, form, offers, status=200 if offers else 422)


async def send(request: Request) -> Response:
    """POST: hand it over. The speeds are asked for once more: what was shown may not hold any more."""
    standing, home = await _standing(request), resources(request)
    form = await _entered(request, standing)
    if isinstance(form, Response):
        return form
    if not form.check():
        return _show(request, standing, form, status=422)
    offers = await _offers(request, standing, form)
    chosen = next((each for each in offers if each.speed == form.values["speed"]), None)
    if offers and not _stands(form, chosen):
        return _show(request, standing, form, offers, status=422)
    if not offers or chosen is None:
        return _show(request, standing, form, offers, status=422)
    number = standing.last.number if standing.last else 0
    assert form.place is not None
    wish = Wish(
        form.place.seller.id, form.handover(standing.frame.shop.store_id, number + 1), form.asked(),
        bool(form.values["gives_back"]), chosen.total, chosen.arrives_until, number,
    )  # fmt: skip
    await outbound_wishes.ask(home.db, home.vault, standing.frame.shop.id, wish, home.now())
    await home.wake("outbound", form.place.seller.id)
    return RedirectResponse(link(path_of(standing.shop_code), said="sent"), 303)


def _stands(form: OutboundForm, chosen: SpeedOffer | None) -> bool:
    """Whether what was chosen can still be had, for no more than was shown."""
    if chosen is None:
        form.errors["speed"] = _("Choose how quickly it shall arrive.")
    elif not chosen.goes(Missing(form.values["missing"])):
        form.errors["speed"] = _("It cannot be sent so any more. Choose again.")
    elif chosen.total is not None:
        said = dict(part.partition("=")[::2] for part in form.values["fee_seen"].split(","))
        if said.get(chosen.speed.value) != _seen(chosen.total):
            form.errors["speed"] = _(
                "Amazon's fees changed meanwhile: %s. Send it if that suits you."
            ) % money(chosen.total)
    return "speed" not in form.errors


async def _offers(request: Request, standing: Standing, form: OutboundForm) -> list[SpeedOffer]:
    """What Amazon offers; empty with the reason in the form's errors."""
    home, place = resources(request), form.place
    assert place is not None
    number = standing.last.number + 1 if standing.last else 1
    handover = form.handover(standing.frame.shop.store_id, number)
    port = home.marketplaces[place.seller.kind].outbound
    try:
        return list(await port.offers(place.seller.access, handover))
    except Rejected as error:
        words = error.message.casefold()
        named = next((field for name, field in _FIELDS.items() if f"'{name}'" in words), "")
        if named:
            form.errors[named] = fault_sentence("amazon")
        else:
            form.errors["form"] = _("Amazon refuses this: %s") % redacted(error.message, form.recipient)
    except RemoteError:
        form.errors["form"] = _(
            "Amazon does not answer at the moment. Nothing was sent; please try again shortly."
        )
    return []


async def _entered(request: Request, standing: Standing) -> OutboundForm | Response:
    """The form as it was sent, unless the order is under way already: then its page."""
    if standing.last is not None and not _may_again(standing.last):
        return RedirectResponse(path_of(standing.shop_code), 303)
    form = await _form(request, standing)
    return form if isinstance(form, Response) else read_form(form, dict(await request.form()))


async def _form(request: Request, standing: Standing) -> OutboundForm | Response:
    """The form from the order as the shop has it now; a page instead where there is none."""
    home, shop = resources(request), standing.frame.shop
    access = ShopAccess(shop.store_id, shop.access_token)
    try:
        order = await OwnOrders(home.shop_client).read(
            access, standing.shop_code, shop.currency, interactive=True
        )
    except NotFound as error:
        raise HTTPException(404) from error
    except RemoteError:
        return _cannot(
            request, standing, _("Your shop does not answer at the moment. Please try again shortly.")
        )
    places = places_of(standing.frame.sellers)
    if why := why_not(order):
        return _cannot(request, standing, why_not_sentence(why))
    if not places:
        return _cannot(request, standing, _("Connect your Amazon account first."))
    skus = await outbound_skus.by_listing(home.db, shop.id, order.goods)
    gives_back = await order_settings.find(home.db, shop.id, GIVES_BACK, "on") == "on"
    sent = outbound_wishes.sent_already(standing.tries)
    return fresh_form(order, places, skus, sent, gives_back)


async def _standing(request: Request) -> Standing:
    frame = await shell(request, "orders")
    shop_code = request.path_params["shop_code"]
    tries = await outbound_wishes.tries(resources(request).db, frame.shop.id, shop_code)
    return Standing(frame, shop_code, tuple(tries))


def _may_again(last: KeptOutbound) -> bool:
    """Whether another try makes sense: the last came to nothing, or only in part."""
    return last.stage == "aside" or (not last.open and last.state in (*NOTHING_LEFT, State.PARTIAL))


def _cannot(request: Request, standing: Standing, why: str) -> Response:
    context = {"shell": standing.frame, "shop_code": standing.shop_code, "why": why}
    return render(request, "outbound/cannot.html", context)


def _show(
    request: Request, standing: Standing, form: OutboundForm, offers: list[SpeedOffer] | None = None, *,
    status: int = 200,
) -> Response:  # fmt: skip
    missing = Missing(form.values["missing"])
    goes = [each for each in offers or [] if each.goes(missing)]
    if goes and form.values["speed"] not in [each.speed.value for each in goes]:
        form.values["speed"] = goes[0].speed.value
    names = {line.code: line for line, _left in form.lines}
    seen = ",".join(f"{each.speed.value}={_seen(each.total)}" for each in goes if each.total)
    context: dict[str, Any] = {
        "shell": standing.frame, "shop_code": standing.shop_code, "form": form, "said": form.values, "offers": offers,
        "errors": form.errors, "goes": goes, "names": names, "fee_seen": seen, "words": outbound_words,
        "missings": list(Missing), "path": path_of(standing.shop_code), "all_missing": missing, "order": form.order,
    }  # fmt: skip
    return render(request, "outbound/form.html", context, status=status)


def _state(request: Request, standing: Standing, last: KeptOutbound) -> Response:
    seller = next((each for each in standing.frame.sellers if each.id == last.seller_id), None)
    place = (
        next((p for p in seller.marketplaces if p.marketplace_id == last.marketplace_id), None)
        if seller
        else None
    )
    names = {line.code: line for line in last.lines}
    context = {
        "shell": standing.frame, "order": last, "shop_code": standing.shop_code, "tries": standing.tries[1:],
        "state": outbound_words.state_of(last), "problems": problems(last), "place": place, "seller": seller,
        "fee": Money(last.fee, last.currency) if last.fee is not None else None, "words": outbound_words,
        "may_cancel": last.open and last.cancel_at is None and (last.state is None or last.state in CANCELLABLE),
        "may_again": _may_again(last), "path": path_of(standing.shop_code), "names": names,
        "moving": last.stage in ("create", "follow") and last.state not in (State.COMPLETE, State.PARTIAL),
        "observing": bool(seller and seller.observing), "said": request.query_params.get("said", ""),
        "state_of": outbound_words.state_of,
    }  # fmt: skip
    return render(
        request, "outbound/one.html", context, fragment="state" if wants_fragment(request) else None
    )


def _seen(total: Money | None) -> str:
    return f"{total.amount}{total.currency}" if total else ""
