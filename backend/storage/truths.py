"""How old each truth is: what the lanes last looked at, for a shop's pages and for the operator's figures."""

from collections.abc import Iterable

from backend.domain.freshness import Truth
from backend.storage import lanes
from backend.storage.database import Database
from backend.storage.statements import among

_LANES = ("offers", "status", "shop_orders")


async def of_shop(db: Database, shop_id: int, sellers: Iterable[tuple[int, str]], now: int) -> list[Truth]:
    """Everything that is looked after for one shop: its catalogue, and for each seller (id, name) orders and lanes."""
    names = dict(sellers)
    found = await _catalogues(db, shop_id)
    if names:
        found += await _of_sellers(db, names, now)
    beat = await lanes.last_beat(db)
    return [*found, Truth("worker", "", beat or 0)]


async def of_all(db: Database, now: int) -> list[Truth]:
    """The same for every open shop and connected seller."""
    rows = await db.fetch_all("select id from seller where status = 'connected'")
    found = await _catalogues(db, None)
    names = {row["id"]: str(row["id"]) for row in rows}
    return found + (await _of_sellers(db, names, now) if names else [])


async def _catalogues(db: Database, shop_id: int | None) -> list[Truth]:
    """Shops whose access was taken back have no truth; their own banner says so."""
    where = "s.status = 'open'" + (" and s.id = :shop" if shop_id else "")
    rows = await db.fetch_all(
        "select c.checked_at, case when l.owner = '' then l.due_at else l.lease_until end as due from shop s"
        " join catalog_progress c on c.shop_id = s.id left join lane l on l.kind = 'catalog' and l.subject = s.id"
        f" where {where}",
        {"shop": shop_id} if shop_id else {},
    )
    return [Truth("catalog", "", row["checked_at"] or 0, row["due"] or 0) for row in rows]


async def _of_sellers(db: Database, names: dict[int, str], now: int) -> list[Truth]:
    marks, ids = among("s", names)
    rows = await db.fetch_all(
        f"select seller_id, polled_at from order_progress where seller_id in ({marks})", ids
    )
    polled = {row["seller_id"]: row["polled_at"] for row in rows}
    found: list[Truth] = []
    for lane in await lanes.states(db, now, [(kind, id) for kind in ("orders", *_LANES) for id in names]):
        at = polled.get(lane.subject, 0) if lane.kind == "orders" else lane.finished_at
        found.append(Truth(lane.kind, names[lane.subject], at, lane.due_at))
    return found
