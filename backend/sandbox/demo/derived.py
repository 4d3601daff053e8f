"""Amazon items for products nobody described to Amazon: most of those with a right barcode get one."""

import re
from collections.abc import Iterable, Iterator, Mapping
from decimal import Decimal, InvalidOperation
from hashlib import blake2b
from typing import Any

from backend.sandbox.demo.amazon import MARKETPLACES, identifiers, picture_of, reference_prices
from backend.sandbox.demo.barcodes import is_known_to_others
from backend.sandbox.demo.generator import generate

# Out of a hundred barcodes, by their hash: how far each fate reaches. The rest is absent.
_ONE, _TWO, _OTHER_BRAND, _APPROVAL = 68, 73, 76, 79
_DIGITS = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"
_BARCODE_TYPES = ("EXTERNAL_EAN", "EXTERNAL_UPC", "EXTERNAL_ISBN", "EXTERNAL_JAN", "EXTERNAL_ITF", "UPC")
_BARCODE_NAMES = re.compile(r"\b(ean|gtin|upc|isbn|jan|barcode|code.?barres?)\b", re.IGNORECASE)
_OWN_PICTURE = re.compile(r"/pictures/([a-z0-9-]+)-[0-9]+\.svg")
_SIZES, _COLOURS = ("size", "taille", "größe", "talla"), ("colour", "color", "couleur", "farbe")


def amazon_items_for(products: Iterable[Mapping[str, Any]]) -> Iterator[dict[str, Any]]:
    """Catalogue items for products in the shape of the shop's API, one product at a time.

    The hash of a barcode decides, so it always gets the same items: 73 of 100 are found (5 of them twice), 3
    belong to another brand, 3 need approval, the rest is unknown.
    """
    for product in products:
        for sold in _sold(product):
            yield from _items(product, sold)


def generated_amazon_items(count: int) -> Iterator[dict[str, Any]]:
    """The catalogue beside `generate(count)`."""
    return amazon_items_for(generate(count))


def _sold(product: Mapping[str, Any]) -> list[Mapping[str, Any]]:
    """What is sold of a product: its variations, or itself."""
    return product.get("combinations") or [product]


def _items(product: Mapping[str, Any], sold: Mapping[str, Any]) -> Iterator[dict[str, Any]]:
    barcode = _barcode(sold)
    if not is_known_to_others(barcode):
        return
    fate = _number(barcode) % 100
    item = _item(product, sold, barcode)
    if fate < _TWO or _OTHER_BRAND <= fate < _APPROVAL:
        yield item | ({"restrictions": [_needs_approval(item["brand"])]} if fate >= _TWO else {})
    elif fate < _OTHER_BRAND:
        titles = {place: f"Other House {title.split(' ', 1)[-1]}" for place, title in item["titles"].items()}
        yield item | {"titles": titles, "brand": "Other House", "manufacturer": "Other House"}
    if _ONE <= fate < _TWO:
        titles = {place: f"{title}, {item['brand']}" for place, title in item["titles"].items()}
        yield item | {"asin": _asin(barcode + "/2"), "titles": titles}


def _item(product: Mapping[str, Any], sold: Mapping[str, Any], barcode: str) -> dict[str, Any]:
    brand = next(
        (each["value"] for each in product.get("attributes") or () if each.get("type") == "BRAND"), ""
    )
    options = sold.get("options") or () if sold is not product else ()
    chosen = {str(each.get("name", "")).casefold(): str(each.get("value", "")) for each in options}
    item = {
        "asin": _asin(barcode),
        "titles": _titles(product, brand, chosen),
        "product_type": "PRODUCT",
        "brand": brand,
        "manufacturer": brand,
        "identifiers": identifiers(barcode),
        "reference_prices": reference_prices(_price(sold) or _price(product) or Decimal(20)),
        "images": _images(product),
    }
    for name, value in chosen.items():
        field = "size" if name in _SIZES else "color" if name in _COLOURS else ""
        item |= {field: value} if field else {}
    return item


def _titles(product: Mapping[str, Any], brand: str, chosen: Mapping[str, str]) -> dict[str, str]:
    """The shop's own names with the brand before and the options behind; English where there is no other."""
    names = {language: name for language, name in (product.get("nameTranslated") or {}).items() if name}
    plain = str(product.get("name") or names.get("en") or "Product")
    languages = {"GB": "en", "US": "en"}
    found = {
        country: names.get(languages.get(country, country.lower())) or names.get("en") or plain
        for country in MARKETPLACES
    }
    return {
        MARKETPLACES[country]: ", ".join([f"{brand} {name}".strip()[:180], *chosen.values()])
        for country, name in found.items()
    }


def _images(product: Mapping[str, Any]) -> list[dict[str, Any]]:
    """Our own drawing on white ground, or the shop's picture as it is."""
    images = (product.get("media") or {}).get("images") or []
    link = str(images[0].get("imageOriginalUrl") or "") if images else ""
    own = _OWN_PICTURE.search(link)
    if own:
        return picture_of(own[1])
    size = product.get("originalImage") or {}
    return (
        [{"link": link, "width": size.get("width") or 500, "height": size.get("height") or 500}]
        if link
        else []
    )


def _barcode(sold: Mapping[str, Any]) -> str:
    """The first attribute that claims to be a barcode, without gaps; empty when there is none."""
    for attribute in sold.get("attributes") or ():
        kind, name = attribute.get("type"), str(attribute.get("name", ""))
        if kind in _BARCODE_TYPES or (kind in ("CUSTOM", "EXTERNAL_CUSTOM") and _BARCODE_NAMES.search(name)):
            return re.sub(r"[\s-]", "", str(attribute.get("value") or ""))
    return ""


def _price(sold: Mapping[str, Any]) -> Decimal:
    """The price in the shop's currency, or 0 when there is none that can be read."""
    written = sold.get("price", sold.get("defaultDisplayedPrice"))
    try:
        return Decimal(str(written or 0))
    except InvalidOperation:
        return Decimal(0)


def _needs_approval(brand: str) -> dict[str, str]:
    return {
        "reason_code": "APPROVAL_REQUIRED",
        "message": f"You need approval to list products of the brand {brand or 'in question'}.",
    }


def _number(text: str) -> int:
    return int.from_bytes(blake2b(text.encode(), digest_size=8).digest())


def _asin(text: str) -> str:
    """B0 and eight letters or digits made of a hash: two barcodes in a million million meet."""
    number, letters = _number("asin " + text), ""
    for _ in range(8):
        number, place = divmod(number, len(_DIGITS))
        letters += _DIGITS[place]
    return "B0" + letters
