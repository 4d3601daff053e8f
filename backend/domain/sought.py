"""What a person typed into the one field of a catalogue search: an ASIN, a barcode, a SKU or words."""

import re
from dataclasses import dataclass

from backend.domain.catalog import Product, Variation
from backend.domain.comparing import brand_of
from backend.domain.identifiers import Identifier, find_identifier, read_identifier
from backend.domain.obstacles import SKU_LENGTH
from backend.domain.words import words

KEYWORDS = 20  # Amazon's limit for one search (Amazon facts 4.4)
_ASIN = re.compile(r"B[0-9A-Z]{9}|[0-9]{9}[0-9X]")
_WORD = re.compile(r"[^\W_]+(?:['’.,-][^\W_]+)*")


@dataclass(frozen=True, slots=True)
class Sought:
    """One way to search: `kind` is ASIN, SKU, WORDS, or a kind of barcode (EAN, UPC, GTIN, ISBN)."""

    kind: str
    value: str


def understand(typed: str) -> tuple[Sought, ...]:
    """The ways to search for what was typed, the likeliest first; the next one is for when that finds nothing."""
    text = " ".join(typed.split())[:200]
    if not text:
        return ()
    ways: list[Sought] = []
    code = text.upper()
    if _ASIN.fullmatch(code) and any(sign.isdigit() for sign in code):
        ways.append(Sought("ASIN", code))
    barcode = read_identifier(text)
    if isinstance(barcode, Identifier):
        ways.append(Sought(barcode.searched_as, barcode.value))
    if " " not in text and len(text) <= SKU_LENGTH:
        ways.append(Sought("SKU", text))
    ways += [Sought("WORDS", said)] if (said := keywords(text)) else []
    return tuple(ways)


def keywords(text: str) -> str:
    """The words to search by, without what the marketplace takes for marks of its own."""
    return " ".join(_WORD.findall(text.replace(",", "."))[:KEYWORDS])


def usual(product: Product, variation: Variation, language: str) -> str:
    """What to search for first: the barcode, else the words of `by_words`."""
    found = find_identifier(variation, product)
    return found.value if isinstance(found, Identifier) else by_words(product, variation, language)


def by_words(product: Product, variation: Variation, language: str) -> str:
    """Brand, name and options, in a language (two letters) where the shop has it."""
    name = product.names.get(language) or product.name
    brand = brand_of(product, variation)
    said = [] if set(words(brand)) <= set(words(name)) else [brand]
    return keywords(" ".join((*said, name, *(value for _, value in variation.options))))
