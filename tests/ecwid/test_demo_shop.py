"""The demo shop through translation and rules: every odd product in it is read and explained."""

from collections import Counter

from backend.domain.conversion import Market
from backend.domain.issues import Cause
from backend.domain.obstacles import obstacles
from backend.domain.selling import SellingPolicy
from backend.domain.synchronization import SynchronizationPolicy
from backend.ecwid.translation import read_products, read_profile
from backend.sandbox.demo.shop import shop_products, shop_profile

ADDRESS = "http://shop.test"


def test_the_demo_shop_is_read_without_trouble() -> None:
    products, aside = read_products(shop_products(ADDRESS), read_profile(shop_profile(ADDRESS)))
    assert aside == () and not [product.name for product in products if product.trouble]
    assert all(product.name and product.names for product in products)


def test_its_odd_products_are_each_explained() -> None:
    products, _ = read_products(shop_products(ADDRESS), read_profile(shop_profile(ADDRESS)))
    counts = Counter(variation.sku for product in products for variation in product.variations)
    found = {
        problem.cause
        for product in products
        for variation in product.variations
        if (
            problem := obstacles(
                product,
                variation,
                sku_count=counts[variation.sku],
                market=Market("EUR"),
                selling=SellingPolicy(),
                synchronization=SynchronizationPolicy(),
            )
        )
    }
    assert found >= {
        Cause.NO_SKU,
        Cause.DOUBLED_SKU,
        Cause.SKU_TOO_LONG,
        Cause.NOT_GOODS,
        Cause.NO_PRICE,
        Cause.OUT_OF_STOCK,
        Cause.WRONG_CHECK_DIGIT,
        Cause.IN_STORE_BARCODE,
        Cause.NO_IDENTIFIER,
    }
