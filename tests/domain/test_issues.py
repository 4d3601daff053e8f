"""Issues: what groups them, and what is the same problem in other words."""

from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from backend.domain.issues import (
    SPOKEN,
    Cause,
    Issue,
    Owner,
    Problem,
    Severity,
    mark_of,
    naming,
    topic_of,
    words_of,
)

names = st.lists(st.sampled_from(("brand", "color", "size", "item_name")), max_size=3, unique=True).map(tuple)
issues = st.lists(
    st.builds(
        Issue,
        st.sampled_from(("90220", "8541", "5665")),
        st.text(max_size=20),
        st.just(Severity.ERROR),
        names,
    ),
    min_size=1,
    max_size=5,
)


@given(issues, st.sampled_from(sorted(SPOKEN)), st.randoms())
def test_the_same_issues_are_the_same_problem_in_any_order_and_any_language(
    found: list[Issue], cause: Cause, chance: object
) -> None:
    shuffled = list(found)
    chance.shuffle(shuffled)  # type: ignore[attr-defined]
    french = [replace(issue, message=f"fr: {issue.message}") for issue in found]
    problem = naming(cause, found)
    assert mark_of(problem) == mark_of(naming(cause, shuffled)) == mark_of(naming(cause, french))
    assert words_of(problem) == words_of(naming(cause, shuffled))
    assert words_of(problem) != words_of(naming(cause, french))


@given(issues, issues)
def test_other_issues_are_another_problem(found: list[Issue], other: list[Issue]) -> None:
    def said(some: list[Issue]) -> list[tuple[str, ...]]:
        return sorted((issue.code, *sorted(issue.attribute_names)) for issue in some)

    same = mark_of(naming(Cause.REFUSED, found)) == mark_of(naming(Cause.REFUSED, other))
    assert same == (said(found) == said(other))


@given(issues)
def test_a_topic_names_the_first_code_and_its_attributes(found: list[Issue]) -> None:
    topic = topic_of(naming(Cause.REFUSED, found))
    assert topic.partition(" ")[0] == found[0].code
    assert topic.partition(" ")[2] == ", ".join(found[0].attribute_names)
    assert topic_of(Problem(Cause.NO_MATCH, {"codes": "8541"})) == ""
    assert topic_of(None) == ""


@given(st.sampled_from([each for each in Cause if each not in SPOKEN]), st.integers(), st.integers())
def test_an_own_problem_is_the_same_while_its_details_are(cause: Cause, one: int, other: int) -> None:
    first, second = Problem(cause, {"stock": one}), Problem(cause, {"stock": other})
    assert (mark_of(first) == mark_of(second)) == (one == other)
    # Since when it is stuck is no other problem.
    assert mark_of(Problem(cause, {"since": one})) == mark_of(Problem(cause, {"since": other}))


def test_a_restriction_in_another_language_is_the_same_restriction() -> None:
    english = Problem(Cause.RESTRICTED, {"asin": "B0A", "reason": "NOT_ELIGIBLE", "message": "Not for you."})
    french = Problem(Cause.RESTRICTED, {**english.details, "message": "Pas pour vous."})
    assert mark_of(english) == mark_of(french)
    assert words_of(english) != words_of(french)
    assert mark_of(english) != mark_of(Problem(Cause.RESTRICTED, {**english.details, "asin": "B0B"}))


def test_what_is_cured_in_the_shop_says_so() -> None:
    assert Problem(Cause.NO_SKU).owner is Owner.SHOP
    assert Problem(Cause.STUCK).owner is Owner.AMAZON
    assert Problem(Cause.ROLE_MISSING).owner is Owner.OPERATOR
    assert Problem(Cause.SEVERAL_MATCHES).owner is Owner.YOU
