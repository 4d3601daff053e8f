"""What a shop calls a region as the marketplace writes it, chosen by a person: kept for all orders of that country.

The region is part of where somebody lives, so only its fingerprint is kept of how the marketplace writes it.
"""

from dataclasses import dataclass

from backend.storage.database import Database
from backend.storage.encoding import to_json


@dataclass(frozen=True, slots=True)
class KeptRegion:
    """`region` "": it is left out. `at` epoch seconds UTC."""

    country: str
    mark: str
    region: str
    at: int


async def keep(db: Database, shop_id: int, country: str, mark: str, region: str, now: int) -> list[int]:
    """From now on the shop is told this. The orders that wait for it are tried again; whose sellers are to be woken.
    Inside the caller's transaction."""
    await db.execute(
        "insert into order_region (shop_id, country, mark, region, at) values (:shop, :country, :mark, :region, :now)"
        " on conflict (shop_id, country, mark) do update set region = excluded.region, at = excluded.at",
        {"shop": shop_id, "country": country, "mark": mark, "region": region, "now": now},
    )
    rows = await db.fetch_all(
        "update orders set stage = 'book', next_at = :now, attempts = 0, cause = '', details = ''"
        " where shop_id = :shop and stage = 'aside' and cause = 'region' and details = :details returning seller_id",
        {"now": now, "shop": shop_id, "details": details(country, mark)},
    )
    return sorted({row["seller_id"] for row in rows})


async def forget(db: Database, shop_id: int, country: str, mark: str) -> bool:
    """Later orders are told as the marketplace writes it again. False: nothing was remembered."""
    gone = await db.execute(
        "delete from order_region where shop_id = :shop and country = :country and mark = :mark",
        {"shop": shop_id, "country": country, "mark": mark},
    )
    return gone > 0


async def find(db: Database, shop_id: int, country: str, mark: str) -> str | None:
    """What the shop is told; None: nothing was chosen."""
    value = await db.fetch_val(
        "select region from order_region where shop_id = :shop and country = :country and mark = :mark",
        {"shop": shop_id, "country": country, "mark": mark},
    )
    return None if value is None else str(value)


async def of_shop(db: Database, shop_id: int, limit: int = 200) -> list[KeptRegion]:
    """All that is remembered, the newest first."""
    rows = await db.fetch_all(
        "select * from order_region where shop_id = :shop order by at desc, country, mark limit :limit",
        {"shop": shop_id, "limit": limit},
    )
    return [KeptRegion(row["country"], row["mark"], row["region"], row["at"]) for row in rows]


def details(country: str, mark: str) -> str:
    """The details of an order that waits for a region, as they are stored."""
    return to_json({"country": country, "mark": mark})
