"""Identifiers: which barcode a variation carries, and whether it can be one (GS1 General Specifications, ISO 2108)."""

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from backend.domain.catalog import Attribute, Product, Variation
from backend.domain.issues import Cause, Problem
from backend.domain.words import bare, words

IdentifierKind = Literal["EAN", "UPC", "GTIN", "ISBN", "JAN"]


@dataclass(frozen=True, slots=True)
class Identifier:
    """A barcode with a right check digit: digits only. EAN has 8 or 13, UPC 12, GTIN 14, ISBN and JAN 13."""

    kind: IdentifierKind
    value: str

    @property
    def searched_as(self) -> str:
        """The kind under which Amazon's catalogue is searched: a JAN is an EAN given out in Japan."""
        return "EAN" if self.kind == "JAN" else self.kind

    @property
    def gtin14(self) -> str:
        """The same number with fourteen digits: equal for equal things, however they are written."""
        return self.value.zfill(14)


# The shop's own attribute types that hold a barcode, the surest first (shop facts 4.2).
_TYPES = ("EXTERNAL_EAN", "EXTERNAL_UPC", "EXTERNAL_ISBN", "EXTERNAL_JAN", "EXTERNAL_ITF", "UPC")
_NAMED_TYPES = ("CUSTOM", "EXTERNAL_CUSTOM")
_NAME_WORDS = frozenset(words("ean ean8 ean13 gtin gtin8 gtin12 gtin13 gtin14 upc upca isbn isbn10 isbn13"))
_NAMES = frozenset(
    bare(name)
    for name in re.split(
        ", ",
        "barcode, bar code, code-barres, code barre, codes-barres, code à barres, strichcode, barcodenummer, "
        "código de barras, codi de barres, codice a barre, streepjescode, kod kreskowy, streckkod, stregkode, "
        "strekkode, viivakoodi, čárový kód, čiarový kód, vonalkód, cod de bare, barkod, bar kod, штрихкод, "
        "штрих-код, γραμμωτός κώδικας, ברקוד, باركود, 条形码, 條碼, バーコード, 바코드, jan, jan code, jan コード",
    )
)
# What people write into a field that they must fill in.
_NONE_WORDS = frozenset(
    ("", "0", "n a", "na", "none", "no", "aucun", "aucune", "does not apply", "non applicable")
)
_LABEL = re.compile(r"^(?:EAN|GTIN|UPC|ISBN|JAN)(?:[- ]?(?:8|1[0-4]))?(?:\s*[:#]\s*|\s+)", re.IGNORECASE)
_GAPS = re.compile(r"[\s\-\u00ad\u2010-\u2015\u2212\u200b-\u200f\u2060\ufeff]+")


def find_identifier(variation: Variation, product: Product) -> Identifier | Problem | None:
    """The barcode of a variation; a Problem when what stands there cannot be one; None when nothing is there.

    The variation's own attributes come before the product's, and one that is right before one that is wrong. The
    barcode of a product is not taken for one of several variations, because it would stand for all of them: then the
    Problem is NO_IDENTIFIER with `shared`, the product's value.
    """
    own = list(_written(variation.attributes))
    if own:
        return _best(own)
    theirs = list(_written(product.attributes))
    if theirs and len(product.variations) > 1:
        return Problem(Cause.NO_IDENTIFIER, {"shared": theirs[0].value.strip()[:40]})
    return _best(theirs) if theirs else None


def read_identifier(text: str) -> Identifier | Problem:
    """A barcode from what a person wrote. A Problem's details: `value`, and `expected` for a wrong check digit."""
    value = _cleaned(text)
    if len(value) == 10 and re.fullmatch(r"[0-9]{9}[0-9X]", value):
        return _from_isbn10(value)
    if not re.fullmatch(r"[0-9]{8}|[0-9]{12,14}", value) or len(set(value)) == 1:
        return Problem(Cause.NOT_A_BARCODE, {"value": text.strip()[:40]})
    if _in_store(value):
        return Problem(Cause.IN_STORE_BARCODE, {"value": value})
    expected = check_digit(value[:-1])
    if value[-1] != expected:
        return Problem(Cause.WRONG_CHECK_DIGIT, {"value": value, "expected": expected})
    return _kind_of(value)


def check_digit(digits: str) -> str:
    """The GS1 check digit for the digits before it: weights 3 and 1 from the right, to the next ten."""
    total = sum(int(digit) * (1 if place % 2 else 3) for place, digit in enumerate(reversed(digits)))
    return str(-total % 10)


def _written(attributes: tuple[Attribute, ...]) -> Iterator[Attribute]:
    """Attributes that claim to hold a barcode and are filled in, the surest first."""
    filled = [attribute for attribute in attributes if bare(attribute.value) not in _NONE_WORDS]
    for wanted in _TYPES:
        yield from (attribute for attribute in filled if attribute.type == wanted)
    yield from (
        attribute for attribute in filled if attribute.type in _NAMED_TYPES and _names_barcode(attribute.name)
    )


def _names_barcode(name: str) -> bool:
    parts = words(name)
    return " ".join(parts) in _NAMES or (len(parts) <= 3 and not _NAME_WORDS.isdisjoint(parts))


def _best(written: list[Attribute]) -> Identifier | Problem:
    problem: Problem | None = None
    for attribute in written:
        found = read_identifier(attribute.value)
        if isinstance(found, Identifier):
            return found
        problem = problem or Problem(
            found.cause, {**found.details, "attribute": attribute.name or attribute.type}
        )
    assert problem is not None
    return problem


def _cleaned(text: str) -> str:
    return _GAPS.sub("", _LABEL.sub("", unicodedata.normalize("NFKC", text).strip())).upper()


def _from_isbn10(value: str) -> Identifier | Problem:
    """ISO 2108: weights 10 to 2, to the next eleven, ten written as X; the thirteen digits start with 978."""
    remainder = -sum(int(digit) * (10 - place) for place, digit in enumerate(value[:9])) % 11
    expected = "X" if remainder == 10 else str(remainder)
    if len(set(value)) == 1:
        return Problem(Cause.NOT_A_BARCODE, {"value": value})
    if value[-1] != expected:
        return Problem(Cause.WRONG_CHECK_DIGIT, {"value": value, "expected": expected})
    digits = "978" + value[:9]
    return Identifier("ISBN", digits + check_digit(digits))


def _in_store(value: str) -> bool:
    """Numbers that a shop gives itself (GS1 prefixes 02, 04, 20-29; with eight digits 0 and 2), known to nobody."""
    if len(value) == 8:
        return value[0] in "02"
    if value.startswith("000000") and len(value) == 14:
        return value[6] in "02"
    digits = value.zfill(14)[1:]
    return digits[0] == "2" or digits[:2] in ("02", "04")


def _kind_of(value: str) -> Identifier:
    if len(value) == 14:
        if value[0] != "0":
            return Identifier("GTIN", value)
        value = value[6:] if value.startswith("000000") else value[1:]
    if len(value) == 13 and value[0] == "0":
        value = value[1:]
    if len(value) == 12:
        return Identifier("UPC", value)
    if len(value) == 8:
        return Identifier("EAN", value)
    if value.startswith(("978", "979")) and not value.startswith("9790"):
        return Identifier("ISBN", value)
    return Identifier("JAN" if value.startswith(("45", "49")) else "EAN", value)
