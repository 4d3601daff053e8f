"""What the schema of a product type says of one attribute: its fields, limits, choices and units."""

from collections.abc import Iterator, Mapping
from decimal import Decimal
from typing import Any

from backend.domain.folding import fold
from backend.domain.words import bare

Schema = Mapping[str, Any]
_GRAMS = {
    "grams": Decimal(1), "kilograms": Decimal(1000), "milligrams": Decimal("0.001"),
    "ounces": Decimal("28.349523125"), "pounds": Decimal("453.59237"),
}  # fmt: skip
_MILLIMETRES = {
    "millimeters": Decimal(1), "centimeters": Decimal(10), "meters": Decimal(1000), "inches": Decimal("25.4"),
    "feet": Decimal("304.8"), "yards": Decimal("914.4"),
}  # fmt: skip


def item_of(schema: Schema, name: str) -> Schema:
    """The schema of one entry of an attribute; empty where the type has no such attribute."""
    prop = schema.get("properties", {}).get(name)
    return _mapping(_mapping(prop).get("items"))


def fields_of(item: Schema) -> Schema:
    return _mapping(item.get("properties"))


def most_entries(schema: Schema, name: str) -> int:
    """How many entries an attribute may have for one marketplace and language."""
    prop = _mapping(schema.get("properties", {}).get(name))
    limits = [each for each in (prop.get("maxUniqueItems"), prop.get("maxItems")) if isinstance(each, int)]
    return min(limits, default=1)


def limits_of(field: Schema) -> tuple[int | None, int | None]:
    """Most characters and most bytes of a text; None: no limit."""
    longest, octets = field.get("maxLength"), field.get("maxUtf8ByteLength")
    return (longest if isinstance(longest, int) else None, octets if isinstance(octets, int) else None)


def choices_of(field: Schema) -> list[tuple[Any, str]]:
    """(value, label) of what can be chosen; empty where anything can be said."""
    found: list[tuple[Any, str]] = []
    for part in (field, *_inner(field)):
        values, labels = part.get("enum"), part.get("enumNames")
        if isinstance(values, list):
            named = labels if isinstance(labels, list) and len(labels) == len(values) else values
            found += zip(values, map(str, named), strict=True)
    return found


def is_open(field: Schema) -> bool:
    """Whether anything may be said beside the choices."""
    inner = _inner(field)
    return not choices_of(field) or any("enum" not in part for part in inner)


def chosen(field: Schema, text: str) -> Any | None:
    """The value to send for a text: the choice whose value or label it is, the text itself where that is allowed."""
    options, wanted = choices_of(field), bare(text)
    for value, label in options:
        if (wanted and wanted in (bare(str(value)), bare(label))) or fold(str(value)) == fold(text.strip()):
            return value
    if not is_open(field) or field.get("type") not in ("string", None):
        return None
    return text


def grams_as(field: Schema, grams: int) -> tuple[float | int, str] | None:
    """A weight in the nearest unit that is offered."""
    return _measure(field, Decimal(grams), _GRAMS, ("grams", "kilograms", "ounces", "pounds", "milligrams"))


def millimetres_as(field: Schema, millimetres: int) -> tuple[float | int, str] | None:
    """A length in the nearest unit that is offered."""
    order = ("centimeters", "millimeters", "inches", "meters", "feet", "yards")
    return _measure(field, Decimal(millimetres), _MILLIMETRES, order)


def _measure(
    field: Schema, amount: Decimal, units: Mapping[str, Decimal], order: tuple[str, ...]
) -> tuple[float | int, str] | None:
    offered = {str(value) for value, _ in choices_of(field)}
    unit = next((name for name in order if name in offered), None)
    if unit is None:
        return None
    number = round(amount / units[unit], 3)
    return (int(number) if number == number.to_integral_value() else float(number)), unit


def _inner(field: Schema) -> list[Schema]:
    return [part for key in ("anyOf", "oneOf") for part in _list(field.get(key)) if isinstance(part, Mapping)]


def _list(said: object) -> Iterator[Any]:
    yield from said if isinstance(said, list) else ()


def _mapping(said: object) -> Schema:
    return said if isinstance(said, Mapping) else {}
