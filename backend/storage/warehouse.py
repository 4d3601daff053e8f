"""What lies in a marketplace's warehouses for a seller, as it was read last, and what is to be read again."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from backend.domain.warehouse import Lying
from backend.storage.database import Database, Row
from backend.storage.statements import among

_PLACES = ("fulfillable", "reserved", "inbound", "unfulfillable", "researching")
_SALES_COUNT = 90 * 86_400  # seconds that a sale says that the warehouse is in use


@dataclass(frozen=True, slots=True)
class Read:
    """How far one place's warehouse is known; epoch seconds UTC, 0: never. `refused`: why it may not be read."""

    marketplace_id: str
    whole_at: int = 0
    looked_at: int = 0
    refused: str = ""
    refused_at: int = 0

    @property
    def at(self) -> int:
        """How fresh it is."""
        return max(self.whole_at, self.looked_at)


@dataclass(frozen=True, slots=True)
class KeptLying:
    """Pieces of a SKU with the moment they were read at."""

    lying: Lying
    read_at: int


@dataclass(frozen=True, slots=True)
class Look:
    """A SKU to read; `asked` counts how often, so that no call for it is lost."""

    sku: str
    asked: int


async def ask(db: Database, seller_id: int, skus: Sequence[str], now: int) -> None:
    """Something moved: these SKUs are to be read."""
    await db.execute_many(
        "insert into warehouse_look (seller_id, sku, asked_at) values (:seller, :sku, :now)"
        " on conflict (seller_id, sku) do update set asked = warehouse_look.asked + 1, asked_at = excluded.asked_at",
        [{"seller": seller_id, "sku": sku, "now": now} for sku in sorted(set(skus)) if sku],
    )


async def looks(db: Database, seller_id: int, limit: int = 500) -> list[Look]:
    """What is to be read, the longest asked for first."""
    rows = await db.fetch_all(
        "select sku, asked from warehouse_look where seller_id = :seller order by asked_at, sku limit :limit",
        {"seller": seller_id, "limit": limit},
    )
    return [Look(row["sku"], row["asked"]) for row in rows]


async def looked(db: Database, seller_id: int, done: Sequence[Look]) -> None:
    """These were read; what was asked for again meanwhile stays."""
    await db.execute_many(
        "delete from warehouse_look where seller_id = :seller and sku = :sku and asked = :asked",
        [{"seller": seller_id, "sku": look.sku, "asked": look.asked} for look in done],
    )


async def reads(db: Database, seller_id: int) -> dict[str, Read]:
    """How far each place is known."""
    rows = await db.fetch_all("select * from warehouse_read where seller_id = :seller", {"seller": seller_id})
    return {row["marketplace_id"]: _read(row) for row in rows}


async def save(db: Database, seller_id: int, read: Read) -> None:
    await db.execute(
        "insert into warehouse_read (seller_id, marketplace_id, whole_at, looked_at, refused, refused_at)"
        " values (:seller, :place, :whole, :looked, :refused, :refused_at) on conflict (seller_id, marketplace_id)"
        " do update set whole_at = excluded.whole_at, looked_at = excluded.looked_at, refused = excluded.refused,"
        " refused_at = excluded.refused_at",
        {
            "seller": seller_id, "place": read.marketplace_id, "whole": read.whole_at, "looked": read.looked_at,
            "refused": read.refused, "refused_at": read.refused_at,
        },
    )  # fmt: skip


async def places(db: Database, seller_id: int) -> list[str]:
    """The marketplaces in which the seller has anything of ours."""
    rows = await db.fetch_all(
        "select distinct marketplace_id from listing where seller_id = :seller and claimed_sku is not null"
        " order by marketplace_id",
        {"seller": seller_id},
    )
    return [row["marketplace_id"] for row in rows]


async def used(db: Database, seller_id: int, now: int) -> bool:
    """Whether the seller sells from the warehouse: a listing, pieces, a sale not long ago, or a switch under way."""
    return bool(
        await db.fetch_val(
            "select 1 where exists (select 1 from listing where seller_id = :seller and sender = 'marketplace'"
            " and claimed_sku is not null) or exists (select 1 from warehouse_stock where seller_id = :seller"
            " and fulfillable + reserved + inbound > 0) or exists (select 1 from orders where seller_id = :seller"
            " and sender = 'marketplace' and created_at > :since) or exists (select 1 from sender_switch"
            " where seller_id = :seller and state in ('wanted', 'sent'))",
            {"seller": seller_id, "since": now - _SALES_COUNT},
        )
    )


async def keep(
    db: Database, shop_id: int, seller_id: int, place: str, found: Sequence[Lying], now: int
) -> None:
    """These were read."""
    await db.execute_many(
        "insert into warehouse_stock (seller_id, marketplace_id, sku, shop_id, asin, title, fulfillable, reserved,"
        " inbound, unfulfillable, researching, changed_at, read_at) values (:seller, :place, :sku, :shop, :asin,"
        " :title, :fulfillable, :reserved, :inbound, :unfulfillable, :researching, :changed, :now)"
        " on conflict (seller_id, marketplace_id, sku) do update set asin = excluded.asin, title = excluded.title,"
        " fulfillable = excluded.fulfillable, reserved = excluded.reserved, inbound = excluded.inbound,"
        " unfulfillable = excluded.unfulfillable, researching = excluded.researching,"
        " changed_at = excluded.changed_at, read_at = excluded.read_at",
        [
            {
                "seller": seller_id, "place": place, "sku": each.sku, "shop": shop_id, "asin": each.asin,
                "title": each.title, **{name: getattr(each, name) for name in _PLACES}, "changed": each.changed_at,
                "now": now,
            }
            for each in sorted(found, key=lambda each: each.sku)
        ],
    )  # fmt: skip


async def drop_unread(db: Database, seller_id: int, place: str, now: int) -> None:
    """After everything was read: what was not among it lies there no more."""
    await db.execute(
        "delete from warehouse_stock where seller_id = :seller and marketplace_id = :place and read_at < :now",
        {"seller": seller_id, "place": place, "now": now},
    )


async def drop(db: Database, seller_id: int, place: str, skus: Sequence[str]) -> None:
    """These were asked for, and nothing of them lies there."""
    await db.execute_many(
        "delete from warehouse_stock where seller_id = :seller and marketplace_id = :place and sku = :sku",
        [{"seller": seller_id, "place": place, "sku": sku} for sku in skus],
    )


async def of_skus(
    db: Database, shop_id: int, skus: Sequence[str]
) -> Mapping[tuple[int, str, str], KeptLying]:
    """What lies there under some SKUs of a shop, by seller, marketplace and SKU."""
    if not skus:
        return {}
    marks, values = among("k", dict.fromkeys(skus))
    rows = await db.fetch_all(
        f"select * from warehouse_stock where shop_id = :shop and sku in ({marks})"
        " order by seller_id, marketplace_id, sku",
        {"shop": shop_id, **values},
    )
    return {(row["seller_id"], row["marketplace_id"], row["sku"]): _kept(row) for row in rows}


async def read_of(db: Database, seller_id: int, place: str) -> Read:
    """How far one place is known."""
    return (await reads(db, seller_id)).get(place, Read(place))


def _read(row: Row) -> Read:
    return Read(row["marketplace_id"], row["whole_at"], row["looked_at"], row["refused"], row["refused_at"])


def _kept(row: Row) -> KeptLying:
    lying = Lying(
        row["sku"], row["asin"], row["title"], row["fulfillable"], row["reserved"], row["inbound"],
        row["unfulfillable"], row["researching"], row["changed_at"],
    )  # fmt: skip
    return KeptLying(lying, row["read_at"])


async def open_orders(db: Database, shop_id: int, sku: str) -> int:
    """Orders of a SKU that the merchant has still to send."""
    return int(
        await db.fetch_val(
            "select count(distinct o.id) from orders o join order_item i on i.order_id = o.id where o.shop_id = :shop"
            " and i.sku = :sku and o.sender = 'merchant' and o.ours = 1"
            " and o.status in ('pending', 'unshipped', 'partly_shipped')",
            {"shop": shop_id, "sku": sku},
        )
    )


async def of_products(db: Database, shop_id: int, product_ids: Sequence[int]) -> dict[int, KeptLying]:
    """What lies there of all variations of some products. A region's pieces are counted once, however many of its
    marketplaces may sell them; `read_at` is the oldest reading."""
    if not product_ids:
        return {}
    marks, ids = among("p", product_ids)
    columns = ", ".join(f"max(w.{name}) as {name}" for name in _PLACES)
    rows = await db.fetch_all(
        f"select v.product_id, w.seller_id, w.sku, {columns}, min(w.read_at) as read_at from warehouse_stock w"
        " join variation v on v.shop_id = w.shop_id and v.deleted_at is null and (v.sku = w.sku or exists"
        " (select 1 from listing l where l.variation_id = v.id and l.seller_id = w.seller_id"
        f" and l.claimed_sku = w.sku)) where w.shop_id = :shop and v.product_id in ({marks})"
        " group by v.product_id, w.seller_id, w.sku order by v.product_id",
        {"shop": shop_id, **ids},
    )
    found: dict[int, KeptLying] = {}
    for row in rows:
        before = found.get(row["product_id"], KeptLying(Lying(""), row["read_at"]))
        pieces = {name: getattr(before.lying, name) + row[name] for name in _PLACES}
        found[row["product_id"]] = KeptLying(Lying("", **pieces), min(before.read_at, row["read_at"]))
    return found
