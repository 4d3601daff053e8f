"""Orders as pages show them, with their lines. No personal data is in them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from backend.domain.money import Money
from backend.domain.orders import Kind, OrderStatus, Sender
from backend.storage.database import Database, Row
from backend.storage.encoding import from_json
from backend.storage.statements import among


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


async def with_lines(db: Database, rows: Sequence[Row]) -> list[ShownOrder]:
    """Rows of orders, in their order, with their lines."""
    orders = [_order(row) for row in rows]
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
