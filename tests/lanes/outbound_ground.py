"""The ground of tests about orders that Amazon's warehouse sends: an order of the shop's own, pieces there, a wish."""

from dataclasses import replace
from typing import Any

from backend.domain.money import Money
from backend.domain.orders import Recipient
from backend.domain.outbound import Handover, Line, Missing, Speed, outbound_code
from backend.sandbox.shop.own_orders import make_order
from backend.sandbox.store import Document
from backend.storage import outbound_wishes
from backend.storage.outbound import KeptOutbound
from backend.storage.outbound_wishes import AskedLine, Wish
from tests.lanes.counter import BOWL, CLOTH, SELLER
from tests.lanes.ground import FRANCE, product_of
from tests.world import STORE, World

TO = Recipient("Camille Martin", "", ("3 place Bellecour",), "Lyon", "", "69002", "FR", "")
FORM = {
    "name": TO.name,
    "street": TO.lines[0],
    "city": TO.city,
    "postalCode": TO.postal_code,
    "countryCode": "FR",
}


def bring(world: World, sku: str = BOWL, pieces: int = 10) -> None:
    """Pieces arrive in Amazon's warehouse."""
    world.other.warehouse.move(SELLER, "eu", sku, "fulfillable", pieces)


def lies(world: World, sku: str = BOWL) -> tuple[int, int]:
    """What lies there: for sale, and reserved."""
    row = world.other.warehouse.get(SELLER, "eu", sku) or {"fulfillable": 0, "reserved": 0}
    return row["fulfillable"], row["reserved"]


def own_order(world: World, skus: str = BOWL, quantity: int = 2) -> str:
    """Somebody buys in the shop; its number."""
    products, orders = world.other.shop.products, world.other.shop.orders
    return str(make_order(products, orders, STORE, {**FORM, "skus": skus, "quantity": str(quantity)})["id"])


def shops(world: World, code: str) -> Document:
    """The order as the shop has it."""
    return world.other.shop.orders.get(STORE, code)


def stock(world: World, sku: str = BOWL) -> int:
    """What the shop counts."""
    return int(world.other.shop.products.get(STORE, product_of(world, sku))["quantity"])


def there(world: World) -> list[Document]:
    """All that Amazon was asked to send."""
    return world.other.outbound.of_seller(SELLER, "eu")


def push(world: World, code: str, steps: int = 1) -> None:
    """Somebody in the warehouse hurries."""
    for _ in range(steps):
        world.other.outbound.push(SELLER, "eu", code)


async def ask(world: World, shop_id: int, seller_id: int, shop_code: str, **more: Any) -> str:
    """The merchant has an order sent; our code of it. The lane has not moved yet."""
    items = shops(world, shop_code)["items"]
    lines = tuple(
        AskedLine(str(each["id"]), each["sku"], each["name"], each["quantity"], each["productId"], 0)
        for each in items
    )
    last = await outbound_wishes.latest(world.house.db, shop_id, shop_code)
    number = last.number if last else 0
    code = outbound_code(STORE, shop_code, number + 1)
    gives = more.pop("gives_back", True)
    handover = Handover(
        code, shop_code, world.now, FRANCE, "Thank you!", Speed.STANDARD, Missing.NOTHING_LEAVES, TO,
        tuple(Line(each.code, each.sku, each.pieces) for each in lines),
    )  # fmt: skip
    wish = Wish(seller_id, replace(handover, **more), lines, gives, Money(700, "EUR"), None, number)
    assert await outbound_wishes.ask(world.house.db, world.house.web.vault, shop_id, wish, world.now)
    await world.house.web.wake("outbound", seller_id)
    return code


async def kept(world: World, shop_id: int, shop_code: str) -> KeptOutbound:
    """The newest try of an order."""
    found = await outbound_wishes.latest(world.house.db, shop_id, shop_code)
    assert found is not None
    return found


__all__ = ["BOWL", "CLOTH"]
