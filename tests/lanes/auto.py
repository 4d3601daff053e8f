"""What the tests of auto-add share: a rule, a new product in the shop, and how products stand."""

from dataclasses import replace
from typing import Any

from backend.domain.auto_adding import AutoRule, Leaving, Mode, State
from backend.domain.policy import Condition, PolicyKind
from backend.domain.synchronization import Conditions
from backend.sandbox.demo.barcodes import demo_ean
from backend.sandbox.shop.products import Products
from backend.storage import auto_products, auto_rules, policies
from tests.lanes.ground import FRANCE
from tests.world import STORE, World

TABLEWARE, KITCHEN = 70010, 70020
KNOWN_TO_AMAZON = 501  # the number of a barcode that Amazon knows and no product of the shop has
# What Amazon calls what carries these barcodes.
NAMES = {
    501: "Nordlys Mug isotherme inox 40 cl", 502: "Nordlys Mug en grès 30 cl bleu",
    503: "Casa Brava Tasse à espresso", 504: "Casa Brava Bol en grès 15 cm",
    505: "Casa Brava Assiette à dessert 21 cm",
}  # fmt: skip


async def rule(world: World, shop_id: int, seller_id: int, **wish: Any) -> int:
    """A rule for new tableware in France, unless `wish` says otherwise; saved and looked through."""
    kept = await policies.defaults(world.house.db, shop_id)
    made = AutoRule(
        id=0, shop_id=shop_id, seller_id=seller_id, marketplace_id=FRANCE, name="Tableware", active=True,
        categories=(TABLEWARE,), conditions=Conditions(), selling_policy_id=kept[PolicyKind.SELLING].id,
        synchronization_policy_id=kept[PolicyKind.SYNCHRONIZATION].id,
        shipping_policy_id=kept[PolicyKind.SHIPPING].id, condition=Condition.NEW, mode=Mode.LIST,
        only_ready=False, daily_cap=None, on_leaving=Leaving.LEAVE,
    )  # fmt: skip
    rule_id = await auto_rules.add(world.house.db, replace(made, **wish), world.now)
    await world.house.worker.run_until_idle()
    return rule_id


def new_product(world: World, sku: str, barcode: int | None = KNOWN_TO_AMAZON, **wish: Any) -> int:
    """A product that the merchant makes in the shop now. Returns the shop's id of it."""
    attributes = [{"alias": "UPC", "name": "EAN", "value": demo_ean(barcode)}] if barcode else []
    made = Products(world.other.shop.platform).create(
        STORE,
        {"name": NAMES.get(barcode or 0, f"New {sku}"), "price": 21, "sku": sku, "quantity": 7,
         "categoryIds": [TABLEWARE], "attributes": attributes, **wish},
    )  # fmt: skip
    return int(made["id"])


async def states(world: World, rule_id: int) -> dict[str, State]:
    """How products stand with a rule, by SKU."""
    rows = await world.house.db.fetch_all(
        "select p.sku, a.state from auto_product a join product p on p.id = a.product_id where a.rule_id = :rule",
        {"rule": rule_id},
    )
    return {row["sku"]: State(row["state"]) for row in rows}


async def waiting(world: World, shop_id: int, state: State) -> list[tuple[int, int]]:
    """The (rule, product) pairs that stand like that."""
    found = await auto_products.page(world.house.db, shop_id, (state,), 0, 0, 1000)
    return [(each.rule_id, each.product_id) for each in found]
