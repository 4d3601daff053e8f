"""Listings as pages show them: tabs with counts, search, a page at a time."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from backend.domain.listing import Status
from backend.domain.money import Money
from backend.storage.catalogue import words_condition
from backend.storage.database import Database, Row
from backend.storage.encoding import from_json
from backend.storage.listings import Listing, read_listing


@dataclass(frozen=True, slots=True)
class Filter:
    """What a person wants to see. `status` "" is all; `cause` narrows to one reason; 0 / "" is any."""

    status: str = ""
    words: str = ""
    seller_id: int = 0
    marketplace_id: str = ""
    cause: str = ""
    run_id: int = 0


@dataclass(frozen=True, slots=True)
class LineOfListing:
    """One row: the listing with what the shop has."""

    listing: Listing
    title: str  # in the shop's default language
    names: Mapping[str, str]  # language code -> title
    options: tuple[tuple[str, str], ...]
    image_url: str
    price: Money
    stock: int | None
    deleted: bool
    country: str


async def counts(db: Database, shop_id: int, wanted: Filter) -> dict[str, int]:
    """How many listings there are by status, under the same filter without its status; "" is all."""
    where, values = _where(db, shop_id, wanted, with_status=False)
    rows = await db.fetch_all(
        f"select l.status, count(*) as n from listing l {_joined(wanted)} where {where} group by l.status",
        values,
    )
    found = {status.value: 0 for status in Status} | {row["status"]: row["n"] for row in rows}
    return {"": sum(found.values()), **found}


async def causes(db: Database, shop_id: int, wanted: Filter) -> list[tuple[str, int]]:
    """What holds listings back, by how many, the most frequent first."""
    where, values = _where(
        db, shop_id, Filter(seller_id=wanted.seller_id, marketplace_id=wanted.marketplace_id)
    )
    rows = await db.fetch_all(
        f"select l.cause, count(*) as n from listing l where {where} and l.cause <> ''"
        " group by l.cause order by n desc, l.cause",
        values,
    )
    return [(row["cause"], row["n"]) for row in rows]


async def places(db: Database, shop_id: int) -> list[tuple[int, str]]:
    """(seller, marketplace) of the places where the shop has listings, each found by the index in one step."""
    rows = await db.fetch_all(
        "select m.seller_id, m.marketplace_id from seller_marketplace m join seller s on s.id = m.seller_id"
        " where s.shop_id = :shop and exists (select 1 from listing l where l.seller_id = m.seller_id"
        " and l.marketplace_id = m.marketplace_id)",
        {"shop": shop_id},
    )
    return [(row["seller_id"], row["marketplace_id"]) for row in rows]


async def page(db: Database, shop_id: int, wanted: Filter, offset: int, limit: int) -> list[LineOfListing]:
    """A page of listings: the newest run first, then as they were chosen.

    The page is found by its index first; only its own rows are then read whole.
    """
    where, values = _where(db, shop_id, wanted)
    rows = await db.fetch_all(
        f"{_SELECT} where l.id in (select l.id from listing l {_joined(wanted)} where {where}"
        f" order by {_ORDER} limit :limit offset :offset) order by {_ORDER}",
        {**values, "limit": limit, "offset": offset},
    )
    return [_line(row) for row in rows]


async def same_cause(db: Database, shop_id: int, cause: str) -> int:
    """How many listings have the same reason."""
    return int(
        await db.fetch_val(
            "select count(*) from listing where shop_id = :shop and cause = :cause",
            {"shop": shop_id, "cause": cause},
        )
    )


_JOINS = (
    "join variation v on v.id = l.variation_id join product p on p.id = l.product_id"
    " left join seller_marketplace m on m.seller_id = l.seller_id and m.marketplace_id = l.marketplace_id"
)
_SELECT = (
    "select l.*, p.name as product_name, p.names as product_names, p.image_url as product_image,"
    " p.deleted_at as product_deleted,"
    " v.options as variation_options, v.image_url as variation_image, v.price as variation_price,"
    " v.currency as variation_currency, v.stock as variation_stock, v.deleted_at as variation_deleted,"
    f" coalesce(m.country, '') as country from listing l {_JOINS}"
)


_ORDER = "l.run_id desc, l.id"


def _joined(wanted: Filter) -> str:
    """Only a search looks into the products."""
    return "join product p on p.id = l.product_id" if wanted.words.strip() else ""


def _where(
    db: Database, shop_id: int, wanted: Filter, *, with_status: bool = True
) -> tuple[str, dict[str, Any]]:
    parts = ["l.shop_id = :shop"]
    values: dict[str, Any] = {"shop": shop_id}
    exact: dict[str, Any] = {
        "status": wanted.status if with_status else "", "seller_id": wanted.seller_id,
        "marketplace_id": wanted.marketplace_id, "cause": wanted.cause, "run_id": wanted.run_id,
    }  # fmt: skip
    for column, value in exact.items():
        if value:
            parts.append(f"l.{column} = :{column}")
            values[column] = value
    if wanted.words.strip():
        found, more = words_condition(db.dialect, wanted.words)
        parts.append(f"(({found}) or lower(l.sku) = :exactly or lower(l.asin) = :exactly)")
        values |= {**more, "exactly": wanted.words.strip().lower()}
    return " and ".join(parts), values


def _line(row: Row) -> LineOfListing:
    return LineOfListing(
        listing=read_listing(row), title=row["product_name"], names=from_json(row["product_names"], {}),
        options=tuple((o[0], o[1]) for o in from_json(row["variation_options"], [])),
        image_url=row["variation_image"] or row["product_image"],
        price=Money(row["variation_price"], row["variation_currency"]), stock=row["variation_stock"],
        deleted=row["product_deleted"] is not None or row["variation_deleted"] is not None, country=row["country"],
    )  # fmt: skip
