"""The catalogue as it is written: pages of products from the shop, deletions, categories, how far an import is."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from backend.domain.catalog import Category, Product, Variation
from backend.domain.folding import fold
from backend.domain.readiness import readiness
from backend.storage.database import Database
from backend.storage.encoding import to_json, write_attributes


@dataclass(frozen=True, slots=True)
class CatalogProgress:
    """How far the shop's catalogue is read. `phase`: import, changes or idle; `position` of `total` products."""

    phase: str
    run: int
    position: int
    total: int
    since: int
    started_at: int
    finished_at: int
    checked_at: int
    trouble: str

    @property
    def importing(self) -> bool:
        """Whether everything is being read, or has yet to be for the first time."""
        return self.phase == "import" or not self.finished_at


async def progress(db: Database, shop_id: int) -> CatalogProgress:
    """Where the import stands; a shop never read before is at the very start of its first import."""
    row = await db.fetch_one("select * from catalog_progress where shop_id = :shop", {"shop": shop_id})
    if row is None:
        return CatalogProgress("", 0, 0, 0, 0, 0, 0, 0, "")
    return CatalogProgress(
        row["phase"], row["run"], row["position"], row["total"], row["since"], row["started_at"],
        row["finished_at"], row["checked_at"], row["trouble"],
    )  # fmt: skip


async def save_progress(db: Database, shop_id: int, at: CatalogProgress) -> None:
    await db.execute(
        "insert into catalog_progress (shop_id, phase, run, position, total, since, started_at, finished_at,"
        " checked_at, trouble) values (:shop, :phase, :run, :position, :total, :since, :started, :finished, :checked,"
        " :trouble) on conflict (shop_id) do update set phase = excluded.phase, run = excluded.run,"
        " position = excluded.position, total = excluded.total, since = excluded.since,"
        " started_at = excluded.started_at, finished_at = excluded.finished_at, checked_at = excluded.checked_at,"
        " trouble = excluded.trouble",
        {
            "shop": shop_id, "phase": at.phase, "run": at.run, "position": at.position, "total": at.total,
            "since": at.since, "started": at.started_at, "finished": at.finished_at, "checked": at.checked_at,
            "trouble": at.trouble,
        },
    )  # fmt: skip


async def save_products(
    db: Database, shop_id: int, products: Sequence[Product], run: int, now: int
) -> list[int]:
    """Write a page of products with their variations; returns our ids. Inside the caller's transaction."""
    ids = []
    for product in products:
        product_id = int(await db.fetch_val(_UPSERT_PRODUCT, _product_values(shop_id, product, run)))
        ids.append(product_id)
        await db.execute(
            "update variation set deleted_at = :now where product_id = :id and deleted_at is null",
            {"now": now, "id": product_id},
        )
        await db.execute("delete from product_category where product_id = :id", {"id": product_id})
        await db.execute_many(
            "insert into product_category (product_id, category_id) values (:product, :category)",
            [{"product": product_id, "category": c} for c in dict.fromkeys(product.category_ids)],
        )
        await db.execute_many(
            _UPSERT_VARIATION,
            [
                _variation_values(shop_id, product_id, position, variation, product)
                for position, variation in enumerate(product.variations)
            ],
        )
    return ids


async def changed(db: Database, shop_id: int, products: Sequence[Product], fresh_since: int) -> list[Product]:
    """Those of a page that differ from what is stored, or may: overlapping looks bring most of them twice.

    The shop's times have whole seconds, so a product touched since `fresh_since` is taken again although its time is
    the known one.
    """
    names = {f"e{n}": product.external_id for n, product in enumerate(products)}
    if not names:
        return []
    rows = await db.fetch_all(
        "select external_id, updated_at from product where shop_id = :shop and deleted_at is null"
        f" and external_id in ({', '.join(':' + name for name in names)})",
        {"shop": shop_id, **names},
    )
    known = {row["external_id"]: row["updated_at"] for row in rows}
    return [p for p in products if known.get(p.external_id) != p.updated_at or p.updated_at >= fresh_since]


async def count_seen(db: Database, shop_id: int, run: int) -> int:
    """How many products an import has seen so far."""
    return int(
        await db.fetch_val(
            "select count(*) from product where shop_id = :shop and run = :run and deleted_at is null",
            {"shop": shop_id, "run": run},
        )
    )


async def count_skus(db: Database, shop_id: int) -> None:
    """Say of every variation how many carry its SKU; one statement for the whole shop, changes only what differs."""
    await db.execute(
        "update variation set sku_count = c.n from (select sku, count(*) as n from variation"
        " where shop_id = :shop and deleted_at is null and sku <> '' group by sku) as c"
        " where variation.shop_id = :shop and variation.sku = c.sku and variation.sku_count <> c.n",
        {"shop": shop_id},
    )


async def delete_products(db: Database, shop_id: int, external_ids: Sequence[int], now: int) -> None:
    """Products the shop deleted; they stay known as long as a listing may name them."""
    for external_id in external_ids:
        await db.execute(
            "update product set deleted_at = :now where shop_id = :shop and external_id = :id and deleted_at is null",
            {"now": now, "shop": shop_id, "id": external_id},
        )
    await _delete_variations(db, shop_id, now)


async def delete_unseen(db: Database, shop_id: int, run: int, now: int) -> int:
    """After a full import: what it did not see is gone. Returns how many products."""
    gone = await db.execute(
        "update product set deleted_at = :now where shop_id = :shop and run <> :run and deleted_at is null",
        {"now": now, "shop": shop_id, "run": run},
    )
    if gone:
        await _delete_variations(db, shop_id, now)
    return gone


async def _delete_variations(db: Database, shop_id: int, now: int) -> None:
    await db.execute(
        "update variation set deleted_at = :now where shop_id = :shop and deleted_at is null"
        " and product_id in (select id from product where shop_id = :shop and deleted_at is not null)",
        {"now": now, "shop": shop_id},
    )


async def save_categories(db: Database, shop_id: int, categories: Sequence[Category]) -> None:
    async with db.transaction():
        await db.execute("delete from category where shop_id = :shop", {"shop": shop_id})
        await db.insert_many(
            "category",
            ("shop_id", "external_id", "name", "names", "parent_id"),
            [
                (shop_id, c.external_id, c.name, to_json(dict(c.names)), c.parent_id)
                for c in {c.external_id: c for c in categories}.values()
            ],
        )


_PRODUCT_COLUMNS = [
    "name",
    "names",
    "sku",
    "kind",
    "enabled",
    "image_url",
    "url",
    "category_ids",
    "body",
    "variation_count",
    "low_price",
    "high_price",
    "currency",
    "stock",
    "search",
    "created_at",
    "updated_at",
    "run",
    "deleted_at",
]
_UPSERT_PRODUCT = (
    f"insert into product (shop_id, external_id, {', '.join(_PRODUCT_COLUMNS)})"
    f" values (:shop_id, :external_id, {', '.join(':' + c for c in _PRODUCT_COLUMNS)})"
    f" on conflict (shop_id, external_id) do update set {', '.join(f'{c} = excluded.{c}' for c in _PRODUCT_COLUMNS)}"
    " returning id"
)
_VARIATION_COLUMNS = [
    "position",
    "sku",
    "options",
    "price",
    "compare_at_price",
    "cost_price",
    "currency",
    "stock",
    "attributes",
    "image_url",
    "weight_grams",
    "identifier_kind",
    "identifier",
    "obstacle",
    "deleted_at",
]
_UPSERT_VARIATION = (
    f"insert into variation (shop_id, product_id, external_id, {', '.join(_VARIATION_COLUMNS)})"
    f" values (:shop_id, :product_id, :external_id, {', '.join(':' + c for c in _VARIATION_COLUMNS)})"
    f" on conflict (product_id, external_id) do update set"
    f" {', '.join(f'{c} = excluded.{c}' for c in _VARIATION_COLUMNS)}"
)


def _product_values(shop_id: int, product: Product, run: int) -> dict[str, Any]:
    prices = [v.price.amount for v in product.variations] or [0]
    stocks = [v.stock for v in product.variations]
    return {
        "shop_id": shop_id, "external_id": product.external_id, "name": product.name,
        "names": to_json(dict(product.names)), "sku": product.sku, "kind": product.kind.value,
        "enabled": int(product.enabled), "image_url": product.image_url, "url": product.url,
        "category_ids": to_json(list(product.category_ids)),
        "body": to_json({
            "description": product.description, "descriptions": dict(product.descriptions),
            "attributes": write_attributes(product.attributes), "preorder": product.preorder,
            "trouble": list(product.trouble),
        }),
        "variation_count": len(product.variations), "low_price": min(prices), "high_price": max(prices),
        "currency": product.variations[0].price.currency if product.variations else "",
        "stock": None if None in stocks else sum(max(s, 0) for s in stocks if s is not None),
        "search": _search_text(product), "created_at": product.created_at, "updated_at": product.updated_at,
        "run": run, "deleted_at": None,
    }  # fmt: skip


def _variation_values(
    shop_id: int, product_id: int, position: int, variation: Variation, product: Product
) -> dict[str, Any]:
    identifier, problem = readiness(product, variation)
    return {
        "shop_id": shop_id, "product_id": product_id, "external_id": variation.external_id, "position": position,
        "sku": variation.sku, "options": to_json([list(o) for o in variation.options]),
        "price": variation.price.amount, "currency": variation.price.currency,
        "compare_at_price": variation.compare_at_price.amount if variation.compare_at_price else None,
        "cost_price": variation.cost_price.amount if variation.cost_price else None,
        "stock": variation.stock, "attributes": write_attributes(variation.attributes),
        "image_url": variation.image_url, "weight_grams": variation.weight_grams,
        "identifier_kind": identifier.kind if identifier else "", "identifier": identifier.value if identifier else "",
        "obstacle": problem.cause.value if problem else "",
        "deleted_at": None,
    }  # fmt: skip


def _search_text(product: Product) -> str:
    words = [product.name, *product.names.values(), product.sku]
    for variation in product.variations:
        words += [variation.sku, *(value for _, value in variation.options)]
        words += [a.value for a in variation.attributes]
    words += [a.value for a in product.attributes if a.type != "CUSTOM" or len(a.value) <= 40]
    return fold(" ".join(dict.fromkeys(w for w in words if w)))[:2000]
