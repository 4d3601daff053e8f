"""Amazon's catalogue: products by ASIN, found by identifier or by words."""

import re
import unicodedata
from collections import Counter
from collections.abc import Iterable
from typing import Any, NotRequired, TypedDict

from backend.sandbox.amazon.regions import MARKETPLACES
from backend.sandbox.store import Condition, Store

KIND = "amazon_item"
IDENTIFIERS = "amazon_identifier"


class Picture(TypedDict):
    """A picture. `link` is an address, or a path on this site (it then begins with "/")."""

    link: str
    width: int
    height: int


class Restriction(TypedDict):
    """Who may not list a product. A missing list means everybody, every marketplace, every condition."""

    reason_code: str  # APPROVAL_REQUIRED | NOT_ELIGIBLE | ASIN_NOT_FOUND
    message: str
    seller_ids: NotRequired[list[str]]
    marketplace_ids: NotRequired[list[str]]
    conditions: NotRequired[list[str]]


class CatalogueItem(TypedDict):
    """One product as `load` takes it. Only asin, titles and product_type are needed.

    titles: marketplace id -> title; the item exists in exactly these marketplaces.
    identifiers: EAN | UPC | GTIN | ISBN | JAN -> codes. Two items may carry the same code.
    classification: BASE_PRODUCT (default) | VARIATION_PARENT | PRODUCT_BUNDLE | OTHER.
    images: the first is the main one; without images the site draws one.
    reference_prices: currency -> decimal text; a price under half or over three times of it brings issue 18155.
    conditions: the only conditions Amazon allows for it; another one brings issue 8115.
    late_issues: codes of `issues.SEEDS` that strike every offer on it, after it went live when not blocking.
    flags: "brand_gated" (5665 for every seller), "image_warning" (18027), "slow" (takes ten times as long).
    """

    asin: str
    titles: dict[str, str]
    product_type: str
    brand: NotRequired[str]
    manufacturer: NotRequired[str]
    model_number: NotRequired[str]
    size: NotRequired[str]
    color: NotRequired[str]
    style: NotRequired[str]
    package_quantity: NotRequired[int]
    identifiers: NotRequired[dict[str, list[str]]]
    images: NotRequired[list[Picture]]
    classification: NotRequired[str]
    category: NotRequired[str]
    parent_asin: NotRequired[str]
    child_asins: NotRequired[list[str]]
    variation_theme: NotRequired[str]
    reference_prices: NotRequired[dict[str, str]]
    conditions: NotRequired[list[str]]
    restrictions: NotRequired[list[Restriction]]
    late_issues: NotRequired[list[str]]
    flags: NotRequired[list[str]]


Item = dict[str, Any]
SMALL = frozenset(
    [
        "a",
        "an",
        "the",
        "of",
        "for",
        "with",
        "and",
        "in",
        "le",
        "la",
        "les",
        "l",
        "de",
        "des",
        "du",
        "d",
        "un",
        "une",
        "et",
        "en",
        "pour",
        "avec",
        "au",
        "der",
        "die",
        "das",
        "und",
        "mit",
    ]
)
_WORD = re.compile(r"[^\W_]+(?:[.,][0-9]+)?")


class Catalogue:
    """The products this Amazon knows."""

    def __init__(self, store: Store) -> None:
        self._store = store
        store.declare(
            KIND,
            {"folded": _words, "brand": lambda item: str(item.get("brand", "")).lower()},
        )
        store.declare(
            IDENTIFIERS,
            {"gtin": lambda entry: entry["gtin"], "asin": lambda entry: entry["asin"]},
        )

    def load(self, items: Iterable[CatalogueItem]) -> int:
        """Insert or replace products; returns how many."""
        count = 0
        with self._store.transaction():
            for item in items:
                self.put(dict(item))
                count += 1
        return count

    def put(self, item: Item) -> None:
        """Insert or replace one product."""
        asin = item["asin"]
        self._store.delete_where(IDENTIFIERS, [("asin", "=", asin)])
        self._store.put(KIND, asin, item)
        for kind, codes in item.get("identifiers", {}).items():
            for code in codes:
                entry = {"gtin": as_gtin(code), "asin": asin, "type": kind}
                self._store.put(IDENTIFIERS, f"{entry['gtin']}:{kind}:{asin}", entry)

    def get(self, asin: str, marketplace_id: str | None = None) -> Item | None:
        """A product, or None when it is unknown (in that marketplace)."""
        item = self._store.get(KIND, asin)
        if item is None or (marketplace_id and marketplace_id not in item["titles"]):
            return None
        return item

    def by_code(self, code: str, marketplace_id: str) -> list[Item]:
        """Every product that carries a code (EAN, UPC, GTIN, ISBN, JAN), by ASIN."""
        entries = self._store.find(IDENTIFIERS, [("gtin", "=", as_gtin(code))], order=["asin"])
        found = (self.get(asin, marketplace_id) for asin in dict.fromkeys(entry["asin"] for entry in entries))
        return [item for item in found if item]

    def by_words(self, words: Iterable[str], marketplace_id: str) -> list[Item]:
        """Products whose title, brand or codes hold more than half of the words, those with most first; at most 1000.

        Words are folded and found at their start, as Amazon's own search forgives case, accents and endings.
        """
        asked = [word for word in dict.fromkeys(folded(" ".join(words)).split()) if word not in SMALL]
        if not asked:
            found = self._store.find(KIND, [], order=["key"], limit=1000)
            return [item for item in found if marketplace_id in item["titles"]]
        hits: Counter[str] = Counter()
        for word in asked:
            where: list[Condition] = [("folded", "has", f" {word}")]
            hits.update(self._store.keys(KIND, where))
        enough = sorted((-count, asin) for asin, count in hits.items() if 2 * count > len(asked))
        items = (self.get(asin, marketplace_id) for _, asin in enough)
        return [item for item in items if item][:1000]

    def all(self, marketplace_id: str) -> list[Item]:
        """Every product of a marketplace, by ASIN; at most 1000."""
        return self.by_words((), marketplace_id)

    def count(self) -> int:
        """How many products there are."""
        return self._store.count(KIND)


def as_gtin(code: str) -> str:
    """A code padded to 14 digits, so that a UPC and its EAN meet; a 10-digit ISBN stays as it is."""
    digits = code.strip().upper()
    return digits.zfill(14) if digits.isdigit() and len(digits) in (8, 12, 13, 14) else digits


def everywhere(title: str) -> dict[str, str]:
    """The same title in every marketplace, for products whose name needs no translation."""
    return dict.fromkeys(MARKETPLACES, title)


def folded(text: str) -> str:
    """Words without case, accents and marks, one space between."""
    plain = "".join(c for c in unicodedata.normalize("NFKD", text) if not unicodedata.combining(c))
    return " ".join(_WORD.findall(plain.lower()))


def _words(item: Item) -> str:
    codes = [code for codes in item.get("identifiers", {}).values() for code in codes]
    parts = [
        *item["titles"].values(),
        item.get("brand", ""),
        item.get("model_number", ""),
        item["asin"],
        *codes,
    ]
    return " " + folded(" ".join(dict.fromkeys(parts)))
