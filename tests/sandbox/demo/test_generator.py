"""Generated products and the catalogue derived for them: the same every time, and troubled now and then."""

import json
from itertools import islice

from backend.sandbox.demo.barcodes import is_known_to_others
from backend.sandbox.demo.derived import amazon_items_for, generated_amazon_items
from backend.sandbox.demo.generator import generate
from backend.sandbox.demo.pictures import picture
from backend.sandbox.demo.shop import shop_products

MANY = 3000


def test_it_makes_the_same_products_however_many_are_asked_for() -> None:
    assert list(generate(50)) == list(islice(generate(1000), 50))


def test_it_makes_products_in_the_shape_of_the_demo_shop() -> None:
    known = set().union(*shop_products("http://shop"))
    for product in generate(200, "http://shop"):
        assert set(product) <= known
        assert json.loads(json.dumps(product)) == product
        link = product["media"]["images"][0]["image160pxUrl"]
        assert picture(link.removeprefix("http://shop/pictures/")) is not None


def test_it_makes_half_as_many_variations_again() -> None:
    products = list(generate(MANY))
    sold = sum(len(product["combinations"]) or 1 for product in products)
    assert 1.3 <= sold / MANY <= 1.7
    ids = [each["id"] for product in products for each in product["combinations"]]
    assert len(set(ids)) == len(ids)


def test_it_makes_trouble_in_a_small_share() -> None:
    products = list(generate(MANY))
    share = {
        "no SKU": sum(not product["sku"] for product in products),
        "free": sum(product["price"] == 0 for product in products),
        "negative": sum(product.get("quantity", 0) < 0 for product in products),
        "unlimited": sum(product["unlimited"] for product in products),
        "disabled": sum(not product["enabled"] for product in products),
        "doubled": sum(product["sku"] == "P-DOUBLE" for product in products),
        "digital": sum(not product["isShippingRequired"] for product in products),
    }
    assert all(0 < count / MANY < 0.04 for count in share.values()), share


def test_it_finds_three_of_four_on_amazon_and_some_twice() -> None:
    products = list(generate(MANY))
    items = list(generated_amazon_items(MANY))
    assert items == list(amazon_items_for(products))
    barcodes = {
        each["value"]
        for product in products
        for owner in product["combinations"] or [product]
        for each in owner["attributes"]
        if each["type"] != "BRAND" and is_known_to_others(each["value"])
    }
    found = [next(iter(item["identifiers"].values()))[0] for item in items]
    assert set(found) <= barcodes
    assert 0.74 <= len(set(found)) / len(barcodes) <= 0.84
    assert 0.02 <= (len(found) - len(set(found))) / len(barcodes) <= 0.09
    assert len({item["asin"] for item in items}) == len(items)
