"""What the veteran of the demo sells on Amazon already: one listing of each kind that a merchant brings along."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from backend.sandbox.amazon.config import VETERAN_SELLER
from backend.sandbox.demo.amazon import MARKETPLACES

_TABLE = Path(__file__).parent / "data" / "existing.json"


def existing_listings() -> Iterator[dict[str, Any]]:
    """The rows of the table for every country they name."""
    for row in json.loads(_TABLE.read_text()):
        said = {name: value for name, value in row.items() if name not in ("countries", "note")}
        for country in row["countries"]:
            yield {**said, "seller_id": VETERAN_SELLER, "marketplace_id": MARKETPLACES[country]}


# Of the seller that the demo offers first: a little of it lies with Amazon, so that the pages show something.
IN_WAREHOUSE = (
    ("MV-BOL-BLEU", {"fulfillable": 6, "reserved": 1, "inbound": 10}),
    ("MV-NAPPE", {"inbound": 12}),
)
