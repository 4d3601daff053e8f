"""Languages: complete, and each request in its own."""

import re

import pytest

from backend.web import languages
from backend.web.session import Session
from tests.web.ground import browser, carried


@pytest.mark.parametrize("language", languages.TRANSLATED)
def test_every_message_of_the_pages_is_translated(language: str) -> None:
    assert list(languages.faults(language)) == []


def test_the_pages_never_name_the_shop_platform() -> None:
    said = [str(message.id) for message in languages.extracted()]
    said += [path.read_text() for path in languages.FOLDER.rglob("*.po")]
    assert not [text for text in said if re.search("ecwid|lightspeed", text, re.IGNORECASE)]


@pytest.mark.parametrize(
    ("tag", "language"),
    [("fr", "fr"), ("fr-CA", "fr"), ("FR_be", "fr"), ("en-GB", "en"), ("", "en"), ("de,fr;q=0.8,en", "fr")],
)
def test_a_language_that_is_not_ours_falls_back(tag: str, language: str) -> None:
    assert languages.nearest(tag) == language


async def test_each_request_speaks_the_language_of_its_session() -> None:
    async with browser() as client:
        for language in ("fr", "en", "fr", "xx"):
            page = (await client.get("/private", headers=carried(Session(1003, language)))).text
            assert f'<html lang="{languages.nearest(language)}">' in page


def test_a_message_without_translation_is_said_in_english() -> None:
    languages.speak("fr")
    assert languages._("not in any catalogue") == "not in any catalogue"
    assert [languages.ngettext("one thing", "things", n) for n in (1, 2)] == ["one thing", "things"]
    assert languages.pgettext("nowhere", "thing") == "thing"
