"""Obstacles: what stops a variation before Amazon is asked."""

from backend.domain.catalog import Kind, Product, Variation
from backend.domain.conditions import Case, case_of
from backend.domain.conversion import Market
from backend.domain.governing import ruled_out
from backend.domain.identifiers import find_identifier
from backend.domain.issues import Cause, Problem
from backend.domain.listing import Offer
from backend.domain.pricing import price_problem
from backend.domain.quantity import explain_quantity
from backend.domain.selling import SellingPolicy
from backend.domain.stock import Stock
from backend.domain.synchronization import SynchronizationPolicy

SKU_LENGTH = 40  # Amazon's limit for a SKU


def obstacles(
    product: Product | None,
    variation: Variation | None,
    *,
    sku_count: int,
    market: Market,
    selling: SellingPolicy,
    synchronization: SynchronizationPolicy,
    linked: bool = False,
    sold: int = 0,
    own_sku: str = "",
    categories: frozenset[int] = frozenset(),
    sent: Offer | None = None,
    stopped_elsewhere: bool = False,
    by_amazon: bool = False,
) -> Problem | None:
    """The first thing that stops a variation before Amazon is asked, in the order in which a merchant cures them.

    None for product or variation: the shop has it no more. `linked`: its ASIN is known, or its details say what it is,
    so it needs no barcode. `sold`: pieces sold on marketplaces that the shop does not show yet. `own_sku`: its SKU on
    the marketplace, which makes the shop's indifferent. `categories`: as in a Wish. `sent`: what of ours is there; by
    that another rule of the synchronization policy holds (domain/governing.py), and by `stopped_elsewhere`, as in a
    Wish. `by_amazon`: as in a Wish; then none of its rules does.
    """
    if product is None or variation is None:
        return Problem(Cause.PRODUCT_DELETED)
    if product.kind is not Kind.GOODS:
        return Problem(Cause.NOT_GOODS, {"kind": product.kind.value})
    return (
        (None if own_sku else _sku_obstacle(variation.sku, sku_count))
        or _unreadable(product)
        or price_problem(product, variation, selling, market)
        or (
            None
            if by_amazon
            else ruled_out(
                synchronization,
                case_for(product, variation, selling, sold, categories),
                sent.quantity if sent else None,
                elsewhere=stopped_elsewhere,
            )
        )
        or (None if linked else _identifier_obstacle(product, variation))
    )


def case_for(
    product: Product, variation: Variation, selling: SellingPolicy, sold: int, categories: frozenset[int]
) -> Case:
    """What the synchronization policy's conditions are tried on. `sold`: pieces that the shop does not show yet."""
    stock = Stock(variation.stock, sold)
    pieces = explain_quantity(product, variation, stock, selling).quantity
    return case_of(product, variation, pieces, stock.free, categories)


def _sku_obstacle(sku: str, count: int) -> Problem | None:
    if not sku:
        return Problem(Cause.NO_SKU)
    if count > 1:
        return Problem(Cause.DOUBLED_SKU, {"sku": sku[:80], "count": count})
    if len(sku) > SKU_LENGTH:
        return Problem(Cause.SKU_TOO_LONG, {"sku": sku[:80], "length": len(sku), "limit": SKU_LENGTH})
    return None


def _unreadable(product: Product) -> Problem | None:
    return Problem(Cause.UNREADABLE, {"what": product.trouble[0][:200]}) if product.trouble else None


def _identifier_obstacle(product: Product, variation: Variation) -> Problem | None:
    found = find_identifier(variation, product)
    if isinstance(found, Problem):
        return found
    return None if found else Problem(Cause.NO_IDENTIFIER)
