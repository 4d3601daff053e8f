"""Readiness: what can be said of a variation before any policy, seller or marketplace is asked."""

from backend.domain.catalog import Product, Variation
from backend.domain.conversion import Market
from backend.domain.identifiers import Identifier, find_identifier
from backend.domain.issues import Problem
from backend.domain.obstacles import obstacles
from backend.domain.selling import SellingPolicy
from backend.domain.synchronization import SynchronizationPolicy

ANY_PRODUCT = SynchronizationPolicy(only_enabled=False, only_in_stock=False)


def readiness(product: Product, variation: Variation) -> tuple[Identifier | None, Problem | None]:
    """The barcode, where there is a good one, and the first thing that would stop the variation in any marketplace."""
    found = find_identifier(variation, product)
    problem = obstacles(
        product, variation, sku_count=1, market=Market(variation.price.currency), selling=SellingPolicy(),
        synchronization=ANY_PRODUCT,
    )  # fmt: skip
    return (found if isinstance(found, Identifier) else None), problem
