"""The quantity that a SKU has on a marketplace, as last known: one row for each seller and SKU."""

from collections.abc import Sequence

from backend.domain.channel import ChannelStock, anew, solved
from backend.domain.stock import Kind
from backend.storage import ledger
from backend.storage.database import Database, Row
from backend.storage.statements import among


async def find(db: Database, seller_id: int, skus: Sequence[str]) -> dict[str, ChannelStock]:
    """What is known of these SKUs; one never sent nor read is missing."""
    if not skus:
        return {}
    marks, values = among("k", dict.fromkeys(skus))
    rows = await db.fetch_all(
        f"select * from channel_stock where seller_id = :seller and sku in ({marks})",
        {"seller": seller_id, **values},
    )
    return {row["sku"]: _stock(row) for row in rows}


async def keep(
    db: Database, shop_id: int, seller_id: int, variation_id: int, sku: str, stock: ChannelStock,
    before: ChannelStock | None, now: int,
) -> None:  # fmt: skip
    """What is known now. A change of what is inferred moves the variation's stock, with its line in the ledger."""
    await db.execute(
        "insert into channel_stock (seller_id, sku, variation_id, base, base_at, sent, sent_at, sure, seen, seen_at,"
        " inferred, owed, owed_at) values (:seller, :sku, :variation, :base, :base_at, :sent, :sent_at, :sure, :seen,"
        " :seen_at, :inferred, :owed, :owed_at) on conflict (seller_id, sku) do update"
        " set variation_id = excluded.variation_id,"
        " base = excluded.base, base_at = excluded.base_at, sent = excluded.sent, sent_at = excluded.sent_at,"
        " sure = excluded.sure, seen = excluded.seen, seen_at = excluded.seen_at, inferred = excluded.inferred,"
        " owed = excluded.owed, owed_at = excluded.owed_at",
        {
            "seller": seller_id, "sku": sku, "variation": variation_id, "base": stock.base, "base_at": stock.base_at,
            "sent": stock.sent, "sent_at": stock.sent_at, "sure": int(stock.sure), "seen": stock.seen,
            "seen_at": stock.seen_at, "inferred": stock.inferred, "owed": stock.owed, "owed_at": stock.owed_at,
        },
    )  # fmt: skip
    missing = stock.inferred - (before.inferred if before else 0)
    if missing:
        kind = Kind.INFERRED if missing > 0 else Kind.EXPLAINED
        await ledger.moved(db, shop_id, variation_id, kind, -missing, now, seller_id=seller_id)


async def solve(
    db: Database, shop_id: int, seller_id: int, sku: str, pieces: int, ordered_at: int, order_id: int, now: int
) -> None:  # fmt: skip
    """An order came: pieces that were missed on the marketplace already are no riddle any more."""
    before = (await find(db, seller_id, [sku])).get(sku)
    after = solved(before, pieces, ordered_at) if before else None
    if before is None or after is None or after == before:
        return
    row = await db.fetch_one(
        "update channel_stock set inferred = :inferred, owed = :owed where seller_id = :seller and sku = :sku"
        " returning variation_id",
        {"inferred": after.inferred, "owed": after.owed, "seller": seller_id, "sku": sku},
    )
    if row:
        found = before.inferred - after.inferred
        await ledger.moved(
            db,
            shop_id,
            row["variation_id"],
            Kind.EXPLAINED,
            found,
            now,
            order_id=order_id,
            seller_id=seller_id,
        )


async def arrived(db: Database, seller_id: int, sku: str, taken: bool) -> None:
    """The answer to what a feed carried: it will show, or it never left."""
    what = "sure = 1" if taken else "sent = null, sure = 0"
    await db.execute(
        f"update channel_stock set {what} where seller_id = :seller and sku = :sku and sent is not null",
        {"seller": seller_id, "sku": sku},
    )


async def forget(db: Database, shop_id: int, seller_id: int, sku: str, now: int) -> None:
    """The SKU is off the marketplace, unless another country still has it."""
    if await db.fetch_val(
        "select 1 from listing where seller_id = :seller and claimed_sku = :sku limit 1",
        {"seller": seller_id, "sku": sku},
    ):
        return
    row = await db.fetch_one(
        "delete from channel_stock where seller_id = :seller and sku = :sku returning variation_id, inferred",
        {"seller": seller_id, "sku": sku},
    )
    if row and row["inferred"]:
        await ledger.moved(
            db, shop_id, row["variation_id"], Kind.EXPLAINED, row["inferred"], now, seller_id=seller_id
        )


async def begin_anew(db: Database, seller_id: int, sku: str) -> None:
    """The merchant's pieces come back after a while without them: nothing is known of what stands there."""
    before = (await find(db, seller_id, [sku])).get(sku)
    if before is None:
        return
    stock = anew(before)
    await db.execute(
        "update channel_stock set base = null, base_at = 0, sent = null, sent_at = 0, sure = 0, seen = null,"
        " owed = :owed, owed_at = :owed_at where seller_id = :seller and sku = :sku",
        {"owed": stock.owed, "owed_at": stock.owed_at, "seller": seller_id, "sku": sku},
    )


async def read_before(db: Database, seller_id: int, moment: int) -> list[tuple[str, int, ChannelStock]]:
    """SKUs with a riddle or a stale base whose last reading lies before a moment: (SKU, variation, stock)."""
    rows = await db.fetch_all(
        "select * from channel_stock where seller_id = :seller and (seen is not null and seen_at <= :moment"
        " and (inferred > 0 or base <> seen) or owed > 0 and owed_at <= :moment)",
        {"seller": seller_id, "moment": moment},
    )
    return [(row["sku"], row["variation_id"], _stock(row)) for row in rows]


def _stock(row: Row) -> ChannelStock:
    return ChannelStock(
        row["base"], row["base_at"], row["sent"], row["sent_at"], bool(row["sure"]), row["seen"], row["seen_at"],
        row["inferred"], row["owed"], row["owed_at"],
    )  # fmt: skip
