"""How the shop's REST API writes prices, sizes and translations (sample search-products)."""

from collections.abc import Sequence
from decimal import Decimal
from typing import Any


def bare(value: Decimal) -> int | float:
    """A number as JSON writes it, whole ones without a point. Two decimals survive being a float."""
    return int(value) if value == value.to_integral_value() else float(value)


def formatted(euros: Decimal) -> str:
    """A price as the profile's formats say: 1 234,50 €."""
    return f"{euros:,.2f}".replace(",", " ").replace(".", ",") + " €"


def displayed(name: str, euros: Decimal) -> dict[str, Any]:
    """A price and the fields that repeat it. `name` is price, compareToPrice or compareToPriceDiscount."""
    value, text = bare(euros), formatted(euros)
    shown = f"defaultDisplayed{name[0].upper()}{name[1:]}"
    if name != "price":
        return {name: value, f"{name}Formatted": text, shown: value, f"{shown}Formatted": text}
    return {
        name: value,
        "priceInProductList": value,
        shown: value,
        f"{shown}Formatted": text,
        **lowest(euros),
    }


def lowest(euros: Decimal) -> dict[str, Any]:
    """The lowest price of the last thirty days, which the law wants beside a struck-through one."""
    return {
        "lowestPrice": bare(euros),
        "defaultDisplayedLowestPrice": bare(euros),
        "defaultDisplayedLowestPriceFormatted": formatted(euros),
        "lowestPriceSettings": {"lowestPriceEnabled": True},
    }


def translated(fr: str, en: str) -> dict[str, str]:
    """A text in the languages of the demo shop."""
    return {"en": en, "fr": fr}


def dimensions(cm: Sequence[Decimal]) -> dict[str, int | float]:
    """Length, width and height in the shop's unit, centimetres."""
    return dict(zip(("length", "width", "height"), map(bare, cm), strict=True))
