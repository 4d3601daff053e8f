"""The real thing: `python -m backend run`, killed with SIGKILL in the middle of a publish, started again."""

import asyncio
import os
import random
import signal
import socket
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import httpx

from backend.house import House, open_house
from backend.other_side import SANDBOX_STORE
from backend.sandbox.amazon.config import READY_SELLER
from backend.sandbox.store import Store
from backend.settings import Settings, read_settings, with_port
from backend.storage import lanes, listing_pages, policies, products, runs, shops
from backend.web import connecting
from tests.lanes.ground import list_now
from tests.world import AGREED

PRODUCTS = 500
ROOT = Path(__file__).parents[2]


def free_port() -> int:
    """The first of three neighbouring ports that nobody uses."""
    while True:
        port = random.randrange(18_000, 18_997)
        try:
            for number in range(port, port + 3):
                socket.create_server(("127.0.0.1", number)).close()
        except OSError:
            continue
        return port


@asynccontextmanager
async def running(port: int, environment: dict[str, str]) -> AsyncIterator[asyncio.subprocess.Process]:
    """`run` in a process of its own; ready when it has said its address, killed hard at the end."""
    command = [sys.executable, "-m", "backend", "run", "--products", str(PRODUCTS), "--port", str(port)]
    process = await asyncio.create_subprocess_exec(
        *command, cwd=ROOT, env={**os.environ, **environment}, stdout=asyncio.subprocess.PIPE
    )
    assert process.stdout is not None
    try:
        async with asyncio.timeout(60):
            first = await process.stdout.readline()
        assert first.startswith(b"Open http://"), first
        yield process
    finally:
        if process.returncode is None:
            process.send_signal(signal.SIGKILL)
        await process.wait()


async def connect(house: House, shop_id: int) -> int:
    """The consent round over the real network."""
    place = next(c for c in house.web.marketplaces["amazon"].countries() if c.code == "FR")
    _, address = await connecting.begin(house.web, shop_id, place)
    async with httpx.AsyncClient(trust_env=False) as browser:
        answer = await browser.post(address, data=AGREED)
    said = {key: values[0] for key, values in parse_qs(urlsplit(answer.headers["location"]).query).items()}
    ended = await connecting.finish(
        house.web, said["state"], said["selling_partner_id"], said["spapi_oauth_code"], refused=False
    )
    assert ended.seller_id is not None, ended.outcome
    return ended.seller_id


async def install(house: House, settings: Settings) -> int:
    store = Store(settings.data_folder / "sandbox" / "shop.sqlite3")
    installation = store.get("installation", str(SANDBOX_STORE))
    assert installation is not None
    shop_id = await shops.install(
        house.db, house.web.vault, SANDBOX_STORE, installation["token"], "", house.web.now()
    )
    await policies.make_defaults(house.db, shop_id, house.web.now())
    await lanes.open_lanes(house.db, [("catalog", shop_id)], house.web.now())
    return shop_id


async def working(house: House, shop_id: int) -> bool:
    progress = await runs.latest(house.db, shop_id)
    return progress is None or progress.working


async def test_killed_at_random_moments_it_publishes_500_products_once_each(tmp_path: Path) -> None:
    environment = {
        "STORELANE_DATA": str(tmp_path),
        "STORELANE_SANDBOX_PACE": "40",
        "STORELANE_LOG_LEVEL": "WARNING",
    }
    port, chance = free_port(), random.Random(7)
    settings = with_port(read_settings(environment), port)
    settings = replace(settings, data_folder=tmp_path / f"products-{PRODUCTS}")
    async with asyncio.timeout(400):
        async with running(port, environment), open_house(settings) as house:
            shop_id = await install(house, settings)
            await house.web.wake("catalog", shop_id)
            while (await products.progress(house.db, shop_id)).phase != "idle":
                await asyncio.sleep(0.2)
            seller_id = await connect(house, shop_id)
            await list_now(house, shop_id, seller_id, "d1", house.web.now())
            await asyncio.sleep(chance.uniform(0.0, 1.0))
        kills = 1
        async with open_house(settings) as house:
            while await working(house, shop_id) and kills < 8:
                async with running(port, environment):
                    await asyncio.sleep(chance.uniform(0.3, 3.0))
                kills += 1
            async with running(port, environment):
                while await working(house, shop_id):
                    await asyncio.sleep(0.5)
                async with httpx.AsyncClient(trust_env=False) as browser:
                    answer = await browser.get(f"{settings.amazon_sandbox_url}/sandbox/listings", timeout=60)
            kept = await listing_pages.page(house.db, shop_id, listing_pages.Filter(), 0, 10_000)
            total = await house.db.fetch_val("select count(*) from variation")
    assert kills >= 3
    published = {row["sku"]: row["publications"] for row in answer.json() if row["seller_id"] != READY_SELLER}
    assert set(published.values()) == {1}
    assert sorted(published) == sorted(line.listing.sku for line in kept if line.listing.sent)
    assert len(published) >= 300
    assert len(kept) == total
    assert {line.listing.status for line in kept} <= {"active", "inactive", "incomplete"}
