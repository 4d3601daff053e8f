"""What was sent of an offer, field by field, as it is kept for good: the name, the value before, the value sent."""

from collections.abc import Mapping
from dataclasses import dataclass

from backend.domain.listing import Business, Offer, Revision
from backend.domain.money import Money, to_major

OFFER, PRICE, QUANTITY, HANDLING, CONDITION, NOTE, TEMPLATE, KIND, ASIN = (
    "listing", "price", "quantity", "handling_days", "condition", "condition_note", "shipping_template", "product_type",
    "asin",
)  # fmt: skip
SENDER = "sender"  # merchant or amazon
SALE, LIST, BUSINESS, TIERS = "sale_price", "list_price", "business_price", "business_tiers"
ATTRIBUTES = "attributes"  # before the name of each of Amazon's attributes: attributes/brand
FIELDS = (
    OFFER, ASIN, PRICE, SALE, LIST, BUSINESS, TIERS, QUANTITY, HANDLING, CONDITION, NOTE, TEMPLATE, KIND, SENDER,
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Sent:
    """One field; "" is nothing. Prices as 24.99 EUR, quantities in pieces, a sale with its days after it, tiers as
    pieces and price, one after the other."""

    field: str
    old: str
    new: str


def published(before: Offer | None, offer: Offer) -> tuple[Sent, ...]:
    """A whole offer: every field it has, with what was sent for it before."""
    old = _fields(before) if before else {}
    return tuple(Sent(name, old.get(name, ""), value) for name, value in _fields(offer).items() if value)


def revised(before: Offer | None, revision: Revision) -> tuple[Sent, ...]:
    """The parts of a revision; handling time goes with every quantity, the sale price with the price."""
    names = [PRICE] if revision.price else []
    names += [SALE] if revision.price or revision.sale else []
    names += [LIST] if revision.list_price else []
    names += [BUSINESS, TIERS] if revision.business else []
    names += [QUANTITY, HANDLING] if revision.quantity else []
    names += [CONDITION, NOTE, TEMPLATE] if revision.rest else []
    old, new = _fields(before) if before else {}, _fields(revision.offer)
    if revision.sender:
        names += [SENDER, QUANTITY, HANDLING]
        old[SENDER], new[SENDER] = (each.get(SENDER) or "merchant" for each in (old, new))
    return tuple(Sent(name, old.get(name, ""), new[name]) for name in names if new[name] or old.get(name))


def withdrawn(before: Offer | None, sku: str) -> tuple[Sent, ...]:
    """The listing itself goes."""
    return (Sent(OFFER, before.asin if before and before.asin else sku, ""),)


def attributes(before: Mapping[str, str], after: Mapping[str, str]) -> tuple[Sent, ...]:
    """The attributes of a product's details, and those that are no longer said; values as Amazon's JSON text."""
    gone = {name: "" for name in before if name not in after}
    return tuple(
        Sent(f"{ATTRIBUTES}/{name}", before.get(name, ""), value) for name, value in {**after, **gone}.items()
    )


def _fields(offer: Offer) -> dict[str, str]:
    return {
        ASIN: offer.asin,
        PRICE: _price(offer.price),
        SALE: f"{_price(offer.sale.price)} {offer.sale.first} {offer.sale.last}" if offer.sale else "",
        LIST: _price(offer.list_price) if offer.list_price else "",
        BUSINESS: _price(offer.business.price) if offer.business else "",
        TIERS: _tiers(offer.business) if offer.business else "",
        QUANTITY: "" if offer.by_amazon else str(offer.quantity),
        HANDLING: "" if offer.handling_days is None else str(offer.handling_days),
        CONDITION: offer.condition.value,
        NOTE: offer.condition_note,
        TEMPLATE: offer.shipping_template_id,
        KIND: offer.product_type,
        SENDER: "amazon" if offer.by_amazon else "",
    }


def _tiers(business: Business) -> str:
    return ", ".join(f"{pieces}: {_price(price)}" for pieces, price in business.tiers)


def _price(price: Money) -> str:
    return f"{to_major(price)} {price.currency}"
