"""The real thing: `python -m backend run`, killed with SIGKILL in the middle of a publish, started again."""

import asyncio
import random
from dataclasses import replace
from pathlib import Path

import httpx

from backend.house import House, open_house
from backend.sandbox.amazon.config import READY_SELLER
from backend.settings import read_settings, with_port
from backend.storage import listing_pages, products
from tests.lanes.ground import list_now
from tests.lanes.processes import connect, free_port, install, running, working

PRODUCTS = 200
PACE = {"STORELANE_SANDBOX_PACE": "40", "STORELANE_LOG_LEVEL": "WARNING"}


async def a_minute_passes(house: House, amazon: httpx.AsyncClient) -> None:
    """An answer that was lost is not waited for any longer; what it was about shows by now, if ever."""
    await amazon.post("/sandbox/clock", json={"advance": 60})
    await house.db.execute(
        "update listing set sending_at = sending_at - 60, next_at = next_at - 60 where sending_at is not null"
    )
    await house.db.execute("update lane set due_at = 0")


async def test_killed_at_random_moments_it_publishes_200_products_once_each(tmp_path: Path) -> None:
    environment = {**PACE, "STORELANE_DATA": str(tmp_path)}
    port, chance = free_port(), random.Random(7)
    command = ("run", "--products", str(PRODUCTS), "--port", str(port))
    settings = with_port(read_settings(environment), port)
    settings = replace(settings, data_folder=tmp_path / f"products-{PRODUCTS}")
    async with asyncio.timeout(400):
        async with running(environment, *command), open_house(settings) as house:
            shop_id = await install(house, settings.data_folder / "sandbox")
            await house.web.wake("catalog", shop_id)
            while (await products.progress(house.db, shop_id)).phase != "idle":
                await asyncio.sleep(0.2)
            seller_id = await connect(house, shop_id)
            await list_now(house, shop_id, seller_id, "d1", house.web.now())
            await asyncio.sleep(chance.uniform(0.0, 1.0))
        kills = 1
        async with open_house(settings) as house:
            while await working(house, shop_id) and kills < 5:
                async with running(environment, *command):
                    await asyncio.sleep(chance.uniform(0.2, 1.5))
                kills += 1
            async with (
                running(environment, *command),
                httpx.AsyncClient(
                    trust_env=False, base_url=settings.amazon_sandbox_url, timeout=60
                ) as amazon,
            ):
                await a_minute_passes(house, amazon)
                while await working(house, shop_id):
                    await asyncio.sleep(0.5)
                answer = await amazon.get("/sandbox/listings")
            kept = await listing_pages.page(house.db, shop_id, listing_pages.Filter(), 0, 10_000)
            total = await house.db.fetch_val("select count(*) from variation")
    assert kills >= 3
    published = {row["sku"]: row["publications"] for row in answer.json() if row["seller_id"] != READY_SELLER}
    assert set(published.values()) == {1}
    assert sorted(published) == sorted(line.listing.sku for line in kept if line.listing.sent)
    assert len(published) >= 120
    assert len(kept) == total
    assert {line.listing.status for line in kept} <= {"active", "inactive", "incomplete"}
