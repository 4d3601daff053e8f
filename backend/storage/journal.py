"""The journal: what was done, by whom, why, and under which request id. Nothing here holds a secret."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from backend.storage.database import Database, Row
from backend.storage.encoding import from_json, to_json
from backend.storage.statements import one_row

_COLUMNS = ("shop_id", "listing_id", "order_id", "at", "actor", "act", "details", "request_id")


@dataclass(frozen=True, slots=True)
class Entry:
    """One line: `act` is a key the page translates with `details`; `at` epoch seconds UTC."""

    id: int
    at: int
    actor: str  # merchant, storelane, amazon, shop
    act: str
    details: Mapping[str, Any]
    request_id: str
    listing_id: int | None
    product_name: str = ""
    product_names: Mapping[str, str] = field(default_factory=dict)  # language code -> name
    sku: str = ""
    country: str = ""  # ISO 3166: where its listing is


async def write(
    db: Database, shop_id: int, now: int, actor: str, act: str, details: Mapping[str, Any] | None = None, *,
    listing_id: int | None = None, order_id: int | None = None, request_id: str = "",
) -> None:  # fmt: skip
    values = line(
        shop_id, now, actor, act, details, listing_id=listing_id, order_id=order_id, request_id=request_id
    )
    await db.execute(one_row("journal", _COLUMNS), dict(zip(_COLUMNS, values, strict=True)))


def line(
    shop_id: int, now: int, actor: str, act: str, details: Mapping[str, Any] | None = None, *,
    listing_id: int | None = None, order_id: int | None = None, request_id: str = "",
) -> tuple[Any, ...]:  # fmt: skip
    """One line for write_many."""
    return (shop_id, listing_id, order_id, now, actor, act, to_json(details) if details else "", request_id)


async def write_many(db: Database, lines: Sequence[tuple[Any, ...]]) -> None:
    await db.insert_many("journal", _COLUMNS, lines)


async def of_listing(db: Database, listing_id: int, limit: int = 50) -> list[Entry]:
    """The newest lines of one listing."""
    return await _of(db, "listing_id", listing_id, limit)


async def of_order(db: Database, order_id: int, limit: int = 200) -> list[Entry]:
    """The newest lines of one order."""
    return await _of(db, "order_id", order_id, limit)


async def _of(db: Database, column: str, id_: int, limit: int) -> list[Entry]:
    rows = await db.fetch_all(
        "select j.*, '' as product_name, '' as product_names, '' as sku, '' as country from journal j"
        f" where j.{column} = :id order by j.id desc limit :limit",
        {"id": id_, "limit": limit},
    )
    return [_entry(row) for row in rows]


@dataclass(frozen=True, slots=True)
class Tried:
    """How often a listing was sent or judged, and when last (epoch seconds UTC)."""

    count: int
    last: int


async def tried(db: Database, listing_id: int) -> Tried:
    """What was tried for a listing."""
    row = await db.fetch_one(
        "select count(*) as n, coalesce(max(at), 0) as last from journal where listing_id = :id"
        " and act in ('submitted', 'held')",
        {"id": listing_id},
    )
    return Tried(row["n"], row["last"]) if row else Tried(0, 0)


async def of_shop(db: Database, shop_id: int, before: int | None, limit: int = 50) -> list[Entry]:
    """The newest lines of a shop, older than line `before` when it is given."""
    rows = await db.fetch_all(
        "select j.*, coalesce(p.name, '') as product_name, coalesce(p.names, '') as product_names,"
        " coalesce(l.sku, '') as sku, coalesce(m.country, '') as country from journal j"
        " left join listing l on l.id = j.listing_id left join product p on p.id = l.product_id"
        " left join seller_marketplace m on m.seller_id = l.seller_id and m.marketplace_id = l.marketplace_id"
        " where j.shop_id = :shop and j.id < :before order by j.id desc limit :limit",
        {"shop": shop_id, "before": before if before is not None else 2**62, "limit": limit},
    )
    return [_entry(row) for row in rows]


def _entry(row: Row) -> Entry:
    return Entry(
        row["id"], row["at"], row["actor"], row["act"], from_json(row["details"], {}), row["request_id"],
        row["listing_id"], row["product_name"], from_json(row["product_names"], {}), row["sku"],
        row["country"],
    )  # fmt: skip
