"""Which of the shop's products a marketplace's SKU means, chosen by a person: kept for later orders and for those that
are here, whose lines are linked once each (the shop_orders lane), their pieces taken off the stock once."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from backend.domain.stock import Kind
from backend.storage import channels, ledger, revising
from backend.storage.database import Database, Row
from backend.storage.encoding import from_json
from backend.storage.statements import among

# A line that a match would link: pieces of it are wanted and it means nothing in the shop yet.
_OPEN = "i.variation_id is null and i.units > 0 and i.sku <> ''"
_MEANS = (
    "join order_match m on m.sku = i.sku join variation v on v.id = m.variation_id and v.deleted_at is null"
)
_OURS = f"{_OPEN} and m.seller_id = orders.seller_id"
_OWED = f"select 1 from order_item i {_MEANS} where i.order_id = orders.id and {_OURS}"
NOTHING_OWED = f"not exists ({_OWED})"  # a condition on `orders`
SETTING, COME, WAIT = (
    "desk_unknown",
    "come",
    "wait",
)  # whether orders with unknown items come in, or wait for a match
TO_TAKE, TAKEN = 1, 2  # how far the pieces of a line are that was matched after the shop's order was made
_WAITING = ("pending", "unshipped", "partly_shipped", "unknown")


@dataclass(frozen=True, slots=True)
class Match:
    """What a SKU means; `name` and `options` as the shop has them, `at` epoch seconds UTC."""

    seller_id: int
    sku: str
    name: str
    options: tuple[tuple[str, str], ...]
    at: int


async def keep(
    db: Database, shop_id: int, seller_id: int, sku: str, variation_id: int, now: int
) -> str | None:
    """From now on this SKU means this variation. Orders that wait for that, or hold the SKU unlinked, are due again.
    The product's name; None: seller or variation are not this shop's, or gone. Inside the caller's transaction."""
    row = await db.fetch_one(
        "select v.product_id, p.name from variation v join seller s on s.shop_id = v.shop_id"
        " join product p on p.id = v.product_id where v.id = :id"
        " and v.shop_id = :shop and s.id = :seller and v.deleted_at is null",
        {"id": variation_id, "shop": shop_id, "seller": seller_id},
    )
    if row is None:
        return None
    await db.execute(
        "insert into order_match (seller_id, sku, product_id, variation_id, at)"
        " values (:seller, :sku, :product, :variation, :now) on conflict (seller_id, sku) do update"
        " set product_id = excluded.product_id, variation_id = excluded.variation_id, at = excluded.at",
        {
            "seller": seller_id,
            "sku": sku,
            "product": row["product_id"],
            "variation": variation_id,
            "now": now,
        },
    )
    await db.execute(
        "update orders set stage = 'book', next_at = :now, attempts = 0, cause = '', details = '' where id in"
        f" (select i.order_id from order_item i where i.sku = :sku and {_OPEN}) and seller_id = :seller and ours = 1"
        " and (stage <> 'aside' or cause = 'unknown_item')",
        {"now": now, "sku": sku, "seller": seller_id},
    )
    return str(row["name"])


async def forget(db: Database, shop_id: int, seller_id: int, sku: str) -> bool:
    """Later orders are not linked by it any more; those that were stay as they are. False: there was none."""
    gone = await db.execute(
        "delete from order_match where seller_id = :seller and sku = :sku"
        " and exists (select 1 from seller s where s.id = :seller and s.shop_id = :shop)",
        {"seller": seller_id, "sku": sku, "shop": shop_id},
    )
    return gone > 0


async def of_shop(db: Database, shop_id: int, limit: int = 200) -> list[Match]:
    """What a shop remembers, the newest first."""
    rows = await db.fetch_all(f"{_SELECT} where s.shop_id = :shop order by m.at desc, m.sku limit :limit",
                              {"shop": shop_id, "limit": limit})  # fmt: skip
    return [_match(row) for row in rows]


async def of_skus(db: Database, shop_id: int, seller_id: int, skus: Iterable[str]) -> list[Match]:
    """What is remembered of some SKUs of a seller."""
    given = sorted({sku for sku in skus if sku})
    if not given:
        return []
    marks, values = among("k", given)
    rows = await db.fetch_all(
        f"{_SELECT} where s.shop_id = :shop and m.seller_id = :seller and m.sku in ({marks}) order by m.sku",
        {**values, "shop": shop_id, "seller": seller_id},
    )
    return [_match(row) for row in rows]


async def no_longer_wait(db: Database, shop_id: int, now: int) -> list[int]:
    """Orders that waited for a match come in as they are. Whose sellers are to be woken."""
    rows = await db.fetch_all(
        "update orders set stage = 'book', next_at = :now, attempts = 0, cause = '', details = '' where shop_id = :shop"
        " and stage = 'aside' and cause = 'unknown_item' returning seller_id",
        {"now": now, "shop": shop_id},
    )
    return sorted({row["seller_id"] for row in rows})


async def of_sku(db: Database, seller_id: int, sku: str) -> tuple[int, int] | None:
    """The product and variation, by our ids, that a seller's SKU means by a person's word."""
    row = await db.fetch_one(
        "select m.product_id, m.variation_id from order_match m join variation v on v.id = m.variation_id"
        " where m.seller_id = :seller and m.sku = :sku and v.deleted_at is null",
        {"seller": seller_id, "sku": sku},
    )
    return (row["product_id"], row["variation_id"]) if row else None


async def unlinked(db: Database, order_id: int) -> list[tuple[str, str, str]]:
    """What an order holds that the shop does not know: SKU, name there, and its ASIN; each SKU once."""
    rows = await db.fetch_all(
        f"select i.sku, min(i.title) as title, min(i.asin) as asin from order_item i where i.order_id = :id and {_OPEN}"
        " group by i.sku order by min(i.position)",
        {"id": order_id},
    )
    return [(row["sku"], row["title"], row["asin"]) for row in rows]


async def owed(db: Database, order_id: int) -> bool:
    """Whether lines of an order are to be linked by a match."""
    return bool(
        await db.fetch_val(
            f"select count(*) from orders where id = :id and exists ({_OWED})", {"id": order_id}
        )
    )


async def link(db: Database, order_id: int, now: int) -> bool:
    """Link the lines of an order that a match is known for. Pieces of one that waits to be sent are taken off what can
    be sold, at once; when the shop's order is there already, the shop's own stock still has to be moved for them.
    Returns whether there was any. Inside the caller's transaction, while nothing is on its way to the shop."""
    rows = await db.fetch_all(
        "select i.id, i.sku, i.units, i.item_code, m.product_id, m.variation_id, orders.shop_id, orders.seller_id,"
        " orders.status, orders.moves_stock, orders.shop_code, orders.created_at from order_item i"
        f" join orders on orders.id = i.order_id {_MEANS}"
        f" where i.order_id = :id and m.seller_id = orders.seller_id and {_OPEN} order by i.position",
        {"id": order_id},
    )
    for row in rows:
        held = row["units"] if row["moves_stock"] and row["status"] in _WAITING else 0
        late = TO_TAKE if row["shop_code"] and held else TAKEN if row["shop_code"] else 0
        await db.execute(
            "update order_item set product_id = :product, variation_id = :variation, open = :held, late = :late"
            " where id = :id",
            {"product": row["product_id"], "variation": row["variation_id"], "held": held, "late": late,
             "id": row["id"]},
        )  # fmt: skip
        if held:
            await _sold(db, row, order_id, held, now)
    return bool(rows)


async def taken(db: Database, order_id: int) -> None:
    """The shop's stock was moved for the lines that were matched late: the next reading shows them."""
    await db.execute(
        f"update order_item set told = open, booked = 1, late = {TAKEN} where order_id = :id and late = {TO_TAKE}",
        {"id": order_id},
    )
    await db.execute("update orders set sending_at = null, attempts = 0 where id = :id", {"id": order_id})


async def _sold(db: Database, row: Row, order_id: int, pieces: int, now: int) -> None:
    await channels.solve(
        db, row["shop_id"], row["seller_id"], row["sku"], pieces, row["created_at"], order_id, now
    )
    about: dict[str, Any] = {"order_id": order_id, "seller_id": row["seller_id"]}
    await ledger.moved(db, row["shop_id"], row["variation_id"], Kind.SOLD, -pieces, now, **about)
    # It was sold under another SKU: what this one shows there has not fallen by itself.
    await revising.mark_variation(db, row["variation_id"], now)


_SELECT = (
    "select m.*, p.name, v.options from order_match m join seller s on s.id = m.seller_id"
    " join product p on p.id = m.product_id join variation v on v.id = m.variation_id"
)


def _match(row: Row) -> Match:
    options = tuple((name, value) for name, value, *_ in from_json(row["options"] or "", []))
    return Match(row["seller_id"], row["sku"], row["name"], options, row["at"])
