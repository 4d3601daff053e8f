"""Sent fields in words."""

import pytest

from backend.web import languages
from backend.web.sent_words import attribute_name, price_words, value_words


@pytest.mark.parametrize(
    ("kept", "words"),
    [
        ('[{"value":"Wood","language_tag":"en_GB","marketplace_id":"A1"}]', "Wood"),
        ('[{"value":1.50,"unit":"kilograms","marketplace_id":"A1"}]', "1.5 kilograms"),
        ('[{"value":"a"},{"value":"b"}]', "a · b"),
        ('[{"value":true}]', "true"),
        ('[{"media_location":"https://x/y.jpg"}]', "https://x/y.jpg"),
        ('[{"length":{"value":3},"width":{"value":2}}]', '[{"length":{"value":3},"width":{"value":2}}]'),
        ("[]", "[]"),
        ("a key", "a key"),
        ("", ""),
    ],
)
def test_a_simple_value_stands_bare_and_others_as_they_were_sent(kept: str, words: str) -> None:
    languages.speak("en")
    assert value_words(kept) == words


def test_a_price_is_written_as_the_page_speaks() -> None:
    languages.speak("fr")
    assert price_words("52.00 EUR").replace("\xa0", " ").replace("\u202f", " ") == "52,00 €"
    languages.speak("en")
    assert price_words("52.00 EUR") == "€52.00"
    for text in ("", "B0 EUR", "52.00", "52.00 €€€"):
        assert price_words(text) == text


def test_an_attribute_goes_by_amazons_label_else_by_its_name_in_words() -> None:
    assert attribute_name("item_name", {"item_name": "Title"}) == "Title"
    assert attribute_name("country_of_origin", {}) == "country of origin"
