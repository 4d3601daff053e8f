"""The prices in a listing's attributes: what of them is wrong at once, and what buyers and companies see of them."""

import itertools
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

from backend.sandbox.amazon.issues import Issue, issue
from backend.sandbox.amazon.regions import MARKETPLACES

OFFER, LIST = "purchasable_offer", "list_price"
HIGHEST_PRICE = Decimal(999_999)
_PRICES = (
    "our_price", "discounted_price", "minimum_seller_allowed_price", "maximum_seller_allowed_price", "map_price",
)  # fmt: skip
Attributes = Mapping[str, Any]
Entry = Mapping[str, Any]


def price_issues(attributes: Attributes, marketplace_id: str) -> dict[str, Issue]:
    """The first thing wrong with the prices, by attribute. The schema has looked at their shape."""
    offers = attributes.get(OFFER, [])
    found = {}
    for name, prices, odd in (
        (OFFER, [price for entry in offers for price in _amounts(entry)], _odd(offers)),
        (LIST, [price for entry in attributes.get(LIST, []) if (price := _listed(entry)) is not None], False),
    ):
        codes = [code for price in prices if (code := _code(price, marketplace_id))]
        if codes or odd:
            found[name] = issue(codes[0] if codes else "8105", marketplace_id, name, [name])
    return found


def _code(price: Decimal, marketplace_id: str) -> str:
    if price <= 0:
        return "90114"
    if price > HIGHEST_PRICE:
        return "90113"
    return "8105" if price != round(price, MARKETPLACES[marketplace_id].digits) else ""


def _amounts(entry: Entry) -> Iterator[Decimal]:
    for name in _PRICES:
        if (price := _price(entry, name)) is not None:
            yield price
    plan = _schedule(entry, "quantity_discount_plan")
    if plan.get("discount_type") == "fixed":
        yield from (value for _, value in _levels(plan))


def _odd(offers: Any) -> bool:
    """Whether the prices of an offer contradict each other: a sale that is no lower or ends before it begins, tiers
    that do not fall, companies that pay more than everybody."""
    regular = {_audience(entry): _price(entry, "our_price") for entry in offers if isinstance(entry, Mapping)}
    all_pay, companies_pay = regular.get("ALL"), regular.get("B2B")
    if all_pay is not None and companies_pay is not None and companies_pay > all_pay:
        return True
    return any(_odd_sale(entry) or _odd_tiers(entry) for entry in offers if isinstance(entry, Mapping))


def _odd_sale(entry: Entry) -> bool:
    sale, price = _price(entry, "discounted_price"), _price(entry, "our_price")
    if sale is None:
        return False
    said = _schedule(entry, "discounted_price")
    try:
        first, last = (_moment(said[name]) for name in ("start_at", "end_at"))
        return first >= last or (price is not None and sale >= price)
    except (KeyError, TypeError, ValueError):
        return True


def _odd_tiers(entry: Entry) -> bool:
    plan = _schedule(entry, "quantity_discount_plan")
    levels = _levels(plan)
    price = _price(entry, "our_price")
    if not levels or price is None:
        return bool(plan)
    if _audience(entry) != "B2B":
        return True
    if plan.get("discount_type") == "percent":
        levels = [(pieces, price * (1 - share / 100)) for pieces, share in levels]
    steps = [(1, price), *levels]
    return any(
        more <= fewer or cheaper >= dearer for (fewer, dearer), (more, cheaper) in itertools.pairwise(steps)
    )


def prices_shown(attributes: Attributes, marketplace_id: str) -> dict[str, Any]:
    """What is seen of the prices: `price`, `currency`, `sale` (price, from, until), `business`, `tiers`, `list_price`;
    amounts as decimal text, None where there is none."""
    place = MARKETPLACES[marketplace_id]

    def text(price: Decimal | None) -> str | None:
        return None if price is None else f"{price:.{place.digits}f}"

    shown: dict[str, Any] = {
        "price": None, "currency": place.currency, "sale": None, "business": None, "tiers": [], "list_price": None,
    }  # fmt: skip
    for entry in attributes.get(OFFER, []):
        if entry.get("marketplace_id") != marketplace_id:
            continue
        price = text(_price(entry, "our_price"))
        if _audience(entry) == "ALL" and price is not None:
            sale, said = text(_price(entry, "discounted_price")), _schedule(entry, "discounted_price")
            held = [sale, said.get("start_at"), said.get("end_at")] if sale is not None else None
            shown |= {"price": price, "currency": entry.get("currency", place.currency), "sale": held}
        if _audience(entry) == "B2B":
            levels = _levels(_schedule(entry, "quantity_discount_plan"))
            shown |= {"business": price, "tiers": [[pieces, text(value)] for pieces, value in levels]}
    for entry in attributes.get(LIST, []):
        if entry.get("marketplace_id", marketplace_id) == marketplace_id:
            shown["list_price"] = text(_listed(entry))
    return shown


def price_now(offer: Mapping[str, Any], now: float) -> str | None:
    """What everybody pays at this moment: the sale price while it runs."""
    price: str | None = offer.get("price")
    sale = offer.get("sale")
    if price is None or not sale:
        return price
    first, last = (_moment(each).timestamp() for each in sale[1:])
    return str(sale[0]) if first <= now <= last else price


def _moment(said: object) -> datetime:
    """A day or a moment; without a zone it is UTC. Raises ValueError."""
    read = datetime.fromisoformat(str(said))
    return read if read.tzinfo else read.replace(tzinfo=UTC)


def _audience(entry: Entry) -> str:
    return str(entry.get("audience", "ALL"))


def _schedule(entry: Entry, name: str) -> dict[str, Any]:
    try:
        return dict(entry[name][0]["schedule"][0])
    except (KeyError, IndexError, TypeError, ValueError):
        return {}


def _price(entry: Entry, name: str) -> Decimal | None:
    return _number(_schedule(entry, name).get("value_with_tax"))


def _listed(entry: Entry) -> Decimal | None:
    return _number(entry.get("value_with_tax", entry.get("value")))


def _levels(plan: Entry) -> list[tuple[int, Decimal]]:
    try:
        return [(int(level["lower_bound"]), Decimal(str(level["value"]))) for level in plan.get("levels", [])]
    except (KeyError, TypeError, ValueError, ArithmeticError):
        return []


def _number(said: object) -> Decimal | None:
    try:
        return None if said is None else Decimal(str(said))
    except ArithmeticError:
        return None
