"""Families killed at any moment, and made while their children are on their way: everything is sent once."""

from pathlib import Path

import pytest

from backend.domain.details import Details
from backend.domain.kinship import ChildState, FamilyState
from backend.storage import details
from tests.lanes.ground import Line, listing, listings_of
from tests.lanes.test_families import (
    FACTS,
    HERE,
    NEW,
    TEXT,
    amazons,
    family_at,
    make,
    states,
    t_shirt,
)
from tests.lanes.test_kills import killing, work_until_killed


def _cut(line: Line, at: int, side: str) -> None:
    tick = killing(at)
    setattr(line, side, lambda request: tick())


@pytest.mark.parametrize("side", ["before", "after"])
async def test_killed_at_any_call_everything_is_sent_once(
    database_url: str, tmp_path: Path, side: str
) -> None:
    async with t_shirt(database_url, tmp_path) as (world, line, spot):
        shop_id = spot.shop_id
        parent = await make(world, spot, asin="B0DEMOTSP0")
        kills = 0
        for at in (1, 2, 3, 4, 5, 6, 8):
            _cut(line, at, side)
            kills += await work_until_killed(world, None, 20)
            line.before = line.after = lambda request: None
        assert kills >= 5
        await work_until_killed(world, None, 300)
        rows = await amazons(world)
        assert {sku: rows[sku]["publications"] for sku in (parent, *NEW)} == dict.fromkeys((parent, *NEW), 1)
        assert (await family_at(world, spot)).state is FamilyState.STANDS
        assert len({each.variation_id for each in await listings_of(world, shop_id)}) == 11


async def test_killed_at_any_look_at_the_clock_the_family_comes_to_stand(
    database_url: str, tmp_path: Path
) -> None:
    async with t_shirt(database_url, tmp_path) as (world, _, spot):
        parent = await make(world, spot, asin="B0DEMOTSP0")
        for at in (3, 7, 12, 18, 25, 40):
            await work_until_killed(world, killing(at), 20)
        await work_until_killed(world, None, 300)
        rows = await amazons(world)
        assert {rows[sku]["publications"] for sku in (parent, *NEW)} == {1}
        assert (await family_at(world, spot)).state is FamilyState.STANDS


@pytest.mark.parametrize("seconds", range(0, 14, 2))
async def test_made_while_its_first_child_is_on_its_way_all_come_together(
    migrated_url: str, tmp_path: Path, seconds: int
) -> None:
    async with t_shirt(migrated_url, tmp_path) as (world, _, spot):
        shop_id = spot.shop_id
        first = await listing(world, shop_id, "MV-TS-VERT-XL")
        own = {
            "item_name": [{"value": "T-shirt XL", **TEXT}], "size": [{"value": "XL", **TEXT}],
            "color": [{"value": "Vert forêt", **TEXT}],
            "externally_assigned_product_identifier": [{"type": "ean", "value": "3769990001332", **HERE}],
        }  # fmt: skip
        said = Details("SHIRT", {**FACTS, **own})
        await details.put(world.house.db, shop_id, {first.id: said}, world.now)
        await world.house.web.wake("offers", spot.seller_id)
        await world.settle(seconds, 1)
        await make(world, spot, asin="B0DEMOTSP0")
        await world.settle(60)
        found = await states(world, spot)
        assert {sku for sku in NEW if found[sku] is not ChildState.LIVE} == set()
