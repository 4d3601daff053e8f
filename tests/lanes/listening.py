"""A world that hears Amazon's notices, and what its tests share."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import httpx

from backend.other_side import amazon_config
from backend.sandbox.amazon.queues import Queues
from tests.beginnings import begin
from tests.lanes.counter import BOWL
from tests.lanes.ground import Line, judged_world, publish, start
from tests.world import World, open_app

QUEUE = {"STORELANE_AMAZON_QUEUE_URL": "sandbox"}


@asynccontextmanager
async def listening(url: str, folder: Path, **more: str) -> AsyncIterator[tuple[World, Line, int, int]]:
    """A world with a queue, one product live and everything at rest: the world, its line, our shop, our seller."""
    told = {**QUEUE, **more}

    @asynccontextmanager
    async def made() -> AsyncIterator[tuple[World, int, int]]:
        async with judged_world(url, folder, **told) as (world, _):
            open_app(world)
            shop_id, seller_id = await start(world)
            await publish(world, shop_id, seller_id, [BOWL])
            await settle(world, 400)
            yield world, shop_id, seller_id

    beginning = await begin(("listening", *sorted(told.items())), url, made)
    async with judged_world(url, folder, stage=beginning.stage, **told) as (world, line):
        open_app(world)
        yield world, line, beginning.shop_id, beginning.seller_id


async def settle(world: World, seconds: int, step: int = 5, *, hear: bool = True) -> None:
    """Time passes; the worker works and the notices are heard."""
    for _ in range(0, seconds, step):
        world.clock.advance(step)
        if hear:
            await world.house.notices.once()
        await world.other.shop.webhooks.deliver_due()
        await world.house.worker.run_until_idle()


def counted(line: Line, *endings: str) -> list[str]:
    """The paths of the calls that end so, from now on."""
    paths: list[str] = []

    def see(request: httpx.Request) -> None:
        if request.url.path.endswith(endings):
            paths.append(request.url.path)

    line.before = see
    return paths


async def kept(world: World, column: str, sku: str = BOWL) -> int:
    return int(
        await world.house.db.fetch_val(f"select {column} from variation where sku = :sku", {"sku": sku})
    )


def queue_of(world: World) -> Queues:
    ground = world.other.amazon_ground
    return Queues(amazon_config(world.settings), ground.store, ground.clock)
