"""The rules of auto-add: what counts as new, the day's cap, and how a product comes to stand with a rule."""

from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from backend.domain.auto_adding import (
    DAY,
    AutoRule,
    Leaving,
    Mode,
    State,
    on_the_day,
    settle,
    with_children,
    within,
)
from backend.domain.policy import Condition
from backend.domain.synchronization import Conditions

RULE = AutoRule(
    id=1, shop_id=1, seller_id=1, marketplace_id="A", name="x", active=True, categories=(), conditions=Conditions(),
    selling_policy_id=1, synchronization_policy_id=2, shipping_policy_id=3, condition=Condition.NEW, mode=Mode.LIST,
    only_ready=False, daily_cap=None, on_leaving=Leaving.LEAVE, made_at=1000, known_to=50, position=50,
)  # fmt: skip
rules = st.builds(
    lambda mode, ready, leaving: replace(RULE, mode=mode, only_ready=ready, on_leaving=leaving),
    st.sampled_from(Mode), st.booleans(), st.sampled_from(Leaving),
)  # fmt: skip
standings = st.one_of(st.none(), st.sampled_from(State))


@given(rules, standings, st.booleans(), st.booleans(), st.booleans(), st.booleans())
def test_a_second_look_at_the_same_changes_nothing(
    rule: AutoRule, was: State | None, fits: bool, is_new: bool, stopped: bool, there: bool
) -> None:
    once = settle(rule, was, fits=fits, is_new=is_new, stopped=stopped, there=there)
    again = settle(rule, once, fits=fits, is_new=is_new, stopped=stopped, there=there)
    assert again is once
    assert not (once is State.LEFT and fits and was is not State.LEFT)  # what fits is not taken off


@given(rules, standings, st.booleans(), st.booleans(), st.booleans())
def test_nothing_is_listed_twice_and_a_refusal_stands(
    rule: AutoRule, was: State | None, is_new: bool, stopped: bool, fits: bool
) -> None:
    found = settle(rule, was, fits=fits, is_new=is_new, stopped=stopped, there=True)
    if was in (None, State.HELD):
        assert found is not State.DUE
    for state in (State.REFUSED, State.THERE):
        assert settle(rule, state, fits=fits, is_new=is_new, stopped=stopped, there=False) is state


@given(rules, st.booleans(), st.booleans())
def test_what_was_there_is_never_listed_by_itself(rule: AutoRule, stopped: bool, there: bool) -> None:
    assert settle(rule, None, fits=True, is_new=False, stopped=stopped, there=there) is State.KNOWN
    assert settle(rule, State.KNOWN, fits=True, is_new=True, stopped=stopped, there=there) is State.KNOWN


@given(rules, st.booleans(), st.booleans())
def test_in_review_nothing_new_goes_without_a_word(rule: AutoRule, stopped: bool, there: bool) -> None:
    found = settle(
        replace(rule, mode=Mode.REVIEW), None, fits=True, is_new=True, stopped=stopped, there=there
    )
    assert found in (State.REVIEW, State.THERE)


@given(rules, st.booleans(), st.booleans(), st.booleans())
def test_only_a_rule_that_says_so_takes_off(rule: AutoRule, is_new: bool, stopped: bool, there: bool) -> None:
    found = settle(rule, State.LISTED, fits=False, is_new=is_new, stopped=stopped, there=there)
    assert found is (State.LEFT if rule.on_leaving is Leaving.STOP else State.LISTED)


@given(
    st.integers(1, 50), st.integers(0, 60), st.integers(0, 400), st.integers(0, 400), st.integers(0, DAY - 1)
)
def test_the_cap_is_of_one_day(cap: int, used: int, day: int, today: int, second: int) -> None:
    room = replace(RULE, daily_cap=cap, day=day, listed_today=used).room(today * DAY + second)
    assert room == (max(0, cap - used) if day == today else cap)
    assert RULE.room(today * DAY) is None


def test_new_is_what_was_made_since_or_did_not_fit_before() -> None:
    assert RULE.is_new(99, 1000)
    assert not RULE.is_new(99, 999)
    assert RULE.is_new(50, 1)
    assert not replace(RULE, position=10).is_new(50, 1)


def test_categories_below_count_and_none_is_all() -> None:
    ancestors = {1: {1}, 2: {2, 1}, 3: {3, 2, 1}, 4: {4}}
    assert with_children((2,), ancestors) == {2, 3}
    assert with_children((9,), ancestors) == {9}
    rule = replace(RULE, categories=(1,))
    wanted = with_children(rule.categories, ancestors)
    assert within(rule, wanted, (3,))
    assert not within(rule, wanted, (4,))
    assert not within(rule, wanted, ())
    assert within(RULE, frozenset(), ())


@given(rules, st.booleans(), st.booleans())
def test_on_its_day_only_what_nobody_decided_on_and_something_stops_waits(
    rule: AutoRule, stopped: bool, decided: bool
) -> None:
    waits = on_the_day(rule, stopped=stopped, decided=decided) is State.REVIEW
    assert waits == (rule.only_ready and stopped and not decided)
