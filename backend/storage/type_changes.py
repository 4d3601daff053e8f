"""What Amazon changed in product types that are in use: shown to the merchant, and let through by the merchant."""

from collections.abc import Sequence
from dataclasses import dataclass

from backend.domain.issues import Cause
from backend.domain.listing import Stage, Status
from backend.domain.schema_changes import SchemaChanges
from backend.storage import journal
from backend.storage.database import Database, Row
from backend.storage.product_types import read_changes


@dataclass(frozen=True, slots=True)
class TypeChange:
    """One change. `touched`: (listing, SKU, product) of listings that were made with the type, `drafts` the same of
    forms that are being filled in; times epoch seconds UTC."""

    id: int
    seller_id: int
    marketplace_id: str
    name: str
    title: str
    before: str
    after: str
    changes: SchemaChanges
    found_at: int
    confirmed_at: int | None
    touched: Sequence[tuple[int, str, str]] = ()
    drafts: Sequence[tuple[int, str, str]] = ()


async def count_open(db: Database, shop_id: int) -> int:
    """How many changes wait for the merchant."""
    return int(
        await db.fetch_val(
            "select count(*) from type_change c join seller s on s.id = c.seller_id where s.shop_id = :shop"
            " and c.confirmed_at is null",
            {"shop": shop_id},
        )
    )


async def of_shop(db: Database, shop_id: int, limit: int = 50) -> list[TypeChange]:
    """The changes, those that wait first, then the newest; with what they touch."""
    rows = await db.fetch_all(
        "select c.*, (select max(t.title) from product_type t where t.seller_id = c.seller_id and t.name = c.name"
        " and t.locale = c.locale) as title from type_change c join seller s on s.id = c.seller_id"
        " where s.shop_id = :shop order by case when c.confirmed_at is null then 0 else 1 end, c.id desc"
        " limit :limit",
        {"shop": shop_id, "limit": limit},
    )
    return [await _change(db, row) for row in rows]


async def known(db: Database, shop_id: int, change_id: int) -> bool:
    """Whether it is a change that the shop was told of."""
    return bool(
        await db.fetch_val(
            "select 1 from type_change c join seller s on s.id = c.seller_id where c.id = :id and s.shop_id = :shop",
            {"id": change_id, "shop": shop_id},
        )
    )


async def confirm(db: Database, shop_id: int, change_id: int, now: int) -> int | None:
    """The merchant has looked: what was confirmed before goes on. The seller; None where there is nothing to confirm.

    Another change of the same type that waits keeps it back.
    """
    async with db.transaction():
        row = await db.fetch_one(
            "update type_change set confirmed_at = :now where id = :id and confirmed_at is null and seller_id in"
            " (select id from seller where shop_id = :shop) returning seller_id, marketplace_id, name, after",
            {"now": now, "id": change_id, "shop": shop_id},
        )
        if row is None:
            return None
        where = {"seller": row["seller_id"], "marketplace": row["marketplace_id"], "name": row["name"]}
        waits = await db.fetch_val(
            "select 1 from type_change where seller_id = :seller and marketplace_id = :marketplace"
            " and name = :name and confirmed_at is null",
            where,
        )
        if not waits:
            await _let_go(db, where, row["after"], now)
        await journal.write(db, shop_id, now, "merchant", "type_confirmed", {"type": row["name"]})
    return int(row["seller_id"])


async def _let_go(db: Database, where: dict[str, int | str], checksum: str, now: int) -> None:
    listings = "select l.id from listing l where l.seller_id = :seller and l.marketplace_id = :marketplace"
    await db.execute(
        "update details set held_at = null, checksum = :checksum where product_type = :name"
        f" and listing_id in ({listings})",
        {**where, "checksum": checksum},
    )
    await db.execute(
        f"update listing set stage = '{Stage.SUBMIT}', status = '{Status.ON_ITS_WAY}', status_at = :now,"
        " cause = '', details = '', next_at = :now, attempts = 0, updated_at = :now"
        f" where cause = '{Cause.TYPE_CHANGED}' and seller_id = :seller and marketplace_id = :marketplace"
        " and id in (select d.listing_id from details d where d.product_type = :name)",
        {**where, "now": now},
    )


async def _change(db: Database, row: Row) -> TypeChange:
    where = {"seller": row["seller_id"], "marketplace": row["marketplace_id"], "name": row["name"]}
    found = []
    for table in ("details", "creation"):
        rows = await db.fetch_all(
            f"select l.id, l.sku, p.name from {table} d join listing l on l.id = d.listing_id"
            " join product p on p.id = l.product_id where d.product_type = :name and l.seller_id = :seller"
            " and l.marketplace_id = :marketplace order by l.id limit 100",
            where,
        )
        found.append([(each["id"], each["sku"], each["name"]) for each in rows])
    return TypeChange(
        row["id"], row["seller_id"], row["marketplace_id"], row["name"], row["title"] or row["name"],
        row["before"], row["after"], read_changes(row["report"]), row["found_at"], row["confirmed_at"],
        found[0], found[1],
    )  # fmt: skip
