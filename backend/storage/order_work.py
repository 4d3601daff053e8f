"""Orders as the shop_orders lane works on them: what the shop was told of each, written down before and after."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from backend.domain.orders import OrderStatus, Sender
from backend.domain.stock import Kind
from backend.storage import journal, ledger, order_matches, revising
from backend.storage.database import Database, Row
from backend.storage.encoding import from_json, to_json

OUTSIDE, OUTSIDE_SINCE = "warehouse_orders", "warehouse_orders_since"  # settings (storage/order_settings.py)


@dataclass(frozen=True, slots=True)
class Outside:
    """How orders that a marketplace's warehouse sends are dealt with: kept out of the shop, or out of it where they
    were made before `since` (epoch seconds UTC)."""

    off: bool
    since: int

    def keeps_out(self, order: "KeptOrder") -> bool:
        """Whether an order stays out of the shop; one that is there already never goes out."""
        if order.sender is not Sender.MARKETPLACE or order.shop_code or order.sending_at is not None:
            return False
        return self.off or order.created_at < self.since


def outside(kept: Mapping[str, str]) -> Outside:
    """The merchant's choice, from the settings of a shop's orders."""
    since = kept.get(OUTSIDE_SINCE, "")
    return Outside(kept.get(OUTSIDE) == "off", int(since) if since.isdecimal() else 0)


@dataclass(frozen=True, slots=True)
class KeptItem:
    """A line of an order with what it sold in the shop (external ids; None: unknown there). Pieces: `units` hold,
    `told` were taken off by the shop, `given` of them were given back, `open` does the shop's stock not show yet.
    `late`: matched after the shop's order was made (order_matches.py), which knows nothing of it."""

    id: int
    item_code: str
    sku: str
    units: int
    open: int
    told: int
    given: int
    variation_id: int | None
    product: int | None
    variation: int | None
    name: str
    options: tuple[tuple[str, str], ...]
    late: int = 0

    @property
    def to_take(self) -> bool:
        """Whether the shop's stock has still to be moved for a line that was matched late."""
        return self.late == order_matches.TO_TAKE and self.open > 0


@dataclass(frozen=True, slots=True)
class KeptOrder:
    """An order as it is stored; times epoch seconds UTC. `shop_status`: "", awaiting, paid, sent, cancelled,
    stray (cancelled there by hand, to stand again)."""

    id: int
    shop_id: int
    seller_id: int
    marketplace_id: str
    order_code: str
    status: OrderStatus
    sender: Sender
    moves_stock: bool
    shop_code: str
    shop_status: str
    stock_state: str
    stock_before: int | None
    sending_at: int | None
    attempts: int
    items: tuple[KeptItem, ...]
    created_at: int = 0


async def due(db: Database, seller_id: int, now: int, limit: int) -> list[KeptOrder]:
    """Orders that the shop has to be told something of, the oldest first."""
    rows = await db.fetch_all(
        "select * from orders where seller_id = :seller and stage = 'book' and next_at <= :now"
        " order by next_at, id limit :limit",
        {"seller": seller_id, "now": now, "limit": limit},
    )
    return [await _order(db, row) for row in rows]


async def next_due(db: Database, seller_id: int) -> int | None:
    """When the next one is due."""
    value = await db.fetch_val(
        "select min(next_at) from orders where seller_id = :seller and stage = 'book'", {"seller": seller_id}
    )
    return int(value) if value is not None else None


async def find(db: Database, order_id: int) -> KeptOrder:
    """One order as it is now."""
    row = await db.fetch_one("select * from orders where id = :id", {"id": order_id})
    assert row is not None
    return await _order(db, row)


async def sending(db: Database, order: KeptOrder, now: int, stock_before: int | None = None) -> None:
    """Written down before a deed in the shop; its first try counts."""
    await db.execute(
        "update orders set sending_at = coalesce(sending_at, :now), stock_before = coalesce(stock_before,"
        " cast(:before as bigint)) where id = :id",
        {"now": now, "before": stock_before, "id": order.id},
    )


async def not_sending(db: Database, order: KeptOrder) -> None:
    """It surely was not done."""
    await db.execute("update orders set sending_at = null where id = :id", {"id": order.id})


async def booked(
    db: Database, order: KeptOrder, shop_code: str, shop_status: str, state: str, now: int
) -> None:
    """The shop's order is there. `state`: moved (the shop took the pieces off), asked (that is not known yet)."""
    await db.execute(
        "update orders set shop_code = :code, shop_status = :status, stock_state = :state,"
        " sending_at = case when :state = 'asked' then sending_at else null end, attempts = 0, cause = '',"
        " details = '' where id = :id",
        {"code": shop_code, "status": shop_status, "state": state, "id": order.id},
    )
    await db.execute(
        "update order_item set told = units, booked = :booked where order_id = :id and open > 0",
        {"booked": int(state == "moved"), "id": order.id},
    )
    await _say(db, order, now, "order_booked", {"shop_order": shop_code})


async def taken(db: Database, order: KeptOrder) -> None:
    """The shop took the pieces off: the next reading shows them."""
    await db.execute(
        "update orders set stock_state = 'moved', sending_at = null, attempts = 0 where id = :id",
        {"id": order.id},
    )
    await db.execute(
        "update order_item set booked = 1 where order_id = :id and told > 0 and open > 0", {"id": order.id}
    )


async def given_back(db: Database, item: KeptItem, pieces: int) -> None:
    """The shop got pieces of a line back: the next reading shows them."""
    await db.execute(
        "update order_item set given = given + :n, put_back = put_back + :n where id = :id",
        {"n": pieces, "id": item.id},
    )


async def freed(db: Database, order: KeptOrder, item: KeptItem, now: int) -> None:
    """Pieces that the shop was never told of, or that it took and gave back unseen, are free again."""
    if item.open and item.variation_id is not None:
        await db.execute("update order_item set open = 0, booked = 0 where id = :id", {"id": item.id})
        await ledger.moved(
            db, order.shop_id, item.variation_id, Kind.CANCELLED, item.open, now, order_id=order.id,
            seller_id=order.seller_id,
        )  # fmt: skip
        await revising.mark_variation(db, item.variation_id, now, sold_by=order.seller_id)


async def told(
    db: Database, order: KeptOrder, shop_status: str, now: int, state: str = "", act: str = ""
) -> None:
    """The shop's order now says this. `act`: how the journal calls it, where it is not the usual step."""
    await db.execute(
        "update orders set shop_status = :status, sending_at = null, attempts = 0,"
        " stock_state = case when :state = '' then stock_state else :state end where id = :id",
        {"status": shop_status, "state": state, "id": order.id},
    )
    await _say(db, order, now, act or f"order_{shop_status}", {"shop_order": order.shop_code})


async def undone(db: Database, order: KeptOrder, now: int) -> None:
    """The merchant cancelled the shop's order, and the shop gave the pieces back by itself, but the marketplace's order
    stands: its pieces stay off what can be sold, until it is cancelled there too or the shop's order stands again."""
    for item in order.items:
        held = item.told - item.given
        if item.variation_id is None or held <= 0:
            continue
        await db.execute(
            "update order_item set open = :held, booked = 0 where id = :id", {"held": held, "id": item.id}
        )
        if held != item.open:
            await ledger.moved(
                db, order.shop_id, item.variation_id, Kind.SOLD, item.open - held, now, order_id=order.id,
                seller_id=order.seller_id,
            )  # fmt: skip
            await revising.mark_variation(db, item.variation_id, now, sold_by=order.seller_id)
    await db.execute("update orders set stock_state = 'undone' where id = :id", {"id": order.id})


async def stray(db: Database, order_id: int, now: int) -> None:
    """The shop's order was cancelled by hand, but the marketplace's stands: the shop's shall stand again."""
    await db.execute(
        "update orders set shop_status = 'stray', stage = 'book', next_at = :now, attempts = 0 where id = :id"
        " and shop_code <> '' and status <> 'cancelled' and stage <> 'aside'",
        {"now": now, "id": order_id},
    )


async def rest(db: Database, order: KeptOrder) -> None:
    """Nothing is owed. An order that changed meanwhile, or whose items were matched, is looked at again."""
    await db.execute(
        "update orders set stage = 'rest', sending_at = null, attempts = 0 where id = :id and status = :status"
        f" and {order_matches.NOTHING_OWED}",
        {"id": order.id, "status": order.status.value},
    )


async def later(db: Database, order: KeptOrder, at: int) -> None:
    """Not before `at`."""
    await db.execute(
        "update orders set next_at = :at, attempts = attempts + 1 where id = :id", {"at": at, "id": order.id}
    )


async def aside(db: Database, order: KeptOrder, cause: str, details: Mapping[str, Any], now: int) -> None:
    """It cannot come in; a person sees why, and may try it again. It stops no other."""
    await db.execute(
        "update orders set stage = 'aside', cause_at = case when cause = :cause then cause_at else :now end,"
        " cause = :cause, details = :details, sending_at = null where id = :id",
        {"cause": cause, "details": to_json(dict(details)), "now": now, "id": order.id},
    )
    await _say(db, order, now, "order_aside", {"cause": cause, **details})


async def _say(db: Database, order: KeptOrder, now: int, act: str, details: Mapping[str, Any]) -> None:
    said = {"order": order.order_code, **details}
    await journal.write(db, order.shop_id, now, "storelane", act, said, order_id=order.id)


async def _order(db: Database, row: Row) -> KeptOrder:
    items = await db.fetch_all(
        "select i.*, p.external_id as product, p.name as product_name, v.external_id as variation, v.options"
        " from order_item i left join product p on p.id = i.product_id left join variation v on v.id = i.variation_id"
        " where i.order_id = :id order by i.position",
        {"id": row["id"]},
    )
    return KeptOrder(
        row["id"], row["shop_id"], row["seller_id"], row["marketplace_id"], row["order_code"],
        OrderStatus(row["status"]), Sender(row["sender"]), bool(row["moves_stock"]), row["shop_code"],
        row["shop_status"], row["stock_state"], row["stock_before"], row["sending_at"], row["attempts"],
        _items(items), row["created_at"],
    )  # fmt: skip


def _items(rows: Sequence[Row]) -> tuple[KeptItem, ...]:
    return tuple(
        KeptItem(
            row["id"], row["item_code"], row["sku"], row["units"], row["open"], row["told"], row["given"],
            row["variation_id"], row["product"], row["variation"], row["product_name"] or row["title"],
            tuple((o[0], o[1]) for o in from_json(row["options"] or "", [])), row["late"],
        )
        for row in rows
    )  # fmt: skip
