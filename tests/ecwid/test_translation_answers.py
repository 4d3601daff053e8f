"""Translation of whole answers: broken entries, statistics, deletions, profiles."""

import re
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from backend.domain.catalog import CatalogStats
from backend.ecwid.fields import Unreadable, parse_json
from backend.ecwid.translation import (
    Deletion,
    SetAside,
    read_deletions,
    read_product,
    read_products,
    read_profile,
    read_stats,
)
from tests.ecwid.samples import PROFILE, a_product

JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
    max_leaves=6,
)
NAMES = """
    name nameTranslated sku price quantity unlimited combinations options attributes media weight isGiftCard
    categoryIds createTimestamp updated subscriptionSettings description enabled thumbnailUrl compareToPrice
    wholesalePrices
"""


def test_a_broken_product_does_not_stop_its_page() -> None:
    items: list[Any] = [
        a_product(id=1),
        None,
        "x",
        {"name": "no id"},
        {"id": "y"},
        a_product(id=2),
        a_product(id=-3),
    ]
    products, aside = read_products(items, PROFILE)
    assert [product.external_id for product in products] == [1, 2]
    assert len(aside) == 5 and aside[0] == SetAside(0, "a product without an id")


@given(
    st.dictionaries(st.sampled_from(re.findall(r"\w+", NAMES)), JSON),
    st.dictionaries(st.sampled_from(re.findall(r"\w+", NAMES)), JSON),
)
def test_whatever_stands_in_a_product_it_is_read(fields: dict[str, object], inner: dict[str, object]) -> None:
    product = read_product({**fields, "id": 11, "combinations": [{"id": 1, **inner}]}, PROFILE)
    assert product.external_id == 11 and len(product.variations) == 1
    only = read_product({**fields, "id": 11}, PROFILE)
    assert all(one.price.currency == "EUR" for one in only.variations)
    (product.name + product.description + product.sku).encode()


@given(JSON)
def test_no_list_entry_makes_a_page_fall(item: object) -> None:
    products, aside = read_products([item], PROFILE)
    assert len(products) + len(aside) == 1


def test_numbers_are_exact() -> None:
    product = read_product(parse_json('{"id": 1, "price": 1.005, "weight": 0.1}'), PROFILE)
    assert product.variations[0].price.amount == 101 and product.variations[0].weight_grams == 100


def test_stats_say_when_something_changed() -> None:
    answer = {
        "productsUpdated": "2024-09-05 07:58:07 +0000",
        "profileUpdated": "2024-09-05",
        "productCount": 62,
    }
    assert read_stats(answer) == CatalogStats(1725523087, 62, 1725494400, 0)


def test_deleted_products_are_listed() -> None:
    items = [{"id": 7, "date": "2024-09-05 07:58:07 +0000"}, {"date": "x"}, None]
    assert read_deletions(items) == (Deletion(7, 1725523087),)


@pytest.mark.parametrize(
    "data", [None, {}, {"generalInfo": {"storeId": 1003}}, {"formatsAndUnits": {"currency": "EUR"}}]
)
def test_a_profile_without_its_store_and_currency_is_unreadable(data: object) -> None:
    with pytest.raises(Unreadable):
        read_profile(data)


@pytest.mark.parametrize("text", ["", "{", "NaN", "[1e400", '{"a":1}{'])
def test_broken_json_is_unreadable(text: str) -> None:
    with pytest.raises(Unreadable):
        parse_json(text)
