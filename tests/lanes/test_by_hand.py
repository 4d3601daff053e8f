"""A price and a quantity by hand, against the sandbox: sent, sold from, ended, killed anywhere."""

from pathlib import Path

import pytest

from backend.domain.by_hand import Manual
from backend.domain.money import Money
from backend.storage import journal, listings, manual, setting_by_hand
from backend.storage.listings import Listing
from tests.lanes.ground import FRANCE, LIVE, edit, listing, publish, started_world
from tests.lanes.test_kills import killing, work_until_killed
from tests.world import World

BOWL = LIVE[0]
SELLER = "A2ATELIERNORD0"


async def set_by_hand(
    world: World, shop_id: int, found: Listing, wanted: Manual, ends_at: int | None = None
) -> None:
    seller = await setting_by_hand.put(world.house.db, shop_id, found.id, wanted, ends_at, world.now)
    if seller:
        await world.house.web.wake("offers", seller)
        await world.house.web.wake("bulk", shop_id)


async def shown_of(world: World, shop_id: int, sku: str = BOWL) -> tuple[int, int | None]:
    """Price and quantity as they were sent last."""
    found = await listing(world, shop_id, sku)
    assert found.sent is not None
    return found.sent.price.amount, found.sent.quantity


async def test_a_value_by_hand_is_sent_and_goes_at_its_end(database_url: str, tmp_path: Path) -> None:
    async with started_world(database_url, tmp_path) as (world, _, shop_id, seller_id):
        await publish(world, shop_id, seller_id, LIVE[:2])
        found = await listing(world, shop_id, BOWL)
        before = await shown_of(world, shop_id)
        price = Money(before[0] * 3, "EUR")  # further than the guard lets pass by itself
        ends = world.now + 1_000
        await set_by_hand(world, shop_id, found, Manual(price, 2), ends)
        await world.settle(300, 5)
        assert await shown_of(world, shop_id) == (price.amount, 2)
        after = await listing(world, shop_id, BOWL)
        assert after.explained is not None
        assert [steps[-1].word for steps in (after.explained.price_steps, after.explained.quantity_steps)] == [
            "manual", "manual",
        ]  # fmt: skip
        assert await shown_of(world, shop_id, LIVE[1]) != (price.amount, 2)
        await world.settle(1_200, 20)
        assert await manual.of_listings(world.house.db, [found.id]) == {}
        assert await shown_of(world, shop_id) == before
        acts = [entry.act for entry in await journal.of_listing(world.house.db, found.id)]
        assert acts.count("set_by_hand") == 1
        assert "by_hand_ended" in acts


async def test_a_quantity_by_hand_falls_with_sales_and_never_is_more_than_the_shop_has(
    database_url: str, tmp_path: Path
) -> None:
    async with started_world(database_url, tmp_path) as (world, _, shop_id, seller_id):
        await publish(world, shop_id, seller_id, LIVE[:1])
        found = await listing(world, shop_id, BOWL)
        await set_by_hand(world, shop_id, found, Manual(None, 5))
        await world.settle(200, 5)
        assert (await shown_of(world, shop_id))[1] == 5
        world.other.orders.sell(SELLER, FRANCE, BOWL, 2)
        await world.settle(900, 10)
        work = await listings.find(world.house.db, shop_id, found.id)
        assert work is not None
        assert work.by_hand is not None
        assert (work.by_hand.quantity, work.by_hand.left) == (5, 3)
        assert (await shown_of(world, shop_id))[1] == 3
        edit(world, BOWL, quantity=1)
        await world.settle(600, 10)
        assert (await shown_of(world, shop_id))[1] == 1
        await set_by_hand(world, shop_id, found, Manual())
        edit(world, BOWL, quantity=9)
        await world.settle(900, 10)
        assert (await shown_of(world, shop_id))[1] == 9


@pytest.mark.parametrize("at", [1, 2, 3])
async def test_a_process_killed_at_the_end_loses_no_end(migrated_url: str, tmp_path: Path, at: int) -> None:
    async with started_world(migrated_url, tmp_path) as (world, _, shop_id, seller_id):
        await publish(world, shop_id, seller_id, LIVE[:2])
        for sku in LIVE[:2]:
            await set_by_hand(
                world,
                shop_id,
                await listing(world, shop_id, sku),
                Manual(Money(1234, "EUR"), 1),
                world.now + 100,
            )
        await world.settle(60, 5)
        assert await shown_of(world, shop_id) == (1234, 1)
        world.clock.advance(60)
        await work_until_killed(world, killing(at), 2)
        world.clock.advance(200)
        await work_until_killed(world, None, 200)
        assert (await shown_of(world, shop_id))[0] != 1234
        ended = await world.house.db.fetch_val("select count(*) from journal where act = 'by_hand_ended'")
        assert ended == 4  # a price and a quantity of each, once
        assert await manual.next_end(world.house.db, shop_id) is None
