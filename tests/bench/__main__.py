"""`make bench`: how quick the rooms are on this machine, as a table. Each line says how it was measured.

`python -m tests.bench [products] [part ...]`: 100,000 products and all parts without a word. Ends with 0 whatever it
finds: a limit that is not held says `short`.
"""

import asyncio
import platform
import sys
import tempfile
import time
from importlib.metadata import version
from pathlib import Path

from backend.storage.migrate import upgrade
from tests.bench import decreases, forms, integrator, pages, publishing, unchanged, workers
from tests.bench.big_shop import Place, fill
from tests.bench.table import Table
from tests.world import open_app, open_world

PARTS = ("pages", "decreases", "publishing", "workers", "integrator", "forms")


async def main(products: int, wanted: list[str]) -> None:
    """Print the machine, the versions, and a line for each measured thing."""
    table = Table()
    print(f"{platform.platform()} · {platform.machine()} · Python {platform.python_version()}")
    names = ("starlette", "jinja2", "databases", "aiosqlite", "asyncpg", "httpx", "python-amazon-sp-api")
    print(" · ".join(f"{name} {version(name)}" for name in names))
    if "pages" in wanted:
        await big_shop(table, products)
    if "decreases" in wanted:
        await decreases.measure(table)
    if "publishing" in wanted:
        await publishing.measure(table)
    if "workers" in wanted:
        await workers.measure(table)
    if "integrator" in wanted:
        await integrator.measure(table)
    if "forms" in wanted:
        await forms.measure(table)
    print(f"\n{table.short} short" if table.short else "\nall ok")


async def big_shop(table: Table, products: int) -> None:
    """What is measured with the big shop on SQLite."""
    with tempfile.TemporaryDirectory() as folder:
        url = f"sqlite:///{folder}/bench.sqlite3"
        await asyncio.to_thread(upgrade, url)
        async with open_world(url, Path(folder)) as world:
            open_app(world)
            shop_id = await world.install()
            seller_id = await world.connect(shop_id)
            started = time.perf_counter()
            await fill(world.house.db, Place(shop_id, seller_id, world.now), products, products * 3 // 2)
            count = await world.house.db.fetch_val("select count(*) from listing")
            print(
                f"{products:,} products, {count:,} listings, SQLite, filled in {time.perf_counter() - started:.0f} s"
            )
            await pages.measure(world, shop_id, table)
        await unchanged.measure(table, url)


if __name__ == "__main__":
    numbers = [int(word) for word in sys.argv[1:] if word.isdigit()]
    asyncio.run(
        main(numbers[0] if numbers else 100_000, [w for w in sys.argv[1:] if not w.isdigit()] or list(PARTS))
    )
