"""Prices and quantities set by hand, as they hold now.

A price is one listing's. A quantity is the SKU's in all countries of a seller, and what was sold there since comes off.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from backend.domain.by_hand import Manual
from backend.domain.money import Money
from backend.domain.stock import Kind
from backend.storage.database import Database, Row
from backend.storage.statements import among

# Pieces sold in the seller's countries since the quantity was set, as a number under 0.
_SOLD = ", ".join(f"'{kind}'" for kind in (Kind.SOLD, Kind.CANCELLED, Kind.INFERRED, Kind.EXPLAINED))
_SINCE = (
    "coalesce((select cast(sum(m.delta) as bigint) from movement m where m.variation_id = l.variation_id"
    f" and m.id > q.movement_id and m.seller_id = q.seller_id and m.kind in ({_SOLD})), 0)"
)
KEPT = (
    "select l.id, l.shop_id, l.seller_id, l.sku, p.price, p.currency, p.was, p.ends_at as price_ends, p.set_at,"
    " q.quantity, q.movement_id, q.ends_at as quantity_ends, q.set_at as quantity_set,"
    f" case when q.quantity is null then null else q.quantity + {_SINCE} end as left_now"
    " from listing l left join manual_price p on p.listing_id = l.id"
    " left join manual_quantity q on q.seller_id = l.seller_id and q.sku = l.sku"
)
# Whether anything is set by hand for a row of `listing`.
SET_BY_HAND = (
    "(exists (select 1 from manual_price m where m.listing_id = listing.id) or exists (select 1 from manual_quantity q"
    " where q.seller_id = listing.seller_id and q.sku = listing.sku))"
)


@dataclass(frozen=True, slots=True)
class KeptManual:
    """What is set by hand for a listing; moments epoch seconds UTC, an end None: until it is taken back."""

    price: Money | None = None
    quantity: int | None = None  # as it was set
    left: int | None = None  # of that quantity, less what was sold since
    price_ends: int | None = None
    quantity_ends: int | None = None
    set_at: int = 0

    @property
    def manual(self) -> Manual:
        return Manual(self.price, None if self.left is None else max(0, self.left))


async def of_listings(db: Database, listing_ids: Iterable[int]) -> dict[int, KeptManual]:
    """Those of some listings that have any."""
    wanted = list(listing_ids)
    if not wanted:
        return {}
    marks, ids = among("l", wanted)
    rows = await db.fetch_all(
        f"{KEPT} where l.id in ({marks}) and (p.price is not null or q.quantity is not null)", ids
    )
    return {row["id"]: read_kept(row) for row in rows}


async def before(db: Database, listing_id: int) -> dict[str, Any]:
    """What is set, for putting it back."""
    row = await db.fetch_one(f"{KEPT} where l.id = :id", {"id": listing_id})
    names = ("price", "currency", "price_ends", "quantity", "movement_id", "quantity_ends")
    return {name: row[name] for name in names} if row else {}


async def next_end(db: Database, shop_id: int) -> int | None:
    """When the next value ends; None: none does."""
    value = await db.fetch_val(
        "select min(ends_at) from (select min(ends_at) as ends_at from manual_price where shop_id = :shop"
        " union all select min(ends_at) as ends_at from manual_quantity where shop_id = :shop) as t",
        {"shop": shop_id},
    )
    return int(value) if value is not None else None


async def countries(db: Database, seller_id: int, sku: str) -> Sequence[str]:
    """The marketplaces in which a seller has the SKU: a quantity by hand holds in all of them."""
    rows = await db.fetch_all(
        "select distinct marketplace_id from listing where seller_id = :seller and sku = :sku and status <> 'ended'"
        " order by marketplace_id",
        {"seller": seller_id, "sku": sku},
    )
    return [row["marketplace_id"] for row in rows]


def read_kept(row: Row) -> KeptManual:
    return KeptManual(
        Money(row["price"], row["currency"]) if row["price"] is not None else None, row["quantity"], row["left_now"],
        row["price_ends"], row["quantity_ends"], max(row["set_at"] or 0, row["quantity_set"] or 0),
    )  # fmt: skip
