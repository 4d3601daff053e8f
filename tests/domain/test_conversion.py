"""Conversion: by which rate a price crosses over, and that none is guessed."""

from decimal import Decimal

import pytest
from hypothesis import given

from backend.domain.conversion import Market, Unpriced, crossed, rate_for
from backend.domain.issues import Cause
from backend.domain.money import Money
from backend.domain.rates import Rate
from backend.domain.selling import Conversion, Direction, OwnRate, SellingPolicy
from tests.domain.pricing_ground import AMOUNTS, RATES, currencies

MARKET = SellingPolicy(conversion=Conversion.MARKET)
KNOWN = (
    Rate("EUR", "USD", Decimal("1.25"), "ecb", "2026-11-25"),
    Rate("EUR", "JPY", Decimal(160), "ecb", "2026-11-24"),
)


def in_yen(money: Money, policy: SellingPolicy = MARKET, direction: Direction = Direction.NEAREST) -> Money:
    return crossed(money, policy, Market("JPY", KNOWN), direction)


def test_a_price_crosses_by_the_rate_its_inverse_or_a_third_currency() -> None:
    assert in_yen(Money(1250, "EUR")) == Money(2000, "JPY")
    assert crossed(Money(125, "USD"), MARKET, Market("EUR", KNOWN)) == Money(100, "EUR")
    assert in_yen(Money(1250, "USD")) == Money(1600, "JPY")
    assert rate_for("USD", "JPY", MARKET, Market("JPY", KNOWN)).day == "2026-11-24", "as old as the older one"


def test_own_rates_are_the_merchants_and_no_others() -> None:
    policy = SellingPolicy(
        conversion=Conversion.OWN, rates=(OwnRate("EUR", "JPY", "150"), OwnRate("X", "JPY", "?"))
    )
    assert in_yen(Money(100, "EUR"), policy) == Money(150, "JPY")
    with pytest.raises(Unpriced) as error:
        in_yen(Money(100, "USD"), policy)
    assert error.value.problem.cause is Cause.NO_RATE


@pytest.mark.parametrize("rate", ["", "0", "-1", "NaN", "Infinity", "a lot"])
def test_a_rate_that_is_none_is_not_used(rate: str) -> None:
    policy = SellingPolicy(conversion=Conversion.OWN, rates=(OwnRate("EUR", "JPY", rate),))
    with pytest.raises(Unpriced):
        in_yen(Money(100, "EUR"), policy)


def test_a_policy_that_does_not_convert_says_so() -> None:
    with pytest.raises(Unpriced) as error:
        in_yen(Money(100, "EUR"), SellingPolicy())
    assert error.value.problem.cause is Cause.OTHER_CURRENCY


@given(AMOUNTS, currencies, currencies)
def test_limits_are_rounded_to_their_own_side(amount: int, source: str, target: str) -> None:
    market = Market(target, RATES)
    down, near, up = (crossed(Money(amount, source), MARKET, market, each) for each in (
        Direction.DOWN, Direction.NEAREST, Direction.UP,
    ))  # fmt: skip
    assert Money(0, target) < down and down <= near and near <= up
    assert up.amount - down.amount <= 1
