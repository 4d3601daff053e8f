"""What a product type says of families: its themes, and the attributes that an option may become.

A type's schema is Amazon's JSON Schema (Amazon facts 4.5): `variation_theme` enumerates the themes, whose parts name
attributes ("SIZE/COLOR", or in older ones "SIZE_NAME/COLOR_NAME").
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from backend.domain.words import bare

Schema = Mapping[str, Any]
# Parts of older themes that are named after an attribute that has another name today.
_RENAMED = {
    "material_type": "material",
    "flavor_name": "flavor",
    "customer_package_type": "package_type_name",
}
_MEASURE = re.compile(r"([0-9]+(?:[.,][0-9]+)?)\s*([^\W\d_.]*)\.?")
_UNITS = {
    "milliliters": "ml milliliter millilitre millilitres", "centiliters": "cl centiliter centilitre centilitres",
    "liters": "l liter litre litres litro litros litri", "grams": "g gr gramm gramme grammes gramos grammi",
    "kilograms": "kg kilo kilogramm kilogramme", "millimeters": "mm", "centimeters": "cm zentimeter centimetres",
    "meters": "m meter metre metres metro", "inches": "in inch", "watts": "w watt", "volts": "v volt",
    "fluid_ounces": "floz", "ounces": "oz", "count": "pcs pieces stuck stk pz piezas pezzi stuks x",
}  # fmt: skip
_UNIT_OF = {alias: unit for unit, aliases in _UNITS.items() for alias in [unit, *aliases.split()]}


@dataclass(frozen=True, slots=True)
class OptionAttribute:
    """An attribute that tells children apart. `choices`: the only values it takes, with their labels; () for any.

    `number`: its value is one, in one of `units` where there are some. Limits are None where there are none.
    """

    name: str
    label: str
    longest: int | None = None
    longest_bytes: int | None = None
    choices: tuple[tuple[str, str], ...] = ()
    number: bool = False
    units: tuple[str, ...] = ()
    language: bool = False  # its entries name a language
    placed: bool = True  # its entries name a marketplace

    def value(self, text: str) -> dict[str, Any] | None:
        """An option's value as the attribute carries it, without language and marketplace; None: it cannot."""
        if self.number:
            return self._measure(text)
        if self.choices:
            chosen = next((v for v, label in self.choices if bare(text) in (bare(v), bare(label))), None)
            return None if chosen is None else {"value": chosen}
        return {"value": text.strip()} if text.strip() else None

    def _measure(self, text: str) -> dict[str, Any] | None:
        found = _MEASURE.search(text)
        if found is None:
            return None
        amount = Decimal(found[1].replace(",", "."))
        number = int(amount) if amount == amount.to_integral_value() else float(amount)
        if not self.units:
            return {"value": number}
        unit = _UNIT_OF.get(bare(found[2]), "")
        unit = self.units[0] if not found[2] and len(self.units) == 1 else unit
        return {"value": number, "unit": unit} if unit in self.units else None

    def too_long(self, text: str) -> int | None:
        """The limit in characters (or bytes, where only those are limited) that a text breaks, or None."""
        if self.number or self.choices:
            return None
        if self.longest is not None and len(text.strip()) > self.longest:
            return self.longest
        size = len(text.strip().encode())
        return self.longest_bytes if self.longest_bytes is not None and size > self.longest_bytes else None


@dataclass(frozen=True, slots=True)
class Theme:
    """A way to tell children apart; `attributes` in the theme's order. `exact`: every part is an attribute's name."""

    name: str
    label: str
    attributes: tuple[str, ...]
    exact: bool = True
    deprecated: bool = False


@dataclass(frozen=True, slots=True)
class FamilyType:
    """What one product type allows in families; no themes: it has no families."""

    product_type: str
    themes: tuple[Theme, ...]
    attributes: Mapping[str, OptionAttribute]


def read_type(product_type: str, schema: Schema) -> FamilyType:
    """The themes and attributes of a type's schema; a theme with a part that no attribute carries is left out."""
    properties: Schema = schema.get("properties") or {}
    name = _entry(properties.get("variation_theme")).get("name") or {}
    values = [str(value) for value in name.get("enum") or ()]
    labels = dict(zip(values, map(str, name.get("enumNames") or values), strict=False))
    old = set(name.get("enumDeprecated") or ())
    known: dict[str, OptionAttribute] = {}
    themes = []
    for value in values:
        parts = [part.strip().lower() for part in value.split("/")]
        found = [_attribute(part, properties, known) for part in parts]
        told = tuple(dict.fromkeys(each for each in found if each))
        if all(found) and len(told) == len(parts):
            exact = list(told) == parts
            themes.append(Theme(value, labels.get(value, value), told, exact, value in old))
    return FamilyType(product_type, tuple(themes), known)


def _attribute(part: str, properties: Schema, known: dict[str, OptionAttribute]) -> str:
    """The attribute that a theme's part names, read into `known`; "" when there is none."""
    names = (part, _RENAMED.get(part, part), part.removesuffix("_name"), part.removesuffix("_type"))
    for name in names:
        if name in known:
            return name
        read = _read(name, properties.get(name))
        if read is not None:
            known[name] = read
            return name
    return ""


def _entry(attribute: Any) -> Schema:
    """The fields of an attribute's entries."""
    items = attribute.get("items") if isinstance(attribute, Mapping) else None
    fields = items.get("properties") if isinstance(items, Mapping) else None
    return fields if isinstance(fields, Mapping) else {}


def _read(name: str, attribute: Any) -> OptionAttribute | None:
    fields = _entry(attribute)
    value = fields.get("value")
    if not isinstance(value, Mapping):
        return None
    needed = set(attribute["items"].get("required") or ()) - {
        "value",
        "unit",
        "language_tag",
        "marketplace_id",
    }
    if needed:
        return None
    kinds = value.get("type")
    unit = fields.get("unit") or {}
    choices = [str(each) for each in value.get("enum") or ()]
    labels = [str(each) for each in value.get("enumNames") or choices]
    return OptionAttribute(
        name, str(attribute.get("title") or name.replace("_", " ").capitalize()),
        longest=value.get("maxLength"), longest_bytes=value.get("maxUtf8ByteLength"),
        choices=tuple(zip(choices, labels, strict=False)), number=kinds in ("number", "integer"),
        units=tuple(map(str, unit.get("enum") or ())), language="language_tag" in fields,
        placed="marketplace_id" in fields,
    )  # fmt: skip
