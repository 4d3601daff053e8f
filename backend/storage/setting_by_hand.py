"""Setting a price or a quantity by hand, taking it back, and its end: each with its line in the journal."""

from typing import Any

from backend.domain.by_hand import Manual
from backend.domain.money import Money
from backend.storage import journal, revising, turns
from backend.storage.database import Database, Row
from backend.storage.manual import KEPT, read_kept


async def put(
    db: Database, shop_id: int, listing_id: int, manual: Manual, ends_at: int | None, now: int, *, under: bool = False
) -> int | None:  # fmt: skip
    """Set these values and no others until `ends_at`; none at all takes back what was set. The seller whose offers lane
    owes the change, or None where nothing changed. `under`: the price is under the policy's floor, and wanted so."""
    async with db.transaction():
        await turns.of_shop(db, shop_id)
        row = await db.fetch_one(
            f"{KEPT} where l.id = :id and l.shop_id = :shop", {"id": listing_id, "shop": shop_id}
        )
        if row is None or _same(row, manual, ends_at):
            return None
        await _put_price(db, row, manual.price, ends_at, now)
        await _put_quantity(db, row, manual.quantity, ends_at, now)
        said: dict[str, Any] = {"until": ends_at or 0} if manual else {}
        if manual.price:
            said |= {"price": [manual.price.amount, manual.price.currency], **({"under": 1} if under else {})}
        if manual.quantity is not None:
            said["quantity"] = manual.quantity
        act = "set_by_hand" if manual else "by_hand_taken_back"
        await journal.write(db, shop_id, now, "merchant", act, said, listing_id=listing_id)
    return int(row["seller_id"])


async def put_back(db: Database, shop_id: int, listing_id: int, was: dict[str, Any], now: int) -> bool:
    """What was set before, but for what has ended since; False when something is set already."""
    row = await db.fetch_one(
        f"{KEPT} where l.id = :id and l.shop_id = :shop", {"id": listing_id, "shop": shop_id}
    )
    if row is None or row["price"] is not None or row["quantity"] is not None:
        return False
    price = Money(was["price"], was["currency"]) if was.get("price") is not None else None
    if price and (was["price_ends"] or now + 1) > now:
        await _put_price(db, row, price, was["price_ends"], now)
    if was.get("quantity") is not None and (was["quantity_ends"] or now + 1) > now:
        await _put_quantity(db, row, was["quantity"], was["quantity_ends"], now, was["movement_id"])
    await journal.write(db, shop_id, now, "merchant", "by_hand_put_back", listing_id=listing_id)
    return True


async def put_in(
    db: Database, shop_id: int, listing_id: int, manual: Manual, ends_at: int | None, now: int
) -> int | None:
    """Set what comes in a file beside what is set here already, which stays. The seller whose offers lane owes the
    change, or None where nothing changed."""
    async with db.transaction():
        row = await db.fetch_one(
            f"{KEPT} where l.id = :id and l.shop_id = :shop", {"id": listing_id, "shop": shop_id}
        )
        assert row is not None
        price = manual.price if row["price"] is None else None
        quantity = manual.quantity if row["quantity"] is None else None
        if price is None and quantity is None:
            return None
        said: dict[str, Any] = {"until": ends_at or 0}
        if price is not None:
            await _put_price(db, row, price, ends_at, now)
            said["price"] = [price.amount, price.currency]
        if quantity is not None:
            await _put_quantity(db, row, quantity, ends_at, now)
            said["quantity"] = quantity
        await journal.write(db, shop_id, now, "merchant", "set_by_hand", said, listing_id=listing_id)
    return int(row["seller_id"])


async def end_due(db: Database, shop_id: int, now: int, limit: int) -> list[int]:
    """What ends now goes, and the listings owe a revision; inside the caller's transaction. The sellers concerned."""
    due = {"shop": shop_id, "now": now, "limit": limit}
    prices = await db.fetch_all(
        "select listing_id from manual_price where shop_id = :shop and ends_at <= :now order by listing_id"
        " limit :limit",
        due,
    )
    pieces = await db.fetch_all(
        "select q.seller_id, q.sku from manual_quantity q where q.shop_id = :shop and q.ends_at <= :now"
        " order by q.seller_id, q.sku limit :limit",
        due,
    )
    sellers = set[int]()
    for each in prices:
        row = await db.fetch_one(f"{KEPT} where l.id = :id", {"id": each["listing_id"]})
        assert row is not None
        await _put_price(db, row, None, None, now)
        await _ended(db, row, now)
        sellers.add(row["seller_id"])
    for each in pieces:
        row = await db.fetch_one(
            f"{KEPT} where l.seller_id = :seller and l.sku = :sku order by l.id limit 1",
            {"seller": each["seller_id"], "sku": each["sku"]},
        )
        if row is None:  # its SKU was changed in the shop: it holds for nothing any more
            await _forget(db, each["seller_id"], each["sku"])
            continue
        await _put_quantity(db, row, None, None, now)
        await _ended(db, row, now)
        sellers.add(row["seller_id"])
    return sorted(sellers)


async def _ended(db: Database, row: Row, now: int) -> None:
    await journal.write(db, row["shop_id"], now, "storelane", "by_hand_ended", listing_id=row["id"])


async def _put_price(db: Database, row: Row, price: Money | None, ends_at: int | None, now: int) -> None:
    """The merchant's own word needs no approval, nor does the way back to what stood there before."""
    if price is None and row["price"] is None:
        return
    if price is None:
        await db.execute("delete from manual_price where listing_id = :id", {"id": row["id"]})
        passes = row["was"]
    else:
        passes = price.amount
        await db.execute(
            "insert into manual_price (listing_id, shop_id, price, currency, was, ends_at, set_at) select id, shop_id,"
            f" :price, :currency, {_SENT[db.dialect]}, :ends, :now from listing where id = :id"
            " on conflict (listing_id) do update set price = excluded.price, currency = excluded.currency,"
            " ends_at = excluded.ends_at, set_at = excluded.set_at",
            {"price": price.amount, "currency": price.currency, "ends": ends_at, "now": now, "id": row["id"]},
        )
    if passes is not None:
        await db.execute(
            "update listing set approved_price = :price where id = :id", {"price": passes, "id": row["id"]}
        )
    await revising.mark_listing(db, row["id"], now)


# The price that was sent last, out of its JSON.
_SENT = {
    "sqlite": "case when sent = '' then null else json_extract(sent, '$.price[0]') end",
    "postgresql": "case when sent = '' then null else cast(cast(sent as json) #>> '{price,0}' as bigint) end",
}


async def _put_quantity(
    db: Database, row: Row, quantity: int | None, ends_at: int | None, now: int, since: int | None = None
) -> None:
    """`since`: the movement from which sales come off; None: the newest one now."""
    if quantity is None and row["quantity"] is None:
        return
    if quantity is None:
        await _forget(db, row["seller_id"], row["sku"])
    else:
        newest = "(select coalesce(max(id), 0) from movement where shop_id = :shop)"
        await db.execute(
            "insert into manual_quantity (seller_id, sku, shop_id, quantity, movement_id, ends_at, set_at)"
            f" values (:seller, :sku, :shop, :quantity, coalesce(:since, {newest}), :ends, :now)"
            " on conflict (seller_id, sku) do update set quantity = excluded.quantity,"
            " movement_id = excluded.movement_id, ends_at = excluded.ends_at, set_at = excluded.set_at",
            {"seller": row["seller_id"], "sku": row["sku"], "shop": row["shop_id"], "quantity": quantity,
             "since": since, "ends": ends_at, "now": now},
        )  # fmt: skip
    await revising.mark_sku(db, row["seller_id"], row["sku"], now)
    await revising.mark_listing(db, row["id"], now)


async def _forget(db: Database, seller_id: int, sku: str) -> None:
    await db.execute(
        "delete from manual_quantity where seller_id = :seller and sku = :sku",
        {"seller": seller_id, "sku": sku},
    )


def _same(row: Row, manual: Manual, ends_at: int | None) -> bool:
    known = read_kept(row)
    ends = {
        end
        for value, end in ((known.price, known.price_ends), (known.quantity, known.quantity_ends))
        if value
    }
    return (known.price, known.quantity) == (manual.price, manual.quantity) and (
        not manual or ends == {ends_at}
    )
