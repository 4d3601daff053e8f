"""Orders as the orders lane takes them in: linked to what they sold, their pieces taken from the stock at once."""

from dataclasses import dataclass
from typing import Any

from backend.domain.forgetting import counted_from, has_ended
from backend.domain.orders import Order, OrderItem, OrderStatus, Sender, asked_to_cancel, kinds, made_at
from backend.domain.stock import Kind
from backend.storage import channels, ledger, order_matches, order_money, order_packages, revising
from backend.storage.database import Database, Row
from backend.storage.encoding import to_json


@dataclass(frozen=True, slots=True)
class Taking:
    """Whose orders are taken in. `since`: orders made before it (epoch seconds UTC) never move the shop's stock."""

    shop_id: int
    seller_id: int
    since: int


async def take_in(db: Database, taking: Taking, order: Order, now: int) -> bool:
    """An order as it is now. True when it is new or something of it changed. Inside the caller's transaction."""
    known = await db.fetch_one(
        "select * from orders where seller_id = :seller and order_code = :code",
        {"seller": taking.seller_id, "code": order.order_code},
    )
    if known is None:
        await _insert(db, taking, order, now)
        return True
    same = (known["changed_at"], known["status"]) == (order.changed_at, order.status.value)
    if order.changed_at < known["changed_at"] or same:
        await db.execute("update orders set seen_at = :now where id = :id", {"now": now, "id": known["id"]})
        if same and not await order_money.known(db, known["id"]):
            await order_money.keep(db, known["id"], order)
        return False
    await _update(db, taking, known, order, now)
    return True


async def ordered_since(db: Database, seller_id: int, sku: str, moment: int) -> int:
    """Pieces of a SKU in the merchant's own orders made since a moment that still hold."""
    return int(
        await db.fetch_val(
            "select coalesce(sum(i.units), 0) from order_item i join orders o on o.id = i.order_id"
            " where i.sku = :sku and o.seller_id = :seller and o.created_at >= :moment and o.status <> 'cancelled'"
            " and o.sender = 'merchant' and o.ours = 1",
            {"sku": sku, "seller": seller_id, "moment": moment},
        )
    )


async def _insert(db: Database, taking: Taking, order: Order, now: int) -> None:
    moves = order.ours and order.sender is Sender.MERCHANT and made_at(order) >= taking.since
    order_id = int(
        await db.fetch_val(
            "insert into orders (shop_id, seller_id, marketplace_id, order_code, status, sender, ours, moves_stock,"
            " created_at, changed_at, first_seen_at, seen_at, ship_by, deliver_by, total, currency, body, kinds,"
            " asked_to_cancel, forget_from, stage, next_at, cause, cause_at)"
            " values (:shop, :seller, :marketplace, :code, :status, :sender, :ours, :moves, :created, :changed, :now,"
            " :now, :ship_by, :deliver_by, :total, :currency, :body, :kinds, :asked, :forget, :stage, :now,"
            " :cause, :now)"
            " returning id",
            {
                **_values(order), "shop": taking.shop_id, "seller": taking.seller_id, "code": order.order_code,
                "ours": int(order.ours), "moves": int(moves), "created": order.created_at, "now": now,
                "stage": "book" if order.ours else "rest", "cause": "" if order.ours else "sold_elsewhere",
            },
        )
    )  # fmt: skip
    for position, item in enumerate(order.items):
        await _add_line(db, taking, order, order_id, position, item, moves, now)
    await order_packages.add(db, order_id, order.packages)
    await order_money.keep(db, order_id, order)


async def _add_line(
    db: Database, taking: Taking, order: Order, order_id: int, position: int, item: OrderItem, moves: bool, now: int
) -> None:  # fmt: skip
    """One line, linked to what it sold; its pieces go off the stock when the order moves it."""
    product_id, variation_id, listed = await _linked(db, taking, item)
    units = 0 if order.status is OrderStatus.CANCELLED else item.units
    held = units if moves and variation_id else 0
    await db.execute(
        "insert into order_item (order_id, position, item_code, sku, asin, title, units, fulfilled, price, coded,"
        " product_id, variation_id, open) values (:order, :position, :code, :sku, :asin, :title, :units, :fulfilled,"
        " :price, :coded, :product, :variation, :open) on conflict (order_id, item_code) do nothing",
        {
            "order": order_id, "position": position, "code": item.item_code, "sku": item.sku, "asin": item.asin,
            "title": item.title[:300], "units": units, "product": product_id, "variation": variation_id,
            "open": held, **_of_line(order, item),
        },
    )  # fmt: skip
    if held and variation_id:
        await _sold(db, taking, order, item, variation_id, order_id, held, now)
        await revising.mark_variation(db, variation_id, now, sold_by=taking.seller_id if listed else 0)


async def _sold(
    db: Database, taking: Taking, order: Order, item: OrderItem, variation_id: int, order_id: int, pieces: int,
    now: int,
) -> None:  # fmt: skip
    """Pieces go off the stock; when they were missed on the marketplace already, that riddle is solved."""
    await channels.solve(
        db, taking.shop_id, taking.seller_id, item.sku, pieces, made_at(order), order_id, now
    )
    await ledger.moved(
        db,
        taking.shop_id,
        variation_id,
        Kind.SOLD,
        -pieces,
        now,
        order_id=order_id,
        seller_id=taking.seller_id,
    )


async def _update(db: Database, taking: Taking, known: Row, order: Order, now: int) -> None:
    await db.execute(
        "update orders set status = :status, sender = :sender, marketplace_id = :marketplace, changed_at = :changed,"
        " seen_at = :now, ship_by = :ship_by, deliver_by = :deliver_by, total = :total, currency = :currency,"
        " forget_from = case when status = :status and :ended = 1 then forget_from else :forget end,"
        " body = :body, kinds = :kinds,"
        " asked_to_cancel = case when exists (select 1 from reversal_decline d where d.order_id = orders.id)"
        " then '' else :asked end,"
        " stage = case when ours = 0 then stage when stage = 'aside' and cause <> '' and :status <> 'cancelled'"
        " then stage else 'book' end,"
        " next_at = :now, attempts = 0 where id = :id",
        {**_values(order), "ended": int(has_ended(order.status)), "now": now, "id": known["id"]},
    )
    rows = await db.fetch_all("select * from order_item where order_id = :id", {"id": known["id"]})
    items = {row["item_code"]: row for row in rows}
    untold = not known["shop_code"] and known["sending_at"] is None
    for position, item in enumerate(order.items):
        kept = items.get(item.item_code)
        units = 0 if order.status is OrderStatus.CANCELLED else item.units
        if kept is None and untold:
            moves = bool(known["moves_stock"])
            await _add_line(db, taking, order, known["id"], position, item, moves, now)
        elif kept is not None and kept["units"] != units:
            await _given_back(db, taking, known, kept, units, now)
        told = _of_line(order, item)
        if kept is not None and any(kept[name] != value for name, value in told.items()):
            await db.execute(
                "update order_item set fulfilled = :fulfilled, price = :price, coded = :coded where id = :id",
                {"id": kept["id"], **told},
            )
    await order_packages.keep(db, known["id"], order.packages)
    await order_money.keep(db, known["id"], order)


async def _given_back(db: Database, taking: Taking, known: Row, kept: Row, units: int, now: int) -> None:
    """Fewer pieces than before (an order is cancelled, in part or whole). What the shop was never told of is free at
    once; what it was told of it must give back first (the shop_orders lane), and a reading must show that."""
    fewer = kept["units"] - units
    await db.execute(
        "update order_item set units = :units where id = :id", {"units": units, "id": kept["id"]}
    )
    if kept["variation_id"] is None or not known["moves_stock"] or known["shop_code"] or known["sending_at"]:
        return
    free = min(kept["open"], fewer) if fewer > 0 else fewer
    if free:
        await db.execute(
            "update order_item set open = open - :n where id = :id", {"n": free, "id": kept["id"]}
        )
        kind = Kind.CANCELLED if free > 0 else Kind.SOLD
        await ledger.moved(
            db, taking.shop_id, kept["variation_id"], kind, free, now, order_id=known["id"],
            seller_id=taking.seller_id,
        )  # fmt: skip
        await revising.mark_variation(db, kept["variation_id"], now, sold_by=taking.seller_id)


async def _linked(db: Database, taking: Taking, item: OrderItem) -> tuple[int | None, int | None, bool]:
    """The product and variation that a line sold: by our listing of its SKU, by what a person chose for it, or by
    the shop's own SKU; and whether it was a listing of ours, whose quantity there has fallen with the sale."""
    if not item.sku:
        return None, None, False
    row = await db.fetch_one(
        "select product_id, variation_id from listing where seller_id = :seller and claimed_sku = :sku limit 1",
        {"seller": taking.seller_id, "sku": item.sku},
    )
    if row is not None:
        return row["product_id"], row["variation_id"], True
    if chosen := await order_matches.of_sku(db, taking.seller_id, item.sku):
        return *chosen, False
    row = await db.fetch_one(
        "select product_id, id as variation_id from variation where shop_id = :shop and sku = :sku"
        " and sku_count = 1 and deleted_at is null limit 1",
        {"shop": taking.shop_id, "sku": item.sku},
    )
    return (row["product_id"], row["variation_id"], False) if row else (None, None, False)


def _of_line(order: Order, item: OrderItem) -> dict[str, Any]:
    """What a line tells besides its pieces; its price counts in the order's currency."""
    same = item.price is not None and order.total is not None and item.price.currency == order.total.currency
    price = item.price.amount if item.price and same else None
    return {"fulfilled": item.fulfilled, "price": price, "coded": int("TRANSPARENCY" in item.programs)}


def _values(order: Order) -> dict[str, Any]:
    body = {
        "service": order.service_level, "programs": list(order.programs), "replaces": order.replaces,
        "trouble": list(order.trouble),
    }  # fmt: skip
    return {
        "marketplace": order.marketplace_id, "status": order.status.value, "sender": order.sender.value,
        "changed": order.changed_at, "ship_by": order.ship_by, "total": order.total.amount if order.total else None,
        "currency": order.total.currency if order.total else "", "body": to_json(body),
        "deliver_by": order.deliver_by, "asked": asked_to_cancel(order)[:200], "forget": counted_from(order),
        "kinds": "".join(f" {kind.value} " for kind in kinds(order)),
    }  # fmt: skip
