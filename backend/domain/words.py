"""The words of a text, folded: what titles, names and brands are compared by."""

import re

from backend.domain.folding import fold

_WORD = re.compile(r"[^\W_]+")


def words(text: str) -> list[str]:
    """The words and numbers of a text without case, accents and punctuation, in its order."""
    return _WORD.findall(fold(text))


def bare(text: str) -> str:
    """A text as its words alone, one space between: "Code-barres (Été)" becomes "code barres ete"."""
    return " ".join(words(text))
