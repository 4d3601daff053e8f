"""Auto-add killed at any look at the clock: a new process goes on, and every product is listed once."""

import random
from pathlib import Path

import pytest

from backend.domain.auto_adding import State
from tests.lanes.auto import new_product, rule, states
from tests.lanes.ground import listings_of, started_unjudged
from tests.lanes.test_kills import killing, work_until_killed


@pytest.mark.parametrize("seed", range(4))
async def test_killed_at_any_moment_each_product_is_listed_once(
    database_url: str, tmp_path: Path, seed: int
) -> None:
    chance = random.Random(seed)
    async with started_unjudged(database_url, tmp_path) as (world, shop_id, seller_id):
        rule_id = await rule(world, shop_id, seller_id)
        for number in range(4):
            new_product(world, f"NEW-{number}", 501 + number)
        world.clock.advance(70)
        for _ in range(8):
            if not await work_until_killed(world, killing(chance.randrange(3, 160)), 20):
                break
        assert not await work_until_killed(world, None, 300)
        kept = await listings_of(world, shop_id)
        assert sorted(each.sku for each in kept) == [f"NEW-{number}" for number in range(4)]
        found = [state for sku, state in (await states(world, rule_id)).items() if sku.startswith("NEW-")]
        assert found == [State.LISTED] * 4
        assert set((await world.published()).values()) == {1}
        told = await world.house.db.fetch_val("select count(*) from journal where act = 'auto_listed_one'")
        assert told == 4
        chosen = await world.house.db.fetch_val("select count(*) from draft_choice")
        assert chosen == 4
