"""Amazon's catalogue beside the demo shop: items that match, contradict, are restricted, or others.

Every item has the shape of `CatalogueItem` in backend/sandbox/amazon/catalogue.py.
"""

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from backend.sandbox.demo.barcodes import read_barcode
from backend.sandbox.demo.rows import Row, Written, demo_categories, demo_rows, read_table

MARKETPLACES = {
    "FR": "A13V1IB3VIYZZH",
    "DE": "A1PA6795UKMFR9",
    "GB": "A1F83G8C2ARO7P",
    "ES": "A1RKKUPIHCS9HS",
    "IT": "APJ6JRA9NG5V4",
    "US": "ATVPDKIKX0DER",
}
# What one euro is worth in the currencies of these marketplaces: round figures, made up for the demo.
_RATES = {"EUR": Decimal(1), "GBP": Decimal("0.86"), "USD": Decimal("1.10")}
_LARGE = 1500
_COPIED = ("size", "color", "package_quantity", "classification", "late_issues", "flags")
_RENAMED = {"parent": "parent_asin", "children": "child_asins", "theme": "variation_theme"}


def amazon_items() -> list[dict[str, Any]]:
    """Every item of the demo catalogue."""
    rows = {row.slug: row for row in demo_rows()}
    matches = [
        _match(record, rows[record["of"].partition("/")[0]]) for record in read_table("amazon_matches")
    ]
    return matches + [_other(record) for record in read_table("amazon_others")]


def identifiers(barcode: str) -> dict[str, list[str]]:
    """How Amazon files a barcode: by its length and, for books, its prefix."""
    kinds = {8: "EAN", 12: "UPC", 14: "GTIN"}
    kind = "ISBN" if barcode.startswith(("978", "979")) else kinds.get(len(barcode), "EAN")
    return {kind: [barcode]}


def reference_prices(euros: Decimal) -> dict[str, str]:
    """About what others ask for it, as decimal text by currency."""
    return {currency: f"{euros * rate:.2f}" for currency, rate in _RATES.items()}


def picture_of(name: str) -> list[dict[str, Any]]:
    """The main picture, drawn by the site itself on the white ground that Amazon wants."""
    return [{"link": f"/pictures/{name}-plain-{_LARGE}.svg", "width": _LARGE, "height": _LARGE}]


def _match(record: Mapping[str, Any], row: Row) -> dict[str, Any]:
    """An item that carries the barcode of a row, or of the variation named after slashes."""
    chosen = tuple(record["of"].split("/")[1:])
    variation = next((each for each in row.variations if each.of == chosen), None)
    price = row.price if variation is None or variation.price is None else variation.price
    category = next(each.en for each in demo_categories() if each.key == row.category)
    return {
        **_item({"brand": row.brand, "category": category, **record}),
        **_identified(variation.barcode if variation else row.barcode),
        "reference_prices": dict(record.get("prices", {})) or reference_prices(price),
        "images": picture_of(_drawing(record["picture"]) if "picture" in record else row.slug),
    }


def _other(record: Mapping[str, Any]) -> dict[str, Any]:
    return {
        **_item(record),
        # Amazon also has products that carry no barcode: those of registered brands.
        "identifiers": identifiers(read_barcode(record["barcode"])) if "barcode" in record else {},
        "images": picture_of(_drawing(record["picture"])),
    }


def _item(record: Mapping[str, Any]) -> dict[str, Any]:
    """What both tables write alike. The title of GB also stands for US."""
    titles = {country: record[country] for country in MARKETPLACES if country in record}
    titles.setdefault("US", record["GB"])
    item = {
        "asin": record["asin"],
        "titles": {MARKETPLACES[country]: title for country, title in titles.items()},
        "product_type": record["type"],
        "brand": record["brand"],
        "manufacturer": record.get("manufacturer", record["brand"]),
        "category": record["category"],
        **{name: record[name] for name in _COPIED if name in record},
        **{name: record[written] for written, name in _RENAMED.items() if written in record},
    }
    if "restrictions" in record:
        item["restrictions"] = [_restriction(each) for each in record["restrictions"]]
    return item


def _restriction(record: Mapping[str, Any]) -> dict[str, Any]:
    finished = {name: value for name, value in record.items() if name != "countries"}
    if "countries" in record:
        finished["marketplace_ids"] = [MARKETPLACES[country] for country in record["countries"]]
    return finished


def _identified(barcode: Written | None) -> dict[str, Any]:
    """A parent of variations may carry no barcode at all."""
    return {"identifiers": identifiers(read_barcode(barcode[1]))} if barcode else {}


def _drawing(picture: tuple[str, str, str]) -> str:
    shape, main, accent = picture
    return f"drawn-{shape}-{main.removeprefix('#')}-{accent.removeprefix('#')}"
