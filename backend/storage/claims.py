"""Claims: which listing has a SKU or an ASIN at a place, so that no two offer the same thing."""

from collections.abc import Sequence

from backend.storage.database import Database
from backend.storage.listings import Listing, Work, read_listing
from backend.storage.statements import among


async def claimed_by_other(db: Database, listing: Listing, sku: str) -> bool:
    """Whether another listing of the same seller and marketplace already owns this SKU on Amazon."""
    return bool(
        await db.fetch_val(
            "select 1 from listing where seller_id = :seller and marketplace_id = :marketplace and claimed_sku = :sku"
            " and id <> :id",
            {
                "seller": listing.seller_id,
                "marketplace": listing.marketplace_id,
                "sku": sku,
                "id": listing.id,
            },
        )
    )


async def doubled(db: Database, seller_id: int, works: Sequence[Work]) -> set[int]:
    """Those of a seller's listings whose SKU another one owns at their place, by our ids."""
    if not works:
        return set()
    marks, skus = among("k", dict.fromkeys(work.sku for work in works))
    rows = await db.fetch_all(
        f"select id, marketplace_id, claimed_sku from listing where seller_id = :seller and claimed_sku in ({marks})",
        {**skus, "seller": seller_id},
    )
    owners = {(row["marketplace_id"], row["claimed_sku"]): row["id"] for row in rows}
    return {
        work.listing.id
        for work in works
        if owners.get((work.listing.marketplace_id, work.sku), work.listing.id) != work.listing.id
    }


async def elsewhere(db: Database, listing: Listing, sku: str) -> list[Listing]:
    """The listings of the same SKU in the seller's other countries, which share its quantity; the oldest first."""
    rows = await db.fetch_all(
        "select * from listing where seller_id = :seller and claimed_sku = :sku and id <> :id order by id",
        {"seller": listing.seller_id, "sku": sku, "id": listing.id},
    )
    return [read_listing(row) for row in rows]


async def asin_taken_by(db: Database, listing: Listing, asin: str) -> str:
    """The SKU of another listing that sells this ASIN in this condition there, or ""."""
    value = await db.fetch_val(
        "select sku from listing where seller_id = :seller and marketplace_id = :marketplace and asin = :asin"
        " and condition = :condition and id <> :id and product_id <> :product"
        " and stage not in ('rest', 'match') limit 1",
        {"seller": listing.seller_id, "marketplace": listing.marketplace_id, "asin": asin, "id": listing.id,
         "condition": listing.condition.value, "product": listing.product_id},
    )  # fmt: skip
    return str(value) if value else ""
