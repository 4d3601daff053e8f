"""What the merchant wants of families, and what an option means: written by pages, read by the lane."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from backend.domain.families import parent_sku
from backend.domain.kinship import FamilyState
from backend.domain.option_names import folded
from backend.storage import journal
from backend.storage.database import Database
from backend.storage.encoding import to_json


@dataclass(frozen=True, slots=True)
class Spot:
    """A product at a place of one seller."""

    shop_id: int
    seller_id: int
    marketplace_id: str
    product_id: int


async def remembered(db: Database, shop_id: int) -> dict[str, str]:
    """Which attribute an option is, by folded name."""
    rows = await db.fetch_all(
        "select option, attribute from option_mapping where shop_id = :shop", {"shop": shop_id}
    )
    return {row["option"]: row["attribute"] for row in rows}


async def remember(db: Database, shop_id: int, said: Mapping[str, str], now: int) -> None:
    """The merchant said what options are (by their names as the shop writes them); "" forgets."""
    for option, attribute in said.items():
        values = {"shop": shop_id, "option": folded(option)}
        if not attribute:
            await db.execute("delete from option_mapping where shop_id = :shop and option = :option", values)
            continue
        await db.execute(
            "insert into option_mapping (shop_id, option, attribute, updated_at)"
            " values (:shop, :option, :attribute, :now) on conflict (shop_id, option)"
            " do update set attribute = excluded.attribute, updated_at = excluded.updated_at",
            {**values, "attribute": attribute, "now": now},
        )


async def free_parent_sku(db: Database, spot: Spot, sku: str, external_id: int) -> str:
    """The parent's SKU of a product: the one it had before, or one that no variation of the shop has."""
    kept = await db.fetch_val(
        "select parent_sku from family where seller_id = :seller and marketplace_id = :marketplace"
        " and product_id = :product",
        {"seller": spot.seller_id, "marketplace": spot.marketplace_id, "product": spot.product_id},
    )
    if kept:
        return str(kept)
    rows = await db.fetch_all(
        "select sku from variation where shop_id = :shop and sku like :like"
        " union select sku from listing where shop_id = :shop and sku like :like",
        {"shop": spot.shop_id, "like": f"%-F{external_id}%"},
    )
    return parent_sku(sku, external_id, {row["sku"] for row in rows})


async def make(
    db: Database, spot: Spot, *, product_type: str, theme: str, sku: str, asin: str, facts: Mapping[str, Any],
    exempt: bool, now: int,
) -> None:  # fmt: skip
    """The merchant makes a family of it, or changes it: the parent is owed. `asin`: Amazon's parent that it joins."""
    await db.execute(
        "insert into family (shop_id, seller_id, marketplace_id, product_id, state, next_at, product_type, theme,"
        " parent_sku, parent_asin, facts, exempt, created_at, updated_at) values (:shop, :seller, :marketplace,"
        " :product, :state, :now, :type, :theme, :sku, :asin, :facts, :exempt, :now, :now)"
        " on conflict (seller_id, marketplace_id, product_id) do update set state = excluded.state,"
        " next_at = excluded.next_at, attempts = 0, product_type = excluded.product_type, theme = excluded.theme,"
        " parent_sku = case when family.parent_sku = '' then excluded.parent_sku else family.parent_sku end,"
        " parent_asin = case when family.sent = '' then excluded.parent_asin else family.parent_asin end,"
        " facts = excluded.facts, exempt = excluded.exempt, cause = '', details = '', issues = '',"
        " updated_at = excluded.updated_at",
        {
            "shop": spot.shop_id, "seller": spot.seller_id, "marketplace": spot.marketplace_id,
            "product": spot.product_id, "state": FamilyState.MAKE.value, "now": now, "type": product_type,
            "theme": theme, "sku": sku, "asin": asin, "facts": to_json(dict(facts)), "exempt": int(exempt),
        },
    )  # fmt: skip
    await journal.write(db, spot.shop_id, now, "merchant", "family_made", {"sku": sku, "theme": theme})


async def look(db: Database, spot: Spot, now: int) -> None:
    """The merchant wants to see what Amazon has of it; a family that is not ours is only looked at."""
    await db.execute(
        "insert into family (shop_id, seller_id, marketplace_id, product_id, state, next_at, created_at, updated_at)"
        " values (:shop, :seller, :marketplace, :product, :seen, :now, :now, :now)"
        " on conflict (seller_id, marketplace_id, product_id) do update set next_at = excluded.next_at, attempts = 0,"
        " looked_at = null,"
        " state = case when family.state = :apart then excluded.state when family.state = :held then :make"
        " else family.state end",
        {
            "shop": spot.shop_id, "seller": spot.seller_id, "marketplace": spot.marketplace_id,
            "product": spot.product_id, "seen": FamilyState.SEEN.value, "apart": FamilyState.APART.value,
            "held": FamilyState.HELD.value,
            "make": FamilyState.MAKE.value, "now": now,
        },
    )  # fmt: skip


async def take_apart(db: Database, spot: Spot, now: int) -> bool:
    """The merchant takes it apart: the children leave, then the parent goes. Whether there is something to do."""
    done = await db.execute(
        "update family set state = :part, next_at = :now, attempts = 0, updated_at = :now where seller_id = :seller"
        " and marketplace_id = :marketplace and product_id = :product and shop_id = :shop"
        f" and state not in ('{FamilyState.PART}', '{FamilyState.APART}', '{FamilyState.SEEN}')",
        {
            "part": FamilyState.PART.value, "now": now, "seller": spot.seller_id, "product": spot.product_id,
            "marketplace": spot.marketplace_id, "shop": spot.shop_id,
        },
    )  # fmt: skip
    if done:
        await journal.write(db, spot.shop_id, now, "merchant", "family_parted")
    return bool(done)


async def join(db: Database, spot: Spot, variation_id: int, now: int) -> bool:
    """The merchant wants a variation in the family although Amazon had its product before."""
    done = await db.execute(
        "insert into family_joiner (family_id, variation_id, asked_at) select f.id, v.id, :now from family f"
        " join variation v on v.product_id = f.product_id where f.seller_id = :seller and f.shop_id = :shop"
        " and f.marketplace_id = :marketplace and f.product_id = :product and v.id = :variation"
        " on conflict (family_id, variation_id) do nothing",
        {
            "now": now, "seller": spot.seller_id, "shop": spot.shop_id, "product": spot.product_id,
            "marketplace": spot.marketplace_id, "variation": variation_id,
        },
    )  # fmt: skip
    await db.execute(
        "update family set next_at = :now, attempts = 0, looked_at = null where seller_id = :seller"
        " and product_id = :product"
        " and marketplace_id = :marketplace and shop_id = :shop",
        {
            "now": now, "seller": spot.seller_id, "product": spot.product_id,
            "marketplace": spot.marketplace_id, "shop": spot.shop_id,
        },
    )  # fmt: skip
    return bool(done)
