"""The prices beside the regular one: a sale price for a time, a list price, what companies pay. A price that is not
sent says why in its last step."""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Generic, TypeVar

from backend.domain.attribute_values import read_day, said
from backend.domain.conversion import Unpriced
from backend.domain.listing import Business, Sale, Step
from backend.domain.money import Money
from backend.domain.price_steps import (
    Basis,
    Bounds,
    bounded,
    converted,
    price_of,
    rounded,
    source,
    wholesale_from,
    with_vat,
)  # fmt: skip
from backend.domain.selling import BusinessPrice, Period, PriceFrom, PriceSource, SalePrice, Tier

T = TypeVar("T")
MOST_TIERS = 5  # Amazon takes no more (field.md 1.4)
_WHOLE = 10_000
# Last steps that say why a price is not sent.
NOT_SENT = frozenset((
    "unpriced", "not_lower", "not_higher", "business_over", "no_dates", "date_unreadable", "dates_crossed",
    "sale_over", "no_day", "set_by_hand", "no_companies",
))  # fmt: skip


@dataclass(frozen=True, slots=True)
class Beside(Generic[T]):
    """One of the other prices: None where it is not sent. `look_again` as in Explained."""

    value: T | None = None
    steps: tuple[Step, ...] = ()
    look_again: str = ""


class _NotSent(Exception):
    """Not sent, for the reason in the last step."""


def sale_of(basis: Basis, wanted: SalePrice, regular: int, bounds: Bounds) -> Beside[Sale]:
    """The sale price: lower than the regular one, never under a floor, with the same ending."""
    steps: list[Step] = []
    try:
        amount = price_of(basis, wanted.price, wanted.changes, bounds, steps)
        if amount >= regular:
            raise _dropped(steps, "not_lower", regular)
        first, last, again = _period(basis, wanted, amount, steps)
    except Unpriced as error:
        return Beside(None, (*steps, Step("unpriced", 0, error.problem.cause.value)))
    except _NotSent:
        return Beside(None, tuple(steps))
    return Beside(Sale(Money(amount, basis.market.currency), first, last), tuple(steps), again)


def _dropped(steps: list[Step], word: str, by: object = "") -> _NotSent:
    steps.append(Step(word, steps[-1].value, str(by), steps[-1].currency))
    return _NotSent()


def _period(basis: Basis, wanted: SalePrice, amount: int, steps: list[Step]) -> tuple[str, str, str]:
    """First and last day, and the day on which it begins or is over."""
    today = basis.market.today
    if not today:
        raise _dropped(steps, "no_day")
    if wanted.period is Period.ALWAYS:
        # Amazon asks for two days; whole years keep them still from one day to the next.
        year = int(today[:4])
        steps.append(Step("always", amount))
        return f"{year}-01-01", f"{year + 1}-12-31", f"{year + 1}-01-01"
    first, last = (_day(basis, wanted, text, steps) for text in (wanted.first, wanted.last))
    if last < first:
        raise _dropped(steps, "dates_crossed", f"{first} {last}")
    if last < today:
        raise _dropped(steps, "sale_over", last)
    steps.append(Step("dates", amount, f"{first} {last}"))
    return first, last, first if first > today else _after(last)


def _day(basis: Basis, wanted: SalePrice, text: str, steps: list[Step]) -> str:
    """One of the two days, as it stands or as an attribute says it."""
    name = text
    if wanted.period is Period.ATTRIBUTES:
        text = said(basis.product, basis.variation, name) if name else ""
    if not text:
        raise _dropped(steps, "no_dates", name)
    day = read_day(text)
    if not day:
        raise _dropped(steps, "date_unreadable", text[:40])
    return day


def _after(day: str) -> str:
    try:
        return (date.fromisoformat(day) + timedelta(days=1)).isoformat()
    except OverflowError:
        return ""


def list_of(basis: Basis, wanted: PriceFrom, regular: int) -> Beside[Money]:
    """The list price: what the shop says, with VAT; higher than the regular price or not sent."""
    steps: list[Step] = []
    try:
        amount = with_vat(basis, converted(basis, source(basis, wanted, steps), steps), steps)
        if amount <= regular:
            raise _dropped(steps, "not_higher", regular)
    except Unpriced as error:
        return Beside(None, (*steps, Step("unpriced", 0, error.problem.cause.value)))
    except _NotSent:
        return Beside(None, tuple(steps))
    return Beside(Money(amount, basis.market.currency), tuple(steps))


def business_of(basis: Basis, wanted: BusinessPrice, regular: int, bounds: Bounds) -> Beside[Business]:
    """What companies pay, not more than everybody, with the tiers that are lower than the one before."""
    if not basis.market.companies:
        return Beside(None, (Step("no_companies", regular),))
    steps: list[Step] = []
    try:
        amount = price_of(basis, wanted.price, wanted.changes, bounds, steps)
        if amount > regular:
            raise _dropped(steps, "business_over", regular)
    except Unpriced as error:
        return Beside(None, (*steps, Step("unpriced", 0, error.problem.cause.value)))
    except _NotSent:
        return Beside(None, tuple(steps))
    tiers = _tiers(basis, wanted, amount, bounds, steps)
    return Beside(Business(Money(amount, basis.market.currency), tiers), tuple(steps))


def _tiers(
    basis: Basis, wanted: BusinessPrice, price: int, bounds: Bounds, steps: list[Step]
) -> tuple[tuple[int, Money], ...]:
    """The tiers, pieces growing and prices falling; one that does not fit is left out, and said."""
    found: list[tuple[int, Money]] = []
    pieces, lowest = 1, price
    for tier in wanted.tiers:
        amount = _tier(basis, wanted, tier, price, bounds)
        word = _fault(tier, amount, pieces, lowest, len(found))
        steps.append(Step(word or "tier", amount or lowest, str(tier.pieces)))
        if amount is not None and not word:
            pieces, lowest = tier.pieces, amount
            found.append((pieces, Money(amount, basis.market.currency)))
    return tuple(found)


def _fault(tier: Tier, amount: int | None, pieces: int, lowest: int, count: int) -> str:
    """Why a tier is left out; "" for one that fits."""
    if count == MOST_TIERS:
        return "tier_too_many"
    if tier.pieces <= pieces:
        return "tier_order"
    if amount is None:
        return "tier_no_price"
    return "tier_not_lower" if amount >= lowest else ""


def _tier(basis: Basis, wanted: BusinessPrice, tier: Tier, price: int, bounds: Bounds) -> int | None:
    """The price of one from so many pieces on: some percent less, or the shop's own wholesale price, which goes the
    same way as the business price. None where the shop has none."""
    unsaid: list[Step] = []
    if tier.percent is not None:
        if tier.percent >= _WHOLE:
            return None
        amount = max(1, (2 * price * (_WHOLE - tier.percent) + _WHOLE) // (2 * _WHOLE))
        return bounded(basis, rounded(amount, bounds.rounding, unsaid), bounds, unsaid)
    if wholesale_from(basis.variation, tier.pieces) is None:
        return None
    shops = PriceFrom(PriceSource.WHOLESALE, pieces=tier.pieces, else_price=False)
    try:
        return price_of(basis, shops, wanted.changes, bounds, unsaid)
    except Unpriced:
        return None
