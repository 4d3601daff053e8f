"""What Amazon calls the attributes of a product type in words: the titles of the schemas that are kept."""

from collections.abc import Mapping, Sequence

from backend.storage import product_types
from backend.storage.database import Database, Row
from backend.storage.statements import among

Labels = Mapping[str, str]  # by the attribute's own name


async def of_listings(db: Database, listing_ids: Sequence[int], language: str) -> dict[int, Labels]:
    """The labels for listings that have details of their own, in `language` (two letters) where a schema is kept in it,
    else in another one. A listing without a schema has none."""
    if not listing_ids:
        return {}
    marks, ids = among("l", listing_ids)
    rows = await db.fetch_all(
        "select d.listing_id, t.locale, t.checksum from details d join listing l on l.id = d.listing_id"
        " join product_type t on t.seller_id = l.seller_id and t.marketplace_id = l.marketplace_id"
        f" and t.name = d.product_type where d.listing_id in ({marks}) order by d.listing_id, t.locale",
        ids,
    )
    chosen: dict[int, Row] = {}
    for row in rows:
        known = chosen.get(row["listing_id"])
        if known is None or (row["locale"][:2] == language and known["locale"][:2] != language):
            chosen[row["listing_id"]] = row
    return {listing_id: await of_document(db, row["checksum"]) for listing_id, row in chosen.items()}


async def of_document(db: Database, checksum: str) -> Labels:
    """The titles of a schema's attributes; nothing where the schema is not kept."""
    schema = await product_types.document(db, checksum) or {}
    return {
        name: str(part["title"])
        for name, part in schema.get("properties", {}).items()
        if isinstance(part, dict) and part.get("title")
    }
