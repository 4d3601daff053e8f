"""Comparing: an item of a marketplace's catalogue against what the shop sells, field by field."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import chain

from backend.domain.catalog import Attribute, Product, Variation
from backend.domain.identifiers import Identifier, find_identifier
from backend.domain.marketplace import CatalogItem
from backend.domain.packs import (
    is_colour,
    is_size,
    measured,
    pack_size,
    same_colour,
    same_measures,
    same_size,
)
from backend.domain.words import bare, words


@dataclass(frozen=True, slots=True)
class Finding:
    """What comparing one field came to; `agrees` None: it cannot be said.

    `field`: identifier, family (the item's parent carries the barcode), brand, title, pack, size, colour, option,
    measure.
    `name`: the option's name as the shop writes it. `points`: what it counts for when it agrees.
    """

    field: str
    yours: str
    theirs: str
    agrees: bool | None
    points: int = 0
    name: str = ""


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
IDENTIFIER_POINTS, BRAND_POINTS, TITLE_POINTS, PART_POINTS = 50, 20, 20, 5
BARCODES = ("EAN", "UPC", "GTIN", "ISBN", "JAN")


def compare(
    product: Product, variation: Variation, item: CatalogItem, *, of_family: bool = False
) -> tuple[Finding, ...]:
    """Every field that a person looks at, barcode first. `of_family`: the barcode stands on the item's parent, so the
    item's own one says nothing."""
    found = (
        compare_identifier(product, variation, item, of_family=of_family),
        *compare_look(product, variation, item),
        *_compare_family(variation, item),
    )
    return (*found, *_compare_measures(product, variation, item, found))


def compare_look(product: Product, variation: Variation, item: CatalogItem) -> list[Finding]:
    """What can be compared of any item, without its barcode: brand, pack, size, colour, title."""
    brand = _compare_brand(product, variation, item)
    return [
        brand,
        _compare_pack(product, variation, item),
        *_compare_options(variation, item),
        _compare_title(product, variation, item, brand_agrees=bool(brand.agrees)),
    ]


def compare_identifier(
    product: Product, variation: Variation, item: CatalogItem, *, of_family: bool = False
) -> Finding:
    """The barcode of the shop against all that the item lists."""
    found = find_identifier(variation, product)
    mine = found.value if isinstance(found, Identifier) else ""
    listed = [value for kind, value in item.identifiers if kind in BARCODES]
    theirs = ", ".join(dict.fromkeys(listed))
    if of_family:
        return Finding("family", mine, theirs, True, IDENTIFIER_POINTS)
    if not isinstance(found, Identifier) or not listed:
        return Finding("identifier", mine, theirs, None)
    agrees = found.gtin14 in (value.zfill(14) for value in listed)
    return Finding("identifier", mine, found.value if agrees else theirs, agrees, IDENTIFIER_POINTS)


def brand_of(product: Product, variation: Variation) -> str:
    """The brand as the shop writes it, "" when it says none; one that stands for no brand counts as none."""
    attributes = chain(variation.attributes, product.attributes)
    said = next((attribute.value for attribute in attributes if _is_brand(attribute)), "")
    return said if _brand(said) else ""


def _compare_brand(product: Product, variation: Variation, item: CatalogItem) -> Finding:
    attributes = chain(variation.attributes, product.attributes)
    yours = next((attribute.value for attribute in attributes if _is_brand(attribute)), "")
    theirs = [name for name in (item.brand, item.manufacturer) if _brand(name)]
    if not _brand(yours) or not theirs:
        return Finding("brand", yours, theirs[0] if theirs else "", None)
    mine = _brand(yours)
    agrees = any(mine <= other or other <= mine for other in map(_brand, theirs)) or mine <= set(
        words(item.title)
    )
    return Finding("brand", yours, theirs[0], agrees, BRAND_POINTS)


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


def _compare_pack(product: Product, variation: Variation, item: CatalogItem) -> Finding:
    """A single piece and a pack of six may carry one barcode by mistake: then the buyer is cheated, or the shop."""
    ours = list(_texts(product, variation))
    yours = next((size for size in map(pack_size, ours) if size), None)
    theirs = item.package_quantity or pack_size(item.title)
    if theirs is None:
        return Finding("pack", str(yours or 1), "", None)
    mentioned = theirs > 1 and str(theirs) in chain.from_iterable(map(words, ours))
    if (yours is None and mentioned) or (yours and pack_size(item.title) == yours):
        yours = theirs
    agrees = (yours or 1) == theirs
    return Finding("pack", str(yours or 1), str(theirs), agrees if yours or not agrees else None, PART_POINTS)


def _compare_options(variation: Variation, item: CatalogItem) -> Iterator[Finding]:
    for name, value in variation.options:
        if is_size(name) and item.size:
            yield Finding("size", value, item.size, same_size(value, item.size), PART_POINTS, name)
        elif is_colour(name) and item.colour:
            yield Finding("colour", value, item.colour, same_colour(value, item.colour), PART_POINTS, name)


def _compare_family(variation: Variation, item: CatalogItem) -> Iterator[Finding]:
    """The options that are left, against the attributes by which the item's family varies.

    One option left and one attribute left mean each other, whatever they are called. Where the family says nothing the
    title may say the value; that it does not is no contradiction.
    """
    left = [
        (name, value)
        for name, value in variation.options
        if not (is_size(name) and item.size) and not (is_colour(name) and item.colour)
    ]
    known = {bare(item.size)} if any(is_size(name) for name, _ in variation.options) else set()
    known |= {bare(item.colour)} if any(is_colour(name) for name, _ in variation.options) else set()
    theirs = [value for _, value in item.varies if bare(value) not in known]
    for name, value in left:
        same = next((other for other in theirs if same_size(value, other)), None)
        if same is not None:
            yield Finding("option", value, same, True, PART_POINTS, name)
        elif len(left) == len(theirs) == 1:
            yield Finding("option", value, theirs[0], same_size(value, theirs[0]), PART_POINTS, name)
        elif _says(item.title, value):
            yield Finding("option", value, item.title, True, PART_POINTS, name)
        else:
            yield Finding("option", value, ", ".join(theirs), None, name=name)


def _compare_measures(
    product: Product, variation: Variation, item: CatalogItem, others: Iterable[Finding]
) -> Iterator[Finding]:
    """Lengths, volumes and the like that both name: 45 cm is not 60 cm. An option that agrees has said it already."""
    ours = " · ".join(_texts(product, variation))
    theirs = " · ".join(filter(None, (item.title, item.size, *(value for _, value in item.varies))))
    agrees = same_measures(ours, theirs)
    said = any(each.agrees and each.field in ("size", "option") and measured(each.yours) for each in others)
    if agrees is False or (agrees and not said):
        mine, other = (", ".join(dict.fromkeys(measured(text))) for text in (ours, theirs))
        yield Finding("measure", mine, other, agrees, PART_POINTS)


def _says(title: str, value: str) -> bool:
    """Whether a title has a value in it, word by word."""
    told = bare(value)
    return bool(told) and f" {told} " in f" {bare(title)} "


def _compare_title(
    product: Product, variation: Variation, item: CatalogItem, *, brand_agrees: bool
) -> Finding:
    """The best agreement over all languages. Nothing in common contradicts, unless the brand is the same: a shop
    without the marketplace's language has titles that share no word."""
    theirs = _telling(item.title)
    options = {word for _, value in variation.options for word in _telling(value)}
    titles = [_telling(name) for name in dict.fromkeys((product.name, *product.names.values()))]
    if not theirs or not any(titles):
        return Finding("title", product.name, item.title, None)
    share = max(_share(title | options, theirs) for title in titles if title)
    if share == 0:
        return Finding("title", product.name, item.title, None if brand_agrees else False)
    return Finding("title", product.name, item.title, True, round(TITLE_POINTS * share))


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
