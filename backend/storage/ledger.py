"""The ledger of stock: every piece's movement with its cause, written with the number that it changes."""

from collections.abc import Sequence
from dataclasses import dataclass

from backend.domain.stock import Kind, Movement, Settled, Stock, count
from backend.storage.database import Database, Row
from backend.storage.statements import among, one_row

_COLUMNS = ("shop_id", "variation_id", "at", "kind", "delta", "after", "order_id", "seller_id", "note")
_TOLD = "(i.booked = 1 and i.open > 0 or i.put_back > 0)"


@dataclass(frozen=True, slots=True)
class Told:
    """Pieces of an order line that the shop was told of and no reading has shown yet."""

    item_id: int
    order_id: int
    variation_id: int
    shown: int
    put_back: int


@dataclass(frozen=True, slots=True)
class Line:
    """A line of the ledger with its moment (epoch seconds UTC) and the order's code."""

    movement: Movement
    at: int
    order_code: str = ""


async def told(db: Database, shop_id: int) -> list[Told]:
    """All that a reading of the shop which begins now must show."""
    rows = await db.fetch_all(
        "select i.id, i.order_id, i.variation_id, i.open, i.booked, i.put_back from order_item i"
        f" join orders o on o.id = i.order_id where o.shop_id = :shop and i.variation_id is not null and {_TOLD}",
        {"shop": shop_id},
    )
    return [
        Told(
            row["id"],
            row["order_id"],
            row["variation_id"],
            row["open"] if row["booked"] else 0,
            row["put_back"],
        )
        for row in rows
    ]


async def uncertain(db: Database, shop_id: int, before: Sequence[Told], since: int) -> set[int]:
    """Products (the shop's ids) of which a reading may or may not show an order: it is on its way into the shop since
    `since` (epoch seconds UTC) or later, or was told after the reading began (`before`: what had been told by then)."""
    rows = await db.fetch_all(
        "select distinct p.external_id from orders o join order_item i on i.order_id = o.id"
        " join product p on p.id = i.product_id where o.shop_id = :shop and o.stage = 'book' and o.shop_code = ''"
        " and o.sending_at >= :since and i.open > 0",
        {"shop": shop_id, "since": since},
    )
    found = {int(row["external_id"]) for row in rows}
    known = {each.item_id for each in before}
    newly = {each.variation_id for each in await told(db, shop_id) if each.item_id not in known}
    if newly:
        marks, ids = among("v", newly)
        rows = await db.fetch_all(
            "select distinct p.external_id from product p join variation v on v.product_id = p.id"
            f" where v.id in ({marks})",
            ids,
        )
        found |= {int(row["external_id"]) for row in rows}
    return found


async def counted(
    db: Database, shop_id: int, variation_id: int, before: Stock | None, stock: int | None,
    settled: Sequence[Told], now: int,
) -> int | None:  # fmt: skip
    """A reading of the shop's stock of a variation: the ledger's lines, and what it shows of orders. Returns what can
    be sold then (None: unlimited)."""
    after, lines = count(
        before, stock, [Settled(each.order_id, each.shown, each.put_back) for each in settled]
    )
    for each in settled:
        await db.execute(
            "update order_item set open = open - :shown, put_back = put_back - :back,"
            " booked = case when open > :shown then booked else 0 end where id = :id",
            {"shown": each.shown, "back": each.put_back, "id": each.item_id},
        )
    if before is not None and after.sold != before.sold:
        await db.execute(
            "update variation set sold = :sold where id = :id", {"sold": after.sold, "id": variation_id}
        )
    await _write(db, shop_id, variation_id, lines, now)
    return after.free


async def moved(
    db: Database, shop_id: int, variation_id: int, kind: Kind, pieces: int, now: int, *,
    order_id: int | None = None, seller_id: int | None = None,
) -> None:  # fmt: skip
    """Pieces sold on a marketplace (negative) or given free again (positive), before the shop shows it."""
    column = "inferred" if kind in (Kind.INFERRED, Kind.EXPLAINED) else "sold"
    row = await db.fetch_one(
        f"update variation set {column} = {column} - :pieces, version = version + 1 where id = :id"
        " returning stock, sold, inferred",
        {"pieces": pieces, "id": variation_id},
    )
    if row is None:
        return
    free = Stock(row["stock"], row["sold"], row["inferred"]).free
    await _write(db, shop_id, variation_id, [Movement(kind, pieces, free, order_id, seller_id)], now)


async def of_variation(db: Database, variation_id: int, limit: int = 100) -> list[Line]:
    """The newest movements of a variation, the newest first."""
    rows = await db.fetch_all(
        "select m.*, coalesce(o.order_code, '') as order_code from movement m left join orders o on o.id = m.order_id"
        " where m.variation_id = :id order by m.id desc limit :limit",
        {"id": variation_id, "limit": limit},
    )
    return [Line(_movement(row), row["at"], row["order_code"]) for row in rows]


async def stocks(db: Database, variation_ids: Sequence[int]) -> dict[int, Stock]:
    """The stock of variations, by our ids."""
    if not variation_ids:
        return {}
    marks, ids = among("v", variation_ids)
    rows = await db.fetch_all(f"select id, stock, sold, inferred from variation where id in ({marks})", ids)
    return {row["id"]: Stock(row["stock"], row["sold"], row["inferred"]) for row in rows}


def _movement(row: Row) -> Movement:
    return Movement(
        Kind(row["kind"]), row["delta"], row["after"], row["order_id"], row["seller_id"], row["note"]
    )


async def _write(db: Database, shop_id: int, variation_id: int, lines: Sequence[Movement], now: int) -> None:
    for m in lines:  # mostly one
        await db.execute(
            one_row("movement", _COLUMNS),
            {
                "shop_id": shop_id, "variation_id": variation_id, "at": now, "kind": m.kind.value, "delta": m.delta,
                "after": m.after, "order_id": m.order_id, "seller_id": m.seller_id, "note": m.note,
            },
        )  # fmt: skip
