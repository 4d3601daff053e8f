"""Killed at any moment while an order is handed over: Amazon has it once, and the stock moves once."""

from pathlib import Path

import pytest

from backend.storage import outbound_wishes
from tests.lanes.counter import BOWL, CLOTH
from tests.lanes.ground import started_world
from tests.lanes.outbound_ground import ask, bring, kept, lies, own_order, shops, stock, there
from tests.lanes.test_kills import killing, work_until_killed

LOOKS = [*range(1, 24), *range(24, 72, 6)]
CALLS = [1, 2, 3, 4, 5, 6, 2, 4]


@pytest.mark.parametrize(
    ("database_url", "kind"),
    [("sqlite", "look at the clock"), ("postgresql", "call"), ("sqlite", "answer"), ("postgresql", "answer")],
    indirect=["database_url"],
)
async def test_killed_anywhere_it_is_handed_over_and_moves_the_stock_once(
    database_url: str, tmp_path: Path, kind: str
) -> None:
    async with started_world(database_url, tmp_path) as (world, line, shop_id, seller_id):
        bring(world)
        bring(world, CLOTH)
        before, cloths = stock(world), stock(world, CLOTH)
        mine, other = own_order(world, f"{BOWL} {CLOTH}"), own_order(world, BOWL, 1)
        await ask(world, shop_id, seller_id, mine)
        await ask(world, shop_id, seller_id, other)
        kills = 0
        for at in LOOKS if kind == "look at the clock" else CALLS:
            tick = killing(at)
            if kind == "look at the clock":
                kills += await work_until_killed(world, tick, 4)
            else:
                setattr(line, "before" if kind == "call" else "after", lambda request, tick=tick: tick())
                kills += await work_until_killed(world, None, 4)
                line.before = line.after = lambda request: None
        assert kills >= 4
        await work_until_killed(world, None, 120)
        assert len(there(world)) == 2
        assert (stock(world), stock(world, CLOTH)) == (before, cloths)
        assert lies(world)[0] == 7
        # And when it is cancelled, the shop takes its pieces off again, once.
        await outbound_wishes.cancel(world.house.db, shop_id, other, world.now)
        await world.house.web.wake("outbound", seller_id)
        for at in (2, 4, 5, 6, 7, 9):
            await work_until_killed(world, killing(at), 2)
        await work_until_killed(world, None, 120)
        state = (await kept(world, shop_id, other)).state
        pieces = 1 if state == "cancelled" else 0  # the kills took their time: perhaps it was picked already
        assert stock(world) == before - pieces
        sending = "AWAITING_PROCESSING" if pieces else ("PROCESSING", "SHIPPED")
        assert shops(world, other)["fulfillmentStatus"] in sending


async def test_a_movement_whose_answer_was_lost_is_repeated_under_its_key_and_given_up_after_an_hour(
    database_url: str, tmp_path: Path
) -> None:
    async with started_world(database_url, tmp_path) as (world, _, shop_id, seller_id):
        bring(world)
        before, shop_code = stock(world), own_order(world)
        faults = world.other.shop_ground.faults
        faults.arm("answer_lost", site="shop", operation="POST */batch", times=6)
        await ask(world, shop_id, seller_id, shop_code)
        await world.settle(300, 10)
        assert stock(world) == before  # moved once, however often it was asked for
        faults.disarm("answer_lost")
        second = own_order(world)
        faults.arm("outage", site="shop", operation="*/batch")
        await ask(world, shop_id, seller_id, second)
        await world.settle(4, 2)
        assert stock(world) == before - 2
        world.clock.advance(4000)
        faults.disarm("outage")
        await world.house.web.wake("outbound", seller_id)
        await world.settle(60, 10)
        known = await kept(world, shop_id, second)
        assert (known.stock_cause, stock(world)) == ("unsure", before - 2)  # a person has to look
        assert await outbound_wishes.settle_stock(world.house.db, shop_id, second, world.now)
        await world.settle(900, 60)
        known = await kept(world, shop_id, second)
        assert (known.stock_cause, known.gives_back, stock(world)) == ("", False, before - 2)
