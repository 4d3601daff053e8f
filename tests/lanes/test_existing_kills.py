"""Killed at any moment while a seller's own items are read and linked: nothing is asked for twice, nothing doubled."""

from pathlib import Path

import pytest

from tests.lanes.ground import listings_of
from tests.lanes.test_existing import FOUND
from tests.lanes.test_kills import killing, work_until_killed
from tests.lanes.veteran import BOWL, BY_REPORT, GLASSES, JUG, deeds, link, offers, states, veteran

LOOKS, CALLS = [1, 2, 3, 5, 7, 9, 11, 13, 16, 19, 23, *range(28, 150, 20)], [1, 2, 1, 3, 1, 2, 4, 1]


@pytest.mark.parametrize("kind", ["look at the clock", "call", "answer"])
@pytest.mark.parametrize("way", ["search", "report"])
async def test_killed_anywhere_it_reads_everything_once(
    database_url: str, tmp_path: Path, way: str, kind: str
) -> None:
    environment = BY_REPORT if way == "report" else {}
    async with veteran(database_url, tmp_path, settled=False, **environment) as (world, line, _shop, _seller):
        kills = 0
        for at in LOOKS if kind == "look at the clock" else CALLS:
            tick = killing(at)
            if kind == "look at the clock":
                kills += await work_until_killed(world, tick, 6)
            else:
                side = "before" if kind == "call" else "after"
                setattr(line, side, lambda request, tick=tick: tick())
                kills += await work_until_killed(world, None, 6)
                line.before = line.after = lambda request: None
        assert kills >= 4
        await work_until_killed(world, None, 300)
        assert await states(world) == FOUND
        assert await deeds(world) == []
        if way == "report":
            assert len(world.other.amazon_ground.store.find("amazon_report")) == 2


@pytest.mark.parametrize("kind", ["look at the clock", "answer"])
async def test_killed_anywhere_it_links_everything_once(database_url: str, tmp_path: Path, kind: str) -> None:
    async with veteran(database_url, tmp_path) as (world, line, shop_id, _seller):
        await link(world, shop_id, [BOWL, JUG, GLASSES])
        kills = 0
        for at in LOOKS if kind == "look at the clock" else CALLS:
            tick = killing(at)
            if kind == "look at the clock":
                kills += await work_until_killed(world, tick, 20)
            else:
                line.after = lambda request, tick=tick: tick()
                kills += await work_until_killed(world, None, 20)
                line.after = lambda request: None
        assert kills >= 4
        await work_until_killed(world, None, 900)
        kept = await listings_of(world, shop_id)
        assert sorted(each.sku for each in kept) == sorted([BOWL, JUG, GLASSES])
        assert {each.status for each in kept} == {"active"}
        after = await offers(world)
        assert (after[BOWL], after[GLASSES], after[JUG]) == (("14.90", 24), ("29.90", 32), ("32.00", 9))
        assert JUG not in await deeds(world)
