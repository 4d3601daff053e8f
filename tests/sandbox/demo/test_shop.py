"""The demo shop: its shape is the API's, and every oddity it promises is there."""

import json
from collections import Counter
from typing import Any

import pytest

from backend.sandbox.demo.barcodes import demo_ean, is_known_to_others, is_right
from backend.sandbox.demo.pictures import picture
from backend.sandbox.demo.rows import demo_rows
from backend.sandbox.demo.shop import shop_categories, shop_products, shop_profile

ADDRESS = "http://127.0.0.1:8801"
PRODUCTS = shop_products(ADDRESS)
BY_SLUG = {product["customSlug"]: product for product in PRODUCTS}
BARCODE_TYPES = ("EXTERNAL_EAN", "UPC")


def barcodes() -> list[str]:
    owners = [owner for product in PRODUCTS for owner in (product, *product["combinations"])]
    return [
        attribute["value"]
        for owner in owners
        for attribute in owner["attributes"]
        if attribute["type"] in BARCODE_TYPES or attribute["type"] == "CUSTOM"
    ]


def test_it_is_plain_json_and_the_same_every_time() -> None:
    assert json.loads(json.dumps(PRODUCTS)) == PRODUCTS == shop_products(ADDRESS)
    assert json.loads(json.dumps(shop_profile(ADDRESS))) == shop_profile(ADDRESS)


def test_it_has_about_sixty_products_in_ten_categories() -> None:
    assert 55 <= len(PRODUCTS) <= 70
    assert len(shop_categories()) == 10
    assert sum(category["productCount"] for category in shop_categories()) == len(PRODUCTS)
    assert all(category["productCount"] >= 4 for category in shop_categories())


def test_it_is_french_first_with_the_flags_of_a_business_plan() -> None:
    profile = shop_profile(ADDRESS)
    assert profile["generalInfo"]["storeId"] == 1003
    assert profile["languages"] == {
        "enabledLanguages": ["fr", "en"],
        "defaultLanguage": "fr",
        "facebookPreferredLocale": "fr_FR",
    }
    formats = profile["formatsAndUnits"]
    assert [formats[name] for name in ("currency", "weightUnit", "dimensionsUnit")] == [
        "EUR",
        "KILOGRAM",
        "CM",
    ]
    assert {"MARKETPLACES", "EBAY_AMAZON_THIRD_PARTY"} <= set(profile["account"]["availableFeatures"])


def test_it_gives_every_thing_its_own_id() -> None:
    ids = [product["id"] for product in PRODUCTS]
    variations = [each["id"] for product in PRODUCTS for each in product["combinations"]]
    assert len(set(ids)) == len(ids) and len(set(variations)) == len(variations)
    assert max(ids + variations) < 2**31


@pytest.mark.parametrize("product", PRODUCTS, ids=lambda product: str(product["customSlug"]))
def test_it_has_the_shape_of_the_api(product: dict[str, Any]) -> None:
    assert product["name"] == product["nameTranslated"]["fr"] and product["nameTranslated"]["en"]
    assert product["description"].startswith("<p>") and product["descriptionTranslated"]["en"]
    assert ("quantity" in product) is not product["unlimited"]
    assert product["updateTimestamp"] >= product["createTimestamp"]
    for image in product["media"]["images"]:
        for size in (160, 400, 800, 1500):
            name = image[f"image{size}pxUrl"].removeprefix(f"{ADDRESS}/pictures/")
            assert picture(name) is not None
    names = [option["name"] for option in product["options"] if option.get("choices")]
    for variation in product["combinations"]:
        assert [chosen["name"] for chosen in variation["options"]] == names
        assert ("quantity" in variation) is not variation["unlimited"]
        assert variation["defaultDisplayedPrice"] >= 0


def test_it_adds_the_modifiers_of_the_chosen_options() -> None:
    sizes = [each["defaultDisplayedPrice"] for each in BY_SLUG["cocotte-fonte"]["combinations"]]
    assert sizes == [129, 159, 184]
    assert all("price" not in each for each in BY_SLUG["cocotte-fonte"]["combinations"])
    paint = {each["sku"]: each["defaultDisplayedPrice"] for each in BY_SLUG["peinture-craie"]["combinations"]}
    assert paint["MV-CRAIE-BLE-1"] == 32.3


def test_it_writes_prices_as_the_formats_of_the_shop_say() -> None:
    assert BY_SLUG["verres-eau-lot-de-6"]["defaultDisplayedPriceFormatted"] == "29,90 €"
    assert BY_SLUG["verres-eau-lot-de-6"]["compareToPrice"] == 36


def test_it_holds_only_barcodes_that_are_right_except_the_one_that_is_not() -> None:
    values = barcodes()
    assert [value for value in values if not is_right(value)] == ["3769990001795"]
    assert [value for value in values if is_right(value) and not is_known_to_others(value)] == [
        "2001234000017"
    ]
    assert len(set(values)) == len(values)
    assert demo_ean(101) == "3769990001011"


def test_it_has_every_oddity_it_promises() -> None:
    found = Counter[str]()
    for product in PRODUCTS:
        variations = product["combinations"]
        found["variations"] += bool(variations)
        found["variation without SKU"] += any("sku" not in each for each in variations)
        found["no variation has a SKU"] += bool(variations) and all("sku" not in each for each in variations)
        found["variation with its own price"] += any("price" in each for each in variations)
        found["options without variations"] += bool(product["options"]) and not variations
        found["unlimited"] += product["unlimited"]
        found["no SKU"] += not product["sku"]
        found["custom barcode"] += any(
            each["type"] == "CUSTOM" and each["name"] in ("EAN", "GTIN", "Code-barres", "ISBN")
            for each in product["attributes"]
        )
        found["not shipped"] += not product["isShippingRequired"]
        found["gift card"] += product["isGiftCard"]
        found["name your price"] += product["nameYourPriceEnabled"]
        found["sample"] += product["isSampleProduct"]
        found["price 0"] += product["price"] == 0
        found["negative"] += product.get("quantity", 0) < 0
        found["disabled"] += not product["enabled"]
        found["long title"] += len(product["name"]) > 200
        found["emoji"] += any(ord(letter) > 0x1F000 for letter in product["name"])
        found["long SKU"] += len(product["sku"]) > 40
        found["SKU with slash and space"] += "/" in product["sku"] and " " in product["sku"]
        found["no picture"] += not product["media"]["images"]
        found["pre-order"] += product["outOfStockVisibilityBehaviour"] == "ALLOW_PREORDER"
        found["out of stock"] += product.get("quantity") == 0
        found["struck-through price"] += "compareToPrice" in product
    missing = [oddity for oddity, count in found.items() if not count]
    assert not missing
    skus = Counter(product["sku"] for product in PRODUCTS if product["sku"])
    assert [sku for sku, count in skus.items() if count > 1] == ["MV-TAB-009"]


def test_it_names_only_colours_and_categories_that_exist() -> None:
    assert {row.category for row in demo_rows()} == {category["customSlug"] for category in shop_categories()}
