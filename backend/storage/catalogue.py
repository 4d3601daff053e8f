"""The catalogue as it is read: search, filters, pages, and what stops a product, for 60 or 100,000 products alike."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import Any

from backend.domain.catalog import Kind, Product, Variation
from backend.domain.folding import fold
from backend.domain.issues import Cause
from backend.domain.listing import Status
from backend.domain.money import Money
from backend.storage.database import Database, Row
from backend.storage.encoding import from_json, read_attributes
from backend.storage.statements import among


@dataclass(frozen=True, slots=True)
class Search:
    """What a person looks for. `stock`: "", in, out; `ready`: only what nothing stops; `cause`: what this stops."""

    words: str = ""
    category: int = 0
    stock: str = ""
    ready: bool = False
    unlisted: bool = False  # no listing yet with the seller and marketplace at hand
    cause: str = ""

    def as_dict(self) -> dict[str, Any]:
        return asdict(self)


@dataclass(frozen=True, slots=True)
class Place:
    """Where products are to be listed; `currency` is the marketplace's."""

    seller_id: int
    marketplace_id: str
    currency: str


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


# What stops a variation, in the order of the domain's `obstacles`; "" is nothing that is known of it alone.
CAUSE = (
    f"case when v.sku_count > 1 and v.obstacle not in ('{Cause.NOT_GOODS}', '{Cause.NO_SKU}')"
    f" then '{Cause.DOUBLED_SKU}' else v.obstacle end"
)
# What nothing stops, as the domain's `obstacles` says it, for the parts a table can answer.
READY = (
    "p.enabled = 1 and v.deleted_at is null and v.obstacle = '' and v.sku_count <= 1"
    " and (v.stock is null or v.stock > 0)"
)


async def count(db: Database, shop_id: int, search: Search, place: Place | None = None) -> int:
    """How many products a search finds."""
    where, values = conditions(db.dialect, shop_id, search, place)
    return int(await db.fetch_val(f"select count(*) from product p where {where}", values))


async def page(
    db: Database, shop_id: int, search: Search, place: Place | None, offset: int, limit: int
) -> list[KeptProduct]:
    """A page of products by name, with their variations."""
    where, values = conditions(db.dialect, shop_id, search, place)
    rows = await db.fetch_all(
        f"select p.* from product p where {where} order by p.name, p.id limit :limit offset :offset",
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
    counts = {
        "products": await count(db, shop_id, Search()),
        "ready": await count(db, shop_id, Search(ready=True)),
    }
    rows = await db.fetch_all(
        f"select {CAUSE} as cause, count(distinct v.product_id) as n from variation v"
        " where v.shop_id = :shop and v.deleted_at is null and (v.obstacle <> '' or v.sku_count > 1) group by 1",
        {"shop": shop_id},
    )
    return counts | {row["cause"]: row["n"] for row in rows}


def listed_at(place: Place, *other_than: Status) -> tuple[str, dict[str, Any]]:
    """The condition that product p has a listing at a place whose status is none of these, and its values."""
    statuses = ", ".join(f"'{status}'" for status in other_than)
    return (
        "exists (select 1 from variation w join listing l on l.variation_id = w.id and l.seller_id = :seller"
        f" and l.marketplace_id = :marketplace where w.product_id = p.id and l.status not in ({statuses}))"
    ), {"seller": place.seller_id, "marketplace": place.marketplace_id}


def conditions(
    dialect: str, shop_id: int, search: Search, place: Place | None, *, also_ready: bool = False
) -> tuple[str, dict[str, Any]]:
    """The search as a condition on `p` with its values; `also_ready` asks for what nothing stops besides."""
    parts = ["p.shop_id = :shop", "p.deleted_at is null"]
    values: dict[str, Any] = {"shop": shop_id}
    if search.words.strip():
        condition, more = words_condition(dialect, search.words)
        parts.append(condition)
        values |= more
    if search.category:
        parts.append("p.id in (select product_id from product_category where category_id = :category)")
        values["category"] = search.category
    if search.stock == "in":
        parts.append("(p.stock is null or p.stock > 0)")
    if search.stock == "out":
        parts.append("p.stock <= 0")
    if search.ready or also_ready:
        currency = " and v.currency = :currency" if place else ""
        parts.append(f"exists (select 1 from variation v where v.product_id = p.id and {READY}{currency})")
        values |= {"currency": place.currency} if place else {}
    if search.cause:
        parts.append(
            "p.id in (select v.product_id from variation v where v.shop_id = :shop and v.deleted_at is null"
            f" and (v.obstacle <> '' or v.sku_count > 1) and {CAUSE} = :cause)"
        )
        values["cause"] = search.cause
    if search.unlisted and place:
        listed, there = listed_at(place, Status.ENDED)
        parts.append(f"not {listed}")
        values |= there
    return " and ".join(parts), values


def words_condition(dialect: str, words: str) -> tuple[str, dict[str, Any]]:
    """A condition on `p` that finds every word typed: anywhere in a word on SQLite, at word starts on PostgreSQL."""
    parts: list[str] = []
    values: dict[str, Any] = {}
    for number, word in enumerate(fold(words).split()[:8]):
        key = f"word{number}"
        if dialect == "sqlite" and len(word) >= 3:
            quoted = word.replace('"', '""')
            parts.append(f"p.id in (select rowid from product_search where product_search match :{key})")
            values[key] = f'"{quoted}"'
        elif dialect == "postgresql" and word.isalnum():
            parts.append(f"to_tsvector('simple', p.search) @@ to_tsquery('simple', :{key})")
            values[key] = f"{word}:*"
        else:
            escaped = word.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")
            parts.append(f"p.search like :{key} escape :escape")
            values |= {key: f"%{escaped}%", "escape": "\\"}
    return " and ".join(parts) or "1 = 1", values


def _product(row: Row, variations: Sequence[Row]) -> KeptProduct:
    body = from_json(row["body"], {})
    kept = tuple(_variation(v) for v in variations)
    product = Product(
        external_id=row["external_id"], name=row["name"], names=from_json(row["names"], {}),
        description=body.get("description", ""), kind=Kind(row["kind"]), enabled=bool(row["enabled"]),
        variations=tuple(k.variation for k in kept), attributes=read_attributes(body.get("attributes", "")),
        sku=row["sku"], image_url=row["image_url"], url=row["url"],
        category_ids=tuple(from_json(row["category_ids"], [])), created_at=row["created_at"],
        updated_at=row["updated_at"], descriptions=body.get("descriptions", {}),
        preorder=body.get("preorder", False), trouble=tuple(body.get("trouble", [])),
    )  # fmt: skip
    return KeptProduct(row["id"], product, kept, row["stock"], row["deleted_at"] is not None, row["read_at"])


def _variation(row: Row) -> KeptVariation:
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
            weight_grams=row["weight_grams"],
        ),
        identifier_kind=row["identifier_kind"], identifier=row["identifier"], sku_count=row["sku_count"],
        listing_id=row["listing_id"], listing_status=row["listing_status"], sold=row["sold"],
        inferred=row["inferred"], version=row["version"],
    )  # fmt: skip
