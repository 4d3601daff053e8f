"""Every field that was ever sent to Amazon, kept for good: written with the outcome, found again, exported."""

from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass
from typing import Any

from backend.domain.audit import Sent
from backend.storage.database import Database, Row
from backend.storage.listings import Listing

_COLUMNS = (
    "shop_id", "seller_id", "marketplace_id", "listing_id", "sku", "field", "old", "new", "cause", "actor",
    "reference", "at",
)  # fmt: skip
AT_ONCE = 1000


@dataclass(frozen=True, slots=True)
class Line:
    """One field of one sending. `cause` is the key of a rule, a problem or an act; `at` epoch seconds UTC."""

    id: int
    seller_id: int
    marketplace_id: str
    listing_id: int
    sku: str
    field: str
    old: str
    new: str
    cause: str
    actor: str  # rule, merchant, storelane
    reference: str
    at: int


@dataclass(frozen=True, slots=True)
class Wanted:
    """What a person looks for; "" and 0 are any. `since` and `until` are epoch seconds UTC, the second excluded."""

    sku: str = ""
    field: str = ""
    since: int = 0
    until: int = 0


async def write(
    db: Database, listing: Listing, sku: str, fields: Sequence[Sent], cause: str, actor: str, reference: str, now: int
) -> None:  # fmt: skip
    """The fields of one sending, in the transaction that records its outcome."""
    known = (listing.shop_id, listing.seller_id, listing.marketplace_id, listing.id, sku)
    rows = [(*known, each.field, each.old, each.new, cause, actor, reference, now) for each in fields]
    await db.insert_many("sent_field", _COLUMNS, rows)


async def page(
    db: Database, shop_id: int, wanted: Wanted, before: tuple[int, int] | None, limit: int
) -> list[Line]:
    """The newest first, older than the line `before` (its moment and id) when it is given."""
    where, values = _where(shop_id, wanted)
    if before is not None:
        where += " and at <= :at and (at < :at or id < :id)"
        values |= {"at": before[0], "id": before[1]}
    rows = await db.fetch_all(
        f"select * from sent_field where {where} order by at desc, id desc limit :limit",
        {**values, "limit": limit},
    )
    return [_line(row) for row in rows]


async def latest(db: Database, listing: Listing, prefix: str) -> dict[str, str]:
    """What was sent last for each field of a listing whose name begins so, by what follows."""
    rows = await db.fetch_all(
        "select field, new from sent_field where shop_id = :shop and sku = :sku and listing_id = :listing"
        " and field >= :first and field < :last order by at desc, id desc limit 2000",
        {
            "shop": listing.shop_id,
            "sku": listing.sku,
            "listing": listing.id,
            "first": prefix,
            "last": f"{prefix}\x7f",
        },
    )
    found: dict[str, str] = {}
    for row in rows:
        found.setdefault(row["field"].removeprefix(prefix), row["new"])
    return {name: value for name, value in found.items() if value}


async def every(db: Database, shop_id: int, wanted: Wanted) -> AsyncIterator[list[Line]]:
    """All of them, a thousand at a time; what is written meanwhile is not among them."""
    before: tuple[int, int] | None = None
    while lines := await page(db, shop_id, wanted, before, AT_ONCE):
        yield lines
        before = lines[-1].at, lines[-1].id


def _where(shop_id: int, wanted: Wanted) -> tuple[str, dict[str, Any]]:
    parts, values = ["shop_id = :shop"], dict[str, Any](shop=shop_id)
    for name, value in (("sku", wanted.sku), ("field", wanted.field)):
        if value:
            parts.append(f"{name} = :{name}")
            values[name] = value
    if wanted.since:
        parts.append("at >= :since")
        values["since"] = wanted.since
    if wanted.until:
        parts.append("at < :until")
        values["until"] = wanted.until
    return " and ".join(parts), values


def _line(row: Row) -> Line:
    return Line(
        row["id"], row["seller_id"], row["marketplace_id"], row["listing_id"], row["sku"], row["field"], row["old"],
        row["new"], row["cause"], row["actor"], row["reference"], row["at"],
    )  # fmt: skip
