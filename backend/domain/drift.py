"""Drift: what Amazon shows against what was sent, field by field."""

from dataclasses import dataclass

from backend.domain.following import EVERYTHING
from backend.domain.listing import Offer, Shown
from backend.domain.money import Money, to_major
from backend.domain.revising import shows
from backend.domain.synchronization import Field


@dataclass(frozen=True, slots=True)
class Difference:
    """One field that is not as it was sent; both values as a person reads them raw (major units, pieces, an ASIN)."""

    field: str  # price, business_price, quantity, asin
    wanted: str
    shown: str


def differences(
    sent: Offer | None, shown: Shown | None, expected: int | None, follows: frozenset[Field] = EVERYTHING
) -> list[Difference]:
    """What is not as it was sent; nothing for what Amazon does not say. `expected` pieces: what was sent less what was
    sold since, as far as it is known (None: not known). Amazon's own warehouse counts for itself, and a price that does
    not follow the shop (`follows`) is whatever it is there."""
    if sent is None or shown is None or not shown.known:
        return []
    found = []
    if Field.PRICE in follows and shown.price is not None and not shows(sent, shown.price):
        found.append(_of_prices("price", sent.price, shown.price))
    business = sent.business if Field.BUSINESS_PRICE in follows else None
    if shown.business_price and business and shown.business_price != business.price:
        found.append(_of_prices("business_price", business.price, shown.business_price))
    if (
        expected is not None
        and shown.quantity is not None
        and not shown.fulfilled_by_amazon
        and not sent.by_amazon
        and shown.quantity > expected  # fewer are sales, until orders say otherwise
    ):
        found.append(Difference("quantity", str(expected), str(shown.quantity)))
    if shown.asin and sent.asin and shown.asin != sent.asin:
        found.append(Difference("asin", sent.asin, shown.asin))
    return found


def _of_prices(field: str, sent: Money, shown: Money) -> Difference:
    wanted, seen = (f"{to_major(price)} {price.currency}" for price in (sent, shown))
    return Difference(field, wanted, seen)
