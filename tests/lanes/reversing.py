"""What the tests of cancellations and refunds share: sales that are in the shop, and what both sides say of them."""

from typing import Any

from backend.sandbox.store import Document
from backend.storage import order_troubles, reversals
from backend.storage.order_troubles import Trouble
from backend.storage.reversals import Reversal
from tests.lanes.counter import BOWL, CLOTH, sell
from tests.lanes.ground import publish
from tests.world import STORE, World, open_app


async def ready(world: World, shop_id: int, seller_id: int) -> None:
    """A shop with listings, whose way with stock is known."""
    open_app(world)
    await publish(world, shop_id, seller_id, [BOWL, CLOTH])
    await world.settle(400, 5)


async def order_of(world: World, code: str) -> tuple[int, str]:
    """Our id and the shop's number."""
    row = await world.house.db.fetch_one(
        "select id, shop_code from orders where order_code = :c", {"c": code}
    )
    assert row is not None
    return row["id"], row["shop_code"]


async def bought(world: World, pieces: int = 1, **how: Any) -> tuple[str, int, str]:
    """A sale that is in the shop: Amazon's number, our id, the shop's number."""
    code = sell(world, pieces, **how)
    await world.settle(400, 5)
    return code, *await order_of(world, code)


def there_now(world: World, code: str) -> Document:
    order = world.other.orders.get(code)
    assert order is not None
    return order


def given(world: World, code: str) -> list[tuple[str, str, str]]:
    """What Amazon gave back of an order: component, amount, reason."""
    return [
        (part["component"], part["amount"], part["reason"])
        for refund in there_now(world, code).get("refunds", [])
        for part in refund["parts"]
    ]


def stock(world: World, sku: str = BOWL) -> int:
    product = world.other.shop.products.by_sku(STORE, sku)
    assert product is not None
    return int(product["quantity"])


async def all_of(world: World, order_id: int) -> list[Reversal]:
    return await reversals.of_order(world.house.db, order_id)


async def trouble(world: World, order_id: int) -> Trouble | None:
    found = await order_troubles.of_orders(world.house.db, [order_id])
    return next((each for each in found.get(order_id, []) if each.part == "cancelling"), None)


def change(world: World, shop_code: str, **wish: Any) -> None:
    world.other.shop.orders.update(STORE, shop_code, wish)


async def heard(world: World, seconds: int) -> None:
    """The shop's webhooks arrive, then time passes."""
    await world.other.shop.webhooks.deliver_due()
    await world.settle(seconds, 5)
