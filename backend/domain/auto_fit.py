"""Whether a product fits the conditions of an auto-add rule, judged by its variations."""

from collections.abc import Collection
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation

from backend.domain.catalog import Product, Variation
from backend.domain.folding import fold
from backend.domain.money import to_major
from backend.domain.quantity import explain_quantity
from backend.domain.selling import SellingPolicy
from backend.domain.stock import Stock
from backend.domain.synchronization import Asks, Conditions, Subject, Test


@dataclass(frozen=True, slots=True)
class Sight:
    """What the conditions are asked of: one variation, with its product's categories and all above them."""

    product: Product
    variation: Variation
    categories: Collection[int]
    selling: SellingPolicy


def product_fits(
    product: Product, conditions: Conditions, categories: Collection[int], selling: SellingPolicy
) -> bool:
    """Whether one of its variations at least meets the conditions. `categories`: its own with all above them."""
    return any(meets(conditions, Sight(product, each, categories, selling)) for each in product.variations)


def meets(conditions: Conditions, sight: Sight) -> bool:
    """Whether all of them hold, or any; conditions without parts hold if `all`."""
    found = (
        meets(part, sight) if isinstance(part, Conditions) else _holds(part, sight)
        for part in conditions.parts
    )
    return all(found) if conditions.all else any(found)


def _holds(test: Test, sight: Sight) -> bool:
    match test.subject:
        case Subject.ENABLED:
            return sight.product.enabled is (test.asks is Asks.YES)
        case Subject.IN_STOCK:
            stock = sight.variation.stock
            return (stock is None or stock > 0) is (test.asks is Asks.YES)
        case Subject.QUANTITY:
            offered = explain_quantity(Stock(sight.variation.stock), sight.selling).quantity
            return _compared(Decimal(offered), test)
        case Subject.PRICE:
            return _compared(to_major(sight.variation.price), test)
        case Subject.CATEGORY:
            there = test.value.isdecimal() and int(test.value) in sight.categories
            return there is (test.asks is Asks.WITHIN)
        case Subject.ATTRIBUTE:
            return _of_attribute(test, sight)


def _of_attribute(test: Test, sight: Sight) -> bool:
    name = fold(test.attribute)
    found = next(
        (
            each.value
            for each in (*sight.variation.attributes, *sight.product.attributes)
            if fold(each.name) == name and each.value.strip()
        ),
        "",
    )
    there, wanted = fold(found), fold(test.value)
    match test.asks:
        case Asks.YES | Asks.NO:
            return bool(there) is (test.asks is Asks.YES)
        case Asks.EQUALS:
            return there == wanted
        case Asks.DIFFERS:
            return there != wanted
        case Asks.CONTAINS:
            return bool(wanted) and wanted in there
        case _:
            number = _decimal(found)
            return number is not None and _compared(number, test)


def _compared(value: Decimal, test: Test) -> bool:
    limit = _decimal(test.value)
    if limit is None:
        return False
    match test.asks:
        case Asks.AT_LEAST:
            return value >= limit
        case Asks.AT_MOST:
            return value <= limit
        case Asks.EQUALS:
            return value == limit
        case Asks.DIFFERS:
            return value != limit
        case _:
            return False


def _decimal(text: str) -> Decimal | None:
    try:
        found = Decimal(text.strip().replace(",", "."))
    except InvalidOperation:
        return None
    return found if found.is_finite() else None
