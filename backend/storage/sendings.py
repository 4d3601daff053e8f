"""Orders as whoever sends sees them: which are due to be looked at, and all that counts for the next step."""

from collections.abc import Iterable
from dataclasses import dataclass

from backend.domain.orders import OrderStatus, Sender
from backend.domain.shipments import Line, Scene, ShipmentState
from backend.storage import order_packages, order_settings, order_sides, shipments
from backend.storage.database import Database, Row
from backend.storage.shipments import KeptShipment
from backend.storage.statements import among

UNTRACKED = "shipping_untracked"  # the setting: "yes" lets what has no number be sent
_MARK = (
    "insert into order_sending (order_id, side_seen, order_at, next_at)"
    " values (:order, :side, :at, cast(:next as bigint))"
    " on conflict (order_id) do update set side_seen = excluded.side_seen, order_at = excluded.order_at,"
    " next_at = excluded.next_at"
)


@dataclass(frozen=True, slots=True)
class Sent:
    """An order with its scene. `side_seen` and `order_at`: how fresh what the shop and Amazon say of it is."""

    id: int
    shop_id: int
    seller_id: int
    marketplace_id: str
    order_code: str
    shop_code: str
    moves_stock: bool
    ship_by: int | None
    side_seen: int
    order_at: int
    scene: Scene
    shipments: tuple[KeptShipment, ...]


async def due(db: Database, seller_id: int, since: int, now: int, limit: int) -> list[int]:
    """Orders made since a moment (epoch seconds UTC) of which something changed since they were looked at, or whose
    time has come: what Amazon was not told yet before what is only looked after, the most urgent first."""
    rows = await db.fetch_all(
        "select o.id from orders o left join order_side s on s.order_id = o.id"
        " left join order_sending g on g.order_id = o.id"
        " where o.seller_id = :seller and o.sender = 'merchant' and o.ours = 1 and (g.next_at <= :now or exists"
        " (select 1 from shipment m where m.order_id = o.id and m.state = 'wanted' and m.next_at <= :now) or"
        " o.created_at >= :since and s.order_id is not null"
        " and (g.order_id is null or g.side_seen <> s.seen_at or g.order_at <> o.changed_at))"
        " order by case when exists (select 1 from shipment m where m.order_id = o.id and m.state = 'accepted')"
        " then 1 else 0 end, coalesce(o.ship_by, o.created_at), o.id limit :limit",
        {"seller": seller_id, "since": since, "now": now, "limit": limit},
    )
    return [row["id"] for row in rows]


async def next_due(db: Database, seller_id: int) -> int | None:
    """When the next one is due by itself."""
    value = await db.fetch_val(
        "select min(g.next_at) from order_sending g join orders o on o.id = g.order_id where o.seller_id = :seller",
        {"seller": seller_id},
    )
    return int(value) if value is not None else None


async def looked(db: Database, order: Sent, next_at: int | None) -> None:
    """An order was looked at as it is told here; again when that changes, or at a moment."""
    values = {"order": order.id, "side": order.side_seen, "at": order.order_at, "next": next_at}
    await db.execute(_MARK, values)


async def set_aside(db: Database, order: Sent, at: int) -> None:
    """An order that made trouble waits until a moment, with what is wanted of it."""
    await looked(db, order, at)
    for each in under_way(order, ShipmentState.WANTED):
        await shipments.later(db, each, at)


async def look_at(db: Database, order_ids: Iterable[int], now: int) -> None:
    """These are looked at anew."""
    await db.execute_many(
        "insert into order_sending (order_id, next_at) values (:order, :now)"
        " on conflict (order_id) do update set next_at = excluded.next_at",
        [{"order": order_id, "now": now} for order_id in order_ids],
    )


async def is_due(db: Database, order_id: int, now: int) -> bool:
    """Whether an order is to be looked at now, because the merchant said something of it."""
    found = await db.fetch_val(
        "select 1 from order_sending where order_id = :order and next_at <= :now",
        {"order": order_id, "now": now},
    )
    return found is not None


async def asked(db: Database, shop_id: int, causes: Iterable[str]) -> list[tuple[int, int]]:
    """The shop's orders whose sending waits for one of these answers: (order, seller)."""
    marks, values = among("c", list(causes))
    rows = await db.fetch_all(
        "select o.id, o.seller_id from order_trouble t join orders o on o.id = t.order_id where t.shop_id = :shop"
        f" and t.part = 'shipping' and t.cause in ({marks})",
        {"shop": shop_id, **values},
    )
    return [(row["id"], row["seller_id"]) for row in rows]


async def find(db: Database, order_id: int, now: int) -> Sent | None:
    """One order with all that counts for its next step."""
    row = await db.fetch_one(
        "select o.*, coalesce(s.seen_at, 0) as side_seen, coalesce(g.written, '') as written from orders o"
        " left join order_side s on s.order_id = o.id left join order_sending g on g.order_id = o.id where o.id = :id",
        {"id": order_id},
    )
    return await _sent(db, row, now) if row else None


async def written(db: Database, order_id: int) -> tuple[str, bool]:
    """The numbers that we write into the shop's order, and whether they stand there."""
    row = await db.fetch_one(
        "select written, shown from order_sending where order_id = :id", {"id": order_id}
    )
    return (row["written"], bool(row["shown"])) if row else ("", False)


async def write(db: Database, order_id: int, numbers: str, *, shown: bool) -> None:
    """These numbers are being written into the shop's order, or stand there now."""
    await db.execute(
        "insert into order_sending (order_id, written, shown) values (:order, :numbers, :shown)"
        " on conflict (order_id) do update set written = excluded.written, shown = excluded.shown",
        {"order": order_id, "numbers": numbers, "shown": int(shown)},
    )


async def told_differently(db: Database, order_id: int, now: int) -> None:
    """Amazon shows other packages than it did: whoever keeps the shop's order in step looks at it."""
    await db.execute(
        "update orders set stage = 'book', next_at = :now, attempts = 0 where id = :id and stage = 'rest' and ours = 1",
        {"id": order_id, "now": now},
    )


async def _sent(db: Database, row: Row, now: int) -> Sent:
    items = await db.fetch_all(
        "select item_code, units, fulfilled, coded from order_item where order_id = :id order by position",
        {"id": row["id"]},
    )
    kept = await shipments.of_order(db, row["id"])
    allowed = await order_settings.find(db, row["shop_id"], UNTRACKED) == "yes"
    lines = tuple(
        Line(item["item_code"], item["units"], item["fulfilled"], bool(item["coded"])) for item in items
    )
    gone = await db.fetch_all(
        "select tracking from label where order_id = :id and state in ('voiding', 'voided') and tracking <> ''",
        {"id": row["id"]},
    )
    # A label that was given back leaves its number in the shop for a moment: it is ours, and told to nobody.
    ours = ", ".join(filter(None, (row["written"], *(each["tracking"] for each in gone))))
    scene = Scene(
        OrderStatus(row["status"]), Sender(row["sender"]), bool(row["ours"]), row["created_at"], now, lines,
        await order_sides.of_order(db, row["id"]), tuple(each.shipment for each in kept),
        tuple(await order_packages.of_order(db, row["id"])), ours, allowed,
    )  # fmt: skip
    return Sent(
        row["id"], row["shop_id"], row["seller_id"], row["marketplace_id"], row["order_code"], row["shop_code"],
        bool(row["moves_stock"]), row["ship_by"], row["side_seen"], row["changed_at"], scene, tuple(kept),
    )  # fmt: skip


def under_way(order: Sent, *states: ShipmentState) -> list[KeptShipment]:
    """The shipments of an order in these states."""
    return [each for each in order.shipments if each.shipment.state in states]
