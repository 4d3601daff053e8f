"""Preview: exactly what Amazon will receive for a variation, field by field in words, from the code that sends it."""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response

from backend.domain.listing import Offer
from backend.domain.money import NotMoney, from_major
from backend.domain.policy import Condition
from backend.storage import catalogue, hypothetical
from backend.web.explaining import Told, steps
from backend.web.languages import _
from backend.web.places import spots_of
from backend.web.preflight import AtPlace, Row, preflight
from backend.web.products import as_query, read_search
from backend.web.publish import condition_name, draft_of
from backend.web.rendering import link, money, number, render
from backend.web.resources import Resources, resources
from backend.web.sent_words import attribute_name, value_words

_AROUND = frozenset(("marketplace_id", "language_tag", "audience", "currency", "fulfillment_channel_code"))


@dataclass(frozen=True, slots=True)
class Field:
    """One thing that Amazon is told. `name` is Amazon's own word for it."""

    label: str
    value: str
    name: str


@dataclass(frozen=True, slots=True)
class Preview:
    """What one place receives. `open` says what is not known yet; `raw` is the body as it is sent, as JSON text."""

    at: AtPlace
    fields: tuple[Field, ...]
    open: tuple[str, ...]
    raw: str
    path: str
    price_steps: tuple[Told, ...]
    quantity_steps: tuple[Told, ...]


async def page(request: Request) -> Response:
    """GET: one variation, all places of the draft, one under the other; 404 for another shop's."""
    home = resources(request)
    frame, draft = await draft_of(request)
    wanted = request.path_params["variation_id"]
    product_id = await hypothetical.product_of(home.db, frame.shop.id, wanted)
    found = await catalogue.of_ids(home.db, [product_id]) if product_id else []
    rows = await (await preflight(home.db, draft, spots_of(frame, draft), home.now())).rows(found, set())
    line = next((each for row in rows for each in row.lines if each.kept.id == wanted), None)
    if line is None:
        raise HTTPException(404)
    row: Row = rows[0]
    search, page_number = read_search(request, frame.shop.currency)
    query = {**as_query(search, frame.shop.currency), "page": page_number if page_number > 1 else 0}
    context = {
        "shell": frame, "draft": draft, "row": row, "line": line, "previews": [told(home, at) for at in line.at],
        "siblings": [each for each in row.lines if each.kept.id != wanted][:50], "query": query,
        "back": link(f"/publish/{draft.id}/products", **query),
    }  # fmt: skip
    return render(request, "publish/preview.html", context)


def told(home: Resources, at: AtPlace) -> Preview:
    """The body that `publish` sends, made by the very same code, and the same in words."""
    offer, seller = at.offer, at.spot.seller
    if offer is None or seller is None:
        return Preview(at, (), (), "", "", (), ())
    kept = at.work.details
    body = home.marketplaces[seller.kind].body(
        offer, at.spot.place.marketplace_id, kept.details if kept else None
    )
    explained = at.foreseen.explained
    assert explained is not None
    return Preview(
        at, tuple(in_words(body, offer)), tuple(_open(at, offer)),
        json.dumps(body, ensure_ascii=False, indent=2), f"{seller.seller_code} / {offer.sku}",
        tuple(steps(explained.price_steps, offer.price.currency)), tuple(steps(explained.quantity_steps, "")),
    )  # fmt: skip


def _open(at: AtPlace, offer: Offer) -> Iterator[str]:
    if at.problem and at.words:
        yield _("Nothing of this is sent as long as something stops it: %s") % at.words.title
    if not offer.asin and at.work.details is None:
        yield _(
            "The ASIN is still open: Storelane finds it by the barcode, and only one certain match is taken. It is then"
            " sent as merchant_suggested_asin."
        )


def in_words(body: Mapping[str, Any], offer: Offer) -> Iterator[Field]:
    """Everything of a body, in its order: nothing is left out, and nothing is said that does not stand in it."""
    yield Field(_("SKU"), offer.sku, "sku")
    yield Field(_("Product type"), str(body.get("productType", "")), "productType")
    only_offer = body.get("requirements") == "LISTING_OFFER_ONLY"
    words = _("an offer on a product that Amazon has") if only_offer else _("a product with its offer")
    yield Field(_("What it is"), words, "requirements")
    for name, values in body.get("attributes", {}).items():
        for entry in values if isinstance(values, list) else [values]:
            yield from _attribute(name, entry, offer)


def _attribute(name: str, entry: Any, offer: Offer) -> Iterator[Field]:
    match name:
        case "condition_type":
            yield Field(_("Condition"), _condition(entry), name)
        case "purchasable_offer" if isinstance(entry, Mapping):
            yield from _offer(entry)
        case "fulfillment_availability" if isinstance(entry, Mapping):
            yield from _availability(entry)
        case _:
            words = _labels().get(name) or attribute_name(name, {})
            yield Field(words, value_words(json.dumps([entry], ensure_ascii=False)), name)


def _labels() -> dict[str, str]:
    return {
        "condition_note": _("Note on its condition"), "merchant_suggested_asin": _("ASIN"),
        "merchant_shipping_group": _("Shipping template"), "list_price": _("List price"),
    }  # fmt: skip


def _condition(entry: Any) -> str:
    said = str(entry.get("value", "")) if isinstance(entry, Mapping) else str(entry)
    return condition_name(Condition(said)) if said in {each.value for each in Condition} else said


def _offer(entry: Mapping[str, Any]) -> Iterator[Field]:
    """Prices of a purchasable offer, each with its dates and whom it is for."""
    currency = str(entry.get("currency", ""))
    business = _(" for companies") if entry.get("audience", "ALL") == "B2B" else ""
    names = {"our_price": _("Price"), "discounted_price": _("Sale price")}
    for part, value in entry.items():
        if part in _AROUND:
            continue
        for schedule in _schedules(value):
            words, rest = _price(schedule, currency)
            label = names.get(part) or attribute_name(part, {})
            yield Field(f"{label}{business}", f"{words} {rest}".strip(), f"purchasable_offer.{part}")


def _schedules(value: Any) -> Iterator[Mapping[str, Any]]:
    for one in value if isinstance(value, list) else [value]:
        if not isinstance(one, Mapping):
            yield {"value": one}
            continue
        inner = one.get("schedule")
        yield from (
            (each for each in inner if isinstance(each, Mapping)) if isinstance(inner, list) else (one,)
        )


def _price(schedule: Mapping[str, Any], currency: str) -> tuple[str, str]:
    left = dict(schedule)
    amount = left.pop("value_with_tax", None)
    try:
        words = money(from_major(amount, currency)) if amount is not None else ""
    except NotMoney:
        words = str(amount)
    said = [f"{attribute_name(key, {})} {_plain(value)}" for key, value in left.items()]
    return words, ", ".join(said)


def _plain(value: Any) -> str:
    return str(value) if isinstance(value, str | int | float) else json.dumps(value, ensure_ascii=False)


def _availability(entry: Mapping[str, Any]) -> Iterator[Field]:
    names = {"quantity": _("Quantity"), "lead_time_to_ship_max_days": _("Shipped within (days)")}
    channel = entry.get("fulfillment_channel_code")
    sent_by = _("you") if channel == "DEFAULT" else str(channel or "")
    yield Field(_("Sent to buyers by"), sent_by, "fulfillment_availability.fulfillment_channel_code")
    for part, value in entry.items():
        if part not in _AROUND:
            words = number(value) if isinstance(value, int) else _plain(value)
            yield Field(
                names.get(part) or attribute_name(part, {}), words, f"fulfillment_availability.{part}"
            )
