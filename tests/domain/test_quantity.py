"""Quantities: never under nothing, never more than there is."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from backend.domain.quantity import QuantityResult, explain_quantity
from backend.domain.selling import QuantitySource, SellingPolicy
from backend.domain.stock import Stock
from tests.domain.pricing_ground import named
from tests.domain.samples import a_product, a_variation

FIXED, SAID = QuantitySource.FIXED, QuantitySource.ATTRIBUTE
STOCKS = st.integers(-1_000, 10**6)
POLICIES = st.builds(
    SellingPolicy,
    percentage=st.integers(0, 100),
    buffer=st.integers(0, 1_000),
    minimum=st.integers(0, 200),
    quantity=st.sampled_from(list(QuantitySource)),
    fixed=st.integers(-2, 1_000),
    quantity_attribute=st.sampled_from(["Pieces", "Odd", "Nothing"]),
    maximum=st.none() | st.integers(0, 10_000),
    unlimited_quantity=st.integers(0, 10_000),
)


def quantity_of(stock: Stock, policy: SellingPolicy) -> QuantityResult:
    said = (named("Pieces", "12 pcs"), named("Odd", "a few"))
    return explain_quantity(a_product(), a_variation(*said), stock, policy)


@given(STOCKS, POLICIES)
def test_an_offer_is_between_nothing_and_the_stock(stock: int, policy: SellingPolicy) -> None:
    quantity = quantity_of(Stock(stock), policy).quantity
    assert 0 <= quantity <= max(0, stock)
    assert policy.maximum is None or quantity <= policy.maximum
    if policy.quantity is QuantitySource.FIXED:
        assert quantity <= max(0, policy.fixed)
    if policy.maximum is None:
        assert quantity == 0 or quantity >= policy.minimum


@given(STOCKS, STOCKS, POLICIES)
def test_more_stock_never_offers_less(one: int, other: int, policy: SellingPolicy) -> None:
    low, high = sorted((one, other))
    assert quantity_of(Stock(low), policy).quantity <= quantity_of(Stock(high), policy).quantity


@given(st.none() | STOCKS, POLICIES)
def test_the_steps_lead_to_the_quantity(stock: int | None, policy: SellingPolicy) -> None:
    result = quantity_of(Stock(stock), policy)
    assert result.steps[-1].value == result.quantity
    assert result.steps[0].word == ("unlimited" if stock is None else "stock")


@given(STOCKS, POLICIES)
def test_the_buffer_stays_in_the_shop(stock: int, policy: SellingPolicy) -> None:
    quantity = quantity_of(Stock(stock), policy).quantity
    assert quantity == 0 or stock - quantity >= policy.buffer


@pytest.mark.parametrize(
    ("stock", "policy", "quantity", "words"),
    [
        (9, SellingPolicy(), 9, ["stock"]),
        (-3, SellingPolicy(), 0, ["stock", "negative"]),
        (None, SellingPolicy(percentage=50, buffer=3), 10, ["unlimited"]),
        (None, SellingPolicy(maximum=5), 5, ["unlimited", "maximum"]),
        (
            9,
            SellingPolicy(percentage=50, buffer=1, maximum=2),
            2,
            ["stock", "percentage", "buffer", "maximum"],
        ),
        (1, SellingPolicy(percentage=99), 0, ["stock", "percentage"]),
        (9, SellingPolicy(minimum=9), 9, ["stock", "minimum"]),
        (9, SellingPolicy(minimum=10, maximum=5), 0, ["stock", "minimum", "maximum"]),
        (9, SellingPolicy(quantity=FIXED, fixed=3), 3, ["stock", "fixed"]),
        (2, SellingPolicy(quantity=FIXED, fixed=3, buffer=1), 1, ["stock", "fixed", "buffer"]),
        (0, SellingPolicy(quantity=FIXED, fixed=3), 0, ["stock", "fixed"]),
        (None, SellingPolicy(quantity=FIXED, fixed=30), 30, ["unlimited", "fixed"]),
        (20, SellingPolicy(quantity=SAID, quantity_attribute="pieces"), 12, ["stock", "pieces_of"]),
        (5, SellingPolicy(quantity=SAID, quantity_attribute="Pieces"), 5, ["stock", "pieces_of"]),
        (5, SellingPolicy(quantity=SAID, quantity_attribute="Nothing"), 5, ["stock", "pieces_absent"]),
        (5, SellingPolicy(quantity=SAID, quantity_attribute="Odd"), 0, ["stock", "pieces_unreadable"]),
    ],
)
def test_quantities_say_how_they_came(
    stock: int | None, policy: SellingPolicy, quantity: int, words: list[str]
) -> None:
    result = quantity_of(Stock(stock), policy)
    assert result.quantity == quantity
    assert [step.word for step in result.steps] == words


@given(STOCKS, st.integers(0, 50), st.integers(0, 50), POLICIES)
def test_what_was_sold_elsewhere_is_not_offered(
    stock: int, sold: int, inferred: int, policy: SellingPolicy
) -> None:
    result = quantity_of(Stock(stock, sold, inferred), policy)
    assert result.quantity == quantity_of(Stock(stock - sold - inferred), policy).quantity
    words = [step.word for step in result.steps]
    assert ("sold" in words, "inferred" in words) == (sold > 0, inferred > 0)
