"""Any number of believable products, each made from its number alone, so that every run makes the same."""

from collections.abc import Iterator
from decimal import Decimal
from functools import cache
from typing import Any
from zlib import crc32

from backend.sandbox.demo.barcodes import generated_ean
from backend.sandbox.demo.expansion import Place, product
from backend.sandbox.demo.rows import (
    Choice,
    Option,
    Row,
    Variation,
    Written,
    demo_categories,
    read_document,
)

_FIRST_ID, _FIRST_VARIATION_ID, _FIRST_CREATED_AT = 800_000_001, 430_000_001, 1_700_000_000
_STRIDE = 8  # barcodes and variation ids kept free for each product
_SIZES = ("S", "M", "L", "XL")
_CENTS = (Decimal("0.90"), Decimal("0.50"), Decimal("0.00"), Decimal("0.95"))


def generate(count: int, address: str = "http://127.0.0.1:8801") -> Iterator[dict[str, Any]]:
    """`count` products in the shape of the shop's API; `address` as for `shop_products`.

    One in eight has variations. One in seven is odd: no SKU, no barcode, a wrong check digit, price 0,
    negative stock and so on.
    """
    categories = {category.key: category for category in demo_categories()}
    for number in range(count):
        row = _row(number)
        place = Place(
            id=_FIRST_ID + number,
            first_variation_id=_FIRST_VARIATION_ID + number * _STRIDE,
            created_at=_FIRST_CREATED_AT + number * 61,
            category=categories[row.category],
            address=address,
        )
        yield product(row, place)


def _row(number: int) -> Row:
    """The row with a number. Every choice is a part of one checksum, so that nothing is stored."""
    words = _words()
    draw = crc32(b"product %d" % number)
    category, shape, fr, en, euros = words["things"][draw % len(words["things"])]
    colour = words["colours"][(draw >> 5) % len(words["colours"])]
    material = words["materials"][(draw >> 9) % len(words["materials"])]
    line = f"{words['lines'][(draw >> 13) % len(words['lines'])]} {number + 1}"
    barcode: Written | None = ("EXTERNAL_EAN", generated_ean(number * _STRIDE))
    varied = draw % 1009 % 8 == 0
    fields: dict[str, Any] = {
        "slug": f"p-{number + 1}",
        "category": category,
        "fr": f"{fr} {line} {material[0]}" + ("" if varied else f", {colour[0]}"),
        "en": f"{line} {material[1]} {en.lower()}" + ("" if varied else f", {colour[1]}"),
        "about_fr": f"<p>{fr} {material[0]}.</p>",
        "about_en": f"<p>{en}, {material[1]}.</p>",
        "brand": words["brands"][(draw >> 17) % len(words["brands"])],
        "price": Decimal(euros + (draw >> 20) % 30) + _CENTS[draw % 4],
        "cost": Decimal(euros) / 2,
        "kg": Decimal(1 + draw % 40) / 10,
        "cm": (Decimal(10 + draw % 30), Decimal(8 + draw % 20), Decimal(4 + draw % 15)),
        "sku": f"P-{number + 1:06d}",
        "stock": draw % 90,
        "barcode": None if varied else barcode,
        "drawing": f"drawn-{shape}-{colour[2][1:]}-{colour[3][1:]}",
    }
    if varied:
        fields |= _variations(number, draw)
    fields |= _trouble(number, draw % 997 % 80)
    return Row(**fields)


def _variations(number: int, draw: int) -> dict[str, Any]:
    """Three to six variations: sizes, or sizes in two colours."""
    palette = _words()["colours"]
    colours = [palette[(draw >> shift) % len(palette)] for shift in (5, 23)]
    two = draw % 3 == 0 and colours[0] is not colours[1]
    combinations = [(size, colour[0]) for colour in colours[: 1 + two] for size in _SIZES[: 3 if two else 4]]
    options = [Option("Taille", "Size", "SIZE", tuple(Choice(size, size) for size in _SIZES))]
    if two:
        choices = tuple(Choice(colour[0], colour[1], hex=colour[2]) for colour in colours)
        options.append(Option("Couleur", "Colour", "SWATCHES", choices))
    return {
        "options": tuple(options),
        "variations": tuple(
            Variation(
                of=each if two else each[:1],
                sku=f"P-{number + 1:06d}-{index + 1}",
                stock=(draw >> index) % 40,
                barcode=("EXTERNAL_EAN", generated_ean(number * _STRIDE + index)),
            )
            for index, each in enumerate(combinations)
        ),
    }


def _trouble(number: int, kind: int) -> dict[str, Any]:
    """What is wrong with a product, by a number below 80; mostly nothing."""
    ean = generated_ean(number * _STRIDE)
    wrong = ean[:-1] + str((int(ean[-1]) + 1) % 10)
    troubles: dict[int, dict[str, Any]] = {
        0: {"sku": ""},
        1: {"sku": "P-DOUBLE"},
        2: {"barcode": None},
        3: {"barcode": ("EXTERNAL_EAN", wrong)},
        4: {"price": Decimal(0)},
        5: {"stock": -1 - number % 3},
        6: {"stock": None},
        7: {"set": {"enabled": False}},
        8: {"set": {"isShippingRequired": False}},
        9: {"barcode": ("CUSTOM:EAN", ean)},
        10: {"stock": 0},
    }
    return troubles.get(kind, {})


@cache
def _words() -> dict[str, Any]:
    return read_document("generated")
