"""`make bench`: how quick the rooms are on this machine, as a table of medians. Nothing here passes or fails.

`python -m tests.bench [products]` (default 2,000), on SQLite in a temporary folder, everything in one process.
"""

import asyncio
import platform
import statistics
import sys
import tempfile
import time
from collections.abc import Awaitable, Callable
from importlib.metadata import version
from pathlib import Path

from backend.sandbox.sites import Wish
from backend.storage import catalogue, listing_pages
from backend.storage.catalogue import Search
from backend.storage.migrate import upgrade
from tests.lanes.test_publishing import publish_everything
from tests.world import World, open_world

WORDS = ("mug", "lampe", "coton", "bois", "café", "2 l", "MV-", "vert", "table", "jardin")


async def main(products: int) -> None:
    """Print the machine, the versions and a line for each measured thing."""
    print(f"{platform.platform()} · {platform.machine()} · Python {platform.python_version()}")
    print(
        " · ".join(
            f"{name} {version(name)}" for name in ("starlette", "databases", "aiosqlite", "sqlalchemy")
        )
    )
    print(f"{products} products, SQLite\n")
    with tempfile.TemporaryDirectory() as folder:
        url = f"sqlite:///{folder}/bench.sqlite3"
        await asyncio.to_thread(upgrade, url)
        async with open_world(url, Path(folder), wish=Wish(products=products)) as world:
            await _measure(world, products)


async def _measure(world: World, products: int) -> None:
    db = world.house.db
    shop_id = await world.install()
    seconds = await _timed(world.house.worker.run_until_idle)
    print(f"{'catalogue, first import':<38}{products / seconds:>12,.0f} products/s")
    for words in ("", *WORDS[:4]):
        name = f"search {words!r}" if words else "first page of products"
        await _median(name, lambda words=words: catalogue.page(db, shop_id, Search(words=words), None, 0, 50))
        await _median(
            f"  count {words!r}", lambda words=words: catalogue.count(db, shop_id, Search(words=words))
        )
    seller_id = await world.connect(shop_id)
    await publish_everything(world, shop_id, seller_id)
    seconds = await _timed(world.house.worker.run_until_idle)
    total = await db.fetch_val("select count(*) from listing")
    print(f"{'publish, limits off':<38}{total / seconds:>12,.0f} listings/s")
    await world.settle(60)
    everything = listing_pages.Filter()
    await _median("first page of listings", lambda: listing_pages.page(db, shop_id, everything, 0, 50))
    await _median("tabs of listings", lambda: listing_pages.counts(db, shop_id, everything))


async def _timed(work: Callable[[], Awaitable[object]]) -> float:
    started = time.perf_counter()
    await work()
    return time.perf_counter() - started


async def _median(name: str, work: Callable[[], Awaitable[object]], rounds: int = 15) -> None:
    took = [await _timed(work) * 1000 for _ in range(rounds)]
    print(f"{name:<38}{statistics.median(took):>12.2f} ms")


if __name__ == "__main__":
    asyncio.run(main(int(sys.argv[1]) if len(sys.argv) > 1 else 2000))
