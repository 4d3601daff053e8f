"""Listings that a change in the shop may have cured are looked at again; so are its products by auto-add's rules."""

from collections.abc import Sequence

from backend.domain.issues import POLICY_CAUSES, SHOP_CAUSES, Cause
from backend.domain.listing import Status
from backend.storage import auto_looks
from backend.storage.database import Database


async def reconsider(db: Database, shop_id: int, product_ids: Sequence[int], now: int) -> None:
    """A product changed in the shop: listings held back by something of the shop's are looked at again."""
    causes = ", ".join(f"'{cause.value}'" for cause in SHOP_CAUSES)
    await db.execute_many(
        "update listing set stage = 'match', next_at = :now, attempts = 0 where shop_id = :shop"
        f" and product_id = :product and stage = 'rest' and status = '{Status.INCOMPLETE}' and cause in ({causes})",
        [{"now": now, "shop": shop_id, "product": product_id} for product_id in product_ids],
    )
    await auto_looks.ask(db, shop_id, product_ids, now)


async def reconsider_gone(db: Database, shop_id: int, product_ids: Sequence[int], now: int) -> None:
    """The shop has these products no more: whatever held their listings back, that is the reason now."""
    await db.execute_many(
        "update listing set stage = 'match', next_at = :now, attempts = 0 where shop_id = :shop"
        f" and product_id = :product and stage = 'rest' and status = '{Status.INCOMPLETE}'"
        f" and cause <> '{Cause.PRODUCT_DELETED}'",
        [{"now": now, "shop": shop_id, "product": product_id} for product_id in product_ids],
    )
    await auto_looks.ask(db, shop_id, product_ids, now)


async def reconsider_doubled(db: Database, shop_id: int, now: int) -> int:
    """A SKU that was doubled is single again, by a change of another product: what was held back by it is looked at."""
    return await db.execute(
        "update listing set stage = 'match', next_at = :now, attempts = 0 where shop_id = :shop and stage = 'rest'"
        f" and status = '{Status.INCOMPLETE}' and cause = '{Cause.DOUBLED_SKU}' and exists (select 1 from variation v"
        " where v.id = listing.variation_id and v.deleted_at is null and v.sku_count = 1 and not exists"
        " (select 1 from listing o where o.seller_id = listing.seller_id and o.marketplace_id = listing.marketplace_id"
        " and o.claimed_sku = v.sku and o.id <> listing.id))",
        {"now": now, "shop": shop_id},
    )


async def reconsider_policy(db: Database, policy_id: int, now: int) -> int:
    """A policy changed: what its rules, or those it had before, held back is looked at again. Returns how many."""
    causes = ", ".join(f"'{cause.value}'" for cause in POLICY_CAUSES)
    return await db.execute(
        "update listing set stage = 'match', next_at = :now, attempts = 0 where stage = 'rest'"
        f" and status = '{Status.INCOMPLETE}' and cause in ({causes}) and (selling_policy_id = :policy"
        " or synchronization_policy_id = :policy or shipping_policy_id = :policy)",
        {"now": now, "policy": policy_id},
    )
