"""A shop, a seller and products in the tables, with only what a test cares about."""

from dataclasses import replace

from backend.domain.catalog import Product
from backend.domain.policy import Condition, PolicyKind
from backend.storage import drafts, policies, products, runs, sellers, shops
from backend.storage.database import Database
from backend.storage.drafts import Draft
from backend.storage.searching import Search
from backend.storage.secrets import Vault
from tests.domain.samples import EAN, a_product, a_variation, an_attribute

VAULT = Vault(["k" * 40])
FRANCE = "A13V1IB3VIYZZH"


async def a_shop(db: Database, store: int = 1003) -> int:
    shop_id = await shops.install(db, VAULT, store, f"secret_{store}", "", 100)
    await policies.make_defaults(db, shop_id, 100)
    return shop_id


async def a_seller(db: Database, shop_id: int) -> int:
    return await sellers.connect(db, VAULT, shop_id, "amazon", "EU", "A3", "Atzr|x", 100)


def sold(number: int, name: str, sku: str = "", **fields: object) -> Product:
    """A product with one variation, a right barcode and seven pieces."""
    made = a_product(an_attribute(EAN), name=name, variations=(a_variation(sku=sku or f"SKU-{number}"),))
    return replace(made, external_id=number, updated_at=number, **fields)  # type: ignore[arg-type]


async def keep(db: Database, shop_id: int, *all_products: Product, now: int = 100) -> list[int]:
    async with db.transaction():
        saved = await products.save_products(db, shop_id, all_products, 1, now)
        await products.count_skus(db, shop_id)
    return [each.product_id for each in saved]


async def a_draft(db: Database, shop_id: int, seller_id: int, name: str = "d1", place: str = FRANCE) -> Draft:
    kept = await policies.defaults(db, shop_id)
    draft = Draft(
        name, shop_id, seller_id, place, kept[PolicyKind.SELLING].id, kept[PolicyKind.SYNCHRONIZATION].id,
        kept[PolicyKind.SHIPPING].id, Condition.NEW, False, Search(), None,
    )  # fmt: skip
    await drafts.begin(db, draft, 100)
    return draft


async def spread(db: Database, draft: Draft, ids: list[int], now: int = 100) -> int:
    """The run of a draft, wholly turned into listings."""
    run_id = await runs.start(db, draft, len(ids), now)
    run = await runs.unspread(db, draft.seller_id)
    assert run is not None
    async with db.transaction():
        await runs.spread(db, run, draft, ids, now)
        await runs.end_spreading(db, run_id, now)
    return run_id
