"""Whether a product fits the conditions of an auto-add rule, judged by its variations."""

from backend.domain.catalog import Product
from backend.domain.conditions import tried
from backend.domain.obstacles import case_for
from backend.domain.selling import SellingPolicy
from backend.domain.synchronization import Conditions


def product_fits(
    product: Product, conditions: Conditions, categories: frozenset[int], selling: SellingPolicy
) -> bool:
    """Whether one of its variations at least meets the conditions, as the selling policy would offer it. `categories`:
    the product's own with all above them."""
    cases = (case_for(product, each, selling, 0, categories) for each in product.variations)
    return any(tried(conditions, case).met for case in cases)
