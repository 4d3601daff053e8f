"""A shop's HTML as plain text, highlights out of it, and cutting."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from backend.domain.plain_text import cut, plain, points


def test_paragraphs_become_lines_and_what_is_not_shown_goes() -> None:
    html = "<style>p{}</style><p>Un&nbsp;bol &amp; un <b>plat</b>.</p><p>Fait<br>main</p><script>x()</script>"
    assert plain(html) == "Un bol & un plat.\nFait\nmain"


@pytest.mark.parametrize(
    ("html", "expected"),
    [
        ("<ul><li>Lavable</li><li>Léger</li></ul><p>Texte.</p>", ["Lavable", "Léger"]),
        ("<ul><li>Un<li>Deux mots</ul>", ["Deux mots"]),
        ("<p>Résiste au gel. Vendu par 3. Bien !</p>", ["Résiste au gel.", "Vendu par 3.", "Bien !"]),
        ("Même. Même.", ["Même."]),
        ("", []),
    ],
)
def test_highlights_are_the_lines_of_lists_or_the_sentences(html: str, expected: list[str]) -> None:
    assert points(html, 5) == expected


def test_only_so_many_highlights() -> None:
    assert len(points("".join(f"<li>point {n}</li>" for n in range(9)), 5)) == 5


@given(st.text(), st.integers(0, 40), st.integers(0, 60))
def test_a_cut_text_keeps_its_limits_and_its_beginning(text: str, characters: int, octets: int) -> None:
    text = text.encode("utf-8", "ignore").decode()
    kept = cut(text, characters, octets)
    assert len(kept) <= characters and len(kept.encode()) <= octets
    assert text.startswith(kept)


def test_a_text_that_fits_stays_as_it_is() -> None:
    assert cut("Bol bleu ", 9, 9) == "Bol bleu "
    assert cut("Un bol bleu nuit", 13) == "Un bol bleu"


@given(st.text())
def test_no_text_breaks_the_reading(text: str) -> None:
    plain(text)
    points(text, 5)
