"""A shop of 100,000 products and 150,000 listings, written straight into the tables, row for row as the lanes would."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from backend.domain.catalog import Product
from backend.domain.issues import Cause
from backend.domain.listing import Explained, Offer, Shown, Step
from backend.domain.money import Money
from backend.domain.policy import Condition, PolicyKind
from backend.ecwid.translation import read_product, read_profile
from backend.sandbox.demo.generator import generate
from backend.sandbox.demo.shop import shop_profile
from backend.storage import catalogue, policies, products, ready_counts, tally
from backend.storage.database import Database
from backend.storage.encoding import to_json, write_explained, write_offer, write_shown
from backend.storage.product_rows import product_values, variation_values
from backend.storage.products import CatalogProgress

FRANCE, GERMANY = "A13V1IB3VIYZZH", "A1PA6795UKMFR9"
AT_ONCE = 2_000
# Of a hundred listings: status, stage, cause.
STATES = (
    [("active", "watch", "")] * 70
    + [("inactive", "watch", "out_of_stock")] * 8
    + [("incomplete", "rest", cause.value) for cause in list(Cause)[:12]]
    + [("on_its_way", "confirm", "")] * 6
    + [("ended", "rest", "")] * 4
)


@dataclass(frozen=True, slots=True)
class Place:
    """Whose shop it is."""

    shop_id: int
    seller_id: int
    now: int


async def fill(db: Database, place: Place, count: int, listings: int) -> None:
    """`count` products with their variations, then `listings` listings: every variation in France, the rest in
    Germany; a run for each country, and a line of the journal for every tenth."""
    profile = read_profile(shop_profile("http://127.0.0.1:8801"))
    made = (read_product(data, profile) for data in generate(count))
    variation_id = 0
    for number, batch in enumerate(_batches(made)):
        variation_id = await _products(db, place, batch, number * AT_ONCE, variation_id)
    await products.count_skus(db, place.shop_id)
    done = CatalogProgress("idle", 1, count, count, 0, place.now, place.now, place.now, "")
    await products.save_progress(db, place.shop_id, done)
    await _listings(db, place, listings)
    await tally.fold(db, place.shop_id)
    await ready_counts.keep(db, place.shop_id, await catalogue.summary_now(db, place.shop_id))
    await _orders(db, place)
    if db.dialect == "postgresql":
        for table in ("product", "variation", "listing", "journal", "run"):
            name = f"{table}_id_seq"
            await db.execute(f"select setval('{name}', (select coalesce(max(id), 1) from {table}))")
    await db.execute("analyze")


async def _products(db: Database, place: Place, batch: list[Product], first: int, variation_id: int) -> int:
    """A batch of products under ids of our own; returns the last variation's."""
    rows, variations, categories = [], [], []
    for product_id, product in enumerate(batch, first + 1):
        rows.append({"id": product_id, **product_values(place.shop_id, product, 1, place.now)})
        categories += [(product_id, each) for each in dict.fromkeys(product.category_ids)]
        for position, variation in enumerate(product.variations):
            variation_id += 1
            values = variation_values(place.shop_id, product_id, position, variation, product)
            variations.append({"id": variation_id, **values})
    await _insert(db, "product", rows)
    await _insert(db, "variation", variations)
    await db.insert_many("product_category", ("product_id", "category_id"), categories)
    return variation_id


async def _listings(db: Database, place: Place, count: int) -> None:
    rows = await db.fetch_all(
        "select id, product_id, sku, price, currency, coalesce(stock, 10) as stock from variation order by id"
    )
    kept = await policies.defaults(db, place.shop_id)
    ids = {f"{kind.value}_policy_id": kept[kind].id for kind in PolicyKind}
    wanted = [(row, FRANCE) for row in rows] + [(row, GERMANY) for row in rows]
    for number, marketplace in enumerate((FRANCE, GERMANY), 1):
        await db.execute(
            "insert into run (id, shop_id, seller_id, marketplace_id, draft_id, total, position, created_at, spread_at,"
            " finished_at) values (:id, :shop, :seller, :place, :draft, :n, 0, :now, :now, :now)",
            {"id": number, "shop": place.shop_id, "seller": place.seller_id, "place": marketplace,
             "draft": f"big{number}", "n": len(rows), "now": place.now},
        )  # fmt: skip
    numbered = list(enumerate(wanted[:count], 1))
    for start in range(0, len(numbered), AT_ONCE):
        part = numbered[start : start + AT_ONCE]
        await _insert(db, "listing", [_listing(place, ids, n, row, where) for n, (row, where) in part])
        await db.insert_many(
            "journal",
            ("shop_id", "listing_id", "at", "actor", "act", "details", "request_id"),
            [(place.shop_id, n, place.now, "storelane", "matched", to_json({"asin": f"B0{n:08}"}), "")
             for n, _ in part if n % 10 == 0],
        )  # fmt: skip


def _listing(place: Place, ids: dict[str, int], number: int, row: Any, marketplace: str) -> dict[str, Any]:
    status, stage, cause = STATES[number % len(STATES)]
    sku, asin, now = row["sku"] or f"NONE-{number}", f"B0{number:08}", place.now
    on_amazon = status in ("active", "inactive", "on_its_way")
    price, stock = Money(row["price"], row["currency"]), max(0, row["stock"])
    offer = Offer(sku, asin, price, stock, Condition.NEW)
    told = Explained(offer, (Step("source", price.amount),), (Step("stock", stock),))
    shown = Shown(sku, asin, status == "active", True, price, stock, title="As Amazon has it")
    return {
        "id": number, "shop_id": place.shop_id, "seller_id": place.seller_id, "marketplace_id": marketplace,
        "product_id": row["product_id"], "variation_id": row["id"], "run_id": 1 if marketplace == FRANCE else 2,
        "sku": sku, "claimed_sku": f"{sku}:{number}" if on_amazon else None, "asin": asin, "match": "",
        "condition": "new_new", **ids, "status": status, "status_at": now, "stage": stage,
        "next_at": now + 86_400, "cause": cause, "details": to_json({"sku": sku}) if cause else "", "cause_at": now,
        "offer": write_explained(told), "sent": to_json(write_offer(offer)) if on_amazon else "",
        "sent_at": now if on_amazon else None, "submission_id": f"s{number}",
        "shown": write_shown(shown) if on_amazon else "", "shown_at": now if on_amazon else None,
        "live_at": now if status == "active" else None, "created_at": now, "updated_at": now, "basis": 0,
    }  # fmt: skip


async def _orders(db: Database, place: Place) -> None:
    """20,000 orders with a line each, one in fifty stuck; 2,000 differences, nine of ten healed."""
    orders, lines = [], []
    for n in range(1, 20_001):
        status = ("shipped", "shipped", "unshipped", "cancelled", "pending")[n % 5]
        orders.append({
            "id": n, "shop_id": place.shop_id, "seller_id": place.seller_id, "marketplace_id": FRANCE,
            "order_code": f"402-{n:07}-{n * 7 % 10**7:07}", "status": status, "sender": "merchant", "ours": 1,
            "moves_stock": 1, "created_at": place.now - n * 60, "changed_at": place.now, "first_seen_at": place.now,
            "seen_at": place.now, "ship_by": place.now + 86_400, "total": 2_299, "currency": "EUR", "body": "{}",
            "stage": "aside" if n % 50 == 0 else "rest", "next_at": 0, "shop_code": str(n),
            "cause": "shop_refused" if n % 50 == 0 else "", "cause_at": place.now,
        })  # fmt: skip
        lines.append({
            "id": n, "order_id": n, "position": 0, "item_code": f"{n}01", "sku": f"SKU-{n}", "asin": f"B0{n:08}",
            "title": f"Product {n}", "units": 1, "product_id": n, "variation_id": n, "open": 0,
        })  # fmt: skip
    drifts = [
        {
            "shop_id": place.shop_id, "listing_id": n, "field": "price", "wanted": "22.99 EUR", "shown": "21.99 EUR",
            "since": place.now, "seen_at": place.now, "sent_at": place.now, "submission_id": f"s{n}",
            "healed_at": None if n % 10 == 0 else place.now,
        }
        for n in range(1, 2_001)
    ]  # fmt: skip
    await _insert(db, "orders", orders)
    await _insert(db, "order_item", lines)
    await _insert(db, "drift", drifts)


async def _insert(db: Database, table: str, rows: list[dict[str, Any]]) -> None:
    if rows:
        await db.insert_many(table, tuple(rows[0]), [tuple(row.values()) for row in rows])


def _batches(found: Iterable[Product]) -> Iterator[list[Product]]:
    batch: list[Product] = []
    for each in found:
        batch.append(each)
        if len(batch) == AT_ONCE:
            yield batch
            batch = []
    if batch:
        yield batch
