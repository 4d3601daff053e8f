"""Attributes of products and variations: the brand and the barcode (shop facts 4.2)."""

from typing import Any

from backend.sandbox.demo.barcodes import read_barcode
from backend.sandbox.demo.rows import Written
from backend.sandbox.demo.values import translated

_BRAND_ID, _BARCODE_ID = 9101, 9102
_NAMES = {"EXTERNAL_EAN": "EAN", "UPC": "UPC"}


def written_attributes(brand: str, barcode: Written | None) -> list[dict[str, Any]]:
    """The attributes for a brand and a barcode; an empty brand or no barcode leaves its attribute out.

    A custom barcode attribute carries the name that the merchant gave it.
    """
    found = []
    if brand:
        found.append(_attribute(_BRAND_ID, "Marque", "BRAND", brand))
    if barcode:
        kind, _, name = barcode[0].partition(":")
        found.append(_attribute(_BARCODE_ID, name or _NAMES.get(kind, kind), kind, read_barcode(barcode[1])))
    return found


def _attribute(number: int, name: str, kind: str, value: str) -> dict[str, Any]:
    return {
        "id": number,
        "name": name,
        "nameTranslated": translated(name, name),
        "value": value,
        "valueTranslated": translated(value, value),
        "show": "DESCR" if kind == "BRAND" else "NOTSHOW",
        "type": kind,
    }
