"""Scenes for the bench: a shop that is published already, and worlds whose clock runs."""

import asyncio
import time
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from pathlib import Path

from backend.sandbox.clock import SandboxClock
from backend.sandbox.sites import Wish
from backend.storage.migrate import upgrade
from tests.lanes.test_publishing import publish_everything
from tests.world import World, open_app, open_world

EPOCH = 1_780_000_000.0


def running_clock(start: float, factor: float = 1.0) -> SandboxClock:
    """A clock that starts somewhere and runs so many times as fast as ours."""
    began = time.time()
    return SandboxClock(lambda: start + time.time() - began, factor)


@asynccontextmanager
async def published(folder: Path, products: int) -> AsyncIterator[tuple[str, Wish, float]]:
    """A shop of generated products, all of them read and published by feeds; the database's address, the wish for the
    other side (kept in `folder`/other) and the moment at which it was left."""
    url = f"sqlite:///{folder}/bench.sqlite3"
    await asyncio.to_thread(upgrade, url)
    wish = Wish(products=products)
    async with open_world(url, folder, wish=wish, keep=folder / "other") as world:
        open_app(world)
        shop_id = await world.install()
        await world.house.worker.run_until_idle()
        seller_id = await world.connect(shop_id)
        await publish_everything(world, shop_id, seller_id)
        await world.settle(900, 30)
        left = world.clock()
    yield url, wish, left


@asynccontextmanager
async def working(world: World) -> AsyncIterator[None]:
    """The worker and the shop's webhooks at work, as in a process of their own."""
    stop = asyncio.Event()
    tasks = [
        asyncio.create_task(world.house.worker.run(stop)),
        asyncio.create_task(world.other.shop.webhooks.run()),
    ]
    try:
        yield
    finally:
        stop.set()
        tasks[1].cancel()
        await asyncio.gather(*tasks, return_exceptions=True)


async def until(done: Callable[[], bool], seconds: float, step: float = 0.002) -> None:
    """Wait for something; TimeoutError after so many of our own seconds."""
    async with asyncio.timeout(seconds):
        while not done():
            await asyncio.sleep(step)
