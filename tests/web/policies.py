"""Any selling policy that the form can say, and what its form is about."""

from typing import Any

from hypothesis import strategies as st

from backend.domain.money import Money
from backend.domain.selling import (
    BusinessPrice,
    Change,
    ChangeKind,
    Conversion,
    Direction,
    OwnRate,
    Period,
    PriceFrom,
    PriceSource,
    QuantitySource,
    Rounding,
    SalePrice,
    SellingPolicy,
    Tier,
)  # fmt: skip
from backend.storage.shops import Shop
from backend.web.policy_forms.about import About

CURRENCIES = ("EUR", "GBP", "JPY", "KWD")
NAMES = st.sampled_from(["Prix Amazon", "EAN", "Marge %"])
AMOUNTS = st.builds(Money, st.integers(1, 10_000_000), st.sampled_from(CURRENCIES))
DAYS = st.dates().map(lambda day: day.isoformat())


def a_shop(currency: str = "EUR") -> Shop:
    return Shop(
        1, 1003, "Atelier", "https://x.example", "open", "en", currency, "en", ("en", "fr"), "FR", "GRAM", "CM",
        frozenset(), 0, "secret",
    )  # fmt: skip


def about(currency: str = "EUR") -> About:
    return About(a_shop(currency), (), (currency, *(c for c in CURRENCIES if c != currency)), ())


@st.composite
def prices(draw: st.DrawFn) -> PriceFrom:
    source = draw(st.sampled_from(PriceSource))
    attribute = draw(NAMES) if source is PriceSource.ATTRIBUTE else ""
    pieces = draw(st.integers(1, 1000)) if source is PriceSource.WHOLESALE else 0
    return PriceFrom(source, attribute, pieces, draw(st.booleans()))


@st.composite
def changes(draw: st.DrawFn) -> Change:
    kind = draw(st.sampled_from(ChangeKind))
    match kind:
        case ChangeKind.PERCENT:
            return Change(kind, percent=draw(st.integers(-9_999, 100_000)))
        case ChangeKind.AMOUNT:
            money, sign = draw(AMOUNTS), draw(st.sampled_from((1, -1)))
            return Change(kind, amount=Money(sign * money.amount, money.currency))
        case _:
            return Change(kind, attribute=draw(NAMES), less=draw(st.booleans()))


@st.composite
def roundings(draw: st.DrawFn, currency: str) -> Rounding:
    direction = draw(st.sampled_from(Direction))
    if draw(st.booleans()):
        width = draw(st.integers(1, 5))
        return Rounding(draw(st.integers(0, 10**width - 1)), 10**width, direction, currency)
    return Rounding(0, draw(st.sampled_from((1, 5, 50, 500, 250, 25_000))), direction, currency)


@st.composite
def sales(draw: st.DrawFn) -> SalePrice:
    period = draw(st.sampled_from(Period))
    first, last = "", ""
    if period is Period.DATES:
        first, last = sorted((draw(DAYS), draw(DAYS)))
    if period is Period.ATTRIBUTES:
        first, last = draw(NAMES), draw(NAMES)
    return SalePrice(draw(prices()), tuple(draw(st.lists(changes(), max_size=2))), period, first, last)


@st.composite
def businesses(draw: st.DrawFn) -> BusinessPrice:
    pieces = sorted(draw(st.sets(st.integers(2, 10_000), max_size=5)))
    tiers = tuple(Tier(n, draw(st.none() | st.integers(1, 9_999))) for n in pieces)
    return BusinessPrice(draw(prices()), tuple(draw(st.lists(changes(), max_size=2))), tiers)


@st.composite
def selling_policies(draw: st.DrawFn) -> SellingPolicy:
    """Every field, as far as its form can say it."""
    pairs = draw(
        st.sets(st.sampled_from([(a, b) for a in CURRENCIES for b in CURRENCIES if a != b]), max_size=3)
    )
    rates = tuple(
        OwnRate(a, b, f"{draw(st.integers(1, 99_999)) / 10_000:.4f}".rstrip("0").rstrip("."))
        for a, b in sorted(pairs)
    )
    floor, ceiling = draw(st.none() | AMOUNTS), draw(st.none() | AMOUNTS)
    if floor and ceiling and floor.currency == ceiling.currency and ceiling < floor:
        floor, ceiling = ceiling, floor
    source = draw(st.sampled_from(QuantitySource))
    minimum, maximum = draw(st.integers(0, 500)), draw(st.none() | st.integers(500, 5_000))
    more: dict[str, Any] = {
        "conversion": draw(st.sampled_from(Conversion)) if rates else Conversion.MARKET, "rates": rates,
        "roundings": tuple(draw(roundings(c)) for c in sorted(draw(st.sets(st.sampled_from(("", *CURRENCIES)))))),
    }  # fmt: skip
    return SellingPolicy(
        price=draw(prices()), changes=tuple(draw(st.lists(changes(), max_size=4))), vat=draw(st.integers(0, 10_000)),
        floor=floor, cost_margin=draw(st.none() | st.integers(-10_000, 100_000)), ceiling=ceiling,
        largest_move=draw(st.none() | st.integers(0, 100_000)), sale=draw(st.none() | sales()),
        list_price=draw(st.none() | prices()), business=draw(st.none() | businesses()), quantity=source,
        fixed=draw(st.integers(1, 1000)),
        quantity_attribute=draw(NAMES) if source is QuantitySource.ATTRIBUTE else "",
        percentage=draw(st.integers(1, 100)), buffer=draw(st.integers(0, 100)), minimum=minimum, maximum=maximum,
        unlimited_quantity=draw(st.integers(0, 1000)), handling_days=draw(st.none() | st.integers(0, 30)), **more,
    )  # fmt: skip
