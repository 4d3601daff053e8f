"""Prices: what must hold for every price, policy and currency, and the ones of the sketches."""

import itertools
import math
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from backend.domain.beside import MOST_TIERS, NOT_SENT
from backend.domain.catalog import Variation
from backend.domain.conversion import Market
from backend.domain.issues import Cause
from backend.domain.money import Money, digits
from backend.domain.price_steps import rounding_for
from backend.domain.pricing import PriceResult, explain_price, price_problem
from backend.domain.selling import Change, ChangeKind, Direction, PriceFrom, Rounding, SellingPolicy
from tests.domain.pricing_ground import (
    AMOUNTS,
    CURRENCIES,
    RATES,
    TODAY,
    a_good,
    changes,
    currencies,
    goods,
    policies,
    priced,
    roundings,
)  # fmt: skip
from tests.domain.samples import a_product

_WHOLE = 10_000


def policy_of(change: int = 0, ending: int | None = None, floor: Money | None = None) -> SellingPolicy:
    changes = (Change(ChangeKind.PERCENT, change),) if change else ()
    return SellingPolicy(
        changes=changes, roundings=() if ending is None else (Rounding(ending, 100),), floor=floor
    )


def in_euros(amount: int, policy: SellingPolicy) -> PriceResult:
    return priced(policy, a_good(Money(amount, "EUR")))


@given(st.data(), currencies, currencies)
def test_every_price_keeps_currency_bounds_and_ending_and_is_something(
    data: st.DataObject, theirs: str, shops: str
) -> None:
    policy, good = data.draw(policies(theirs)), data.draw(goods(shops))
    result = priced(policy, good, theirs)
    assert (result.price is None) == (result.problem is not None)
    if result.price is None:
        return
    prices = [result.price]
    if result.sale.value:
        assert result.sale.value.price < result.price
        prices.append(result.sale.value.price)
    if result.business.value:
        assert result.business.value.price <= result.price
        prices += [result.business.value.price, *(price for _, price in result.business.value.tiers)]
    rounding = rounding_for(policy, theirs)
    for price in prices:
        assert price.currency == theirs and price.amount > 0
        assert policy.floor is None or policy.floor <= price
        assert policy.ceiling is None or price <= policy.ceiling
        assert rounding is None or (price.amount - rounding.ending) % rounding.step == 0
        if policy.cost_margin is not None and good.cost_price and shops == theirs:
            assert price.amount * _WHOLE >= good.cost_price.amount * (_WHOLE + policy.cost_margin)
    if result.list_price.value:
        assert result.list_price.value.currency == theirs and result.price < result.list_price.value


@given(st.data(), currencies)
def test_tiers_grow_in_pieces_and_fall_in_price(data: st.DataObject, currency: str) -> None:
    business = priced(data.draw(policies(currency)), data.draw(goods(currency)), currency).business.value
    if business is None:
        return
    found = [(1, business.price), *business.tiers]
    assert len(business.tiers) <= MOST_TIERS
    for (fewer, dearer), (more, cheaper) in itertools.pairwise(found):
        assert fewer < more and cheaper < dearer


@given(st.data(), currencies, currencies, AMOUNTS, AMOUNTS)
def test_a_dearer_product_is_never_offered_cheaper(
    data: st.DataObject, theirs: str, shops: str, one: int, other: int
) -> None:
    policy = data.draw(policies(theirs, price=PriceFrom()))
    low, high = (priced(policy, a_good(Money(n, shops)), theirs) for n in sorted((one, other)))
    if low.price is not None:
        assert high.price is not None and low.price <= high.price
    if low.sale.value and high.sale.value:
        assert low.sale.value.price <= high.sale.value.price
    if low.business.value and high.business.value:
        assert low.business.value.price <= high.business.value.price


@given(st.data(), currencies, currencies)
def test_the_steps_add_up(data: st.DataObject, theirs: str, shops: str) -> None:
    """Each step follows from the one before by what it says, and the last one is the price."""
    policy = data.draw(policies(theirs))
    result = priced(policy, data.draw(goods(shops)), theirs)
    if result.price is None:
        return
    assert result.steps[-1].value == result.price.amount
    for before, step in itertools.pairwise(result.steps):
        match step.word:
            case "change" | "vat":
                exact = Fraction(before.value * (_WHOLE + int(step.by)), _WHOLE)
                assert step.value == max(1, int(exact + Fraction(1, 2)))
            case "amount" | "attribute_amount":
                assert step.value == before.value + int(step.by.split(" ")[0])
            case "ceiling":
                assert step.value <= min(before.value, int(step.by))
            case "floor" | "cost_floor":
                assert step.value >= max(before.value, int(step.by.split(" ")[0]))
            case "no_cost" | "change_absent":
                assert step.value == before.value
            case "attribute_percent":
                exact = Fraction(before.value * (_WHOLE + int(step.by.split(" ")[0])), _WHOLE)
                assert step.value == max(1, math.floor(exact + Fraction(1, 2)))
            case "converted":
                source, target, rate, *_rest = step.by.split(" ")
                assert (source, target) == (before.currency, theirs)
                exact = before.value * Fraction(rate) * Fraction(10) ** (digits(theirs) - digits(source))
                assert abs(step.value - exact) <= max(1, exact / 100_000)  # six digits of the rate are said
            case "ending":
                ending, apart = (int(part) for part in step.by.split(" "))
                assert (step.value - ending) % apart == 0 and step.value > 0
                assert abs(step.value - before.value) < apart or step.value <= apart
            case word:
                raise AssertionError(word)
    for beside in (result.sale, result.list_price, result.business):
        assert (beside.value is None) == (not beside.steps or beside.steps[-1].word in NOT_SENT)
    if result.sale.value:
        assert result.sale.steps[-1].value == result.sale.value.price.amount


@given(st.data(), currencies, currencies)
def test_the_quick_look_finds_the_same_problem(data: st.DataObject, theirs: str, shops: str) -> None:
    policy, good = data.draw(policies(theirs)), data.draw(goods(shops))
    market = Market(theirs, RATES, TODAY)
    full = explain_price(a_product(), good, policy, market)
    assert price_problem(a_product(), good, policy, market) == full.problem


@given(AMOUNTS, st.integers(-9_999, 50_000))
def test_a_change_is_exact_and_rounded_half_up(amount: int, change: int) -> None:
    exact = Fraction(amount * (10_000 + change), 10_000)
    result = in_euros(amount, policy_of(change))
    assert result.price is not None
    assert result.price.amount == max(1, int(exact + Fraction(1, 2)))


@given(AMOUNTS, roundings, currencies)
def test_an_ending_is_the_nearest_one_in_its_direction(
    amount: int, rounding: Rounding, currency: str
) -> None:
    result = priced(SellingPolicy(roundings=(rounding,)), a_good(Money(amount, currency)), currency)
    fitted = rounding_for(SellingPolicy(roundings=(rounding,)), currency)
    assert result.price is not None
    found = result.price.amount
    if fitted is None:
        assert found == amount
    elif fitted.direction is Direction.UP:
        assert amount <= found < amount + fitted.step
    elif fitted.direction is Direction.DOWN:
        assert amount - fitted.step < found <= amount or found <= fitted.step
    else:
        assert 2 * abs(found - amount) <= fitted.step or found <= fitted.step


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
    assert in_euros(price, policy).price == Money(offered, "EUR")


def test_yen_end_in_hundreds() -> None:
    result = priced(policy_of(800, 80), a_good(Money(1870, "JPY")), "JPY")
    assert [step.value for step in result.steps] == [1870, 2020, 1980]


@pytest.mark.parametrize(
    ("currency", "offered"), [("EUR", 2499), ("JPY", 2499), ("KRW", 24_990), ("KWD", 24_990)]
)
def test_one_ending_for_all_fits_the_length_of_a_currencys_prices(currency: str, offered: int) -> None:
    amount = 2483 * (10 if currency == "KRW" else 10 ** max(0, digits(currency) - 2))
    assert priced(policy_of(0, 99), a_good(Money(amount, currency)), currency).price == Money(
        offered, currency
    )


def test_a_currency_of_its_own_ending_takes_that() -> None:
    policy = SellingPolicy(roundings=(Rounding(99, 100), Rounding(0, 500, Direction.UP, "PLN")))
    assert priced(policy, a_good(Money(10_001, "PLN")), "PLN").price == Money(10_500, "PLN")
    assert in_euros(10_001, policy).price == Money(9_999, "EUR")


@pytest.mark.parametrize("amount", [0, -1])
def test_a_product_without_a_price_is_not_offered(amount: int) -> None:
    result = in_euros(amount, SellingPolicy())
    assert result.price is None and result.problem and result.problem.cause is Cause.NO_PRICE


@pytest.mark.parametrize(
    "change", [Change(ChangeKind.PERCENT, -10_000), Change(ChangeKind.AMOUNT, amount=Money(-100, "EUR"))]
)
def test_giving_it_away_is_no_price(change: Change) -> None:
    result = in_euros(100, SellingPolicy(changes=(change,)))
    assert result.price is None and result.problem and result.problem.cause is Cause.NOTHING_LEFT


@pytest.mark.parametrize("floor", [None, Money(100, "EUR")])
def test_another_currency_is_not_changed_into_one(floor: Money | None) -> None:
    result = priced(SellingPolicy(floor=floor), a_good(Money(100, "EUR")), "GBP")
    assert result.price is None and result.problem
    assert result.problem.details == {"yours": "EUR", "theirs": "GBP"}


@given(st.data(), currencies)
def test_changes_are_made_in_their_order(data: st.DataObject, currency: str) -> None:
    """The words of the steps are those of the changes, whatever else the policy asks for."""
    wanted: tuple[Change, ...] = data.draw(changes(currency))
    good: Variation = data.draw(goods(currency))
    result = priced(data.draw(policies(currency, price=PriceFrom(), changes=wanted)), good, currency)
    if result.price is None:
        return
    words = [step.word for step in result.steps]
    said = ("change", "amount", "attribute_percent", "attribute_amount", "change_absent")
    assert len([word for word in words if word in said]) == len(wanted)


def test_every_currency_of_amazon_is_tried() -> None:
    assert {"JPY", "EUR", "USD", "INR", "EGP"} <= set(CURRENCIES) and len(CURRENCIES) == len(RATES)
