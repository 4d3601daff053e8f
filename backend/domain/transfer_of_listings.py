"""What the file of an export says of single listings besides their links: values set by hand, problems that are muted,
and what is said of a product of its own."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from backend.domain.by_hand import MOST
from backend.domain.details import Details
from backend.domain.issues import CAUSES, Cause
from backend.domain.money import Money
from backend.domain.transfer import BadLine, a_text, an_object

LATEST = 2**33  # the last moment, epoch seconds UTC, that a file may name


@dataclass(frozen=True, slots=True)
class Place:
    """The listing that a line is about: the shop's SKU, Amazon's ids of account and marketplace."""

    sku: str
    seller: str
    region: str
    marketplace_id: str


@dataclass(frozen=True, slots=True)
class ByHandLine:
    """A price or a quantity, the other one None; `ends` (epoch seconds UTC) None: until it is taken back. The quantity
    is what was left of it."""

    place: Place
    price: Money | None = None
    quantity: int | None = None
    ends: int | None = None


@dataclass(frozen=True, slots=True)
class MutedLine:
    """A problem that was left as it is, and why. `mark` tells it from others of its cause; "": any of them."""

    place: Place
    cause: Cause
    mark: str
    reason: str


@dataclass(frozen=True, slots=True)
class DetailsLine:
    """What the listing says of a product of its own."""

    place: Place
    details: Details


def read_by_hand_line(said: object) -> ByHandLine:
    """Raises BadLine."""
    line = an_object(said)
    price, quantity = _money(line.get("price")), _count(line.get("quantity"), MOST)
    if (price is None) == (quantity is None):
        raise BadLine("unreadable")
    return ByHandLine(_place(line), price, quantity, _count(line.get("ends"), LATEST))


def read_muted_line(said: object) -> MutedLine:
    """Raises BadLine; `unknown` for a problem that nobody knows."""
    line = an_object(said)
    cause = a_text(line, "cause")
    if not cause:
        raise BadLine("unreadable")
    if cause not in CAUSES:
        raise BadLine("unknown")
    return MutedLine(_place(line), Cause(cause), a_text(line, "mark"), a_text(line, "reason"))


def read_details_line(said: object) -> DetailsLine:
    """Raises BadLine."""
    line = an_object(said)
    kind, attributes = a_text(line, "product_type"), an_object(line.get("attributes"))
    whole = all(
        isinstance(value, list) and value and all(isinstance(each, Mapping) for each in value)
        for value in attributes.values()
    )
    if not kind or not whole:
        raise BadLine("unreadable")
    return DetailsLine(_place(line), Details(kind, attributes, line.get("exempt") is True))


def _place(line: Mapping[str, Any]) -> Place:
    found = Place(*(a_text(line, name) for name in ("sku", "seller", "region", "marketplace")))
    if not (found.sku and found.seller and found.marketplace_id):
        raise BadLine("unreadable")
    return found


def _count(said: object, most: int) -> int | None:
    """A whole number of at least 0, or None where nothing is said."""
    if said is None:
        return None
    if not isinstance(said, int) or isinstance(said, bool) or not 0 <= said <= most:
        raise BadLine("unreadable")
    return said


def _money(said: object) -> Money | None:
    """[minor units, currency], or None where nothing is said."""
    if said is None:
        return None
    if not isinstance(said, list) or len(said) != 2 or not isinstance(said[1], str):
        raise BadLine("unreadable")
    amount, currency = _count(said[0], MOST), said[1]
    if not amount or not (len(currency) == 3 and currency.isascii() and currency.isupper()):
        raise BadLine("unreadable")
    return Money(amount, currency)
