"""Text folded for search and comparison: no case, no accents, single spaces."""

import unicodedata


def fold(text: str) -> str:
    """`"  Café   CRÈME "` becomes `"cafe creme"`; the German sharp s becomes ss."""
    plain = "".join(c for c in unicodedata.normalize("NFKD", text) if not unicodedata.combining(c))
    return " ".join(plain.casefold().split())
