"""Amazon's issues speak the language that is asked for."""

import pytest

from backend.sandbox.amazon.feed_messages import BadFeed, locale_of
from backend.sandbox.amazon.issue_words import FRENCH, answered, locale_for, spoken
from backend.sandbox.amazon.issues import SEEDS, issue

FRANCE, GERMANY = "A13V1IB3VIYZZH", "A1PA6795UKMFR9"


@pytest.mark.parametrize("code", sorted(SEEDS))
def test_every_code_speaks_english_and_french(code: str) -> None:
    found = issue(code, FRANCE, "the name", ["brand"])
    french = spoken(found, "fr_FR")
    assert french["message"] != found["message"]
    assert ("the name" in french["message"]) == ("the name" in found["message"])
    assert {**french, "message": ""} == {**found, "message": ""}
    assert spoken(found, "de_DE") == spoken(found, "en_GB") == found


def test_nothing_is_translated_that_is_never_said() -> None:
    assert set(FRENCH) == set(SEEDS)


def test_without_a_language_it_is_the_marketplaces_own() -> None:
    assert (locale_for("", FRANCE), locale_for("", GERMANY), locale_for("en_GB", FRANCE)) == (
        "fr_FR",
        "de_DE",
        "en_GB",
    )
    answer = {"sku": "S", "issues": [issue("90220", FRANCE, "brand"), issue("90220", GERMANY, "brand")]}
    messages = [entry["message"] for entry in answered({"items": [answer]}, "")["items"][0]["issues"]]
    assert "obligatoire" in messages[0]
    assert "required" in messages[1]


def test_a_feed_says_in_which_language_its_report_is_wanted() -> None:
    assert locale_of(b'{"header": {"issueLocale": "fr_FR"}}') == "fr_FR"
    assert locale_of(b'{"header": {}}') == ""
    with pytest.raises(BadFeed):
        locale_of(b'{"header": {"issueLocale": "francais"}}')
