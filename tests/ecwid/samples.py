"""The real samples of the platform's documentation where they are present, and small products for tests."""

import json
import os
from pathlib import Path
from typing import Any

import pytest

from backend.domain.catalog import Product, ShopProfile
from backend.ecwid.translation import read_product

FOLDER = Path(
    os.environ.get("STORELANE_SHOP_SAMPLES", Path(__file__).parents[3] / "shared/reference/ecwid/samples")
)

PROFILE = ShopProfile(
    store_id=1003,
    name="Maison Verte",
    url="https://store1003.company.site",
    currency="EUR",
    default_language="fr",
    languages=("fr", "en"),
    country="FR",
    weight_unit="KILOGRAM",
    features=frozenset(("MARKETPLACES",)),
)


def sample(name: str) -> Any:
    """A real answer of the platform; the test is skipped where the samples are absent."""
    file = FOLDER / f"{name}.json"
    if not file.is_file():
        pytest.skip(f"the platform's samples are not here: {file.name}")
    return json.loads(file.read_text())


def a_product(**fields: object) -> dict[str, object]:
    """A product as the API writes it, with only what is needed and what the test says."""
    return {
        "id": 11,
        "name": "Moulin",
        "sku": "MILL-01",
        "price": 22.99,
        "quantity": 7,
        "unlimited": False,
        **fields,
    }


def read(**fields: object) -> Product:
    """That product as Storelane reads it."""
    return read_product(a_product(**fields), PROFILE)
