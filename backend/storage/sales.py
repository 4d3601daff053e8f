"""What was sold on marketplaces, counted from the stored orders: by day, by marketplace, and what sells best.

Cancelled orders do not count, nor those that were sold elsewhere and only sent by Amazon. Days are days of UTC.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from backend.domain.money import Money
from backend.storage.database import Database
from backend.storage.encoding import from_json

_SOLD = "o.shop_id = :shop and o.created_at >= :since and o.status <> 'cancelled' and o.ours = 1"
DAY = 86_400


@dataclass(frozen=True, slots=True)
class Sold:
    """A marketplace in one currency ("" where no order says its total): orders, pieces, and the turnover of those that
    say it. `silent`: orders whose total is not known yet, as Amazon tells none while one is pending."""

    seller_id: int
    marketplace_id: str
    orders: int
    units: int
    turnover: tuple[Money, ...]
    silent: int


@dataclass(frozen=True, slots=True)
class BestSeller:
    """What sells best: `units` pieces in `orders` orders; `product_id` None when the shop does not know the SKU."""

    sku: str
    product_id: int | None
    name: str
    names: Mapping[str, str]
    image_url: str
    units: int
    orders: int


async def by_place(db: Database, shop_id: int, since: int) -> list[Sold]:
    """What each marketplace sold since a moment (epoch seconds UTC), the one with most pieces first. Money of one
    currency is never added to another's."""
    values = {"shop": shop_id, "since": since}
    rows = await db.fetch_all(
        "select o.seller_id, o.marketplace_id, o.currency, count(*) as orders, coalesce(sum(o.total), 0) as total,"
        f" count(o.total) as told from orders o where {_SOLD} group by o.seller_id, o.marketplace_id, o.currency",
        values,
    )
    pieces = await db.fetch_all(
        "select o.seller_id, o.marketplace_id, coalesce(sum(i.units), 0) as units from orders o"
        f" join order_item i on i.order_id = o.id where {_SOLD} group by o.seller_id, o.marketplace_id",
        values,
    )
    units = {(row["seller_id"], row["marketplace_id"]): int(row["units"]) for row in pieces}
    found = []
    for place in sorted({(row["seller_id"], row["marketplace_id"]) for row in rows}):
        mine = [row for row in rows if (row["seller_id"], row["marketplace_id"]) == place]
        turnover = tuple(
            Money(int(row["total"]), row["currency"])
            for row in sorted(mine, key=lambda row: row["currency"])
            if row["currency"] and row["told"]
        )
        orders = sum(row["orders"] for row in mine)
        told = sum(row["told"] for row in mine if row["currency"])
        found.append(Sold(*place, orders, units.get(place, 0), turnover, orders - told))
    return sorted(found, key=lambda each: (-each.units, each.marketplace_id))


async def by_day(db: Database, shop_id: int, first_day: int, days: int) -> list[int]:
    """How many pieces were sold on each of `days` days of UTC, from `first_day` on (counted from the epoch)."""
    rows = await db.fetch_all(
        f"select o.created_at / {DAY} as day, coalesce(sum(i.units), 0) as units from orders o"
        f" join order_item i on i.order_id = o.id where {_SOLD} group by o.created_at / {DAY}",
        {"shop": shop_id, "since": first_day * DAY},
    )
    found = {int(row["day"]): int(row["units"]) for row in rows}
    return [found.get(first_day + number, 0) for number in range(days)]


async def best(db: Database, shop_id: int, since: int, limit: int) -> Sequence[BestSeller]:
    """The SKUs that sold most pieces since a moment."""
    rows = await db.fetch_all(
        "select t.sku, t.product_id, t.units, t.orders, p.name, p.names, p.image_url from (select i.sku,"
        " max(i.product_id) as product_id, sum(i.units) as units, count(distinct i.order_id) as orders from orders o"
        f" join order_item i on i.order_id = o.id where {_SOLD} and i.units > 0 group by i.sku"
        " order by sum(i.units) desc, i.sku limit :limit) t left join product p on p.id = t.product_id"
        " order by t.units desc, t.sku",
        {"shop": shop_id, "since": since, "limit": limit},
    )
    return [
        BestSeller(
            row["sku"], row["product_id"], row["name"] or "", from_json(row["names"] or "", {}),
            row["image_url"] or "", int(row["units"]), int(row["orders"]),
        )
        for row in rows
    ]  # fmt: skip


async def any_order(db: Database, shop_id: int) -> bool:
    """Whether an order ever came in."""
    row = await db.fetch_one("select 1 as yes from orders where shop_id = :shop limit 1", {"shop": shop_id})
    return row is not None
