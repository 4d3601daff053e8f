"""Options and variations of a product as the shop's REST API returns them (shop facts 4.3)."""

from decimal import Decimal
from typing import Any

from backend.sandbox.demo.attributes import written_attributes
from backend.sandbox.demo.rows import Choice, Option, Row, Variation
from backend.sandbox.demo.values import bare, dimensions, displayed, formatted, lowest, translated

_CENT = Decimal("0.01")


def options_of(row: Row) -> list[dict[str, Any]]:
    """The options of a product."""
    return [_option(option) for option in row.options]


def combination(row: Row, place: int, number: int) -> dict[str, Any]:
    """The variation at a place of the row, `number` its id. Without `sku` or `price` the product's holds."""
    variation = row.variations[place]
    price = variation.price if variation.price is not None else modified_price(row, variation)
    finished: dict[str, Any] = {
        "id": number,
        "combinationNumber": place + 1,
        "options": [_chosen(option, value) for option, value in zip(row.options, variation.of, strict=True)],
        "unlimited": variation.stock is None,
        "inStock": variation.stock is None or variation.stock > 0,
        "attributes": written_attributes("", variation.barcode),
        "defaultDisplayedPrice": bare(price),
        "defaultDisplayedPriceFormatted": formatted(price),
        **lowest(price),
        "dimensions": dimensions(row.cm),
        "volume": 0,
        "isShippingRequired": True,
        "outOfStockVisibilityBehaviour": "SHOW",
        "alt": {"translated": {}},
    }
    if variation.stock is not None:
        finished |= {"quantity": variation.stock, "warningLimit": 1}
    if variation.sku:
        finished["sku"] = variation.sku
    if variation.price is not None:
        finished |= displayed("price", variation.price)
    if variation.kg is not None:
        finished["weight"] = bare(variation.kg)
    return finished


def modified_price(row: Row, variation: Variation) -> Decimal:
    """The product's price and what the chosen choices add, in euros."""
    total = row.price
    for option, value in zip(row.options, variation.of, strict=True):
        plus = _choice(option, value).plus
        total += (row.price * plus / 100).quantize(_CENT) if option.percent else plus
    return total


def _option(option: Option) -> dict[str, Any]:
    written: dict[str, Any] = {
        "type": option.type,
        "name": option.fr,
        "nameTranslated": translated(option.fr, option.en),
        "required": option.required,
    }
    if not option.choices:
        return written
    return {
        **written,
        "choices": [_written_choice(option, choice) for choice in option.choices],
        "defaultChoice": 0,
    }


def _written_choice(option: Option, choice: Choice) -> dict[str, Any]:
    written: dict[str, Any] = {
        "text": choice.fr,
        "textTranslated": translated(choice.fr, choice.en),
        "priceModifier": bare(choice.plus),
        "priceModifierType": "PERCENT" if option.percent else "ABSOLUTE",
    }
    return {**written, "hexCodes": [choice.hex]} if choice.hex else written


def _chosen(option: Option, value: str) -> dict[str, Any]:
    choice = _choice(option, value)
    return {
        "name": option.fr,
        "nameTranslated": translated(option.fr, option.en),
        "value": choice.fr,
        "valueTranslated": translated(choice.fr, choice.en),
    }


def _choice(option: Option, value: str) -> Choice:
    return next(choice for choice in option.choices if choice.fr == value)
