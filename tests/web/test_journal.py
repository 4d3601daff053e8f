"""The journal: every act in words, older lines by paging."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

from backend.domain.issues import Cause
from backend.domain.listing import Status
from backend.storage import journal
from backend.storage.journal import Entry
from backend.web import languages
from backend.web.acts import act_sentence
from tests.web.desk import HTMX, merchant, open_desk

BACKEND = Path(__file__).parents[2] / "backend"
SAID = {
    "products": 3, "asin": "B0TEST0001", "cause": "no_identifier", "price": [2299, "EUR"], "quantity": 4,
    "product": "17", "why": "no id", "countries": "FR, DE", "seller": "Atelier Nord",
}  # fmt: skip


def acts() -> Iterator[str]:
    """The keys of all acts that anything writes into the journal."""
    for path in BACKEND.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text())):
            if (
                isinstance(node, ast.Call)
                and isinstance(node.func, ast.Attribute)
                and node.func.attr in ("write", "line")
                and isinstance(node.func.value, ast.Name)
                and node.func.value.id == "journal"
            ):
                given = node.args[4 if node.func.attr == "write" else 3]
                if isinstance(given, ast.Constant):
                    yield str(given.value)
                else:
                    yield from (f"became_{status.value}" for status in Status)


def entry(act: str, **said: object) -> Entry:
    return Entry(1, 1_780_000_000, "storelane", act, {**SAID, **said}, "", None)


@pytest.mark.parametrize("act", sorted(set(acts())))
@pytest.mark.parametrize("language", languages.LANGUAGES)
def test_every_act_that_is_written_is_a_sentence(act: str, language: str) -> None:
    languages.speak(language)
    words = act_sentence(entry(act))
    assert words != act
    assert len(words) > 8


def test_the_acts_are_found_in_the_code() -> None:
    assert {"installed", "connected", "disconnected", "submitted", "held", "published"} <= set(acts())


@pytest.mark.parametrize("cause", Cause)
def test_a_line_about_any_cause_names_it(cause: Cause) -> None:
    languages.speak("en")
    for act in ("held", "became_inactive", "became_incomplete"):
        assert cause.value not in act_sentence(entry(act, cause=cause.value)) or "_" not in cause.value


def test_a_line_of_another_time_is_still_readable() -> None:
    languages.speak("en")
    assert act_sentence(entry("something_else")) == "something_else"
    for act in set(acts()):
        assert act_sentence(Entry(1, 0, "storelane", act, {}, "", None))


async def test_older_lines_come_page_by_page(database_url: str, tmp_path: Path) -> None:
    async with open_desk(database_url, tmp_path, published=False) as desk:
        lines = [
            journal.line(
                desk.shop_id, desk.world.now + n, "merchant", "disconnected", {"seller": f"S{n:03d}"}
            )
            for n in range(120)
        ]
        await journal.write_many(desk.world.house.db, lines)
        seen, path = [], "/journal"
        for _ in range(3):
            part = await desk.page(path, **HTMX)
            seen += [piece[:4] for piece in part.split("disconnected: ")[1:]]
            path = part.split('rel="next"')[0].rsplit('href="', 1)[1].split('"')[0] if "Older" in part else ""
        assert path == ""
        assert seen == [f"S{n:03d}" for n in reversed(range(120))]
        for strange in ("x", "-1", "²", "9" * 30):
            assert "S119" in (await desk.browser.get("/journal", params={"before": strange})).text


async def test_an_empty_journal_says_what_it_is_for(migrated_url: str, tmp_path: Path) -> None:
    async with open_desk(migrated_url, tmp_path, published=False) as desk:
        assert "Nothing has happened yet" in await desk.page("/journal")
        french = await merchant(desk.world, desk.shop_id, "fr").get("/journal")
        assert 'lang="fr"' in french.text
