"""Publishing 10,000 matched products under Amazon's real usage plans, one call each, on a clock that runs faster."""

import asyncio
import tempfile
from collections import Counter
from pathlib import Path
from urllib.parse import urlsplit

import httpx

from backend.sandbox.sites import Wish
from backend.storage import listings
from backend.storage.migrate import upgrade
from tests.bench.scenes import EPOCH, running_clock, working
from tests.bench.table import Table
from tests.lanes.test_publishing import publish_everything
from tests.world import World, open_app, open_world

PRODUCTS, FASTER = 11_500, 6.0  # of so many about 10,000 are found on Amazon
# What products need, by method and a part of the path: calls a second and burst (Amazon facts 3.3).
PLANS = {
    ("PUT", "/listings/2021-08-01/items/"): (5.0, 5),
    ("GET", "/restrictions"): (5.0, 10),
    ("GET", "/catalog/2022-04-01/items"): (2.0, 2),
}  # fmt: skip


class Counting(httpx.AsyncBaseTransport):
    """The line to Amazon with its calls counted, and those that were answered 429; deeds with their moments."""

    def __init__(self, inner: httpx.AsyncBaseTransport, world: World) -> None:
        self._inner, self._world = inner, world
        self.calls, self.refused, self.deeds = 0, 0, list[float]()
        self.needed = Counter[tuple[str, str]]()

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        response = await self._inner.handle_async_request(request)
        self.calls += 1
        self.refused += response.status_code == 429
        preview = "mode" in request.url.params
        for plan in PLANS:
            if plan[0] == request.method and plan[1] in request.url.path and not preview:
                self.needed[plan] += 1
        if request.method == "PUT" and response.status_code == 200 and not preview:
            self.deeds.append(self._world.clock())
        return response


async def measure(table: Table) -> None:
    """Two lines: the time against the least there is, and the share of refused calls."""
    table.head("Publishing")
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        url = f"sqlite:///{folder}/bench.sqlite3"
        await asyncio.to_thread(upgrade, url)
        wish, never = Wish(products=PRODUCTS), "25000"
        async with open_world(
            url, folder, wish=wish, keep=folder / "other", STORELANE_FEED_FROM=never
        ) as world:
            open_app(world)
            shop_id = await world.install()
            await world.house.worker.run_until_idle()
            seller_id = await world.connect(shop_id)
            left = world.clock()
        async with open_world(
            url, folder, wish=wish, keep=folder / "other", rate_factor=1.0, STORELANE_FEED_FROM=never,
            clock=running_clock(max(left, EPOCH), FASTER),
        ) as world:  # fmt: skip
            await _publish(world, shop_id, seller_id, table)


async def _publish(world: World, shop_id: int, seller_id: int, table: Table) -> None:
    place = urlsplit(world.settings.amazon_sandbox_url).netloc
    line = Counting(world.network.sites[place], world)
    world.network.sites[place] = line
    began = world.clock()
    await publish_everything(world, shop_id, seller_id)
    async with working(world):
        while await _waiting(world, seller_id):
            await asyncio.sleep(0.5)
    count = len(line.deeds)
    least, slowest = max(
        ((line.needed[plan] - burst) / rate, plan[1].strip("/")) for plan, (rate, burst) in PLANS.items()
    )
    took = line.deeds[-1] - began
    table.figure(
        "time to publish ÷ the least the plan allows", took / least, "×", 1.05,
        f"{count:,} offers in {took:,.0f} s of its clock (×{FASTER:g}); the least for {slowest}: {least:,.0f} s",
    )  # fmt: skip
    share = 100 * line.refused / line.calls
    table.figure(
        "calls answered 429", share, "%", 0.1, f"{line.refused} of {line.calls:,} calls in that time"
    )


async def _waiting(world: World, seller_id: int) -> bool:
    db = world.house.db
    spreading = await db.fetch_val("select count(*) from run where spread_at is null")
    matching = await db.fetch_val("select count(*) from listing where stage = 'match'")
    return bool(spreading or matching or await listings.count_unsent(db, seller_id))
