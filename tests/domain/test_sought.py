"""What was typed is understood: an ASIN, a barcode, a SKU or words, and what comes next when that finds nothing."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from backend.domain.catalog import Attribute
from backend.domain.sought import KEYWORDS, Sought, by_words, understand, usual
from tests.domain.samples import EAN, a_product, a_variation, an_attribute


@pytest.mark.parametrize(
    ("typed", "kinds"),
    [
        ("b07mill001", ["ASIN", "SKU", "WORDS"]),
        (" B07MILL001 ", ["ASIN", "SKU", "WORDS"]),
        ("2070612368", ["ASIN", "ISBN", "SKU", "WORDS"]),
        (EAN, ["EAN", "SKU", "WORDS"]),
        ("3 760123 456784", ["EAN", "WORDS"]),
        ("3760123456783", ["SKU", "WORDS"]),
        ("MV-MOULIN-P", ["SKU", "WORDS"]),
        ("chaussette", ["SKU", "WORDS"]),
        ("moulin à poivre", ["WORDS"]),
        ("   ", []),
        ("***", ["SKU"]),
    ],
)
def test_the_likeliest_way_comes_first(typed: str, kinds: list[str]) -> None:
    assert [each.kind for each in understand(typed)] == kinds


def test_an_asin_is_searched_in_capitals_and_a_sku_as_it_is() -> None:
    assert understand("b07mill001")[0] == Sought("ASIN", "B07MILL001")
    assert understand("mv-Moulin")[0] == Sought("SKU", "mv-Moulin")


@given(st.text(max_size=300))
def test_nothing_that_can_be_typed_is_more_than_a_search_may_hold(typed: str) -> None:
    for sought in understand(typed):
        assert sought.value
        if sought.kind == "WORDS":
            assert "," not in sought.value
            assert len(sought.value.split()) <= KEYWORDS


def test_the_first_search_is_the_barcode_else_brand_name_and_options() -> None:
    brand = Attribute("BRAND", "Brand", "Vallon")
    plain = a_variation(options=(("Taille", "18 cm"),))
    product = a_product(brand, name="Moulin, en bois", names={"fr": "Moulin, en bois", "de": "Mühle"})
    assert usual(product, a_variation(an_attribute(EAN)), "fr") == EAN
    assert usual(product, plain, "fr") == "Vallon Moulin en bois 18 cm"
    assert by_words(product, plain, "de") == "Vallon Mühle 18 cm"
    assert by_words(a_product(brand, name="Vallon Moulin"), a_variation(), "fr") == "Vallon Moulin"
