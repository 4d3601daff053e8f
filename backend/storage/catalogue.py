"""The catalogue as it is read: search, filters, pages, and what stops a product, for 60 or 100,000 products alike."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

from backend.domain.catalog import Kind, Product, Variation
from backend.domain.folding import fold
from backend.domain.money import Money
from backend.storage import ready_counts
from backend.storage.database import Database, Row
from backend.storage.encoding import from_json, read_attributes
from backend.storage.searching import CAUSE, Place, Search, conditions, few_or_many, matching
from backend.storage.statements import among


@dataclass(frozen=True, slots=True)
class KeptVariation:
    """A variation with our ids and what is known of it; `listed` when a listing exists at the place asked for."""

    id: int
    variation: Variation
    identifier_kind: str
    identifier: str
    sku_count: int
    listing_id: int | None
    listing_status: str
    sold: int = 0  # pieces of marketplace orders that the shop's stock does not show yet
    inferred: int = 0
    version: int = 0


@dataclass(frozen=True, slots=True)
class KeptProduct:
    """A product as pages show it."""

    id: int
    product: Product
    variations: tuple[KeptVariation, ...]
    stock: int | None
    deleted: bool
    read_at: int = 0  # when the reading of the shop began that brought it


async def count(db: Database, shop_id: int, search: Search, place: Place | None = None) -> int:
    """How many products a search without words finds."""
    kept = await _kept(db, shop_id, search, place)
    if kept is not None:
        return kept
    return await _counted(db, shop_id, search, place)


async def _counted(db: Database, shop_id: int, search: Search, place: Place | None = None) -> int:
    where, values = conditions(db.dialect, shop_id, search, place)
    return int(await db.fetch_val(f"select count(*) from product p where {where}", values))


async def _kept(db: Database, shop_id: int, search: Search, place: Place | None) -> int | None:
    """A number that is kept for large shops: all products, those ready, or those that one cause stops."""
    cause = search.cause or ("ready" if search.ready else "products")
    plain = replace(search, cause="", ready=False) == Search() and not (search.cause and search.ready)
    if not plain or (search.ready and place is not None):
        return None
    kept = await ready_counts.read(db, shop_id)
    return kept.get(cause, 0) if kept else None


async def find(db: Database, shop_id: int, search: Search, place: Place | None = None) -> list[int]:
    """Our ids of what a search with words finds, by name; CAP + 1 at most: nobody leafs further, and typing must not
    wait for more."""
    found, values = matching(db.dialect, shop_id, search, place)
    rows = await db.fetch_all(found, values)
    return [row["id"] for row in sorted(rows, key=lambda row: (row["name"], row["id"]))]


async def of_ids(db: Database, ids: Sequence[int], place: Place | None = None) -> list[KeptProduct]:
    """Products by our ids, in their order, with their variations."""
    if not ids:
        return []
    marks, values = among("i", ids)
    rows = {r["id"]: r for r in await db.fetch_all(f"select * from product where id in ({marks})", values)}
    return await with_variations(db, [rows[id] for id in ids if id in rows], place)


async def of_shop(db: Database, shop_id: int, product_id: int) -> KeptProduct | None:
    """A product of a shop by our id; None for another's, and for one that the shop has no more."""
    rows = await db.fetch_all(
        "select * from product where id = :id and shop_id = :shop and deleted_at is null",
        {"id": product_id, "shop": shop_id},
    )
    return (await with_variations(db, rows, None))[0] if rows else None


async def page(
    db: Database, shop_id: int, search: Search, place: Place | None, offset: int, limit: int
) -> list[KeptProduct]:
    """A page of what a search without words finds: products by name, with their variations.

    The page is found by its index first; only its own rows are then read whole.
    """
    where, values = conditions(db.dialect, shop_id, search, place)
    if search.cause:
        where = few_or_many(where, (await ready_counts.read(db, shop_id)).get(search.cause, 0))
    rows = await db.fetch_all(
        f"select p.* from product p where p.id in (select p.id from product p where {where}"
        " order by p.name, p.id limit :limit offset :offset) order by p.name, p.id",
        {**values, "limit": limit, "offset": offset},
    )
    return await with_variations(db, rows, place)


async def with_variations(db: Database, rows: Sequence[Row], place: Place | None) -> list[KeptProduct]:
    """Product rows as products, with all their living variations, in one more query."""
    if not rows:
        return []
    marks, ids = among("p", [row["id"] for row in rows])
    found = await db.fetch_all(
        "select v.*, l.id as listing_id, coalesce(l.status, '') as listing_status from variation v"
        " left join listing l on l.variation_id = v.id and l.seller_id = :seller and l.marketplace_id = :marketplace"
        f" where v.product_id in ({marks}) and v.deleted_at is null order by v.product_id, v.position",
        {
            **ids,
            "seller": place.seller_id if place else 0,
            "marketplace": place.marketplace_id if place else "",
        },
    )
    by_product: dict[int, list[Row]] = {}
    for row in found:
        by_product.setdefault(row["product_id"], []).append(row)
    return [_product(row, by_product.get(row["id"], [])) for row in rows]


async def categories(db: Database, shop_id: int, language: str) -> list[tuple[int, str]]:
    """(id, name) of the shop's categories, by name in the language where there is one."""
    rows = await db.fetch_all("select * from category where shop_id = :shop", {"shop": shop_id})
    named = [(r["external_id"], from_json(r["names"], {}).get(language) or r["name"]) for r in rows]
    return sorted(named, key=lambda entry: fold(entry[1]))


async def summary(db: Database, shop_id: int) -> dict[str, int]:
    """Counts for the dashboard: products, those ready, and products by what stops one of their variations."""
    return await ready_counts.read(db, shop_id) or await summary_now(db, shop_id)


async def summary_now(db: Database, shop_id: int) -> dict[str, int]:
    """The same, counted now."""
    counts = {
        "products": await _counted(db, shop_id, Search()),
        "ready": await _counted(db, shop_id, Search(ready=True)),
    }
    rows = await db.fetch_all(
        f"select {CAUSE} as cause, count(distinct v.product_id) as n from variation v"
        " where v.shop_id = :shop and v.deleted_at is null and (v.obstacle <> '' or v.sku_count > 1) group by 1",
        {"shop": shop_id},
    )
    return counts | {row["cause"]: row["n"] for row in rows}


def _product(row: Row, variations: Sequence[Row]) -> KeptProduct:
    body = from_json(row["body"], {})
    kept = tuple(_variation(v, body) for v in variations)
    product = Product(
        external_id=row["external_id"], name=row["name"], names=from_json(row["names"], {}),
        description=body.get("description", ""), kind=Kind(row["kind"]), enabled=bool(row["enabled"]),
        variations=tuple(k.variation for k in kept), attributes=read_attributes(body.get("attributes", "")),
        sku=row["sku"], image_url=row["image_url"], url=row["url"],
        category_ids=tuple(from_json(row["category_ids"], [])), created_at=row["created_at"],
        updated_at=row["updated_at"], descriptions=body.get("descriptions", {}),
        preorder=body.get("preorder", False), trouble=tuple(body.get("trouble", [])),
        pictures=tuple(body.get("pictures", [])),
    )  # fmt: skip
    return KeptProduct(row["id"], product, kept, row["stock"], row["deleted_at"] is not None, row["read_at"])


def _variation(row: Row, body: dict[str, Any]) -> KeptVariation:
    def money(amount: int | None) -> Money | None:
        return Money(amount, row["currency"]) if amount is not None else None

    return KeptVariation(
        id=row["id"],
        variation=Variation(
            external_id=row["external_id"], sku=row["sku"],
            options=tuple((o[0], o[1]) for o in from_json(row["options"], [])),
            price=Money(row["price"], row["currency"]), stock=row["stock"],
            attributes=read_attributes(row["attributes"]), image_url=row["image_url"],
            compare_at_price=money(row["compare_at_price"]), cost_price=money(row["cost_price"]),
            weight_grams=row["weight_grams"], size_mm=_size(body, row["external_id"]),
            picture_url=body.get("own", {}).get(str(row["external_id"]), ""),
            wholesale=tuple((n, Money(amount, row["currency"])) for n, amount in from_json(row["wholesale"], [])),
        ),
        identifier_kind=row["identifier_kind"], identifier=row["identifier"], sku_count=row["sku_count"],
        listing_id=row["listing_id"], listing_status=row["listing_status"], sold=row["sold"],
        inferred=row["inferred"], version=row["version"],
    )  # fmt: skip


def _size(body: dict[str, Any], external_id: int) -> tuple[int, int, int] | None:
    sides = body.get("sizes", {}).get(str(external_id))
    return (int(sides[0]), int(sides[1]), int(sides[2])) if sides else None
