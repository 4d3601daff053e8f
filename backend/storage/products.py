"""The catalogue as it is written: pages of products from the shop, deletions, categories, how far an import is."""

from collections.abc import Sequence
from dataclasses import dataclass

from backend.domain.catalog import Category, Kind, Product
from backend.domain.stock import Stock
from backend.storage import ledger, tree
from backend.storage.database import Database
from backend.storage.encoding import to_json
from backend.storage.ledger import Told
from backend.storage.product_rows import UPSERT_PRODUCT, UPSERT_VARIATION, product_values, variation_values
from backend.storage.statements import among


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
        """Whether everything has yet to be read for the first time."""
        return not self.finished_at


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


@dataclass(frozen=True, slots=True)
class Saved:
    """A product that was written. `fell`: pieces or the right to sell it went, so its offers must fall at once."""

    product_id: int
    fell: bool


async def save_products(
    db: Database, shop_id: int, products: Sequence[Product], run: int, now: int, *, read_at: int = 0,
    told: Sequence[Told] = (),
) -> list[Saved]:  # fmt: skip
    """Write a page of products with their variations, and what moved into the ledger. Inside the caller's transaction.

    `read_at`: when the reading began; `told`: pieces that the shop knew of before it.
    """
    before = await _standing(db, shop_id, [product.external_id for product in products])
    saved = []
    for product in products:
        was, was_on = before.get(product.external_id, ({}, False))
        product_id = int(
            await db.fetch_val(UPSERT_PRODUCT, product_values(shop_id, product, run, read_at or now))
        )
        gone = set(was) - {variation.external_id for variation in product.variations}
        if was:
            await db.execute(
                "update variation set deleted_at = :now, version = version + 1 where product_id = :id"
                " and deleted_at is null",
                {"now": now, "id": product_id},
            )
        fell = bool(gone) or (was_on and not (product.enabled and product.kind is Kind.GOODS))
        for position, variation in enumerate(product.variations):
            values = variation_values(shop_id, product_id, position, variation, product)
            row = await db.fetch_one(UPSERT_VARIATION, values)
            assert row is not None
            settled = [each for each in told if each.variation_id == row["id"]]
            known = was.get(variation.external_id)
            before_it = known or Stock(None, row["sold"], row["inferred"])
            free = await ledger.counted(db, shop_id, row["id"], before_it, variation.stock, settled, now)
            fell = fell or bool(known and free is not None and (known.free is None or free < known.free))
        saved.append(Saved(product_id, fell))
    await _put_into_categories(db, [each.product_id for each in saved], products)
    return saved


async def _put_into_categories(db: Database, product_ids: Sequence[int], products: Sequence[Product]) -> None:
    """The categories of a page's products, which stand in the same order as our ids of them."""
    if not product_ids:
        return
    marks, ids = among("p", product_ids)
    await db.execute(f"delete from product_category where product_id in ({marks})", ids)
    by_id = dict(zip(product_ids, products, strict=True))  # one that came twice counts as it came last
    await db.execute_many(
        "insert into product_category (product_id, category_id) values (:product, :category)",
        [
            {"product": id, "category": category}
            for id, product in by_id.items()
            for category in dict.fromkeys(product.category_ids)
        ],
    )


async def _standing(
    db: Database, shop_id: int, external_ids: Sequence[int]
) -> dict[int, tuple[dict[int, Stock], bool]]:
    """The living variations' stock of known products, and whether each product could be sold."""
    if not external_ids:
        return {}
    marks, ids = among("e", external_ids)
    rows = await db.fetch_all(
        "select p.external_id as product, p.enabled, p.kind, v.external_id, v.stock, v.sold, v.inferred from product p"
        " join variation v on v.product_id = p.id and v.deleted_at is null"
        f" where p.shop_id = :shop and p.deleted_at is null and p.external_id in ({marks})",
        {"shop": shop_id, **ids},
    )
    found: dict[int, tuple[dict[int, Stock], bool]] = {}
    for row in rows:
        on = bool(row["enabled"]) and row["kind"] == Kind.GOODS
        stocks = found.setdefault(row["product"], ({}, on))[0]
        stocks[row["external_id"]] = Stock(row["stock"], row["sold"], row["inferred"])
    return found


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


async def count_skus(db: Database, shop_id: int) -> list[int]:
    """Say of every variation how many carry its SKU; one statement for the whole shop, changes only what differs.
    Returns our ids of the products whose variations are doubled now, or were."""
    rows = await db.fetch_all(
        "update variation set sku_count = c.n, version = version + 1 from (select sku, count(*) as n from variation"
        " where shop_id = :shop and deleted_at is null and sku <> '' group by sku) as c"
        " where variation.shop_id = :shop and variation.sku = c.sku and variation.sku_count <> c.n"
        " returning product_id",
        {"shop": shop_id},
    )
    return sorted({row["product_id"] for row in rows})


async def seen(db: Database, shop_id: int, products: Sequence[Product], run: int) -> None:
    """A full reading met these: they are not gone, changed or not."""
    if products:
        marks, ids = among("e", [product.external_id for product in products])
        await db.execute(
            f"update product set run = :run where shop_id = :shop and external_id in ({marks})",
            {"run": run, "shop": shop_id, **ids},
        )


async def delete_products(db: Database, shop_id: int, external_ids: Sequence[int], now: int) -> list[int]:
    """Products the shop deleted; they stay known as long as a listing may name them. Returns our ids."""
    if not external_ids:
        return []
    marks, ids = among("e", external_ids)
    rows = await db.fetch_all(
        "update product set deleted_at = :now where shop_id = :shop and deleted_at is null"
        f" and external_id in ({marks}) returning id",
        {"now": now, "shop": shop_id, **ids},
    )
    await _delete_variations(db, shop_id, now)
    return [row["id"] for row in rows]


async def delete_unseen(db: Database, shop_id: int, run: int, now: int) -> list[int]:
    """After a full import: what it did not see is gone. Returns our ids."""
    rows = await db.fetch_all(
        "update product set deleted_at = :now where shop_id = :shop and run <> :run and deleted_at is null"
        " returning id",
        {"now": now, "shop": shop_id, "run": run},
    )
    if rows:
        await _delete_variations(db, shop_id, now)
    return [row["id"] for row in rows]


async def _delete_variations(db: Database, shop_id: int, now: int) -> None:
    await db.execute(
        "update variation set deleted_at = :now, version = version + 1 where shop_id = :shop and deleted_at is null"
        " and product_id in (select id from product where shop_id = :shop and deleted_at is not null)",
        {"now": now, "shop": shop_id},
    )


async def save_categories(db: Database, shop_id: int, categories: Sequence[Category]) -> bool:
    """Write the shop's categories. Returns whether any has another place than before, or is new or gone."""
    async with db.transaction():
        before = await tree.parents(db, shop_id)
        await db.execute("delete from category where shop_id = :shop", {"shop": shop_id})
        await db.insert_many(
            "category",
            ("shop_id", "external_id", "name", "names", "parent_id"),
            [
                (shop_id, c.external_id, c.name, to_json(dict(c.names)), c.parent_id)
                for c in {c.external_id: c for c in categories}.values()
            ],
        )
    return before != {category.external_id: category.parent_id for category in categories}
