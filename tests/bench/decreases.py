"""A stock decrease in the shop until the simulated Amazon has it, while 10,000 revisions wait under the real plans."""

import asyncio
import json
import random
import tempfile
import time
from pathlib import Path
from urllib.parse import urlsplit

import httpx

from backend.sandbox.shop.products import Products
from tests.bench.scenes import published, running_clock, until, working
from tests.bench.table import Table
from tests.lanes.ground import Line
from tests.world import STORE, World, open_app, open_world

WAITING, SAMPLES, LIMIT = 10_000, 60, 1_000.0  # milliseconds
PRODUCTS = 12_000


async def measure(table: Table) -> None:
    """One line."""
    table.head("Stock")
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        async with published(folder, PRODUCTS) as (url, wish, left):
            clock = running_clock(left)
            async with open_world(
                url, folder, wish=wish, rate_factor=1.0, clock=clock, keep=folder / "other"
            ) as world:
                open_app(world)
                await _decreases(world, table)


def _noting(world: World) -> dict[str, list[int]]:
    """Quantities that Amazon took, by SKU, from now on."""
    place = urlsplit(world.settings.amazon_sandbox_url).netloc
    line = Line(world.network.sites[place])
    world.network.sites[place] = line
    taken: dict[str, list[int]] = {}

    def note(request: httpx.Request) -> None:
        for patch in json.loads(request.content)["patches"] if request.method == "PATCH" else ():
            if patch["path"].endswith("fulfillment_availability"):
                sku = request.url.path.rpartition("/")[2]
                taken.setdefault(sku, []).append(patch["value"][0]["quantity"])

    line.after = note
    return taken


async def _decreases(world: World, table: Table) -> None:
    db = world.house.db
    taken = _noting(world)
    # Everything is owed a look, with another price than Amazon has.
    await db.execute(
        "update policy set body = replace(body, '\"change\":0', '\"change\":100') where kind = 'selling'"
    )
    await db.execute(
        "update listing set revise_at = :now, revise_n = revise_n + 1 where sent <> '' and status = 'active'",
        {"now": world.now},
    )
    waiting = await db.fetch_val("select count(*) from listing where revise_at is not null")
    assert waiting >= WAITING, f"only {waiting} revisions wait"
    rows = await db.fetch_all(
        "select l.sku, p.external_id, v.external_id as variation, v.stock from listing l"
        " join product p on p.id = l.product_id join variation v on v.id = l.variation_id"
        " where l.status = 'active' and v.stock > 3 and p.variation_count = 1 order by l.id desc limit 400"
    )
    products, chance, took = Products(world.other.shop.platform), random.Random(4), []
    async with working(world):
        await asyncio.sleep(3)
        for row in chance.sample(rows, SAMPLES):
            wanted = row["stock"] - 1
            began = time.perf_counter()
            products.update(STORE, row["external_id"], {"quantity": wanted})
            sku = row["sku"]
            await until(lambda sku=sku, n=wanted: any(q <= n for q in taken.get(sku, [])), 60)  # type: ignore[misc]
            took.append((time.perf_counter() - began) * 1000)
            await asyncio.sleep(chance.uniform(0.05, 0.6))
        left = await db.fetch_val("select count(*) from listing where revise_at is not null")
    table.times(
        "decrease in the shop → Amazon has it", took, LIMIT,
        f"n={SAMPLES}, {waiting:,} revisions waiting ({left:,} at the end), Amazon's real plans, webhooks, SQLite",
    )  # fmt: skip
