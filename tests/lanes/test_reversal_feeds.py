"""Feeds of cancellations and refunds: one for many, none twice, whatever is lost on the way."""

import contextlib
from pathlib import Path

import httpx
import pytest

from backend.domain.reversals import Act, Reason
from backend.lanes.lane import LEASE_SECONDS
from backend.storage import reversal_acts
from backend.storage.reversal_acts import RefundWish
from tests.lanes.ground import started_world
from tests.lanes.reversing import all_of, bought, given, ready, stock, there_now, trouble
from tests.lanes.town import Killed
from tests.world import World


async def asked(world: World, seller_id: int, order_id: int, act: Act, name: str = "page:0") -> None:
    """What a press on the order's page writes down."""
    db = world.house.db
    async with db.transaction():
        stands = await reversal_acts.standing(db, 1, order_id)
        assert stands is not None
        if act is Act.CANCEL:
            assert await reversal_acts.cancel(db, 1, order_id, Reason.EXCHANGE, name, world.now) is None
        else:
            wish = RefundWish({stands.left[0].item_code: 500}, Reason.RETURN, {}, name)
            await reversal_acts.refund(db, 1, order_id, wish, world.now)
    await world.house.web.wake("reversals", seller_id)


def is_start(request: httpx.Request) -> bool:
    return request.method == "POST" and request.url.path.endswith("/feeds/2021-06-30/feeds")


async def test_many_wait_for_one_feed_and_a_bad_one_stops_no_other(database_url: str, tmp_path: Path) -> None:
    async with started_world(database_url, tmp_path) as (world, line, shop_id, seller_id):
        await ready(world, shop_id, seller_id)
        orders = [await bought(world) for _ in range(3)]
        world.other.orders.ship(orders[1][0])
        starts: list[httpx.Request] = []
        line.before = lambda request: starts.append(request) if is_start(request) else None
        for _, order_id, _ in orders:
            await asked(world, seller_id, order_id, Act.CANCEL)
        await world.settle(60, 5)
        assert len(starts) == 1
        found = [(await all_of(world, order_id))[0] for _, order_id, _ in orders]
        assert [one.state for one in found] == ["done", "refused", "done"]
        assert found[1].details["code"] == "18028"
        await world.settle(200, 5)
        assert len(starts) == 1


@pytest.mark.parametrize(
    ("database_url", "side"), [("sqlite", "before"), ("postgresql", "after")], indirect=["database_url"]
)
async def test_an_answer_lost_at_any_call_makes_no_second_refund(
    database_url: str, tmp_path: Path, side: str
) -> None:
    """Each call to Amazon of a cancellation and of a refund is cut once, before it leaves and after it was answered."""
    async with started_world(database_url, tmp_path) as (world, line, shop_id, seller_id):
        await ready(world, shop_id, seller_id)
        cut_at, calls = 0, 0

        def tick(request: httpx.Request) -> None:
            nonlocal calls
            if "/feeds/" in request.url.path or "/documents/" in request.url.path:
                calls += 1
                if calls == cut_at:
                    raise Killed

        for cut_at in range(1, 7):
            code, order_id, _ = await bought(world)
            world.other.orders.ship(code)
            other, other_id, _ = await bought(world)
            calls = 0
            await asked(world, seller_id, order_id, Act.REFUND)
            setattr(line, side, tick)
            with contextlib.suppress(Killed):
                await world.settle(60, 5)
            setattr(line, side, lambda request: None)
            await asked(world, seller_id, other_id, Act.CANCEL)
            world.clock.advance(LEASE_SECONDS + 1)
            await world.settle(420, 5)
            assert given(world, code) == [("Principal", "5.00", "CustomerReturn")], cut_at
            assert there_now(world, other)["status"] == "CANCELLED", cut_at
            states = [one.state for id_ in (order_id, other_id) for one in await all_of(world, id_)]
            assert states == ["done", "done"], cut_at


@pytest.mark.parametrize(
    ("database_url", "fault"),
    [("sqlite", "fatal_feed"), ("postgresql", "stuck_feed"), ("sqlite", "slow_feed")],
    indirect=["database_url"],
)
async def test_a_feed_that_comes_to_nothing_is_looked_into_before_anything_is_sent_again(
    database_url: str, tmp_path: Path, fault: str
) -> None:
    async with started_world(database_url, tmp_path) as (world, _, shop_id, seller_id):
        await ready(world, shop_id, seller_id)
        code, order_id, _ = await bought(world)
        other, other_id, _ = await bought(world)
        world.other.orders.ship(code)
        await world.settle(200, 5)
        world.other.amazon_ground.faults.arm(fault, site="amazon", times=2)
        await asked(world, seller_id, order_id, Act.REFUND)
        await asked(world, seller_id, other_id, Act.CANCEL)
        await world.settle(120, 10)
        hours = 7 * 3600 if fault == "stuck_feed" else 1200
        world.clock.advance(hours)
        await world.settle(600, 20)
        assert there_now(world, other)["status"] == "CANCELLED"
        assert [one.state for one in await all_of(world, other_id)] == ["done"]
        (one,) = await all_of(world, order_id)
        made = given(world, code)
        if fault == "slow_feed":
            assert one.state == "done" and len(made) == 1
            return
        told = await trouble(world, order_id)
        assert one.state == "unsure" and told is not None and told.cause == "lost"
        assert len(made) == (fault == "stuck_feed")
        act = "done" if made else "again"
        assert await reversal_acts.settle(world.house.db, shop_id, order_id, one.id, act, world.now)
        await world.house.web.wake("reversals", seller_id)
        await world.settle(200, 10)
        assert len(given(world, code)) == 1 and await trouble(world, order_id) is None


async def test_pieces_that_came_back_go_into_the_stock_once_whatever_is_lost(
    database_url: str, tmp_path: Path
) -> None:
    async with started_world(database_url, tmp_path) as (world, _, shop_id, seller_id):
        await ready(world, shop_id, seller_id)
        code, order_id, _ = await bought(world, 2)
        world.other.orders.ship(code)
        await world.settle(300, 5)
        before, db = stock(world), world.house.db
        async with db.transaction():
            stands = await reversal_acts.standing(db, shop_id, order_id)
            assert stands is not None
            (item,) = (line.item_code for line in stands.left)
            assert stands.pieces == {item: 2}
            wish = RefundWish({item: 500}, Reason.RETURN, {item: 1}, "page:0")
            await reversal_acts.refund(db, shop_id, order_id, wish, world.now)
        world.other.shop_ground.faults.arm("answer_lost", site="shop", operation="POST */batch", times=2)
        await world.house.web.wake("reversals", seller_id)
        await world.settle(900, 10)
        assert stock(world) == before + 1 and len(given(world, code)) == 1
        stands = await reversal_acts.standing(db, shop_id, order_id)
        assert stands is not None and stands.pieces == {item: 1}
        # So late that the shop would not know the movement again: a person looks, and says that it is correct.
        await db.execute("update reversal set returned_at = null, returning_at = 1")
        await world.house.web.wake("reversals", seller_id)
        await world.settle(20, 5)
        told = await trouble(world, order_id)
        assert told is not None and told.cause == "stock_unsure" and stock(world) == before + 1
        (one,) = await all_of(world, order_id)
        assert await reversal_acts.settle(db, shop_id, order_id, one.id, "stock", world.now)
        assert await trouble(world, order_id) is None
