"""Conditions: all and any as logic has them, however deep; texts folded, numbers tolerant."""

from dataclasses import replace
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from backend.domain.catalog import Attribute
from backend.domain.conditions import FITTING, Case, case_of, decisive, number_in, tried, value_of
from backend.domain.conditions import tests_of as every
from backend.domain.money import Money
from backend.domain.synchronization import Asks, Conditions, Subject
from backend.domain.synchronization import Test as Question
from tests.domain.samples import a_product, a_variation, an_attribute

CASE = Case(
    enabled=True, quantity=5, free=7, price=Money(2299, "EUR"), categories=frozenset((3, 30)),
    attributes=(Attribute("CUSTOM", "Marque", "Émile & Fils"), Attribute("CUSTOM", "Poids", "1 234,5 kg")),
)  # fmt: skip
OPPOSITE = {
    Asks.YES: Asks.NO, Asks.NO: Asks.YES, Asks.WITHIN: Asks.OUTSIDE, Asks.OUTSIDE: Asks.WITHIN,
    Asks.EQUALS: Asks.DIFFERS, Asks.DIFFERS: Asks.EQUALS,
}  # fmt: skip

cases = st.builds(
    Case, st.booleans(), st.integers(0, 9), st.integers(0, 9), st.builds(Money, st.integers(0, 900), st.just("EUR")),
    st.frozensets(st.integers(1, 4)),
    st.lists(
        st.builds(Attribute, st.just("CUSTOM"), st.sampled_from(["a", "b"]), st.sampled_from(["", "x", "5", "5 kg"]))
    ).map(tuple),
)  # fmt: skip
any_tests = st.builds(
    Question, st.sampled_from(Subject), st.sampled_from(Asks), st.sampled_from(["", "x", "5", "2", "3,5", "oops"]),
    st.sampled_from(["", "a", "b"]),
)  # fmt: skip
opposed = st.sampled_from(
    [(s, a) for s, asks in FITTING.items() for a in asks if a in OPPOSITE]
).flatmap(
    lambda pair: st.builds(Question, st.just(pair[0]), st.just(pair[1]), st.sampled_from(["x", "5", "2"]), st.just("a"))
)  # fmt: skip


def nested(leaves: st.SearchStrategy[Question]) -> st.SearchStrategy[Conditions]:
    return st.recursive(
        st.builds(Conditions, st.booleans(), st.lists(leaves, max_size=3).map(tuple)),
        lambda inner: st.builds(Conditions, st.booleans(), st.lists(inner | leaves, max_size=3).map(tuple)),
        max_leaves=12,
    )


def negated(conditions: Conditions | Question) -> Conditions | Question:
    if isinstance(conditions, Question):
        return replace(conditions, asks=OPPOSITE[conditions.asks])
    return Conditions(not conditions.all, tuple(negated(part) for part in conditions.parts))


@given(nested(opposed), cases)
def test_not_all_is_any_not_however_deep(conditions: Conditions, case: Case) -> None:
    assert tried(negated(conditions), case).met is not tried(conditions, case).met


@given(nested(any_tests), cases)
def test_a_group_within_a_group_of_its_own_sort_changes_nothing(conditions: Conditions, case: Case) -> None:
    once = tried(conditions, case)
    assert tried(Conditions(True, (conditions,)), case).met is once.met
    assert tried(Conditions(False, (conditions,)), case).met is once.met
    assert tried(Conditions(True, (conditions, Conditions())), case).met is once.met
    assert tried(Conditions(False, (conditions, Conditions(all=False))), case).met is once.met


@given(nested(any_tests), cases)
def test_the_trace_has_every_test_in_its_place_and_the_decisive_one_decides(
    conditions: Conditions, case: Case
) -> None:
    found = tried(conditions, case)

    def shape(of: object) -> object:
        parts = getattr(of, "parts", ())
        return (
            getattr(of, "test", of)
            if not parts and isinstance(of, Question)
            else [shape(part) for part in parts]
        )

    assert len(list(every(conditions))) == str(found).count("test=Test(")
    assert decisive(found).met is found.met or not found.parts
    answers = [part.met for part in found.parts]
    assert found.met is (all(answers) if conditions.all else any(answers))
    assert shape(conditions) is not None


def test_nothing_asked_holds_and_nothing_to_choose_from_does_not() -> None:
    assert tried(Conditions(), CASE).met
    assert not tried(Conditions(all=False), CASE).met


@pytest.mark.parametrize(
    ("test", "met", "actual"),
    [
        (Question(Subject.ENABLED, Asks.YES), True, 1),
        (Question(Subject.ENABLED, Asks.NO), False, 1),
        (Question(Subject.IN_STOCK, Asks.YES), True, 5),
        (Question(Subject.QUANTITY, Asks.AT_LEAST, "5"), True, 5),
        (Question(Subject.QUANTITY, Asks.AT_LEAST, "6"), False, 5),
        (Question(Subject.QUANTITY, Asks.AT_MOST, "oops"), False, 5),
        (Question(Subject.PRICE, Asks.AT_LEAST, "22.99"), True, "22.99 EUR"),
        (Question(Subject.PRICE, Asks.AT_MOST, "22,98"), False, "22.99 EUR"),
        (Question(Subject.CATEGORY, Asks.WITHIN, "3"), True, 1),
        (Question(Subject.CATEGORY, Asks.OUTSIDE, "3"), False, 1),
        (Question(Subject.CATEGORY, Asks.WITHIN, "4"), False, 0),
        (Question(Subject.ATTRIBUTE, Asks.EQUALS, "emile &  FILS", "marque"), True, "Émile & Fils"),
        (Question(Subject.ATTRIBUTE, Asks.CONTAINS, "FILS", "MARQUE"), True, "Émile & Fils"),
        (Question(Subject.ATTRIBUTE, Asks.CONTAINS, "", "marque"), False, "Émile & Fils"),
        (Question(Subject.ATTRIBUTE, Asks.DIFFERS, "Autre", "couleur"), True, ""),
        (Question(Subject.ATTRIBUTE, Asks.NO, "", "couleur"), True, ""),
        (Question(Subject.ATTRIBUTE, Asks.AT_LEAST, "1234.5", "poids"), True, "1 234,5 kg"),
        (Question(Subject.ATTRIBUTE, Asks.AT_MOST, "5", "couleur"), False, ""),
        (Question(Subject.ENABLED, Asks.AT_LEAST, "1"), False, 1),  # asks what its subject cannot be asked
    ],
)
def test_a_test_says_whether_it_holds_and_what_it_met(test: Question, met: bool, actual: object) -> None:
    found = tried(test, CASE)
    assert (found.met, found.actual) == (met, actual)


def test_the_price_is_compared_in_the_shops_currency() -> None:
    yen = replace(CASE, price=Money(5980, "JPY"))
    assert tried(Question(Subject.PRICE, Asks.AT_LEAST, "5980"), yen).met
    assert not tried(Question(Subject.PRICE, Asks.AT_LEAST, "5981"), yen).met


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("12", "12"), ("12,50", "12.50"), ("1 234,50", "1234.50"), ("1.234,50", "1234.50"), ("1,234.50", "1234.50"),
        ("1.234.567", "1234567"), ("-3", "-3"), ("12 kg", "12"), ("€ 12,50", "12.50"), ("5.", "5"), ("A4", None),
        ("12x3", None), ("", None), ("kg", None), ("1'200", "1200"),
    ],
)  # fmt: skip
def test_numbers_are_read_however_they_are_written(text: str, number: str | None) -> None:
    assert number_in(text) == (None if number is None else Decimal(number))


@given(st.text(max_size=20))
def test_no_text_breaks_the_reading_of_numbers(text: str) -> None:
    for unit in (True, False):
        found = number_in(text, unit=unit)
        assert found is None or found.is_finite()


def test_the_variations_own_attribute_comes_before_its_products_and_its_options_last() -> None:
    product = a_product(
        an_attribute("Sauvage", "BRAND", "Marque"), an_attribute("rouge", "CUSTOM", "Couleur")
    )
    variation = a_variation(an_attribute("bleu", "CUSTOM", "Couleur"), options=(("Taille", "32"),))
    case = case_of(product, variation, 3, None, frozenset())
    assert [value_of(case, name) for name in ("couleur", "MARQUE", "brand", "taille", "poids", "")] == [
        "bleu", "Sauvage", "Sauvage", "32", "", "",
    ]  # fmt: skip
