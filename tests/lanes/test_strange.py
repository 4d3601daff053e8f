"""What an independent hand found: doubled SKUs, impossible dates, refused movements, edits by hand."""

from pathlib import Path
from urllib.parse import urlsplit

import httpx

from backend.domain.issues import Cause
from backend.domain.stock import Kind
from backend.storage import drifts, ledger
from tests.lanes.counter import BOWL, CLOTH, SELLER, sell, shop_orders, there
from tests.lanes.ground import (
    FRANCE,
    Line,
    edit,
    judged_world,
    listing,
    product_of,
    publish,
    start,
    started_world,
)
from tests.world import STORE, World, open_app


async def numbers(world: World, sku: str = BOWL) -> tuple[int, int, int]:
    """What we know of a variation: counted, sold, inferred."""
    row = await world.house.db.fetch_one(
        "select stock, sold, inferred from variation where sku = :s", {"s": sku}
    )
    assert row is not None
    return row["stock"], row["sold"], row["inferred"]


async def test_sales_that_no_order_tells_yet_stay_off_through_several_decreases(
    database_url: str, tmp_path: Path
) -> None:
    async with started_world(database_url, tmp_path) as (world, _, shop_id, seller_id):
        open_app(world)
        await publish(world, shop_id, seller_id, [BOWL])
        await world.settle(400, 5)
        before = there(world)
        assert before
        sell(world, 3)
        for fewer, left in ((1, before - 4), (4, before - 7)):
            edit(world, BOWL, quantity=before - fewer)
            await world.other.shop.webhooks.deliver_due()
            await world.settle(15)
            assert there(world) == left
        await world.settle(700, 5)
        assert there(world) == before - 7
        assert await numbers(world) == (before - 7, 0, 0)


async def test_a_doubled_sku_stops_what_sells_and_lets_it_go_on_when_it_is_single_again(
    database_url: str, tmp_path: Path
) -> None:
    async with started_world(database_url, tmp_path) as (world, _, shop_id, seller_id):
        open_app(world)
        await publish(world, shop_id, seller_id, [BOWL, CLOTH])
        await world.settle(400, 5)
        before = there(world)
        assert before
        own = world.other.shop.products.by_sku(STORE, CLOTH)
        assert own is not None
        world.other.shop.products.update(STORE, own["id"], {"sku": BOWL})
        await world.other.shop.webhooks.deliver_due()
        await world.settle(20)
        assert there(world) == 0, "nobody knows which of the two would be sold"
        assert (await listing(world, shop_id, BOWL)).problem is not None
        world.other.shop.products.update(STORE, own["id"], {"sku": CLOTH})
        await world.other.shop.webhooks.deliver_due()
        await world.settle(700, 5)
        assert there(world) == before
        assert there(world, CLOTH)


async def test_an_order_with_an_impossible_date_takes_its_pieces(database_url: str, tmp_path: Path) -> None:
    async with started_world(database_url, tmp_path) as (world, _, shop_id, seller_id):
        open_app(world)
        await publish(world, shop_id, seller_id, [BOWL])
        await world.settle(400, 5)
        before = there(world)
        assert before
        sell(world, kind="old_date")
        await world.settle(700, 5)
        assert there(world) == before - 1
        assert await numbers(world) == (before - 1, 0, 0)


async def test_a_refused_movement_of_stock_sets_its_order_aside_and_stops_no_other(
    database_url: str, tmp_path: Path
) -> None:
    async with judged_world(database_url, tmp_path) as (world, _):
        open_app(world)
        world.other.shop.platform.switches.set("order_lowers_stock", "off")
        shop_id, seller_id = await start(world)
        await publish(world, shop_id, seller_id, [BOWL, CLOTH])
        sell(world)
        await world.settle(700, 5)
        world.other.shop_ground.faults.arm("refuse", site="shop", operation="POST *batch*", times=1)
        refused, taken = sell(world), sell(world, sku=CLOTH)
        await world.settle(700, 5)
        rows = await world.house.db.fetch_all("select order_code, stage, cause, stock_state from orders")
        kept = {row["order_code"]: (row["stage"], row["cause"], row["stock_state"]) for row in rows}
        assert kept[refused] == ("aside", "stock_refused", "asked")
        assert kept[taken] == ("rest", "", "moved")


async def test_the_shops_own_lowering_for_an_order_is_no_change_of_the_merchants(
    database_url: str, tmp_path: Path
) -> None:
    """The shop is read while it makes the order: whether the reading shows it nobody can tell, so it is read again."""
    async with started_world(database_url, tmp_path) as (world, _, shop_id, seller_id):
        open_app(world)
        await publish(world, shop_id, seller_id, [BOWL])
        sell(world)
        await world.settle(700, 5)  # how this shop treats its stock is known from now on
        place = urlsplit(world.settings.shop_sandbox_url).netloc
        line = Line(world.network.sites[place])
        world.network.sites[place] = line
        met: list[str] = []

        async def somebody_reads(request: httpx.Request) -> None:
            if request.method == "POST" and request.url.path.endswith("/orders"):
                met.append(request.url.path)
                await world.other.shop.webhooks.deliver_due()
                await world.house.worker.run_until_idle()

        line.hearing = somebody_reads
        before = there(world)
        assert before
        sell(world, 2)
        await world.settle(700, 5)
        assert len(met) == 1
        assert there(world) == before - 2
        variation = (await listing(world, shop_id, BOWL)).variation_id
        kinds = [entry.movement.kind for entry in await ledger.of_variation(world.house.db, variation)]
        assert Kind.SHOP not in kinds, kinds
        assert await numbers(world) == (before - 2, 0, 0)
        assert len(shop_orders(world)) == 2


async def test_a_quantity_lowered_on_amazon_by_hand_is_said_and_healed(
    database_url: str, tmp_path: Path
) -> None:
    async with started_world(database_url, tmp_path) as (world, _, shop_id, seller_id):
        await publish(world, shop_id, seller_id, [BOWL])
        await world.settle(400, 5)
        before = there(world)
        assert before
        world.other.by_hand.edit(SELLER, FRANCE, BOWL, quantity="1")
        edit(world, BOWL, price=15.20)  # whatever makes somebody look
        await world.settle(900, 5)
        assert there(world) == before
        found = await drifts.of_listing(world.house.db, (await listing(world, shop_id, BOWL)).id)
        said = [(each.difference.field, each.difference.wanted, each.difference.shown) for each in found]
        assert ("quantity", str(before), "1") in said
        assert all(each.healed_at for each in found)


async def test_a_product_deleted_in_the_shop_is_the_reason_whatever_held_its_listing_back(
    database_url: str, tmp_path: Path
) -> None:
    async with started_world(database_url, tmp_path) as (world, _, shop_id, seller_id):
        open_app(world)
        await publish(world, shop_id, seller_id, ["MV-GRAINES-TOM"])
        kept = await listing(world, shop_id, "MV-GRAINES-TOM")
        assert kept.problem is not None and kept.problem.cause is not Cause.PRODUCT_DELETED
        world.other.shop.products.delete(STORE, product_of(world, "MV-GRAINES-TOM"))
        await world.other.shop.webhooks.deliver_due()
        await world.settle(30)
        gone = (await listing(world, shop_id, "MV-GRAINES-TOM")).problem
        assert gone is not None and gone.cause is Cause.PRODUCT_DELETED
