"""Prices: what must hold for every price and policy, and the ones of the sketches."""

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from backend.domain.issues import Cause
from backend.domain.money import Money
from backend.domain.pricing import explain_price
from backend.domain.selling import Change, ChangeKind, Rounding, SellingPolicy

CURRENCIES = st.sampled_from(["EUR", "USD", "JPY", "KWD"])
AMOUNTS = st.integers(1, 10**9)


def policy_of(change: int = 0, ending: int | None = None, floor: Money | None = None) -> SellingPolicy:
    changes = (Change(ChangeKind.PERCENT, change),) if change else ()
    return SellingPolicy(
        changes=changes, roundings=() if ending is None else (Rounding(ending, 100),), floor=floor
    )


@st.composite
def policies(draw: st.DrawFn, currency: str = "EUR") -> SellingPolicy:
    floor = draw(st.none() | st.integers(0, 10**6).map(lambda amount: Money(amount, currency)))
    return policy_of(draw(st.integers(-9_999, 50_000)), draw(st.none() | st.integers(0, 99)), floor)


@given(st.data(), CURRENCIES, AMOUNTS)
def test_an_offer_keeps_currency_floor_ending_and_is_never_zero(
    data: st.DataObject, currency: str, amount: int
) -> None:
    policy = data.draw(policies(currency))
    result = explain_price(Money(amount, currency), policy, currency)
    assert result.price is not None and result.problem is None
    assert result.price.currency == currency and result.price.amount > 0
    assert policy.floor is None or policy.floor <= result.price
    for rounding in policy.roundings:
        assert result.price.amount % rounding.step == rounding.ending


@given(policies(), AMOUNTS, AMOUNTS)
def test_a_dearer_product_is_never_offered_cheaper(policy: SellingPolicy, one: int, other: int) -> None:
    low, high = (explain_price(Money(amount, "EUR"), policy, "EUR").price for amount in sorted((one, other)))
    assert low is not None and high is not None and low <= high


@given(policies(), AMOUNTS)
def test_the_steps_add_up(policy: SellingPolicy, amount: int) -> None:
    result = explain_price(Money(amount, "EUR"), policy, "EUR")
    assert result.steps[0].value == amount
    assert result.price == Money(result.steps[-1].value, "EUR")
    asked = [bool(policy.changes), bool(policy.roundings), policy.floor is not None]
    words = [word for word, wanted in zip(("change", "ending", "floor"), asked, strict=True) if wanted]
    assert [step.word for step in result.steps] == ["source", *words]


@given(AMOUNTS, st.integers(-9_999, 50_000))
def test_a_change_is_exact_and_rounded_half_up(amount: int, change: int) -> None:
    exact = Fraction(amount * (10_000 + change), 10_000)
    result = explain_price(Money(amount, "EUR"), policy_of(change), "EUR")
    assert result.price is not None
    assert result.price.amount == max(1, int(exact + Fraction(1, 2)))


@given(AMOUNTS, st.integers(0, 99))
def test_an_ending_is_the_nearest_one(amount: int, ending: int) -> None:
    result = explain_price(Money(amount, "EUR"), policy_of(ending=ending), "EUR")
    assert result.price is not None
    assert abs(result.price.amount - amount) <= 50 or result.price.amount <= 100


@pytest.mark.parametrize(
    ("price", "change", "ending", "floor", "offered"),
    [
        (2299, 800, 99, None, 2499),
        (2299, 800, None, None, 2483),
        (1, -6000, None, None, 1),
        (30, 0, 99, None, 99),
        (120, 0, 0, None, 100),
        (20, 0, 0, None, 100),
        (149, 0, 99, None, 199),
        (2299, -5000, 99, 1540, 1599),
        (2299, -5000, None, 1540, 1540),
    ],
)
def test_prices_of_the_sketches(
    price: int, change: int, ending: int | None, floor: int | None, offered: int
) -> None:
    policy = policy_of(change, ending, Money(floor, "EUR") if floor else None)
    assert explain_price(Money(price, "EUR"), policy, "EUR").price == Money(offered, "EUR")


def test_yen_end_in_hundreds() -> None:
    result = explain_price(Money(1870, "JPY"), policy_of(800, 80), "JPY")
    assert [step.value for step in result.steps] == [1870, 2020, 1980]


@pytest.mark.parametrize("amount", [0, -1])
def test_a_product_without_a_price_is_not_offered(amount: int) -> None:
    result = explain_price(Money(amount, "EUR"), SellingPolicy(), "EUR")
    assert result.price is None and result.problem and result.problem.cause is Cause.NO_PRICE


def test_giving_it_away_is_no_price() -> None:
    result = explain_price(Money(100, "EUR"), policy_of(-10_000), "EUR")
    assert result.problem and result.problem.cause is Cause.NO_PRICE


@pytest.mark.parametrize("floor", [None, Money(100, "EUR")])
def test_another_currency_is_not_changed_into_one(floor: Money | None) -> None:
    result = explain_price(Money(100, "EUR"), SellingPolicy(floor=floor), "GBP")
    assert result.price is None and result.problem
    assert result.problem.details == {"yours": "EUR", "theirs": "GBP"}
