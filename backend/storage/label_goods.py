"""What an order's lines weigh and measure, as far as the shop says."""

from dataclasses import dataclass

from backend.storage.database import Database
from backend.storage.encoding import from_json


@dataclass(frozen=True, slots=True)
class Measured:
    """One piece of a line; None: the shop does not say."""

    grams: int | None
    size_mm: tuple[int, int, int] | None


async def of_order(db: Database, order_id: int) -> dict[str, Measured]:
    """By item code; lines that the shop does not know are left out."""
    rows = await db.fetch_all(
        "select i.item_code, v.weight_grams, v.external_id, p.body from order_item i"
        " join variation v on v.id = i.variation_id join product p on p.id = v.product_id where i.order_id = :id",
        {"id": order_id},
    )
    found: dict[str, Measured] = {}
    for row in rows:
        sides = from_json(row["body"], {}).get("sizes", {}).get(str(row["external_id"]))
        size = (int(sides[0]), int(sides[1]), int(sides[2])) if sides else None
        found[row["item_code"]] = Measured(row["weight_grams"], size)
    return found
