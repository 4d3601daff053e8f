"""Numbers as people write them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from backend.domain.product_form.numbers import read_number, write_number


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("1,5", 1.5), ("1.5", 1.5), ("12", 12), ("٣", 3),
        ("-3", -3), ("−3,25", -3.25), ("0,500", 0.5), ("5.0", 5), ("1 234,5", 1234.5),
        ("1 234", 1234), ("1.234.567", 1234567), ("1,234,567.89", 1234567.89), ("1.234,5", 1234.5), ("1.125", 1.125),
        ("1'000", 1000), ("1e-3", 0.001), ("12 345 678", 12345678), ("1,2345", 1.2345), ("0.1", 0.1), (" 7 ", 7),
    ],
)  # fmt: skip
def test_both_ways_of_writing_are_read(text: str, number: float) -> None:
    assert read_number(text) == number


@pytest.mark.parametrize("text", ["1,500", "12,345", "", "abc", "1,2,3", "1 23", "--1", "1.2.3",
                                  "NaN", "inf", "1e999", "0x1",
                                  "0.12345678901234567890123"])  # fmt: skip
def test_what_is_none_or_could_be_two_numbers_is_not_guessed(text: str) -> None:
    assert read_number(text) is None


def test_the_language_of_the_person_decides_what_three_digits_mean() -> None:
    assert read_number("1,500", ",") == 1.5
    assert read_number("1.500", ",") is None


@given(st.one_of(st.integers(), st.floats(allow_nan=False, allow_infinity=False)), st.sampled_from(".,"))
def test_what_is_written_is_read_as_it_was(number: float, decimal: str) -> None:
    if abs(number) < 10**39:
        assert read_number(write_number(number, decimal), decimal) == number
