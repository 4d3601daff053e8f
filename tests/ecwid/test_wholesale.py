"""Wholesale prices of the shop: of a product, of a variation, and whatever else may stand there."""

from typing import Any

import pytest

from backend.domain.money import Money
from backend.ecwid.translation import read_product
from tests.ecwid.samples import PROFILE, a_product

PRICES = [{"quantity": 10, "price": 9.5}, {"quantity": 5, "price": "10.25"}]
KEPT = ((5, Money(1025, "EUR")), (10, Money(950, "EUR")))


def wholesale(**product: Any) -> list[tuple[tuple[int, Money], ...]]:
    return [variation.wholesale for variation in read_product(a_product(**product), PROFILE).variations]


def test_they_are_kept_with_pieces_growing() -> None:
    assert wholesale(price=12, wholesalePrices=PRICES) == [KEPT]
    assert wholesale(price=12) == [()]


def test_a_variation_has_its_own_or_the_products_while_it_costs_the_same() -> None:
    combinations = [
        {"id": 1, "options": [], "price": 12},
        {"id": 2, "options": [], "price": 14},
        {"id": 3, "options": [], "price": 14, "wholesalePrices": [{"quantity": 3, "price": 13}]},
        {"id": 4, "options": []},
    ]
    found = wholesale(price=12, wholesalePrices=PRICES, combinations=combinations)
    assert found == [KEPT, (), ((3, Money(1300, "EUR")),), KEPT]


@pytest.mark.parametrize(
    "said",
    [
        None,
        "x",
        [None],
        [{}],
        [{"quantity": 1, "price": 2}],
        [{"quantity": 5, "price": 0}],
        [{"quantity": "?", "price": 3}],
    ],
)
def test_what_is_none_is_left_out(said: Any) -> None:
    assert wholesale(price=12, wholesalePrices=said) == [()]
