"""Regions: told by their code, however they are written; unknown ones are never guessed."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from backend.domain.regions import REGIONS, region_code, region_mark
from backend.sandbox.shop.regions import REGIONS as KNOWN_TO_THE_SHOP

EVERY = [(country, code, name) for country, named in REGIONS.items() for code, name in named.items()]


@given(st.sampled_from(EVERY), st.sampled_from([str.upper, str.lower, str.title, "  {} ".format]))
def test_a_region_is_found_by_its_name_and_its_code(region: tuple[str, str, str], as_written: object) -> None:
    country, code, name = region
    assert callable(as_written)
    for said in (name, code, f"{country}-{code}"):
        assert region_code(country, as_written(said)) == code, said
        assert region_mark(as_written(said)) == region_mark(said)


@pytest.mark.parametrize(
    ("country", "said", "code"),
    [
        ("US", "Washington, D.C.", "DC"), ("CA", "Québec", "QC"), ("CA", "nouvelle-ecosse", "NS"),
        ("ES", "CADIZ", "CA"),
        ("ES", "Islas Baleares", "PM"), ("IT", "Milan", "MI"), ("IT", "valle d’aosta", "AO"), ("us", "texas", "TX"),
        ("US", "Bavaria", None), ("FR", "Bretagne", None), ("US", "", None), ("", "CA", None),
    ],
)  # fmt: skip
def test_other_names_are_known_and_unknown_ones_are_not_guessed(
    country: str, said: str, code: str | None
) -> None:
    assert region_code(country, said) == code


@given(st.text(max_size=40), st.text(max_size=3))
def test_anything_may_be_written(said: str, country: str) -> None:
    code = region_code(country, said)
    assert code is None or code in REGIONS[country.upper()]
    mark = region_mark(said)
    assert len(mark) == 32


def test_both_sides_have_the_same_codes() -> None:
    assert {country: set(named) for country, named in REGIONS.items()} == {
        country: set(codes) for country, codes in KNOWN_TO_THE_SHOP.items()
    }
