"""What the shop says of marketplaces' orders, and how far its orders were looked through."""

from collections.abc import Iterable
from dataclasses import dataclass, replace

from backend.domain.shop_side import Parcel, ShopPayment, ShopRefund, ShopSending, ShopSide
from backend.storage.database import Database, Row
from backend.storage.encoding import from_json, to_json
from backend.storage.statements import among

_KEEP = (
    "insert into order_side (order_id, payment, sending, tracking, tracking_url, parcels, refunded, refunds,"
    " changed_at, seen_at) values (:order, :payment, :sending, :tracking, :url, :parcels, :refunded, :refunds,"
    " :changed, :now)"
    " on conflict (order_id) do update set payment = excluded.payment, sending = excluded.sending,"
    " tracking = excluded.tracking, tracking_url = excluded.tracking_url, parcels = excluded.parcels,"
    " refunded = excluded.refunded, refunds = excluded.refunds, changed_at = excluded.changed_at,"
    # Whoever acts upon it tells by this whether it changed since: twice in a second must not look like once.
    " seen_at = case when excluded.seen_at > order_side.seen_at then excluded.seen_at else order_side.seen_at + 1 end"
)


@dataclass(frozen=True, slots=True)
class BookedOrder:
    """An order that has one in the shop: whose it is, and the currency of its amounts."""

    id: int
    seller_id: int
    order_code: str
    shop_code: str
    currency: str


async def watched_until(db: Database, shop_id: int) -> tuple[int, int]:
    """Up to which moment a shop's orders were looked through, and when that was (epoch seconds UTC); 0, 0: never."""
    row = await db.fetch_one(
        "select seen_until, looked_at from order_watch where shop_id = :shop", {"shop": shop_id}
    )
    return (row["seen_until"], row["looked_at"]) if row else (0, 0)


async def watched(db: Database, shop_id: int, until: int, now: int) -> None:
    """A shop's orders were looked through up to a moment (epoch seconds UTC)."""
    await db.execute(
        "insert into order_watch (shop_id, seen_until, looked_at) values (:shop, :until, :now)"
        " on conflict (shop_id) do update set seen_until = excluded.seen_until, looked_at = excluded.looked_at",
        {"shop": shop_id, "until": until, "now": now},
    )


async def any_open(db: Database, shop_id: int, since: int) -> bool:
    """Whether something may still happen in the shop to an order made since a moment (epoch seconds UTC)."""
    return bool(
        await db.fetch_val(
            "select exists (select 1 from orders where shop_id = :shop and shop_code <> '' and created_at >= :since"
            " and status in ('pending', 'unshipped', 'partly_shipped', 'unknown'))",
            {"shop": shop_id, "since": since},
        )
    )


async def booked_as(db: Database, shop_id: int, shop_codes: list[str]) -> dict[str, BookedOrder]:
    """The marketplaces' orders behind orders of the shop, by the shop's number."""
    if not shop_codes:
        return {}
    marks, values = among("c", shop_codes)
    rows = await db.fetch_all(
        "select id, seller_id, order_code, shop_code, currency from orders where shop_id = :shop"
        f" and shop_code in ({marks})",
        {"shop": shop_id, **values},
    )
    return {
        row["shop_code"]: BookedOrder(
            row["id"], row["seller_id"], row["order_code"], row["shop_code"], row["currency"]
        )
        for row in rows
    }


async def keep(db: Database, order_id: int, side: ShopSide, now: int) -> bool:
    """The shop says this of an order now. True: something that counts differs from what it said before; what is older
    than that is passed over. The merchant's own words go once the buyer is forgotten."""
    known = await of_order(db, order_id)
    if known is not None and side.changed_at < known.changed_at:
        return False
    if any(refund.reason for refund in side.refunds) and await _forgotten(db, order_id):
        side = wordless(side)
    if known is not None and _counts(known) == _counts(side):
        await db.execute(
            "update order_side set changed_at = :changed where order_id = :order",
            {"changed": side.changed_at, "order": order_id},
        )
        return False
    await db.execute(
        _KEEP,
        {
            "order": order_id, "payment": side.payment.value, "sending": side.sending.value,
            "tracking": side.tracking, "url": side.tracking_url, "refunded": side.refunded,
            "parcels": to_json([[p.carrier, p.tracking, p.tracking_url] for p in side.parcels]),
            "refunds": _refunds(side),
            "changed": side.changed_at, "now": now,
        },
    )  # fmt: skip
    return True


async def of_order(db: Database, order_id: int) -> ShopSide | None:
    """What the shop said last of an order; None: it was not heard of since it was booked."""
    row = await db.fetch_one("select * from order_side where order_id = :id", {"id": order_id})
    return side(row) if row else None


def wordless(side: ShopSide) -> ShopSide:
    """The same without the reasons that the merchant wrote: they may name a person."""
    return replace(side, refunds=tuple(replace(refund, reason="") for refund in side.refunds))


async def erase_reasons(db: Database, order_ids: Iterable[int]) -> int:
    """Forget why money went back for these orders; amounts and moments stay. How many orders had a reason."""
    marks, values = among("o", order_ids)
    rows = await db.fetch_all(
        f"select * from order_side where order_id in ({marks}) and refunds not in ('', '[]')", values
    )
    bare = [(row["order_id"], wordless(found)) for row in rows if wordless(found := side(row)) != found]
    await db.execute_many(
        "update order_side set refunds = :refunds where order_id = :order",
        [{"order": order_id, "refunds": _refunds(found)} for order_id, found in bare],
    )
    return len(bare)


async def _forgotten(db: Database, order_id: int) -> bool:
    return bool(
        await db.fetch_val(
            "select 1 from orders where id = :id and forgotten_at is not null", {"id": order_id}
        )
    )


def _refunds(side: ShopSide) -> str:
    return to_json([[r.amount, r.at, r.reason] for r in side.refunds])


def side(row: Row) -> ShopSide:
    """A row of order_side."""
    return ShopSide(
        ShopPayment(row["payment"]), ShopSending(row["sending"]), row["tracking"], row["tracking_url"],
        tuple(Parcel(*parcel) for parcel in from_json(row["parcels"], [])), row["refunded"],
        tuple(ShopRefund(*refund) for refund in from_json(row["refunds"], [])), row["changed_at"],
    )  # fmt: skip


def _counts(side: ShopSide) -> tuple[object, ...]:
    return (
        side.payment,
        side.sending,
        side.tracking,
        side.tracking_url,
        side.parcels,
        side.refunded,
        side.refunds,
    )
