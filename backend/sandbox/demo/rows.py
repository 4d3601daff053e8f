"""The compact tables of the demo shop, as they stand in data/*.json."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from functools import cache
from importlib.resources import files
from typing import Any

Written = tuple[str, int | str]


@dataclass(frozen=True, slots=True)
class Choice:
    """A choice of an option; `plus` in euros, or in percent when the option says so, swatches have `hex`."""

    fr: str
    en: str
    plus: Decimal = Decimal(0)
    hex: str = ""


@dataclass(frozen=True, slots=True)
class Option:
    """An option of a product. `type` as the shop platform names it; a TEXTFIELD has no choices."""

    fr: str
    en: str
    type: str
    choices: tuple[Choice, ...] = ()
    required: bool = True
    percent: bool = False


@dataclass(frozen=True, slots=True)
class Variation:
    """One combination of choices (`of`, in French). What is None or empty is taken from the product."""

    of: tuple[str, ...]
    sku: str = ""
    stock: int | None = None
    barcode: Written | None = None
    price: Decimal | None = None
    kg: Decimal | None = None


@dataclass(frozen=True, slots=True)
class Row:
    """A product: prices in euros with tax, kilograms, centimetres, `stock` None for unlimited.

    `barcode` is an attribute type ("CUSTOM:name" for a custom one) and a value for `read_barcode`; `shape` a
    drawing and its two colours, or `drawing` the name of a picture; `set` replaces fields of the
    finished product.
    """

    slug: str
    category: str
    fr: str
    en: str
    about_fr: str
    about_en: str
    brand: str
    price: Decimal
    cost: Decimal
    kg: Decimal
    cm: tuple[Decimal, ...]
    sku: str
    stock: int | None
    was: Decimal | None = None
    tax: Decimal = Decimal(20)
    barcode: Written | None = None
    shape: tuple[str, str, str] | None = None
    drawing: str = ""
    options: tuple[Option, ...] = ()
    variations: tuple[Variation, ...] = ()
    set: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Category:
    """A category of the demo shop."""

    id: int
    key: str
    fr: str
    en: str


def read_table(name: str) -> list[dict[str, Any]]:
    """The records of data/<name>.json; numbers with a point are Decimal."""
    records: list[dict[str, Any]] = json.loads(_text(name), parse_float=Decimal)
    return records


def read_document(name: str) -> dict[str, Any]:
    """The one object of data/<name>.json, made anew at every call."""
    document: dict[str, Any] = json.loads(_text(name))
    return document


def _text(name: str) -> str:
    return files(__package__).joinpath("data", f"{name}.json").read_text(encoding="utf-8")


@cache
def demo_rows() -> tuple[Row, ...]:
    """Every product of the demo shop, in the order of the table."""
    return tuple(_row(record) for record in read_table("products"))


@cache
def demo_categories() -> tuple[Category, ...]:
    """Every category of the demo shop."""
    return tuple(Category(**record) for record in read_table("categories"))


def _row(record: dict[str, Any]) -> Row:
    written = [name for name in ("price", "cost", "kg", "was", "tax") if name in record]
    fields: dict[str, Any] = {
        **record,
        **{name: Decimal(record[name]) for name in written},
        "cm": tuple(map(Decimal, record["cm"])),
        "barcode": _written(record.get("barcode")),
        "shape": tuple(record["shape"]) if record["shape"] else None,
        "options": tuple(map(_option, record.get("options", ()))),
        "variations": tuple(map(_variation, record.get("variations", ()))),
    }
    return Row(**fields)


def _option(record: dict[str, Any]) -> Option:
    return Option(**{**record, "choices": tuple(map(_choice, record.get("choices", ())))})


def _choice(record: list[Any]) -> Choice:
    """A choice is written as [French, English, plus, hex]; the last two may be left out."""
    fr, en, plus, colour = [*record, 0, ""][:4] if len(record) == 2 else [*record, ""][:4]
    return Choice(fr, en, Decimal(plus), colour)


def _variation(record: dict[str, Any]) -> Variation:
    written = [name for name in ("price", "kg") if name in record]
    fields: dict[str, Any] = {
        **record,
        **{name: Decimal(record[name]) for name in written},
        "of": tuple(record["of"]),
        "barcode": _written(record.get("barcode")),
    }
    return Variation(**fields)


def _written(value: int | list[Any] | None) -> Written | None:
    """A variation may write only the number: then it stands in EXTERNAL_EAN."""
    if isinstance(value, int):
        return ("EXTERNAL_EAN", value)
    return (str(value[0]), value[1]) if value else None
