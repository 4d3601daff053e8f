"""Plans: what a shop may list, what the next step is, and how an operator writes them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from backend.domain.money import Money
from backend.domain.plans import DAY, Plan, Terms, allowance_of, next_step, read_plans

NOW = 1_780_000_000
PLANS = read_plans("Small=50, 9 EUR; Medium=500, 29.50 EUR; Large=unlimited, 79 EUR")
TERMS = Terms(PLANS, 14)


def test_an_operator_writes_plans_in_one_line() -> None:
    assert (
        Plan("Small", 50, Money(900, "EUR")), Plan("Medium", 500, Money(2950, "EUR")),
        Plan("Large", None, Money(7900, "EUR")),
    ) == PLANS  # fmt: skip
    assert read_plans("") == ()
    assert read_plans("One=10, 0 JPY\nTwo=20, 500 JPY")[1].price == Money(500, "JPY")


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("Small", "no plan such as"), ("Small=50", "no plan such as"), ("Small=many, 9 EUR", "whole number"),
        ("Small=50, 9", "number and a currency"), ("Small=50, nine EUR", "number and a currency"),
        ("Small=50, -9 EUR", "number and a currency"), ("Small=-5, 9 EUR", "whole number"),
        ("A=50, 9 EUR; a=60, 10 EUR", "same name"), ("A=50, 9 EUR; B=60, 9 USD", "one currency"),
        ("A=50, 9 EUR; B=50, 10 EUR", "in order"), ("A=unlimited, 9 EUR; B=50, 10 EUR", "in order"),
        (" =50, 9 EUR", "no plan such as"), ("A=٣, 9 EUR", "whole number"),
    ],
)  # fmt: skip
def test_a_plan_that_cannot_be_meant_is_refused_with_a_line(text: str, why: str) -> None:
    with pytest.raises(ValueError, match=why):
        read_plans(text)


@given(st.text(max_size=60))
def test_whatever_stands_in_the_setting_is_a_plan_or_a_line_that_says_why(text: str) -> None:
    try:
        plans = read_plans(text)
    except ValueError:
        return
    assert all(plan.name and plan.price.amount >= 0 for plan in plans)


@given(
    st.sampled_from(["", "small", "Medium", "LARGE", "gone"]), st.integers(-20, 20), st.integers(0, 1000),
    st.integers(0, 1000),
)  # fmt: skip
def test_the_trial_has_no_limit_and_afterwards_the_plan_says_it(
    name: str, days: int, listings: int, held: int
) -> None:
    found = allowance_of(TERMS, name, NOW + days * DAY, listings, held, NOW)
    plan = TERMS.named(name)
    assert found.plan == plan
    assert found.trial == (days > 0)
    assert found.days_left(NOW) == max(0, days)
    if found.trial or plan == PLANS[2]:
        assert found.limit is None
        assert not found.full
    else:
        assert found.limit == (plan.listings if plan else 0)
        assert found.room == max(0, (found.limit or 0) - listings)
        assert found.full == (listings >= (found.limit or 0))
    if found.next_plan:
        assert plan is None or PLANS.index(found.next_plan) > PLANS.index(plan)


def test_the_next_step_is_the_smallest_that_holds_what_is_wanted() -> None:
    assert next_step(TERMS, None, 0) == PLANS[0]
    assert next_step(TERMS, None, 51) == PLANS[1]
    assert next_step(TERMS, PLANS[0], 10) == PLANS[1]
    assert next_step(TERMS, PLANS[0], 501) == PLANS[2]
    assert next_step(TERMS, PLANS[2], 10_000) is None
    assert next_step(Terms(PLANS[:2]), None, 10_000) == PLANS[1]


def test_where_nothing_is_billed_nothing_is_limited() -> None:
    found = allowance_of(Terms(), "Small", 0, 100_000, 3, NOW)
    assert (found.limit, found.billed, found.next_plan, found.full) == (None, False, None, False)
