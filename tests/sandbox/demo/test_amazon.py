"""Amazon's catalogue beside the demo shop: what matches, what does not, and what is refused."""

import re
from collections import Counter
from typing import Any

from backend.sandbox.amazon.catalogue import Catalogue
from backend.sandbox.demo.amazon import MARKETPLACES, amazon_items
from backend.sandbox.demo.barcodes import is_known_to_others
from backend.sandbox.demo.pictures import picture
from backend.sandbox.demo.shop import shop_products
from backend.sandbox.store import Store

ITEMS = amazon_items()
BY_ASIN = {item["asin"]: item for item in ITEMS}


def sold_barcodes() -> set[str]:
    found = set()
    for product in shop_products(""):
        for owner in product["combinations"] or [product]:
            values = [each["value"] for each in owner["attributes"] if each["type"] != "BRAND"]
            found |= {value for value in values if is_known_to_others(value)}
    return found


def sellable(barcode: str) -> list[dict[str, Any]]:
    return [
        item
        for item in ITEMS
        if any(barcode in codes for codes in item.get("identifiers", {}).values())
        and item.get("classification") != "VARIATION_PARENT"
    ]


def test_it_can_be_loaded_by_the_amazon_site() -> None:
    catalogue = Catalogue(Store())
    assert catalogue.load(ITEMS) == len(ITEMS) == len(BY_ASIN)  # type: ignore[arg-type]
    found = catalogue.by_code("3769990001134", MARKETPLACES["FR"])
    assert [item["asin"] for item in found] == ["B0DEMOML01", "B0DEMOML02"]
    assert len(catalogue.by_words(["mug"], MARKETPLACES["GB"])) >= 5


def test_it_names_its_items_as_amazon_does() -> None:
    for item in ITEMS:
        assert re.fullmatch(r"[0-9]{9}[0-9X]|[A-Z][A-Z0-9]{9}", item["asin"])
        assert set(item["titles"]) <= set(MARKETPLACES.values()) and MARKETPLACES["GB"] in item["titles"]
        assert item["brand"] and item["category"]
        assert all(len(title) <= 200 for title in item["titles"].values())
        for image in item["images"]:
            assert image["link"].startswith("/pictures/")
            drawn = picture(image["link"].removeprefix("/pictures/"))
            assert drawn is not None or "pinceau" in image["link"]


def test_it_matches_more_than_half_of_what_has_a_barcode_exactly_once() -> None:
    hits = Counter(min(len(sellable(barcode)), 4) for barcode in sold_barcodes())
    total = sum(hits.values())
    assert 0.55 <= hits[1] / total <= 0.8
    assert hits[2] >= 2 and hits[3] >= 1 and hits[0] >= 8


def test_it_has_parents_restrictions_and_late_issues() -> None:
    parents = [item for item in ITEMS if item.get("classification") == "VARIATION_PARENT"]
    assert len(parents) >= 3
    assert all(child in BY_ASIN for parent in parents for child in parent["child_asins"])
    assert all(item["parent_asin"] in BY_ASIN for item in ITEMS if "parent_asin" in item)
    reasons = [each for item in ITEMS for each in item.get("restrictions", [])]
    assert {each["reason_code"] for each in reasons} == {"APPROVAL_REQUIRED", "NOT_ELIGIBLE"}
    flags = {flag for item in ITEMS for flag in item.get("flags", [])}
    assert {"brand_gated", "image_warning"} <= flags
    assert {code for item in ITEMS for code in item.get("late_issues", [])} == {"8541", "18027"}


def test_it_keeps_one_item_for_the_ready_seller() -> None:
    ready = BY_ASIN["B0READY001"]
    assert ready["identifiers"] == {"EAN": ["4006381333931"]} and ready["product_type"] == "LUGGAGE"
    assert "4006381333931" not in sold_barcodes()


def test_it_has_forty_others_so_that_a_search_is_lively() -> None:
    assert sum(item["asin"].startswith("B0OTHR") for item in ITEMS) >= 40
