"""Killed at every call and at every answer while a new product is made: it is made once."""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import httpx

from backend.domain.listing import Status
from tests.lanes.creating import NEW, confirm, filled
from tests.lanes.ground import listing, publish, started_world
from tests.lanes.test_kills import Killed, killing, work_until_killed


def once(tick: Callable[[], None]) -> Callable[[httpx.Request], None]:
    return lambda request: tick()


async def test_killed_at_each_call_it_is_made_once(database_url: str, tmp_path: Path) -> None:
    async with started_world(database_url, tmp_path) as (world, line, shop_id, seller_id):
        await publish(world, shop_id, seller_id, [NEW])
        await confirm(world, shop_id, NEW, await filled(world, shop_id, seller_id, NEW))
        kills = 0
        for at in (1, 2, 1, 2, 3):
            line.before = once(killing(at))
            kills += await work_until_killed(world, None, 30)
            line.before = lambda request: None
            line.after = once(killing(at))
            kills += await work_until_killed(world, None, 30)
            line.after = lambda request: None
        assert kills >= 5
        await work_until_killed(world, None, 600)
        made = await listing(world, shop_id, NEW)
        assert made.status is Status.ACTIVE and made.asin
        assert (await world.published())[NEW] == 1


async def test_killed_after_the_deed_other_details_still_arrive(database_url: str, tmp_path: Path) -> None:
    async with started_world(database_url, tmp_path) as (world, line, shop_id, seller_id):
        await publish(world, shop_id, seller_id, [NEW])
        wanted = await filled(world, shop_id, seller_id, NEW)
        await confirm(world, shop_id, NEW, wanted)
        await world.settle(60)
        title = [{**wanted.attributes["item_name"][0], "value": "Un autre titre"}]
        changed = replace(wanted, attributes={**wanted.attributes, "item_name": title})
        await confirm(world, shop_id, NEW, changed)

        def die(request: httpx.Request) -> None:
            if request.method == "PUT":
                raise Killed

        kills = 0
        for side in ("before", "after"):
            setattr(line, side, die)
            kills += await work_until_killed(world, None, 100)
            setattr(line, side, lambda request: None)
        assert kills == 2
        await work_until_killed(world, None, 600)
        after = await listing(world, shop_id, NEW)
        assert after.sent is not None and after.sent.details == changed.key
        assert after.shown is not None and after.shown.title == "Un autre titre"
