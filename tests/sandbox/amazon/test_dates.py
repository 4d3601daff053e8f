"""Attributes that are a day or a moment: both are taken, other texts are not."""

import pytest

from backend.sandbox.amazon.definitions import Definitions
from backend.sandbox.amazon.validation import Validation

FRANCE = "A13V1IB3VIYZZH"


@pytest.mark.parametrize(
    ("text", "right"),
    [
        ("2026-01-31", True),
        ("2026-01-31T10:00:00Z", True),
        ("2026-01-31T10:00:00+01:00", True),
        ("31.01.2026", False),
        ("2026-02-31", False),
        ("2026-01-31T10:00:00", False),
        ("soon", False),
    ],
)
def test_a_day_or_a_moment_is_taken_and_nothing_else(text: str, right: bool) -> None:
    said = {
        "fulfillment_availability": [
            {"fulfillment_channel_code": "DEFAULT", "quantity": 1, "restock_date": text}
        ]
    }
    found = Validation(Definitions()).issues(
        "PRODUCT", "LISTING_OFFER_ONLY", said, FRANCE, None, partial=True
    )
    assert (found == []) == right
