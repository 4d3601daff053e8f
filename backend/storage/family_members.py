"""The listings of a family's children: read for the lane and the pages, and added for a new variation."""

from collections.abc import Sequence

from backend.domain.family_attributes import is_child
from backend.domain.kinship import Wanted
from backend.domain.listing import Stage, Status
from backend.storage import catalogue, journal, listings
from backend.storage.catalogue import KeptProduct
from backend.storage.database import Database
from backend.storage.family_wishes import Spot
from backend.storage.listings import Work


def wanted(id: int, sku: str, work: Work | None) -> Wanted:
    """A variation as a child that is wanted, with what its listing says; one that waits for a cure is not coming."""
    if work is None:
        return Wanted(id, sku)
    child = work.details is not None and is_child(work.details.details.attributes)
    coming = child and work.listing.status is not Status.INCOMPLETE
    return Wanted(id, work.listing.sku, work.listing.asin, coming, work.listing.status is Status.ACTIVE)


async def product_of(db: Database, shop_id: int, product_id: int) -> KeptProduct | None:
    """A product of a shop with its living variations."""
    known = await db.fetch_val(
        "select 1 from product where id = :id and shop_id = :shop", {"id": product_id, "shop": shop_id}
    )
    found = await catalogue.of_ids(db, [product_id]) if known else []
    return found[0] if found else None


async def works_of(db: Database, spot: Spot) -> dict[int, Work]:
    """A product's listings at a place, by variation; those of variations that are gone as well."""
    rows = await db.fetch_all(
        "select * from listing where product_id = :product and seller_id = :seller and marketplace_id = :marketplace"
        " and shop_id = :shop order by id",
        {
            "product": spot.product_id, "seller": spot.seller_id, "marketplace": spot.marketplace_id,
            "shop": spot.shop_id,
        },
    )  # fmt: skip
    works = await listings.with_products(db, rows, issues=True)
    return {work.listing.variation_id: work for work in works}


async def spots_of(db: Database, shop_id: int, product_id: int) -> list[Spot]:
    """The places where a product has listings or a family."""
    rows = await db.fetch_all(
        "select distinct seller_id, marketplace_id from listing where product_id = :product and shop_id = :shop"
        " union select seller_id, marketplace_id from family where product_id = :product and shop_id = :shop"
        " order by 1, 2",
        {"product": product_id, "shop": shop_id},
    )
    return [Spot(shop_id, row["seller_id"], row["marketplace_id"], product_id) for row in rows]


async def add(db: Database, spot: Spot, variation_ids: Sequence[int], now: int) -> int:
    """Listings for variations that have none, under the policies of their newest sibling. Returns how many."""
    made = 0
    for variation_id in variation_ids:
        made += await db.execute(
            "insert into listing (shop_id, seller_id, marketplace_id, product_id, variation_id, sku, condition,"
            " selling_policy_id, synchronization_policy_id, shipping_policy_id, status, status_at, stage, next_at,"
            " created_at, updated_at) select v.shop_id, s.seller_id, s.marketplace_id, v.product_id, v.id, v.sku,"
            " s.condition, s.selling_policy_id, s.synchronization_policy_id, s.shipping_policy_id, :status, :now,"
            " :stage, :now, :now, :now from variation v join listing s on s.id = (select max(o.id) from listing o"
            " where o.product_id = v.product_id and o.seller_id = :seller and o.marketplace_id = :marketplace)"
            " where v.id = :variation and v.product_id = :product and v.shop_id = :shop and v.deleted_at is null"
            " on conflict (seller_id, marketplace_id, variation_id) do nothing",
            {
                "status": Status.ON_ITS_WAY.value, "stage": Stage.MATCH.value, "now": now, "seller": spot.seller_id,
                "marketplace": spot.marketplace_id, "variation": variation_id, "product": spot.product_id,
                "shop": spot.shop_id,
            },
        )  # fmt: skip
    if made:
        await journal.write(db, spot.shop_id, now, "storelane", "family_added", {"count": made})
    return made
