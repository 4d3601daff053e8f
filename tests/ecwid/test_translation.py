"""Translation: the real samples, and every oddity that the platform allows."""

from dataclasses import replace

import pytest

from backend.domain.catalog import Attribute, Category, Kind
from backend.domain.money import Money
from backend.ecwid.translation import (
    read_category,
    read_product,
    read_products,
    read_profile,
)
from tests.ecwid.samples import PROFILE, a_product, read, sample


def test_the_real_profile_is_read() -> None:
    profile = read_profile(sample("get-store-profile"))
    assert (profile.store_id, profile.currency, profile.weight_unit) == (1003, "EUR", "KILOGRAM")
    assert profile.languages == ("en", "cs") and profile.country == "GE"
    assert "EBAY_AMAZON_THIRD_PARTY" in profile.features and not profile.suspended


def test_the_real_products_are_read() -> None:
    profile = read_profile(sample("get-store-profile"))
    (toys, pizza), aside = read_products(sample("search-products")["items"], profile)
    assert aside == () and toys.trouble == pizza.trouble == ()
    assert toys.kind is Kind.DIGITAL and toys.variations[0].stock is None
    assert toys.names == {"en": "Toys"} and toys.created_at == 1725434411
    assert pizza.kind is Kind.GOODS
    assert [(one.options, one.price.amount) for one in pizza.variations] == [
        ((("Size", "32"),), 7000),
        ((("Size", "28"),), 6000),
    ]
    assert {one.sku for one in pizza.variations} == {"00001"}
    assert {one.weight_grams for one in pizza.variations} == {500}
    assert pizza.image_url.startswith("https://")


def test_the_real_variations_take_the_products_price_and_sku() -> None:
    product = read(combinations=sample("search-product-variations"))
    assert [one.options for one in product.variations] == [(("Mark", mark),) for mark in ("III", "II", "I")]
    assert {(one.sku, one.price.amount) for one in product.variations} == {("MILL-01", 2299)}


def test_the_real_categories_are_read() -> None:
    fruit, _ = (read_category(item, PROFILE) for item in sample("search-categories")["items"])
    assert fruit == Category(9691094, "Fruit", {"fr": "Fruit", "en": "Fruit"})


def test_a_product_without_variations_is_one_thing() -> None:
    (only,) = read().variations
    assert (only.external_id, only.sku, only.options) == (0, "MILL-01", ())
    assert only.price == Money(2299, "EUR") and only.stock == 7 and only.attributes == ()


def test_what_is_missing_stays_empty() -> None:
    product = read_product({"id": 11}, PROFILE)
    (only,) = product.variations
    assert (product.name, product.sku, only.sku, only.price) == ("", "", "", Money(0, "EUR"))
    assert only.stock is None and product.enabled and product.kind is Kind.GOODS and product.trouble == ()


@pytest.mark.parametrize(
    ("fields", "stock", "troubled"),
    [
        ({"unlimited": True, "quantity": None}, None, False),
        ({"unlimited": True, "quantity": 3}, None, False),
        ({"quantity": -4}, -4, False),
        ({"quantity": "5"}, 5, False),
        ({"quantity": 5.0}, 5, False),
        ({"quantity": 5.5}, 0, True),
        ({"quantity": "many"}, 0, True),
        ({"quantity": None}, 0, True),
        ({"quantity": None, "locationInventory": {"61511": 4, "61512": 3}}, 7, False),
        ({"quantity": 9, "locationInventory": {"61511": 4, "61512": 3}}, 9, False),
        ({"unlimited": None, "quantity": None}, None, False),
    ],
)
def test_stock(fields: dict[str, object], stock: int | None, troubled: bool) -> None:
    product = read(**fields)
    assert product.variations[0].stock == stock and bool(product.trouble) is troubled


@pytest.mark.parametrize(
    ("price", "amount", "troubled"),
    [
        (22.99, 2299, False),
        ("19,90", 0, True),
        ("19.90", 1990, False),
        (-1, -100, False),
        (1e300, 0, True),
        ([], 0, True),
        (0.005, 1, False),
        (None, 0, False),
        (True, 0, True),
    ],
)
def test_prices(price: object, amount: int, troubled: bool) -> None:
    product = read(price=price)
    assert product.variations[0].price == Money(amount, "EUR") and bool(product.trouble) is troubled


def test_yen_have_no_cents() -> None:
    assert (
        read_product(a_product(price=1980), replace(PROFILE, currency="JPY")).variations[0].price.amount
        == 1980
    )


def combination(number: object = 21, **fields: object) -> dict[str, object]:
    return {
        "id": number,
        "options": [{"name": "Taille", "value": "M"}],
        "unlimited": False,
        "quantity": 3,
        **fields,
    }


CHOICES = [
    {
        "type": "RADIO",
        "name": "Taille",
        "choices": [
            {"text": "M", "priceModifier": 10, "priceModifierType": "PERCENT"},
            {"text": "L", "priceModifier": 2.5},
        ],
    },
    {
        "type": "SELECT",
        "name": "Couleur",
        "choices": [{"text": "Rouge", "priceModifier": -1, "priceModifierType": "ABSOLUTE"}],
    },
]


@pytest.mark.parametrize(
    ("options", "amount"),
    [
        ([("Taille", "M")], 2529),
        ([("Taille", "L")], 2549),
        ([("Taille", "M"), ("Couleur", "Rouge")], 2429),
        ([("Taille", "XL")], 2299),
        ([], 2299),
    ],
)
def test_a_variation_without_a_price_costs_what_its_options_add(
    options: list[tuple[str, str]], amount: int
) -> None:
    chosen = [{"name": name, "value": value} for name, value in options]
    product = read(options=CHOICES, combinations=[combination(options=chosen)])
    assert product.variations[0].price.amount == amount


def test_a_variations_own_values_come_first() -> None:
    product = read(
        weight=2,
        combinations=[
            combination(
                sku=" M-1 ", price=30, weight=0.25, attributes=[{"type": "UPC", "name": "UPC", "value": "1"}]
            )
        ],
        attributes=[
            {"type": "BRAND", "name": "Brand", "value": "Verte"},
            {"type": "CUSTOM", "name": "EAN", "value": ""},
        ],
    )
    (one,) = product.variations
    assert (one.sku, one.price.amount, one.weight_grams, one.stock) == ("M-1", 3000, 250, 3)
    assert one.attributes == (Attribute("UPC", "UPC", "1"),)
    assert product.attributes == (Attribute("BRAND", "Brand", "Verte"),)


def test_variations_without_a_sku_share_the_products_so_that_the_doubling_is_seen() -> None:
    product = read(combinations=[combination(21), combination(22, sku="")])
    assert [one.sku for one in product.variations] == ["MILL-01", "MILL-01"]


def test_a_variation_without_its_own_stock_has_the_products() -> None:
    product = read(combinations=[combination(unlimited=None, quantity=None)])
    assert product.variations[0].stock == 7


def test_a_broken_variation_is_trouble_and_the_others_stay() -> None:
    product = read(combinations=[combination("x"), None, combination(22)])
    assert [one.external_id for one in product.variations] == [22] and product.trouble


@pytest.mark.parametrize(
    ("unit", "weight", "grams"),
    [
        ("KILOGRAM", 0.5, 500),
        ("GRAM", 12.5, 13),
        ("POUND", 1, 454),
        ("OUNCE", 1, 28),
        ("CARAT", 100, 20),
        ("STONE", 1, None),
        ("KILOGRAM", 0, None),
        ("KILOGRAM", -1, None),
        ("KILOGRAM", "heavy", None),
        ("CARAT", 0.001, None),
    ],
)
def test_weights_become_grams(unit: str, weight: object, grams: int | None) -> None:
    product = read_product(a_product(weight=weight), replace(PROFILE, weight_unit=unit))
    assert product.variations[0].weight_grams == grams and product.trouble == ()


@pytest.mark.parametrize(
    ("fields", "kind"),
    [
        ({"isGiftCard": True, "isShippingRequired": False}, Kind.GIFT_CARD),
        ({"isShippingRequired": False}, Kind.DIGITAL),
        ({"nameYourPriceEnabled": True}, Kind.NAME_YOUR_PRICE),
        ({"isSampleProduct": True}, Kind.SAMPLE),
        (
            {"subscriptionSettings": {"subscriptionAllowed": True, "oneTimePurchaseAllowed": False}},
            Kind.SUBSCRIPTION,
        ),
        ({"subscriptionSettings": {"subscriptionAllowed": True, "oneTimePurchaseAllowed": True}}, Kind.GOODS),
        ({"isShippingRequired": True}, Kind.GOODS),
    ],
)
def test_kinds(fields: dict[str, object], kind: Kind) -> None:
    assert read(**fields).kind is kind


def test_names_in_every_language_with_the_shops_first() -> None:
    product = read(name="", nameTranslated={"en": "Mill", "fr": "  ", "cs": "", "de": None})
    assert product.name == "Mill" and product.names == {"en": "Mill"}
    assert read(nameTranslated={"en": "Mill"}).names == {"en": "Mill", "fr": "Moulin"}


def test_pictures_and_links_are_addresses_of_the_web() -> None:
    images = [
        {"isMain": False, "image400pxUrl": "https://p/1"},
        {"isMain": True, "image400pxUrl": "https://p/2"},
    ]
    assert read(media={"images": images}, thumbnailUrl="https://p/3").image_url == "https://p/2"
    assert (
        read(thumbnailUrl="javascript:alert(1)", imageUrl="https://p/4", url="javascript:x").image_url
        == "https://p/4"
    )
    assert read(url="javascript:x").url == ""
