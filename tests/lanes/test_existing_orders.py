"""Sales of what was on Amazon before: they lower the shop's stock, whether it is linked or only has the shop's SKU."""

from pathlib import Path

from backend.sandbox.shop.products import Products
from tests.lanes.ground import FRANCE
from tests.lanes.veteran import BOWL, GLASSES, SELLER, link, offers, veteran
from tests.world import STORE, World


def stock(world: World, sku: str) -> int:
    found = Products(world.other.shop.platform).by_sku(STORE, sku)
    assert found is not None
    return int(found["quantity"])


async def test_a_sale_of_an_item_that_is_not_linked_lowers_the_stock_of_its_sku(
    database_url: str, tmp_path: Path
) -> None:
    async with veteran(database_url, tmp_path) as (world, _, _shop, _seller):
        before, shown = stock(world, BOWL), (await offers(world))[BOWL]
        world.other.orders.sell(SELLER, FRANCE, BOWL, 2)
        await world.settle(600, 10)
        assert stock(world, BOWL) == before - 2
        assert (await offers(world))[BOWL] == (shown[0], (shown[1] or 0) - 2), "nothing was sent for it"


async def test_a_sale_of_a_linked_item_lowers_the_stock_of_its_product(
    database_url: str, tmp_path: Path
) -> None:
    async with veteran(database_url, tmp_path) as (world, _, shop_id, _seller):
        await link(world, shop_id, [GLASSES])
        await world.settle(400, 5)
        before = stock(world, "MV-VERRE-6")
        world.other.orders.sell(SELLER, FRANCE, GLASSES, 3)
        await world.settle(900, 10)
        assert stock(world, "MV-VERRE-6") == before - 3
        assert (await offers(world))[GLASSES][1] == before - 3
