"""The catalogue of causes: whole, in both languages, with a turn and a cure for everything that can happen."""

import pytest

from backend.domain.issues import Cause, Problem
from backend.web import codes, languages
from backend.web.causes import ENTRIES
from backend.web.problems import name_of, title_of, words

# field.md 11 and the facts: what a merchant meets.
LISTED = (
    "8541", "8542", "8560", "8566", "8571", "8572", "5461", "5665", "6024", "8026", "8059", "8032", "8115", "13013",
    "14016", "90113", "90114", "99001", "99010", "90057", "99022", "99016", "99038", "20000", "4000000", "4000001",
    "90220", "90000900", "90244", "8105", "8005", "8007", "8008", "8016", "18027", "18448", "18155", "100708", "18299",
    "18742", "99300", "20005", "4002005",
)  # fmt: skip
BUTTONS = {
    "plans",
    "sender",
    "shop",
    "assign",
    "apply",
    "connect",
    "policies",
    "rules",
    "approvals",
    "changes",
    "family",
    "existing",
    "retry",
}
# What a person can do nothing about, or need not.
ALONE = {Cause.NOT_GOODS, Cause.PRODUCT_DELETED, Cause.STUCK, Cause.ROLE_MISSING}


def said(problem: Problem, language: str) -> tuple[str, ...]:
    languages.speak(language)
    try:
        told = words(problem)
    finally:
        languages.speak("en")
    return told.title, told.why, told.cure, told.who


def problems() -> list[Problem]:
    return [Problem(cause) for cause in Cause] + [Problem(Cause.REFUSED, {"codes": code}) for code in LISTED]


@pytest.mark.parametrize(
    "problem", problems(), ids=lambda each: f"{each.cause} {each.details.get('codes', '')}"
)
def test_every_cause_has_title_why_owner_and_cure_in_both_languages(problem: Problem) -> None:
    english, french = said(problem, "en"), said(problem, "fr")
    assert all(english)
    assert all(french)
    # Title, why and cure are never the same in both; names may be.
    assert all(one != other for one, other in zip(english[:3], french[:3], strict=True))


def test_every_cause_and_every_listed_code_stands_in_the_catalogue() -> None:
    assert set(ENTRIES) == set(Cause)
    assert set(codes.CODES) >= set(LISTED)


def test_every_cause_has_a_button_that_exists() -> None:
    for problem in problems():
        told = words(problem)
        assert set(told.actions) <= BUTTONS
        if (
            problem.cause not in ALONE
            and "8059" not in str(problem.details)
            and problem.cause is not Cause.CONSENT
        ):
            assert told.actions or problem.cause is Cause.RESTRICTED, problem


def test_a_code_gives_a_group_its_title_and_its_turn() -> None:
    assert title_of("refused", "90220 brand") == "A detail is missing"
    assert title_of("refused", "123456 brand") == "Amazon does not accept it"
    assert title_of("nothing of ours") == "nothing of ours"
    languages.speak("fr")
    assert title_of("suppressed", "5665 brand") == "Marque non approuvée"
    languages.speak("en")
    assert name_of(codes.CODES["8571"].owner) == "Amazon"


def test_a_link_to_apply_is_a_link_of_the_web() -> None:
    restricted = {"asin": "B0A", "reason": "APPROVAL_REQUIRED", "message": "Ask."}
    assert words(Problem(Cause.RESTRICTED, {**restricted, "link": "https://a.example"})).actions[0] == "apply"
    told = words(Problem(Cause.RESTRICTED, {**restricted, "link": "javascript:alert(1)"}))
    assert (told.link, "apply" in told.actions) == ("", False)
