"""What merchants write into attributes: read where it can be read in one way, and else not guessed."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from backend.domain.attribute_values import read_day, read_number, read_percent, read_pieces, read_price, said
from backend.domain.money import Money, digits, to_major
from tests.domain.pricing_ground import named
from tests.domain.samples import a_product, a_variation


@pytest.mark.parametrize(
    ("text", "amount"),
    [
        ("12,50 €", 1250),
        ("12.50", 1250),
        ("12", 1200),
        ("EUR 12.5", 1250),
        ("€12,50", 1250),
        ("1.234,56", 123_456),
        ("1,234.56 EUR", 123_456),
        ("1 234,56 €", 123_456),
        ("1'234.50", 123_450),
        ("1.234.567", 123_456_700),
        ("0.125", 13),
        (",50", 50),
        ("12.-", 1200),
        ("-3,20", -320),
        ("+3", 300),
    ],
)
def test_prices_are_read_however_they_are_written(text: str, amount: int) -> None:
    assert read_price(text, "EUR", 2) == Money(amount, "EUR")


@pytest.mark.parametrize(
    "text",
    [
        "",
        "soon",
        "1.234",
        "1,500",
        "12 or 13",
        "12 pieces",
        "12,3,4",
        "1.23.456",
        "€",
        "12 %",
        "1.234.56",
        "9" * 50,
    ],
)
def test_what_can_be_read_in_two_ways_or_none_is_not_guessed(text: str) -> None:
    assert read_price(text, "EUR", 2) is None


def test_a_price_may_name_its_currency() -> None:
    assert read_price("12,50 £", "EUR", 2) == Money(1250, "GBP")
    assert read_price("USD 12.50", "EUR", 2) == Money(1250, "USD")
    assert read_price("$12.50", "CAD", 2) == Money(1250, "CAD")
    assert read_price("¥1200", "JPY", 0) == Money(1200, "JPY")
    assert read_price("1.500 KWD", "KWD", 3) == Money(1500, "KWD")


@given(st.integers(0, 10**8), st.sampled_from(["EUR", "JPY", "USD"]), st.sampled_from([",", "."]))
def test_what_we_write_ourselves_is_read_back(amount: int, currency: str, point: str) -> None:
    money = Money(amount, currency)
    text = str(to_major(money)).replace(".", point)
    assert read_price(f"{text} {currency}", "GBP", digits(currency)) == money


@given(st.text(max_size=60))
def test_anything_may_stand_there(text: str) -> None:
    read_price(text, "EUR", 2)
    read_percent(text)
    read_day(text)
    pieces = read_pieces(text)
    assert pieces is None or pieces >= 0


def test_shares_pieces_and_days() -> None:
    assert (read_percent("8,5 %"), read_percent("8"), read_percent("8 €")) == (850, 800, None)
    assert (read_pieces("12 pcs"), read_pieces("1.5"), read_pieces("-1"), read_pieces("none")) == (
        12,
        None,
        None,
        None,
    )
    assert (read_day("2026-11-24"), read_day("2026-11-24T08:00:00Z"), read_day("24.11.2026"), read_day("")) == (
        "2026-11-24", "2026-11-24", "", "",
    )  # fmt: skip
    assert read_number("7,5") == (Decimal("7.5"), "")


def test_a_variations_attribute_goes_before_its_products() -> None:
    product = a_product(named("Amazon price", "20"), named("Öko", "1"))
    variation = a_variation(named("amazon  PRICE", "18"), named("Empty", " "))
    assert said(product, variation, "Amazon price") == "18"
    assert said(product, a_variation(), "amazon price") == "20"
    assert said(product, variation, "oko") == "1"
    assert (said(product, variation, "Empty"), said(product, variation, "Nothing")) == ("", "")
