"""The real sample documents, where they are at hand: loaded, and served back as they were."""

import json
from pathlib import Path
from typing import Any

import pytest

from backend.sandbox.shop.loading import documents_in
from tests.sandbox.shop_ground import STORE, set_stage

SAMPLES = Path(__file__).parents[3] / "shared" / "reference" / "ecwid" / "samples"

pytestmark = pytest.mark.skipif(not SAMPLES.is_dir(), reason="the sample documents are not on this machine")


def sample(name: str) -> Any:
    return json.loads((SAMPLES / name).read_text())


async def test_the_real_catalogue_comes_back_as_it_was() -> None:
    stage = set_stage()
    products = documents_in(sample("search-products.json"))
    assert stage.shop.load_products(products) == len(products)
    stage.shop.load_categories(documents_in(sample("search-categories.json")))
    stage.shop.load_profile(sample("get-store-profile.json"))
    async with stage.api() as api:
        served = (await api.get("/products", params={"sortBy": "ADDED_TIME_DESC"})).json()
        assert served["items"] == products
        assert (await api.get("/products", params={"sku": "00001"})).json()["items"][0][
            "name"
        ] == "Best Pizza"
        profile = (await api.get("/profile")).json()
        assert profile["formatsAndUnits"]["currency"] == "EUR"
        assert (await api.get("/categories")).json()["total"] == 2
    assert "€50,00" in (await stage.browser.get(f"/shop/{STORE}")).text


def test_a_file_may_be_a_search_answer_or_a_bare_list_and_nothing_else() -> None:
    assert len(documents_in(sample("search-product-variations.json"))) == 3
    for wrong in ({"total": 0}, "text", [1]):
        with pytest.raises(ValueError, match="search answer"):
            documents_in(wrong)
