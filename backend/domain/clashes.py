"""Clashes: whether a policy's rules contradict each other, found by trying them on every product that matters."""

import itertools
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

from backend.domain.catalog import Attribute
from backend.domain.conditions import Case, number_in, tests_of, tried
from backend.domain.folding import fold
from backend.domain.money import NotMoney, from_major
from backend.domain.synchronization import Asks, Conditions, Subject, SynchronizationPolicy, Test

MOST_CASES = 20_000  # rules that would need more are not judged


class Clash(StrEnum):
    """How a stop rule stands to what lets a product be listed, or sell again."""

    OVERLAP = "overlap"  # a product can meet both; then it is stopped
    NEVER = "never"  # whatever may sell is stopped at once: nothing can ever be sold


@dataclass(frozen=True, slots=True)
class Clashes:
    """None: no clash, or none that could be found out. `listing`: with the list rule; `relisting`: with the relist
    rule."""

    listing: Clash | None = None
    relisting: Clash | None = None


def clashes(policy: SynchronizationPolicy) -> Clashes:
    """How the stop rule of a policy stands to its list and its relist rule."""
    if not policy.stops or not policy.stop_when.parts:
        return Clashes()
    again = policy.list_when if policy.relist_when is None else policy.relist_when
    return Clashes(
        _clash(policy, policy.list_when) if policy.lists else None,
        _clash(policy, again) if policy.relists and policy.relist_when is not None else None,
    )


def _clash(policy: SynchronizationPolicy, sells_when: Conditions) -> Clash | None:
    cases = _cases([*tests_of(sells_when), *tests_of(policy.stop_when)])
    if cases is None:
        return None
    may_sell = [
        case
        for case in cases
        if (case.enabled or not policy.only_enabled)
        and (case.quantity > 0 or not policy.only_in_stock)
        and tried(sells_when, case).met
    ]
    stopped = [tried(policy.stop_when, case).met for case in may_sell]
    if not any(stopped):
        return None
    return Clash.NEVER if all(stopped) else Clash.OVERLAP


def _cases(tests: Sequence[Test]) -> list[Case] | None:
    """Products on both sides of everything that is asked; None: they are too many."""
    quantities = _around([test.value for test in tests if test.subject is Subject.QUANTITY], 1)
    prices = _around([_minor(test.value) for test in tests if test.subject is Subject.PRICE], 1)
    categories = sorted({
        int(t.value) for t in tests if t.subject is Subject.CATEGORY and t.value.strip().isdecimal()
    })  # fmt: skip
    names = list(dict.fromkeys(fold(t.attribute) for t in tests if t.subject is Subject.ATTRIBUTE))
    values = [
        _values([t for t in tests if t.subject is Subject.ATTRIBUTE and fold(t.attribute) == n])
        for n in names
    ]
    count = 2 * len(quantities) * len(prices) * 2 ** len(categories)
    for each in values:
        count *= len(each)
    if count > MOST_CASES:
        return None
    made = itertools.product(
        (True, False), quantities, prices, itertools.product((True, False), repeat=len(categories)),
        itertools.product(*values),
    )  # fmt: skip
    return [
        Case(
            enabled, quantity, quantity, from_major(Decimal(price).scaleb(-2), "EUR"),
            frozenset(itertools.compress(categories, inside)),
            tuple(Attribute("CUSTOM", name, value) for name, value in zip(names, texts, strict=True)),
        )
        for enabled, quantity, price, inside, texts in made
    ]  # fmt: skip


def _around(said: Iterable[str], step: int) -> list[int]:
    """Whole numbers on both sides of each, and 0 and 1."""
    found = {0, 1}
    for text in said:
        number = number_in(text, unit=False)
        if number is not None:
            found |= {max(0, int(number) + add) for add in (-step, 0, step)}
    return sorted(found)


def _minor(said: str) -> str:
    """A price in hundredths, whatever the currency: only the order of prices matters here."""
    number = number_in(said, unit=False)
    try:
        return "" if number is None else str(from_major(number, "EUR").amount)
    except NotMoney:
        return ""


def _values(tests: Sequence[Test]) -> list[str]:
    """Texts on both sides of what is asked about one attribute; "" where it has none."""
    found = {"", "?"}
    for test in tests:
        number = number_in(test.value)
        if test.asks in (Asks.AT_LEAST, Asks.AT_MOST):
            found |= {str(number + add) for add in (-1, 0, 1)} if number is not None else set()
        elif test.value.strip():
            found |= {test.value, f"{test.value} ?"}
    return sorted(found)
