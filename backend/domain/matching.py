"""Matching: which item of the catalogue is the thing the shop sells. In doubt nothing is linked."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import chain

from backend.domain.catalog import Attribute, Product, Variation
from backend.domain.identifiers import Identifier
from backend.domain.issues import Cause, Problem
from backend.domain.marketplace import CatalogItem
from backend.domain.packs import is_colour, is_size, pack_size, same_colour, same_size
from backend.domain.words import bare, words


@dataclass(frozen=True, slots=True)
class Match:
    """The one item that agrees. `score` 0 to 100; `reasons` are keys: identifier, brand, title, pack, size, colour."""

    asin: str
    score: int
    reasons: tuple[str, ...]
    item: CatalogItem


@dataclass(frozen=True, slots=True)
class _Finding:
    """What comparing one field came to; `agrees` None: it cannot be said."""

    field: str
    yours: str
    theirs: str
    agrees: bool | None
    points: int = 0


# Company suffixes and words that stand for "no brand" say nothing about who made a thing.
_SUFFIXES = frozenset(
    words(
        "inc ltd limited llc plc corp corporation co company gmbh ag kg kgaa sa sas sarl srl spa bv nv ab oy as "
        "aps sro pty the and et und"
    )
)
_NO_BRAND = frozenset(
    ("generic", "unbranded", "no brand", "sans marque", "generique", "ohne marke", "n a", "none")
)
_SMALL_WORDS = frozenset(
    words(
        "a an the of for with and in on to le la les l de des du d un une et en pour avec au aux der die das und "
        "mit fur von el los las y con para il lo gli e di da per het een van voor"
    )
)
_IDENTIFIER_POINTS, _BRAND_POINTS, _TITLE_POINTS, _PART_POINTS = 50, 20, 20, 5


def judge_matches(
    product: Product, variation: Variation, identifier: Identifier, items: Sequence[CatalogItem]
) -> Match | Problem:
    """The item to sell on, out of those that a search for `identifier` brought; or why there is none.

    Only items that carry the identifier count, so nothing is ever linked on its title alone. Problems: NO_MATCH,
    PARENT_FOUND and SEVERAL_MATCHES (`asins`, `count`), CONTRADICTION (`asin`, `field`, `yours`, `theirs`).
    """
    hits = list({item.asin: item for item in items if _carries(item, identifier)}.values())
    if not hits:
        return Problem(Cause.NO_MATCH, {"identifier": identifier.value, "kind": identifier.kind})
    sellable = [item for item in hits if not item.is_parent]
    if not sellable:
        return Problem(Cause.PARENT_FOUND, _asins(hits))
    compared = [(item, _compare(product, variation, item)) for item in sellable]
    agreeing = [pair for pair in compared if all(finding.agrees is not False for finding in pair[1])]
    if len(agreeing) > 1:
        return Problem(Cause.SEVERAL_MATCHES, _asins([item for item, _ in agreeing]))
    if not agreeing:
        return _contradiction(min(compared, key=lambda pair: sum(found.agrees is False for found in pair[1])))
    item, findings = agreeing[0]
    spoken = [finding for finding in findings if finding.agrees]
    score = min(100, _IDENTIFIER_POINTS + sum(finding.points for finding in spoken))
    return Match(item.asin, score, ("identifier", *(finding.field for finding in spoken)), item)


def _carries(item: CatalogItem, identifier: Identifier) -> bool:
    """Whether an item has the identifier; one that lists none was found by it, so the search is believed."""
    listed = [value for kind, value in item.identifiers if kind in ("EAN", "UPC", "GTIN", "ISBN", "JAN")]
    return not listed or identifier.gtin14 in (value.zfill(14) for value in listed)


def _asins(items: Sequence[CatalogItem]) -> dict[str, str | int]:
    return {"asins": ", ".join(item.asin for item in items), "count": len(items)}


def _contradiction(compared: tuple[CatalogItem, list[_Finding]]) -> Problem:
    item, findings = compared
    first = next(finding for finding in findings if finding.agrees is False)
    details = {
        "asin": item.asin,
        "field": first.field,
        "yours": first.yours[:200],
        "theirs": first.theirs[:200],
    }
    return Problem(Cause.CONTRADICTION, details)


def _compare(product: Product, variation: Variation, item: CatalogItem) -> list[_Finding]:
    brand = _compare_brand(product, variation, item)
    return [
        brand,
        _compare_pack(product, variation, item),
        *_compare_options(variation, item),
        _compare_title(product, variation, item, brand_agrees=bool(brand.agrees)),
    ]


def _compare_brand(product: Product, variation: Variation, item: CatalogItem) -> _Finding:
    attributes = chain(variation.attributes, product.attributes)
    yours = next((attribute.value for attribute in attributes if _is_brand(attribute)), "")
    theirs = [name for name in (item.brand, item.manufacturer) if _brand(name)]
    if not _brand(yours) or not theirs:
        return _Finding("brand", yours, theirs[0] if theirs else "", None)
    mine = _brand(yours)
    agrees = any(mine <= other or other <= mine for other in map(_brand, theirs)) or mine <= set(
        words(item.title)
    )
    return _Finding("brand", yours, theirs[0], agrees, _BRAND_POINTS)


def _is_brand(attribute: Attribute) -> bool:
    named = attribute.type == "CUSTOM" and bare(attribute.name) in (
        "brand",
        "marque",
        "marke",
        "marca",
        "merk",
    )
    return (attribute.type == "BRAND" or named) and bool(attribute.value.strip())


def _brand(name: str) -> set[str]:
    """The words that tell a brand; none for a placeholder. "L'Oréal S.A." and "LOREAL" are the same."""
    folded = bare(name.replace("'", "").replace("’", "").replace(".", ""))
    if folded in _NO_BRAND:
        return set()
    parts = folded.split()
    return set(parts) - _SUFFIXES or set(parts)


def _compare_pack(product: Product, variation: Variation, item: CatalogItem) -> _Finding:
    """A single piece and a pack of six may carry one barcode by mistake: then the buyer is cheated, or the shop."""
    ours = list(_texts(product, variation))
    yours = next((size for size in map(pack_size, ours) if size), None)
    theirs = item.package_quantity or pack_size(item.title)
    if theirs is None:
        return _Finding("pack", str(yours or 1), "", None)
    mentioned = theirs > 1 and str(theirs) in chain.from_iterable(map(words, ours))
    if (yours is None and mentioned) or (yours and pack_size(item.title) == yours):
        yours = theirs
    agrees = (yours or 1) == theirs
    return _Finding(
        "pack", str(yours or 1), str(theirs), agrees if yours or not agrees else None, _PART_POINTS
    )


def _compare_options(variation: Variation, item: CatalogItem) -> Iterator[_Finding]:
    for name, value in variation.options:
        if is_size(name) and item.size:
            yield _Finding("size", value, item.size, same_size(value, item.size), _PART_POINTS)
        elif is_colour(name) and item.colour:
            yield _Finding("colour", value, item.colour, same_colour(value, item.colour), _PART_POINTS)


def _compare_title(
    product: Product, variation: Variation, item: CatalogItem, *, brand_agrees: bool
) -> _Finding:
    """The best agreement over all languages. Nothing in common contradicts, unless the brand is the same: a shop
    without the marketplace's language has titles that share no word."""
    theirs = _telling(item.title)
    options = {word for _, value in variation.options for word in _telling(value)}
    titles = [_telling(name) for name in dict.fromkeys((product.name, *product.names.values()))]
    if not theirs or not any(titles):
        return _Finding("title", product.name, item.title, None)
    share = max(_share(title | options, theirs) for title in titles if title)
    if share == 0:
        return _Finding("title", product.name, item.title, None if brand_agrees else False)
    return _Finding("title", product.name, item.title, True, round(_TITLE_POINTS * share))


def _texts(product: Product, variation: Variation) -> Iterator[str]:
    """Where a pack size may be said: the variation's options first, then the names in all languages."""
    yield from (f"{name} {value}" for name, value in variation.options)
    yield product.name
    yield from product.names.values()


def _telling(title: str) -> set[str]:
    return {word for word in words(title) if word not in _SMALL_WORDS}


def _share(ours: set[str], theirs: set[str]) -> float:
    """How much of the shorter title the other one says; words count as the same from five equal letters on."""
    starts = {word[:5] for word in theirs}
    found = sum(word in theirs or (len(word) >= 5 and word[:5] in starts) for word in ours)
    return min(1.0, found / min(len(ours), len(theirs)))
