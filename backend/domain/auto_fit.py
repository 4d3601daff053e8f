"""Whether a product fits the conditions of an auto-add rule, judged by its variations."""

from backend.domain.catalog import Product
from backend.domain.conditions import case_of, tried
from backend.domain.quantity import explain_quantity
from backend.domain.selling import SellingPolicy
from backend.domain.stock import Stock
from backend.domain.synchronization import Conditions


def product_fits(
    product: Product, conditions: Conditions, categories: frozenset[int], selling: SellingPolicy
) -> bool:
    """Whether one of its variations at least meets the conditions, as the selling policy would offer it. `categories`:
    the product's own with all above them."""
    for each in product.variations:
        stock = Stock(each.stock)
        quantity = explain_quantity(stock, selling).quantity
        if tried(conditions, case_of(product, each, quantity, stock.free, categories)).met:
            return True
    return False
