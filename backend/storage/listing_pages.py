"""Listings as pages show them: tabs with counts, search, a page at a time."""

from collections.abc import AsyncIterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from backend.domain.listing import Status
from backend.domain.money import Money
from backend.storage import tally
from backend.storage.database import Database, Row
from backend.storage.encoding import from_json
from backend.storage.listing_filter import (
    LEFT_OUT,
    MUTED,
    USUAL,
    Filter,
    Sort,
    conditions,
    exactly,
    muting,
    ordered,
)
from backend.storage.listings import Listing, read_listing
from backend.storage.searching import CAP, Search, matching
from backend.storage.statements import among

__all__ = ["MUTED", "Filter", "Sort"]  # what a page is asked by


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
    """How many listings there are by tab, under the same filter without its tab and words; "" is all."""
    every = replace(wanted, status="", words="")
    if every.tallied:
        found = await tally.by_all(db, shop_id, ("status", "muted"), exactly(every))
        return by_tab({(status, bool(muted)): n for (status, muted), n in found.items()}, bool(wanted.cause))
    # What is muted is counted by its own tab, so the cause may not leave it out here.
    where, values = conditions(db.dialect, shop_id, replace(every, cause=""))
    where, values = (
        (f"{where} and g.cause = :cause", {**values, "cause": every.cause})
        if every.cause
        else (where, values)
    )
    rows = await db.fetch_all(
        f"select g.status, g.muted, count(*) as n from listing_grid g where {where} group by g.status, g.muted",
        values,
    )
    return by_tab({(row["status"], bool(row["muted"])): row["n"] for row in rows}, bool(wanted.cause))


def by_tab(found: Mapping[tuple[str, bool], int], of_cause: bool) -> dict[str, int]:
    """Counts by status and whether it is muted, as every tab shows them; all of them under ""."""
    return {
        tab: sum(n for (status, muted), n in found.items() if in_tab(tab, status, muted, of_cause))
        for tab in ("", *Status, MUTED)
    }


def in_tab(tab: str, status: str, muted: bool, of_cause: bool) -> bool:
    """Whether a listing stands in a tab. What is muted leaves the lists of what is not live, and those of one cause."""
    if tab == MUTED:
        return muted
    if muted and (of_cause or tab in LEFT_OUT):
        return False
    return tab in ("", status)


async def find(db: Database, shop_id: int, wanted: Filter) -> list[tuple[int, str, bool]]:
    """(our id, status, muted) of what words find in products, or exactly as SKU or ASIN, the newest first; CAP + 1 at
    most. The filter's tab is not asked."""
    found, values = matching(db.dialect, shop_id, Search(words=wanted.words), gone=True)
    where, exact = _where(shop_id, replace(wanted, status=""))
    if not wanted.indexed:
        narrow, more = conditions(db.dialect, shop_id, replace(wanted, status="", words=""))
        where += f" and exists (select 1 from listing_grid g where g.listing_id = l.id and {narrow})"
        exact |= more
    columns, said = "l.id, l.run_id, l.status, l.muted, l.cause", wanted.words.strip()
    sources = [
        f"select {columns} from listing l where l.product_id in (select id from ({found}) as f) and {where}",
        f"select {columns} from listing l where l.sku = :said and {where}",
        f"select {columns} from listing l where l.asin = :code and {where}",
    ]
    rows = await db.fetch_all(
        f"select * from ({' union '.join(sources)}) as t limit {CAP + 1}",
        {**values, **exact, "said": said, "code": said.upper()},
    )
    ordered = sorted(rows, key=lambda row: (row["run_id"] or 0, row["id"]), reverse=True)
    return [(row["id"], row["status"], bool(row["muted"] and row["cause"])) for row in ordered]


async def of_ids(db: Database, ids: Sequence[int]) -> list[LineOfListing]:
    """Listings by our ids, in their order."""
    if not ids:
        return []
    marks, values = among("i", ids)
    lines = [_line(row) for row in await db.fetch_all(f"{_SELECT} where l.id in ({marks})", values)]
    found = {line.listing.id: line for line in lines}
    return [found[id] for id in ids if id in found]


async def causes(db: Database, shop_id: int, wanted: Filter) -> list[tuple[str, int]]:
    """What holds listings back that are not muted, by how many, the most frequent first."""
    there = exactly(Filter(seller_id=wanted.seller_id, marketplace_id=wanted.marketplace_id))
    found = await tally.by(db, shop_id, "cause", {**there, "muted": 0})
    return sorted(((cause, n) for cause, n in found.items() if cause), key=lambda pair: (-pair[1], pair[0]))


async def places(db: Database, shop_id: int) -> list[tuple[int, str]]:
    """(seller, marketplace) of the places where the shop has listings, each found by the index in one step."""
    rows = await db.fetch_all(
        "select m.seller_id, m.marketplace_id from seller_marketplace m join seller s on s.id = m.seller_id"
        " where s.shop_id = :shop and exists (select 1 from listing l where l.seller_id = m.seller_id"
        " and l.marketplace_id = m.marketplace_id)",
        {"shop": shop_id},
    )
    return [(row["seller_id"], row["marketplace_id"]) for row in rows]


async def page(
    db: Database, shop_id: int, wanted: Filter, offset: int, limit: int, sort: Sort = USUAL
) -> list[LineOfListing]:
    """A page of listings, by default the newest first; the filter's words are `find`'s.

    The page is found by its index first; only its own rows are then read whole.
    """
    if sort.key or not wanted.indexed:
        where, values = conditions(db.dialect, shop_id, replace(wanted, words=""))
        rows = await db.fetch_all(
            f"select g.listing_id from listing_grid g where {where} order by {ordered(sort, wanted)}"
            " limit :limit offset :offset",
            {**values, "limit": limit, "offset": offset},
        )
        return await of_ids(db, [row["listing_id"] for row in rows])
    where, values = _where(shop_id, wanted)
    rows = await db.fetch_all(
        f"{_SELECT} where l.id in (select l.id from listing l where {where}"
        f" order by {_ORDER} limit :limit offset :offset) order by {_ORDER}",
        {**values, "limit": limit, "offset": offset},
    )
    return [_line(row) for row in rows]


async def in_order(db: Database, ids: Sequence[int], sort: Sort) -> list[int]:
    """Some listings in an order."""
    if not ids or not sort.key:
        return list(ids)
    marks, values = among("i", ids)
    rows = await db.fetch_all(
        f"select g.listing_id from listing_grid g where g.listing_id in ({marks}) order by {ordered(sort)}",
        values,
    )
    return [row["listing_id"] for row in rows]


async def own(db: Database, shop_id: int, ids: Sequence[int]) -> list[int]:
    """Those of some listings that are the shop's, the newest first."""
    marks, values = among("i", [*ids, 0])
    rows = await db.fetch_all(
        f"select id from listing where id in ({marks}) and shop_id = :shop order by id desc",
        {**values, "shop": shop_id},
    )
    return [row["id"] for row in rows]


async def every_id(db: Database, shop_id: int, wanted: Filter, limit: int) -> AsyncIterator[list[int]]:
    """Our ids of all that a filter finds, its words included, some at a time, the newest first."""
    where, values = conditions(db.dialect, shop_id, wanted)
    before = None
    while True:
        rows = await db.fetch_all(
            f"select g.listing_id from listing_grid g where {where}"
            f"{' and g.listing_id < :before' if before else ''} order by g.listing_id desc limit :limit",
            {**values, "limit": limit, **({"before": before} if before else {})},
        )
        if rows:
            yield [row["listing_id"] for row in rows]
        if len(rows) < limit:
            return
        before = rows[-1]["listing_id"]


async def count(db: Database, shop_id: int, wanted: Filter) -> int:
    """How many a filter finds, its words included."""
    if wanted.tallied and not wanted.words.strip():
        return (await counts(db, shop_id, wanted))[wanted.status]
    where, values = conditions(db.dialect, shop_id, wanted)
    return int(await db.fetch_val(f"select count(*) from listing_grid g where {where}", values))


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


_ORDER = "l.run_id desc, l.id desc"


def _where(shop_id: int, wanted: Filter) -> tuple[str, dict[str, Any]]:
    exact = exactly(wanted)
    parts = ["l.shop_id = :shop", *(f"l.{name} = :{name}" for name in exact)]
    if "cause" in exact:
        parts.append("l.cause <> ''")  # says to the database that the small index will do
    parts += muting(wanted, "l")
    return " and ".join(parts), {"shop": shop_id, **exact}


def _line(row: Row) -> LineOfListing:
    return LineOfListing(
        listing=read_listing(row), title=row["product_name"], names=from_json(row["product_names"], {}),
        options=tuple((o[0], o[1]) for o in from_json(row["variation_options"], [])),
        image_url=row["variation_image"] or row["product_image"],
        price=Money(row["variation_price"], row["variation_currency"]), stock=row["variation_stock"],
        deleted=row["product_deleted"] is not None or row["variation_deleted"] is not None, country=row["country"],
    )  # fmt: skip
