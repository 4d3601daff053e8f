"""What a person decides and what somebody meddles with: large prices, pauses, watching, a change on Amazon itself."""

from pathlib import Path

import httpx
import pytest

from backend.storage import by_hand, drifts, sellers
from tests.lanes.counter import (
    BOWL,
    CLOTH,
    SELLER,
    is_revision,
    price_there,
    sell,
    shop_orders,
    there,
    wake,
)
from tests.lanes.ground import (
    FRANCE,
    LIVE,
    edit,
    is_deed,
    listing,
    publish,
    started_world,
    statuses,
)


@pytest.mark.parametrize("approve", [True, False])
async def test_a_large_price_change_waits_for_the_merchants_word(
    database_url: str, tmp_path: Path, approve: bool
) -> None:
    async with started_world(database_url, tmp_path) as (world, _, shop_id, seller_id):
        await publish(world, shop_id, seller_id, [BOWL])
        old = await price_there(world, shop_id)
        edit(world, BOWL, price=old * 3 / 100)
        await world.settle(130)
        assert await price_there(world, shop_id) == old
        (asked,) = await by_hand.asked(world.house.db, shop_id, 0, 10)
        assert (asked.old.amount, asked.new.amount, asked.move) == (old, old * 3, 20_000)
        for seller in await by_hand.decide(world.house.db, shop_id, [asked.listing_id], approve, world.now):
            await wake(world, seller, "offers")
        await world.settle(700, 10)
        assert await price_there(world, shop_id) == (old * 3 if approve else old)
        assert await by_hand.count_asked(world.house.db, shop_id) == 0
        edit(world, BOWL, price=old * 4 / 100)
        await world.settle(130)
        assert await by_hand.count_asked(world.house.db, shop_id) == (0 if approve else 1)


async def test_paused_nothing_leaves_and_going_on_forgets_nothing(database_url: str, tmp_path: Path) -> None:
    async with started_world(database_url, tmp_path) as (world, line, shop_id, seller_id):
        await publish(world, shop_id, seller_id, [BOWL, CLOTH])
        await world.settle(400, 5)
        sent: list[str] = []
        line.before = lambda request: sent.append(request.url.path) if is_revision(request) else None
        bowl, cloth = there(world), there(world, CLOTH)
        assert bowl and cloth
        kept = await listing(world, shop_id, BOWL)
        assert await by_hand.pause(world.house.db, shop_id, kept.id, True, world.now) == seller_id
        edit(world, BOWL, quantity=bowl - 1)
        edit(world, CLOTH, quantity=cloth - 1)
        await world.settle(200, 5)
        assert (there(world), there(world, CLOTH)) == (bowl, cloth - 1)
        assert await sellers.pause(world.house.db, shop_id, seller_id, True, FRANCE)
        edit(world, CLOTH, quantity=cloth - 2)
        await world.settle(200, 5)
        assert there(world, CLOTH) == cloth - 1
        sell(world)  # orders come in all the same
        await world.settle(400, 5)
        assert len(shop_orders(world)) == 1
        await sellers.pause(world.house.db, shop_id, seller_id, False, FRANCE)
        await by_hand.pause(world.house.db, shop_id, kept.id, False, world.now)
        await wake(world, seller_id, "offers", "status")
        await world.settle(400, 5)
        assert there(world, CLOTH) == cloth - 2
        assert there(world) == bowl - 2
        assert sent


async def test_watching_computes_and_sends_nothing_to_either_side(database_url: str, tmp_path: Path) -> None:
    async with started_world(database_url, tmp_path) as (world, line, shop_id, seller_id):
        await publish(world, shop_id, seller_id, [BOWL])
        await world.settle(400, 5)
        assert await sellers.observe(world.house.db, shop_id, seller_id, True)
        sent: list[str] = []
        line.before = lambda request: sent.append(request.url.path) if is_revision(request) else None
        before = there(world)
        assert before
        sell(world)
        edit(world, BOWL, quantity=before + 3, price=15.90)
        await world.settle(600, 5)
        assert sent == []
        assert shop_orders(world) == []
        kept = await listing(world, shop_id, BOWL)
        assert kept.explained is not None
        assert kept.explained.offer.price.amount == 1590
        assert kept.explained.offer.quantity == before + 2
        assert there(world) == before - 1
        await sellers.observe(world.house.db, shop_id, seller_id, False)
        await wake(world, seller_id, "offers", "status", "orders", "shop_orders")
        await world.settle(600, 5)
        assert there(world) == before + 2
        assert len(shop_orders(world)) == 1


async def test_a_change_on_amazon_is_seen_told_and_healed(database_url: str, tmp_path: Path) -> None:
    async with started_world(database_url, tmp_path) as (world, _, shop_id, seller_id):
        await publish(world, shop_id, seller_id, [BOWL])
        await world.settle(400, 5)
        kept = await listing(world, shop_id, BOWL)
        assert kept.sent is not None
        world.other.by_hand.edit(SELLER, FRANCE, BOWL, price="1.00")
        assert await by_hand.look_now(world.house.db, shop_id, kept.id, world.now) == seller_id
        await wake(world, seller_id, "status")
        await world.settle(20)
        found = await drifts.of_listing(world.house.db, kept.id)
        assert [(d.difference.field, d.difference.shown) for d in found] == [("price", "1.00 EUR")]
        assert found[0].submission_id
        await world.settle(1200, 10)
        (healed,) = await drifts.of_listing(world.house.db, kept.id)
        assert healed.healed_at is not None
        assert await drifts.counts(world.house.db, shop_id) == {True: 1, False: 0}


@pytest.mark.parametrize("what", ["the account", "its country", "watching"])
async def test_what_is_paused_while_offers_leave_sends_nothing_more(
    migrated_url: str, tmp_path: Path, what: str
) -> None:
    async with started_world(migrated_url, tmp_path) as (world, line, shop_id, seller_id):
        sent: list[str] = []

        async def turn(on: bool) -> None:
            db = world.house.db
            if what == "watching":
                await sellers.observe(db, shop_id, seller_id, on)
            else:
                await sellers.pause(db, shop_id, seller_id, on, FRANCE if what == "its country" else "")

        async def pause(request: httpx.Request) -> None:
            if is_deed(request):
                sent.append(request.url.path)
                await turn(True)

        line.during = pause
        await publish(world, shop_id, seller_id, LIVE[:4], seconds=900)
        assert len(sent) == 1
        await turn(False)
        line.during = None
        await wake(world, seller_id, "offers", "status")
        await world.settle(900, 10)
        assert set((await statuses(world, shop_id)).values()) == {"active"}
        assert set((await world.published()).values()) == {1}
