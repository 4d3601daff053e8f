"""Killed at any moment: at every call to Amazon and at every look at the clock, and a new process goes on."""

import itertools
import random
from collections.abc import Callable
from pathlib import Path

import httpx
import pytest

from backend.house import open_house
from backend.sandbox.sites import Wish
from backend.storage import lanes
from tests.lanes.ground import Line, is_deed, listings_of, press, started_world
from tests.world import World

PRODUCTS = Wish(products=40)


class Killed(BaseException):
    """What a SIGKILL is to a process: nothing catches it, nothing is tidied up after it."""


def killing(at: int) -> Callable[[], None]:
    """Something to call often: at the `at`-th call it kills, once."""
    calls = itertools.count(1)

    def tick() -> None:
        if next(calls) == at:
            raise Killed

    return tick


async def work_until_killed(world: World, tick: Callable[[], None] | None, seconds: int) -> bool:
    """A process of its own on the same database and the same Amazon; `tick` is called at each look at the clock."""

    def clock() -> float:
        if tick:
            tick()
        return world.clock()

    async def sleep(wait: float) -> None:
        world.clock.advance(wait)

    async with open_house(
        world.settings,
        clock=clock,
        steady=world.clock,
        sleep=sleep,
        chance=lambda: 0.5,
        network=world.network,
    ) as house:
        try:
            await lanes.free_dead(house.db, *house.worker.name.split(":")[:2])
            await house.worker.run_until_idle()
            for _ in range(0, seconds, 2):
                world.clock.advance(2)
                await house.worker.run_until_idle()
        except Killed:
            return True
    return False


async def check(world: World, shop_id: int) -> None:
    """Everything has come to its end, and each product is on Amazon once."""
    kept = await listings_of(world, shop_id)
    assert len(kept) == await world.house.db.fetch_val("select count(*) from variation")
    assert {each.status for each in kept} <= {"active", "incomplete", "inactive"}
    published = await world.published()
    assert set(published.values()) == {1}
    accepted = [each.sku for each in kept if each.sent is not None]
    assert sorted(accepted) == sorted(published)
    assert len(accepted) >= 20


async def run_with_kills(
    world: World, line: Line, clock_kills: list[int], call_kills: list[int], answer_kills: list[int]
) -> int:
    """A publish of everything, killed at these moments (counted anew in every process). Returns how many kills."""
    kills = 0
    for at in clock_kills:
        kills += await work_until_killed(world, killing(at), 40)
    for at, side in [(at, "before") for at in call_kills] + [(at, "after") for at in answer_kills]:
        tick = killing(at)
        setattr(line, side, lambda request, tick=tick: tick())
        kills += await work_until_killed(world, None, 40)
        line.before = line.after = lambda request: None
    return kills


LOOKS = [1, 2, 3, 5, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19, *range(20, 200, 9)]
CALLS, ANSWERS = [2, 3, 5, 7, 11, 4, 6, 9], [1, 2, 3, 4, 5, 6, 8, 11]


AT_LOOKS, AT_CALLS = (LOOKS, [], [], 12), ([], CALLS, ANSWERS, 8)


@pytest.mark.parametrize(
    ("database_url", "feed_from", "looks", "calls", "answers", "least"),
    [
        pytest.param("sqlite", 1000, *AT_LOOKS, id="sqlite, any look at the clock, one by one"),
        pytest.param("postgresql", 1000, *AT_LOOKS, id="postgresql, any look at the clock, one by one"),
        pytest.param("postgresql", 20, *AT_LOOKS, id="postgresql, any look at the clock, by feed"),
        pytest.param("postgresql", 1000, *AT_CALLS, id="postgresql, any call, one by one"),
        pytest.param("sqlite", 20, *AT_CALLS, id="sqlite, any call, by feed"),
        pytest.param("postgresql", 20, *AT_CALLS, id="postgresql, any call, by feed"),
    ],
    indirect=["database_url"],
)
async def test_killed_at_moments_it_publishes_each_product_once(
    database_url: str,
    tmp_path: Path,
    feed_from: int,
    looks: list[int],
    calls: list[int],
    answers: list[int],
    least: int,
) -> None:
    made = started_world(database_url, tmp_path, wish=PRODUCTS, STORELANE_FEED_FROM=str(feed_from))
    async with made as (world, line, shop_id, seller_id):
        await press(world, shop_id, seller_id)
        kills = await run_with_kills(world, line, looks, calls, answers)
        assert kills >= least
        await work_until_killed(world, None, 900)
        await check(world, shop_id)


async def test_killed_after_every_single_deed_it_publishes_each_product_once(
    database_url: str, tmp_path: Path
) -> None:
    async with started_world(database_url, tmp_path, wish=PRODUCTS) as (world, line, shop_id, seller_id):
        await press(world, shop_id, seller_id)

        def die(request: httpx.Request) -> None:
            if is_deed(request):
                raise Killed

        line.after = die
        kills = 0
        while await work_until_killed(world, None, 200):
            kills += 1
        assert kills >= 20
        await check(world, shop_id)


@pytest.mark.parametrize(
    ("database_url", "seed", "feed_from"),
    [("sqlite", 0, 1000), ("postgresql", 1, 1000), ("postgresql", 0, 10), ("sqlite", 1, 10)],
    indirect=["database_url"],
)
async def test_through_a_storm_of_kills_and_cut_lines_it_publishes_each_product_once(
    database_url: str, tmp_path: Path, seed: int, feed_from: int
) -> None:
    chance = random.Random(seed)
    made = started_world(database_url, tmp_path, wish=PRODUCTS, STORELANE_FEED_FROM=str(feed_from))
    async with made as (world, line, shop_id, seller_id):
        await press(world, shop_id, seller_id)

        def cut(request: httpx.Request) -> None:
            if chance.random() < 0.08:
                raise httpx.ReadError("the line was cut", request=request)

        line.before = line.after = cut
        for _ in range(12):
            await work_until_killed(world, killing(chance.randrange(1, 250)), 30)
        line.before = line.after = lambda request: None
        await work_until_killed(world, None, 1500)
        await check(world, shop_id)
