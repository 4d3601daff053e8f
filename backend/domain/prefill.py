"""What a form for a new product says at first: all that the shop knows of it, and what was said of its type before."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from backend.domain.attribute_shapes import (
    Schema,
    chosen,
    fields_of,
    grams_as,
    item_of,
    limits_of,
    millimetres_as,
    most_entries,
)
from backend.domain.catalog import Attribute, Product, Variation
from backend.domain.details import IDENTIFIER
from backend.domain.identifiers import Identifier, find_identifier
from backend.domain.packs import is_colour, is_size, pack_size
from backend.domain.plain_text import cut, plain, points
from backend.domain.words import bare, words

PICTURES = ("main_product_image_locator", *(f"other_product_image_locator_{n}" for n in range(1, 9)))
_BRANDS = frozenset(map(bare, ("brand", "marque", "Marke", "marca", "merk", "značka", "marka", "märke")))
_MAKERS = frozenset(
    map(bare, ("manufacturer", "fabricant", "Hersteller", "fabricante", "produttore", "fabrikant", "výrobce"))
)
_ORIGINS = frozenset(
    map(bare, (
        "country of origin", "made in", "pays d'origine", "origine", "fabriqué en", "Herkunftsland",
        "Ursprungsland", "país de origen", "paese di origine", "land van herkomst", "země původu",
    ))
)  # fmt: skip
# What is said of one product only, or changes with it.
_ITS_OWN = frozenset((
    "item_name", "product_description", "bullet_point", "generic_keyword", "model_number", "model_name",
    "part_number", "color", "size", "style", "pattern", "parentage_level", "variation_theme",
    "child_parent_sku_relationship", "number_of_items", "item_package_quantity", "unit_count", "list_price",
    "package_contains_sku", "product_site_launch_date", "merchant_release_date", IDENTIFIER,
    "supplier_declared_has_product_identifier_exemption",
))  # fmt: skip


@dataclass(frozen=True, slots=True)
class Speech:
    """Where and in which language it is said: Amazon's marketplace id and language tag."""

    marketplace_id: str
    language_tag: str


def prefill(
    product: Product, variation: Variation, schema: Schema, speech: Speech, learned: Mapping[str, Any]
) -> dict[str, Any]:
    """Amazon's attributes for what is known, only those that the type has. The product's own go before what was
    learned."""
    filling = _Filling(product, variation, schema, speech)
    found = dict(filling.all())
    known = schema.get("properties", {})
    for name, value in learned.items():
        if name in known and name not in found and is_alike(schema, name):
            found[name] = value
    return found


def lesson(attributes: Mapping[str, Any], schema: Schema) -> dict[str, Any]:
    """Of what was confirmed, that which holds for the next product of the type as well."""
    return {name: value for name, value in attributes.items() if is_alike(schema, name)}


def is_alike(schema: Schema, name: str) -> bool:
    """Whether an attribute is probably alike for all products of a shop: no title, number, measure or picture."""
    if name in _ITS_OWN or "image_locator" in name:
        return False
    item = item_of(schema, name)
    return bool(item) and not _has_unit(item)


def _has_unit(item: Schema) -> bool:
    fields = fields_of(item)
    inner = any(_has_unit(field) for field in fields.values() if isinstance(field, Mapping))
    return "unit" in fields or inner


class _Filling:
    """One form's first values."""

    def __init__(self, product: Product, variation: Variation, schema: Schema, speech: Speech) -> None:
        self._product, self._variation, self._schema, self._speech = product, variation, schema, speech
        self._language = speech.language_tag.split("_")[0]
        self._said = [*variation.attributes, *product.attributes]

    def all(self) -> Iterator[tuple[str, Any]]:
        """(name, entries) of all that is known; what the type does not have is left out."""
        brand = _value(self._said, "BRAND", _BRANDS)
        options = dict(self._variation.options)
        values = {
            "item_name": [self._title()],
            "brand": [brand],
            "manufacturer": [_value(self._said, "MANUFACTURER", _MAKERS) or brand],
            "product_description": [plain(self._description())],
            "bullet_point": points(self._description(), most_entries(self._schema, "bullet_point")),
            "color": [next((value for name, value in options.items() if is_colour(name)), "")],
            "size": [next((value for name, value in options.items() if is_size(name)), "")],
            "country_of_origin": [_value(self._said, "COUNTRY_OF_ORIGIN", _ORIGINS)],
            "model_number": [_value(self._said, "MPN", frozenset())],
        }
        for name, texts in values.items():
            yield from self._texts(name, texts)
        yield from self._named({name for name, texts in values.items() if any(texts)})
        yield from self._numbers()
        yield from self._identifier()
        yield from self._measures()
        yield from self._pictures()

    def _title(self) -> str:
        """The name in the marketplace's language, with what tells the variation from its siblings."""
        name = self._product.names.get(self._language) or self._product.name
        there = set(words(name))
        more = [value for _, value in self._variation.options if value and not there.issuperset(words(value))]
        return ", ".join([name, *more])

    def _description(self) -> str:
        return self._product.descriptions.get(self._language) or self._product.description

    def _texts(self, name: str, texts: Sequence[str]) -> Iterator[tuple[str, Any]]:
        item = item_of(self._schema, name)
        field = fields_of(item).get("value")
        if not isinstance(field, Mapping):
            return
        values = [chosen(field, cut(text, *limits_of(field))) for text in texts if text.strip()]
        kept = list(dict.fromkeys(value for value in values if value not in (None, "")))
        if kept:
            yield name, [self._entry(item, value=value) for value in kept[: most_entries(self._schema, name)]]

    def _named(self, done: set[str]) -> Iterator[tuple[str, Any]]:
        """What the shop calls by the very title of an attribute: "Matière" is what Amazon's form calls Matière."""
        named = {bare(name): value for name, value in self._variation.options}
        named |= {bare(each.name): each.value for each in reversed(self._said) if each.name}
        for name, prop in self._schema.get("properties", {}).items():
            title = bare(str(prop.get("title", ""))) if isinstance(prop, Mapping) else ""
            if title in named and name not in done and name not in _ITS_OWN - {"style", "pattern"}:
                yield from self._texts(name, [named[title]])

    def _numbers(self) -> Iterator[tuple[str, Any]]:
        pieces = pack_size(self._title())
        item = item_of(self._schema, "number_of_items")
        if pieces and "value" in fields_of(item):
            yield "number_of_items", [self._entry(item, value=pieces)]

    def _identifier(self) -> Iterator[tuple[str, Any]]:
        found, item = find_identifier(self._variation, self._product), item_of(self._schema, IDENTIFIER)
        fields = fields_of(item)
        if isinstance(found, Identifier) and "value" in fields and "type" in fields:
            kinds = (found.kind, found.searched_as, "EAN" if len(found.value) == 13 else "GTIN")
            kind = next((known for k in kinds if (known := chosen(fields["type"], k)) is not None), None)
            if kind is not None:
                yield IDENTIFIER, [self._entry(item, type=kind, value=found.value)]

    def _measures(self) -> Iterator[tuple[str, Any]]:
        """The shop's weight and size are those of the parcel; a weight is rarely much else without it."""
        for name in ("item_package_weight", "item_weight"):
            item, grams = item_of(self._schema, name), self._variation.weight_grams
            unit = fields_of(item).get("unit")
            if grams and isinstance(unit, Mapping) and (said := grams_as(unit, grams)):
                yield name, [self._entry(item, value=said[0], unit=said[1])]
        item, size = item_of(self._schema, "item_package_dimensions"), self._variation.size_mm
        sides = [fields_of(item).get(side) for side in ("length", "width", "height")]
        if size is None or not all(isinstance(side, Mapping) for side in sides):
            return
        found = {}
        for name, field, side in zip(("length", "width", "height"), sides, size, strict=True):
            said = millimetres_as(fields_of(field or {}).get("unit") or {}, side)
            if said is None:
                return
            found[name] = {"value": said[0], "unit": said[1]}
        yield "item_package_dimensions", [self._entry(item, **found)]

    def _pictures(self) -> Iterator[tuple[str, Any]]:
        own = self._variation.picture_url
        every = list(dict.fromkeys([*([own] if own else []), *self._product.pictures]))
        if not every and (small := self._variation.image_url or self._product.image_url):
            every = [small]
        for name, address in zip(PICTURES, every, strict=False):
            item = item_of(self._schema, name)
            if "media_location" in fields_of(item):
                yield name, [self._entry(item, media_location=address)]

    def _entry(self, item: Schema, **said: Any) -> dict[str, Any]:
        fields = fields_of(item)
        place = {"marketplace_id": self._speech.marketplace_id, "language_tag": self._speech.language_tag}
        return {**said, **{name: value for name, value in place.items() if name in fields}}


def _value(said: Sequence[Attribute], kind: str, names: frozenset[str]) -> str:
    """The first attribute of a type of the shop's, or with one of these names."""
    typed = (each.value for each in said if each.type == kind)
    named = (each.value for each in said if bare(each.name) in names)
    return next((value.strip() for value in (*typed, *named) if value.strip()), "")
