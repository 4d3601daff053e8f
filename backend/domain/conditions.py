"""Conditions tried on a product as it is: every test with what is wanted and what is, nested as the policy has them."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

from backend.domain.catalog import Attribute, Product, Variation
from backend.domain.folding import fold
from backend.domain.money import Money, NotMoney, from_major, to_major
from backend.domain.synchronization import Asks, Conditions, Subject, SynchronizationPolicy, Test

# What each subject may be asked; a policy that asks otherwise gets no for an answer.
FITTING: dict[Subject, tuple[Asks, ...]] = {
    Subject.ENABLED: (Asks.YES, Asks.NO),
    Subject.IN_STOCK: (Asks.YES, Asks.NO),
    Subject.QUANTITY: (Asks.AT_LEAST, Asks.AT_MOST),
    Subject.PRICE: (Asks.AT_LEAST, Asks.AT_MOST),
    Subject.CATEGORY: (Asks.WITHIN, Asks.OUTSIDE),
    Subject.ATTRIBUTE: (
        Asks.EQUALS, Asks.DIFFERS, Asks.CONTAINS, Asks.AT_LEAST, Asks.AT_MOST, Asks.YES, Asks.NO,
    ),
}  # fmt: skip
_OPPOSITES = {Asks.NO: Asks.YES, Asks.OUTSIDE: Asks.WITHIN, Asks.DIFFERS: Asks.EQUALS}
_PLAIN = re.compile(r"[+-]?\d[\d\s.,'’]*")
_WITH_UNIT = re.compile(r"[^\w+-]*([+-]?\d[\d\s.,'’]*)\D*")  # "12 kg", "€ 12,50"


@dataclass(frozen=True, slots=True)
class Case:
    """What conditions are tried on. `quantity`: the pieces that the selling policy offers; `free`: those that can still
    be sold, 0 at least; `price`: the shop's. `categories`: with all their ancestors. `attributes`: the first of a name
    counts."""

    enabled: bool
    quantity: int
    free: int
    price: Money
    categories: frozenset[int] = frozenset()
    attributes: tuple[Attribute, ...] = ()


@dataclass(frozen=True, slots=True)
class Tried:
    """A test with what it met (`actual`: a whole number, or short text), or a group (`test` None) with its parts."""

    met: bool
    test: Test | None = None
    actual: int | str = ""
    all: bool = True
    parts: tuple["Tried", ...] = ()


def case_of(
    product: Product, variation: Variation, quantity: int, free: int | None, categories: frozenset[int]
) -> Case:
    """A variation as conditions see it. Its own attributes come first, then its product's, then its options."""
    options = tuple(Attribute("OPTION", name, value) for name, value in variation.options)
    return Case(
        product.enabled, quantity, max(0, free or 0), variation.price, categories,
        (*variation.attributes, *product.attributes, *options),
    )  # fmt: skip


def tried(conditions: Conditions | Test, case: Case) -> Tried:
    """Conditions with the answer of every test: all hold, or any does; none at all hold, if it is all that must."""
    if isinstance(conditions, Test):
        actual = _actual(conditions, case)
        return Tried(_met(conditions, case), conditions, actual)
    parts = tuple(tried(part, case) for part in conditions.parts)
    answers = [part.met for part in parts]
    return Tried(all(answers) if conditions.all else any(answers), all=conditions.all, parts=parts)


def decisive(found: Tried) -> Tried:
    """The very test that makes conditions hold, or not hold, the first of several; a group where no test does."""
    if found.test is not None or not found.parts:
        return found
    return decisive(next((part for part in found.parts if part.met is found.met), found.parts[0]))


def tests_of(conditions: Conditions | None) -> Iterator[Test]:
    """Every test of conditions, however deep."""
    for part in conditions.parts if conditions else ():
        if isinstance(part, Test):
            yield part
        else:
            yield from tests_of(part)


def asks_for(policy: SynchronizationPolicy, subject: Subject) -> bool:
    """Whether any rule of a policy asks about a subject."""
    rules = (policy.list_when, policy.revise_when, policy.relist_when, policy.stop_when)
    return any(test.subject is subject for rule in rules for test in tests_of(rule))


def value_of(case: Case, name: str) -> str:
    """The value of an attribute by its name, or by the shop's word for its type; "" where there is none."""
    wanted, there = fold(name), [each for each in case.attributes if each.value.strip()]
    named = [each for each in there if fold(each.name) == wanted]
    named += [each for each in there if fold(each.type) == wanted]
    return named[0].value.strip() if wanted and named else ""


def number_in(text: str, *, unit: bool = True) -> Decimal | None:
    """The number that a text is, however it is written ("1 234,50", "1.234,50"), with `unit` also one with something
    behind it ("12 kg"); None: it is none."""
    found = _WITH_UNIT.fullmatch(text.strip()) if unit else _PLAIN.fullmatch(text.strip())
    if found is None:
        return None
    digits = re.sub(r"[\s'’]", "", found.group(1 if unit else 0)).rstrip(".,")
    mark = "," if digits.rfind(",") > digits.rfind(".") else "."
    whole, _mark, rest = digits.rpartition(mark) if digits.count(mark) == 1 else (digits, "", "")
    plain = re.sub(r"[.,]", "", whole)
    return Decimal(f"{plain}.{rest}" if rest else plain)


def _met(test: Test, case: Case) -> bool:
    if test.asks not in FITTING[test.subject]:
        return False
    if (opposite := _OPPOSITES.get(test.asks)) is not None:
        return not _met(Test(test.subject, opposite, test.value, test.attribute), case)
    match test.subject:
        case Subject.ENABLED:
            return case.enabled
        case Subject.IN_STOCK:
            return case.quantity > 0
        case Subject.CATEGORY:
            return test.value.strip() in {str(category) for category in case.categories}
        case Subject.QUANTITY:
            return _compared(test.asks, Decimal(case.quantity), number_in(test.value, unit=False))
        case Subject.PRICE:
            return _compared(test.asks, Decimal(case.price.amount), _minor(test.value, case.price.currency))
        case Subject.ATTRIBUTE:
            return _attribute_met(test, value_of(case, test.attribute))


def _attribute_met(test: Test, actual: str) -> bool:
    match test.asks:
        case Asks.YES:
            return bool(actual)
        case Asks.EQUALS:
            here, there = number_in(actual, unit=False), number_in(test.value, unit=False)
            return bool(actual) and (fold(actual) == fold(test.value) or (here is not None and here == there))
        case Asks.CONTAINS:
            return bool(fold(test.value)) and fold(test.value) in fold(actual)
        case asks:
            return _compared(asks, number_in(actual), number_in(test.value))


def _compared(asks: Asks, actual: Decimal | None, wanted: Decimal | None) -> bool:
    if actual is None or wanted is None:
        return False
    return actual >= wanted if asks is Asks.AT_LEAST else actual <= wanted


def _minor(value: str, currency: str) -> Decimal | None:
    """A price of a policy in minor units of the shop's currency."""
    number = number_in(value, unit=False)
    try:
        return None if number is None else Decimal(from_major(number, currency).amount)
    except NotMoney:
        return None


def _actual(test: Test, case: Case) -> int | str:
    """What a test met, short enough to be kept: yes and no are 1 and 0, a price is in major units."""
    match test.subject:
        case Subject.ENABLED:
            return int(case.enabled)
        case Subject.IN_STOCK | Subject.QUANTITY:
            return case.quantity
        case Subject.PRICE:
            return f"{to_major(case.price)} {case.price.currency}"
        case Subject.CATEGORY:
            return int(test.value.strip() in {str(category) for category in case.categories})
        case Subject.ATTRIBUTE:
            return value_of(case, test.attribute)[:80]
