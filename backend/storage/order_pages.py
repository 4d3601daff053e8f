"""Orders for the page of orders: which there are, how many of what, and what is stuck. No personal data is stored."""

from collections.abc import Mapping
from dataclasses import dataclass, replace

from backend.domain.money import Money
from backend.domain.orders import Kind, OrderStatus, Sender
from backend.storage.database import Database, Row
from backend.storage.encoding import from_json
from backend.storage.statements import among

# Open: the merchant has still to send it, or it is on its way into the shop. What Amazon sends is nobody's task here.
_TABS = {
    "": "1 = 1",
    "open": "(o.sender = 'merchant' and o.ours = 1"
    " and o.status in ('pending', 'unshipped', 'partly_shipped', 'unknown')"
    " or o.stage = 'book' and o.status <> 'cancelled')",
    "stuck": "o.stage = 'aside'",
    "cancelled": "o.status = 'cancelled'",
}


@dataclass(frozen=True, slots=True)
class OrderFilter:
    """`tab`: "", open, stuck, cancelled. `words`: of a number of Amazon's or the shop's, or a SKU."""

    tab: str = ""
    words: str = ""


@dataclass(frozen=True, slots=True)
class OrderLine:
    """A line as the page shows it; `name` "" when the shop does not know the SKU, `units` 0 when it was cancelled,
    `sent` of them have left. `price` is one piece's."""

    item_code: str
    sku: str
    asin: str
    title: str
    units: int
    sent: int
    price: Money | None
    name: str
    names: Mapping[str, str]
    image_url: str


@dataclass(frozen=True, slots=True)
class ShownOrder:
    """An order with its lines; times epoch seconds UTC. `moves_stock` False: it never touched the shop's stock. `ours`
    False: it was sold elsewhere and only sent by Amazon. `asked_to_cancel`: why the buyer wants that, "" when nobody
    asked."""

    id: int
    seller_id: int
    order_code: str
    marketplace_id: str
    status: OrderStatus
    sender: Sender
    ours: bool
    moves_stock: bool
    shop_code: str
    created_at: int
    ship_by: int | None
    total: Money | None
    stage: str
    cause: str
    details: Mapping[str, object]
    cause_at: int
    deliver_by: int | None
    kinds: tuple[Kind, ...]
    asked_to_cancel: str
    service_level: str
    replaces: str
    lines: tuple[OrderLine, ...] = ()


async def counts(db: Database, shop_id: int, wanted: OrderFilter) -> dict[str, int]:
    """How many each tab holds of what the words find."""
    where, values = _where(shop_id, replace(wanted, tab=""))
    sums = ", ".join(
        f"coalesce(sum(case when {held} then 1 else 0 end), 0) as tab_{tab}" for tab, held in _TABS.items()
    )
    row = await db.fetch_one(f"select {sums} from orders o where {where}", values)
    assert row is not None
    return {tab: int(row[f"tab_{tab}"]) for tab in _TABS}


async def page(db: Database, shop_id: int, wanted: OrderFilter, offset: int, limit: int) -> list[ShownOrder]:
    """Orders, the newest first."""
    where, values = _where(shop_id, wanted)
    rows = await db.fetch_all(
        f"select o.* from orders o where {where} order by o.created_at desc, o.id desc limit :limit offset :offset",
        {**values, "limit": limit, "offset": offset},
    )
    return await _with_lines(db, [_order(row) for row in rows])


async def one(db: Database, shop_id: int, order_id: int) -> ShownOrder | None:
    """One order of a shop."""
    row = await db.fetch_one(
        "select * from orders where id = :id and shop_id = :shop", {"id": order_id, "shop": shop_id}
    )
    return (await _with_lines(db, [_order(row)]))[0] if row else None


async def stuck(db: Database, shop_id: int) -> list[int]:
    """The orders that were set aside, by our ids."""
    rows = await db.fetch_all(
        "select id from orders where shop_id = :shop and stage = 'aside'", {"shop": shop_id}
    )
    return [row["id"] for row in rows]


async def today(db: Database, shop_id: int, since: int) -> tuple[int, int, int]:
    """For the dashboard: orders first seen since a moment (epoch seconds UTC), on their way into the shop, stuck."""
    row = await db.fetch_one(
        "select coalesce(sum(case when first_seen_at >= :since then 1 else 0 end), 0) as fresh,"
        " coalesce(sum(case when stage = 'book' then 1 else 0 end), 0) as waiting,"
        " coalesce(sum(case when stage = 'aside' then 1 else 0 end), 0) as stuck from orders where shop_id = :shop"
        " and (first_seen_at >= :since or stage <> 'rest')",
        {"shop": shop_id, "since": since},
    )
    assert row is not None
    return row["fresh"], row["waiting"], row["stuck"]


def _where(shop_id: int, wanted: OrderFilter) -> tuple[str, dict[str, str | int]]:
    where = f"o.shop_id = :shop and {_TABS[wanted.tab]}"
    values: dict[str, str | int] = {"shop": shop_id}
    words = wanted.words.strip()
    if words:
        where += (
            " and (o.order_code = :words or o.shop_code = :words or o.order_code like :begins"
            " or exists (select 1 from order_item i where i.order_id = o.id and i.sku = :words))"
        )
        begins = words.replace("%", "").replace("_", "") + "%"
        values |= {"words": words, "begins": begins}
    return where, values


async def _with_lines(db: Database, orders: list[ShownOrder]) -> list[ShownOrder]:
    if not orders:
        return []
    marks, values = among("o", [order.id for order in orders])
    rows = await db.fetch_all(
        "select i.*, o.currency, coalesce(p.name, '') as name, p.names, p.image_url from order_item i"
        f" join orders o on o.id = i.order_id left join product p on p.id = i.product_id where i.order_id in ({marks})"
        " order by i.order_id, i.position",
        values,
    )
    lines: dict[int, list[OrderLine]] = {}
    for row in rows:
        price = Money(row["price"], row["currency"]) if row["price"] is not None and row["currency"] else None
        line = OrderLine(
            row["item_code"], row["sku"], row["asin"], row["title"], row["units"], row["fulfilled"], price,
            row["name"], from_json(row["names"] or "", {}), row["image_url"] or "",
        )  # fmt: skip
        lines.setdefault(row["order_id"], []).append(line)
    return [replace(order, lines=tuple(lines.get(order.id, ()))) for order in orders]


def _order(row: Row) -> ShownOrder:
    total = Money(row["total"], row["currency"]) if row["total"] is not None and row["currency"] else None
    body = from_json(row["body"] or "", {})
    return ShownOrder(
        row["id"], row["seller_id"], row["order_code"], row["marketplace_id"], OrderStatus(row["status"]),
        Sender(row["sender"]),
        bool(row["ours"]), bool(row["moves_stock"]), row["shop_code"], row["created_at"], row["ship_by"], total,
        row["stage"], row["cause"], from_json(row["details"] or "", {}), row["cause_at"] or 0,
        row["deliver_by"], tuple(Kind(word) for word in row["kinds"].split()),
        row["asked_to_cancel"], body.get("service", ""), body.get("replaces", ""),
    )  # fmt: skip
