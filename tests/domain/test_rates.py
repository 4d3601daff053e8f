"""Rates: crossed over the euro, judged before they are believed."""

from decimal import ROUND_HALF_UP, Decimal, localcontext
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from backend.domain.rates import BANK, DayRates, Doubt, Rate, age_days, between, judge, seen_from

RATES = (
    Rate("EUR", "USD", Decimal("1.0916"), BANK, "2026-05-28"),
    Rate("EUR", "JPY", Decimal("163.12"), BANK, "2026-05-27"),
    Rate("EUR", "GBP", Decimal("0.86703"), BANK, "2026-05-28"),
)
DECIMALS = st.decimals("0.0001", "100000", places=4)


def known(*rates: Rate) -> dict[str, Rate]:
    return {rate.target: rate for rate in rates}


def day(on: str = "2026-05-29", **rates: str) -> DayRates:
    return DayRates(on, {currency: Decimal(rate) for currency, rate in rates.items()})


@given(DECIMALS, DECIMALS, st.integers(1, 10**9))
def test_a_crossed_rate_gives_what_the_exact_fraction_gives(
    one: Decimal, other: Decimal, amount: int
) -> None:
    rates = (Rate("EUR", "USD", one, BANK, "2026-05-29"), Rate("EUR", "GBP", other, BANK, "2026-05-29"))
    rate = between(rates, "USD", "GBP")
    assert rate is not None
    with localcontext(prec=60):
        priced = (Decimal(amount) * rate.rate).quantize(Decimal("1e-12")).quantize(Decimal(1), ROUND_HALF_UP)
    exact = Fraction(amount) * Fraction(other) / Fraction(one)
    assert int(priced) == (exact.numerator * 2 + exact.denominator) // (2 * exact.denominator)


def test_a_rate_over_the_euro_is_as_old_as_its_older_half() -> None:
    rate = between(RATES, "USD", "JPY")
    assert rate is not None
    assert (rate.source, rate.target, rate.origin, rate.day) == ("USD", "JPY", BANK, "2026-05-27")


def test_a_rate_is_turned_round_when_only_the_other_way_is_known() -> None:
    rate = between(RATES, "USD", "EUR")
    assert rate is not None
    assert round(rate.rate * Decimal("1.0916"), 20) == 1


def test_there_is_no_rate_to_a_currency_that_the_bank_does_not_have() -> None:
    assert between(RATES, "EUR", "AED") is None
    assert between(RATES, "AED", "USD") is None
    assert between((), "USD", "EUR") is None


@given(st.sampled_from(["EUR", "USD", "JPY", "GBP"]), st.sampled_from(["EUR", "USD", "JPY", "GBP"]))
def test_a_shop_sees_every_rate_that_there_is(source: str, target: str) -> None:
    seen = {(rate.source, rate.target): rate.rate for rate in seen_from(RATES, source)}
    wanted = between(RATES, source, target)
    assert wanted is not None
    assert source == target or seen[source, target] == wanted.rate


def test_a_newer_list_is_taken_and_an_older_one_is_not() -> None:
    judged = judge(day(USD="1.10", JPY="164"), known(*RATES), {}, "2026-05-29")
    assert [(rate.target, rate.rate, rate.day) for rate in judged.taken] == [
        ("JPY", Decimal(164), "2026-05-29"), ("USD", Decimal("1.10"), "2026-05-29"),
    ]  # fmt: skip
    again = judge(day("2026-05-27", USD="1.2"), known(*RATES), {}, "2026-05-29")
    assert again.taken == () and again.doubts == ()


@pytest.mark.parametrize("rate", ["1.32", "0.80", "109.16", "0.0109"])
def test_a_jump_is_not_believed_the_first_time_and_stops_no_other_rate(rate: str) -> None:
    judged = judge(day(USD=rate, GBP="0.867"), known(*RATES), {}, "2026-05-29")
    assert [each.target for each in judged.taken] == ["GBP"]
    assert judged.doubts == (Doubt("USD", Decimal(rate), "2026-05-29", "jump", Decimal("1.0916")),)


def test_a_jump_that_a_later_day_says_again_was_real() -> None:
    doubted = {"USD": Doubt("USD", Decimal("1.50"), "2026-05-29", "jump")}
    same_day = judge(day(USD="1.50"), known(*RATES), doubted, "2026-05-29")
    assert same_day.taken == () and same_day.doubts
    later = judge(day("2026-06-01", USD="1.52"), known(*RATES), doubted, "2026-06-01")
    assert [rate.rate for rate in later.taken] == [Decimal("1.52")]


@pytest.mark.parametrize("rate", ["0", "-1.1", "NaN", "Infinity", "1e12", "1e-12"])
def test_nonsense_is_refused_even_when_no_rate_is_known(rate: str) -> None:
    judged = judge(day(USD=rate), {}, {}, "2026-05-29")
    assert judged.taken == () and [doubt.why for doubt in judged.doubts] == ["nonsense"]


def test_a_list_of_a_day_that_has_not_come_is_refused() -> None:
    judged = judge(day("2026-07-01", USD="1.09"), known(*RATES), {}, "2026-05-29")
    assert judged.taken == () and [doubt.why for doubt in judged.doubts] == ["future"]


def test_age_is_counted_in_days() -> None:
    assert age_days("2026-05-28", "2026-06-01") == 4
    assert age_days("2026-06-02", "2026-06-01") == 0
