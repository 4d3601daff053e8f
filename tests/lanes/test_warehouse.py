"""What lies in Amazon's warehouse is known: page by page, after a notice, after a sale; a missing role is told once."""

from pathlib import Path

import httpx

from backend.storage import journal, warehouse
from tests.lanes.counter import BOWL, SELLER, wake
from tests.lanes.ground import FRANCE, publish, started_world
from tests.lanes.listening import listening, settle


async def test_everything_is_read_page_by_page_and_begins_anew_when_a_token_died(
    database_url: str, tmp_path: Path
) -> None:
    async with started_world(database_url, tmp_path) as (world, line, shop_id, seller_id):
        await publish(world, shop_id, seller_id, [BOWL])
        await world.settle(30, 10)
        for n in range(60):
            world.other.warehouse.move(SELLER, "eu", f"W, {n:02}", "fulfillable", n)
        calls: list[str] = []

        def slowly(request: httpx.Request) -> None:
            if "/fba/inventory" in request.url.path:
                calls.append("token" if "nextToken" in request.url.params else "first")
                if len(calls) == 1:
                    world.clock.advance(31)  # the token of this page will be dead

        line.after = slowly
        await world.house.db.execute("update warehouse_read set whole_at = 0")
        await wake(world, seller_id, "warehouse")
        await world.house.worker.run_until_idle()
        assert calls == ["first", "token", "first", "token"]
        line.after = lambda request: None
        skus = [f"W, {n:02}" for n in range(60)]
        kept = await warehouse.of_skus(world.house.db, shop_id, skus)
        assert [kept[seller_id, FRANCE, sku].lying.fulfillable for sku in skus] == list(range(60))
        # Pieces are for sale there, so it is looked at often; a SKU that a sale named is read alone.
        world.other.warehouse.move(SELLER, "eu", skus[5], "reserved", 7)
        await warehouse.ask(world.house.db, seller_id, [skus[5], "GONE"], world.now)
        await wake(world, seller_id, "warehouse")
        await world.settle(3, 3)
        kept = await warehouse.of_skus(world.house.db, shop_id, [skus[5]])
        assert kept[seller_id, FRANCE, skus[5]].lying.reserved == 7
        assert not await warehouse.looks(world.house.db, seller_id)
        world.other.warehouse.move(SELLER, "eu", skus[6], "unfulfillable", 2)
        await world.settle(1000, 100)
        kept = await warehouse.of_skus(world.house.db, shop_id, [skus[6]])
        assert kept[seller_id, FRANCE, skus[6]].lying.unfulfillable == 2


async def test_without_the_role_it_is_said_once_and_everything_else_goes_on(
    database_url: str, tmp_path: Path
) -> None:
    async with started_world(database_url, tmp_path) as (world, _, shop_id, seller_id):
        await publish(world, shop_id, seller_id, [BOWL])
        for _ in range(2):
            await world.house.db.execute("update warehouse_read set whole_at = 0")
            world.other.amazon_ground.faults.arm("role_missing", site="amazon", operation="* /fba/*", times=1)
            await wake(world, seller_id, "warehouse")
            await world.settle(3, 3)
            world.clock.advance(86_400)
        read = await warehouse.read_of(world.house.db, seller_id, FRANCE)
        assert read.refused == "role"
        acts = [each.act for each in await journal.of_shop(world.house.db, shop_id, None)]
        assert acts.count("warehouse_refused") == 1
        assert (await world.published())[BOWL] == 1
        world.clock.advance(86_400)
        await wake(world, seller_id, "warehouse")
        await world.settle(3, 3)
        assert not (await warehouse.read_of(world.house.db, seller_id, FRANCE)).refused


async def test_a_notice_makes_pieces_known_within_seconds(migrated_url: str, tmp_path: Path) -> None:
    async with listening(migrated_url, tmp_path) as (world, _, shop_id, seller_id):
        world.other.warehouse.move(SELLER, "eu", BOWL, "inbound", 5)
        world.other.warehouse.shift(SELLER, "eu", BOWL, "inbound", "fulfillable", 3)
        await settle(world, 10)
        kept = await warehouse.of_skus(world.house.db, shop_id, [BOWL])
        lying = kept[seller_id, FRANCE, BOWL].lying
        assert (lying.fulfillable, lying.inbound) == (3, 2)
