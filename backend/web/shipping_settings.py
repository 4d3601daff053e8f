"""How packages are told of: the usual carrier, what has no number, and the answers about carriers."""

from collections.abc import Mapping

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from backend.domain.carriers import CARRIERS, named
from backend.storage import carrier_answers, order_settings, sendings
from backend.storage.carrier_answers import METHOD, USUAL, as_text, written
from backend.storage.sendings import UNTRACKED
from backend.web.order_parts import Part
from backend.web.rendering import country_name, link
from backend.web.resources import resources
from backend.web.sending_form import LONGEST_NAME, chosen_carrier
from backend.web.sending_words import sample_words
from backend.web.session import require
from backend.web.shell import Shell, shell

ASKED = ("which_carrier", "untracked")  # what another setting may answer


async def part(request: Request, frame: Shell, kept: Mapping[str, str]) -> Part:
    """What is set, and what was answered."""
    places = [
        (f"{USUAL}_{place}", country_name(country), _name(kept.get(f"{USUAL}_{place}", "")))
        for place, country in _places(frame).items()
    ]
    answers = [
        (each, sample_words(each.kind, each.sample), named(each.chosen.carrier, each.chosen.name))
        for each in await carrier_answers.of_shop(resources(request).db, frame.shop.id)
    ]
    return Part("orders/parts/shipping_settings.html", {
        "usual": _name(kept.get(USUAL, "")), "places": places if len(places) > 1 else [], "answers": answers,
        "untracked": kept.get(UNTRACKED) == "yes", "method": kept.get(METHOD, ""), "carriers": CARRIERS,
    })  # fmt: skip


async def keep(request: Request) -> Response:
    """POST: the settings; orders that waited because of them are looked at again."""
    home, frame = resources(request), await shell(request, "orders")
    form = {name: str(value) for name, value in (await request.form()).items()}
    values = {
        UNTRACKED: "yes" if form.get(UNTRACKED) else "",
        METHOD: form.get(METHOD, "").strip()[:LONGEST_NAME],
    }
    for name in (USUAL, *(f"{USUAL}_{place}" for place in _places(frame))):
        if name in form:
            chosen = chosen_carrier(form[name])
            values[name] = as_text(chosen) if chosen else ""
    async with home.db.transaction():
        await order_settings.keep(home.db, frame.shop.id, values)
        waiting = await sendings.asked(home.db, frame.shop.id, ASKED)
        await sendings.look_at(home.db, [order_id for order_id, _ in waiting], home.now())
    for seller_id in sorted({seller_id for _, seller_id in waiting}):
        await home.wake("shipments", seller_id)
    return RedirectResponse(link("/orders/settings", said="kept"), 303)


async def answer(request: Request) -> Response:
    """POST: an answer about carriers is changed (`carrier`), or forgotten."""
    home, shop_id = resources(request), require(request).shop_id
    form = {name: str(value) for name, value in (await request.form()).items()}
    sample = (form.get("kind", ""), form.get("sample", "")[:200])
    known = {(each.kind, each.sample) for each in await carrier_answers.of_shop(home.db, shop_id)}
    chosen = chosen_carrier(form.get("carrier", ""))
    if sample in known and form.get("do") == "forget":
        await carrier_answers.forget(home.db, shop_id, sample)
    elif sample in known and chosen is not None:
        await carrier_answers.keep(home.db, shop_id, sample, chosen, home.now())
    return RedirectResponse(link("/orders/settings", said="kept"), 303)


def _places(frame: Shell) -> dict[str, str]:
    """The marketplaces where the shop sells, each once, and their countries."""
    return {
        place.marketplace_id: place.country
        for seller in frame.connected
        for place in seller.marketplaces
        if place.participating
    }


def _name(text: str) -> str:
    chosen = written(text)
    return named(chosen.carrier, chosen.name) if chosen else ""
