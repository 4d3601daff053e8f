"""Products as rows of auto-add: what it is, why it came, what stops it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from backend.storage import catalogue
from backend.storage.auto_products import Standing
from backend.storage.catalogue import KeptProduct
from backend.storage.database import Database
from backend.web.auto_words import why_words
from backend.web.problems import title_of
from backend.web.rendering import named

LINES = 25


@dataclass(frozen=True, slots=True)
class Row:
    """A product with how it stands. `key` names rule and product in forms; `stopped` is what stops it, or ""."""

    key: str
    kept: KeptProduct
    name: str
    sku: str
    rule: str
    why: str
    stopped: str
    came_at: int


async def rows_of(db: Database, found: Sequence[Standing], rules: Mapping[int, str]) -> list[Row]:
    """The rows of what stands with rules (their names by id); a product that is gone is left out."""
    kept = {each.id: each for each in await catalogue.of_ids(db, [each.product_id for each in found])}
    return [
        Row(
            f"{each.rule_id}-{each.product_id}", kept[each.product_id], named(kept[each.product_id].product),
            sku_of(kept[each.product_id]), rules.get(each.rule_id, ""), why_words(each.why),
            title_of(each.cause) if each.cause else "", each.came_at,
        )
        for each in found
        if each.product_id in kept
    ]  # fmt: skip


def sku_of(kept: KeptProduct) -> str:
    return next((each.variation.sku for each in kept.variations if each.variation.sku), "")
