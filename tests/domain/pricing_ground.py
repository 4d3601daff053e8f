"""Policies and products for the rules of prices: every currency of Amazon, everything that a policy can say."""

from decimal import Decimal
from functools import cache
from typing import Any

from hypothesis import strategies as st

from backend.domain.catalog import Attribute, Product, Variation
from backend.domain.conversion import Market
from backend.domain.money import Money, digits
from backend.domain.pricing import PriceResult, explain_price
from backend.domain.rates import Rate
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
    Rounding,
    SalePrice,
    SellingPolicy,
    Tier,
)  # fmt: skip
from backend.marketplaces.amazon.regions import COUNTRIES
from tests.domain.samples import a_product

TODAY = "2026-11-26"
CURRENCIES = sorted({country.currency for country in COUNTRIES})
AMOUNTS = st.integers(1, 10**9)
currencies = st.sampled_from(CURRENCIES)
RATES = tuple(
    Rate("EUR", currency, Decimal(rate), "ecb", "2026-11-25")
    for currency, rate in zip(
        CURRENCIES,
        ("4.27", "1.77", "6.18", "1.61", "55.1", "1", "0.8561", "103.9", "181.2", "21.2", "4.23", "4.36", "10.97",
         "1.5", "49.1", "1.1625", "19.9"), strict=False,
    )
)  # fmt: skip
roundings = st.builds(
    Rounding, st.integers(0, 999), st.sampled_from([1, 5, 10, 50, 100, 500, 1000]), st.sampled_from(list(Direction)),
    st.sampled_from(["", *CURRENCIES]),
)  # fmt: skip
percents = st.integers(-9_000, 20_000)


def named(name: str, value: str) -> Attribute:
    return Attribute("CUSTOM", name, value)


def a_good(
    price: Money, *attributes: Attribute, compare_at: int | None = None, cost: int | None = None,
    wholesale: tuple[tuple[int, int], ...] = (),
) -> Variation:  # fmt: skip
    def money(amount: int | None) -> Money | None:
        return Money(amount, price.currency) if amount is not None else None

    kept = tuple((pieces, Money(amount, price.currency)) for pieces, amount in wholesale)
    return Variation(
        0, "MILL-01", (), price, 7, attributes, compare_at_price=money(compare_at), cost_price=money(cost),
        wholesale=kept,
    )  # fmt: skip


def priced(
    policy: SellingPolicy, variation: Variation, currency: str = "EUR", today: str = TODAY,
    product: Product | None = None,
) -> PriceResult:  # fmt: skip
    return explain_price(product or a_product(), variation, policy, Market(currency, RATES, today))


@cache
def changes(currency: str) -> st.SearchStrategy[tuple[Change, ...]]:
    one = st.one_of(
        st.builds(Change, st.just(ChangeKind.PERCENT), percents),
        st.builds(
            Change, st.just(ChangeKind.AMOUNT),
            amount=st.builds(Money, st.integers(-500, 5_000), st.sampled_from([currency, "EUR", "JPY"])),
        ),
        st.builds(
            Change, st.sampled_from([ChangeKind.ATTRIBUTE_PERCENT, ChangeKind.ATTRIBUTE_AMOUNT]),
            attribute=st.sampled_from(["Surcharge", "Nothing"]), less=st.booleans(),
        ),
    )  # fmt: skip
    return st.lists(one, max_size=3).map(tuple)


prices_from = st.builds(
    PriceFrom, st.sampled_from(list(PriceSource)), attribute=st.just("Price"), pieces=st.integers(1, 20),
    else_price=st.booleans(),
)  # fmt: skip
tiers = st.lists(
    st.builds(Tier, st.integers(2, 60), st.none() | st.integers(1, 5_000)), max_size=6
).map(lambda found: tuple(sorted(found, key=lambda tier: tier.pieces)))  # fmt: skip


@cache
def policies(currency: str = "EUR", **fixed: Any) -> st.SearchStrategy[SellingPolicy]:
    """Any policy for a marketplace with this currency; made once, since that takes longer than a draw."""
    asked = {
        "price": prices_from, "changes": changes(currency), "conversion": st.just(Conversion.MARKET),
        "vat": st.sampled_from([0, 0, 550, 2000]), "roundings": st.lists(roundings, max_size=3).map(tuple),
        "floor": st.none() | st.integers(0, 10**6).map(lambda amount: Money(amount, currency)),
        "cost_margin": st.none() | st.integers(0, 5_000),
        "ceiling": st.none() | st.integers(10**4, 10**8).map(lambda amount: Money(amount, currency)),
        "sale": st.none() | st.builds(
            SalePrice, prices_from, changes(currency),
            st.sampled_from([Period.ALWAYS, Period.DATES]),
            st.sampled_from(["", "2026-11-01", "2026-12-01"]), st.sampled_from(["", "2026-11-20", "2026-12-24"]),
        ),
        "list_price": st.none() | prices_from,
        "business": st.none() | st.builds(BusinessPrice, prices_from, changes(currency), tiers),
        "rates": st.just((OwnRate("EUR", "USD", "1.2"),)),
    }  # fmt: skip
    return st.builds(SellingPolicy, **{**asked, **{name: st.just(value) for name, value in fixed.items()}})


_some = st.none() | st.integers(0, 10**7)
_wholesale = st.dictionaries(st.integers(2, 50), st.integers(1, 10**7), max_size=3)


@cache
def goods(currency: str = "EUR") -> st.SearchStrategy[Variation]:
    """A variation with a price in this currency and perhaps with all that a policy may ask for."""
    attributes = st.sampled_from([
        (), (named("Price", "12,50" if digits(currency) else "1234"), named("Surcharge", "3")),
        (named("Surcharge", "2,5 %"),), (named("Price", "soon"),),
    ])  # fmt: skip
    return st.builds(
        lambda amount, said, was, cost, wholesale: a_good(
            Money(amount, currency), *said, compare_at=was, cost=cost, wholesale=tuple(sorted(wholesale.items()))
        ),
        AMOUNTS, attributes, _some, _some, _wholesale,
    )  # fmt: skip
