"""Under which SKU a seller has what a line of the shop's own order sold."""

from collections.abc import Iterable, Mapping

from backend.domain.own_orders import OwnLine
from backend.storage.database import Database
from backend.storage.statements import among


async def by_listing(
    db: Database, shop_id: int, lines: Iterable[OwnLine]
) -> Mapping[tuple[int, int, int], str]:
    """The SKUs of listings, by seller, product and variation (the shop's own ids)."""
    products = {line.product_id for line in lines if line.product_id}
    if not products:
        return {}
    marks, values = among("p", products)
    rows = await db.fetch_all(
        "select distinct l.seller_id, l.claimed_sku as sku, p.external_id as product, v.external_id as variation"
        " from listing l join product p on p.id = l.product_id join variation v on v.id = l.variation_id"
        f" where l.shop_id = :shop and l.claimed_sku is not null and p.external_id in ({marks})",
        {"shop": shop_id, **values},
    )
    return {(row["seller_id"], row["product"], row["variation"]): row["sku"] for row in rows}
