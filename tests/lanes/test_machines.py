"""Real worker processes: killed in mid-import and mid-order, stopped in turn, frozen. Nothing is lost or doubled."""

import asyncio
import random
import signal
import time
from asyncio.subprocess import Process
from collections import Counter
from pathlib import Path

import httpx

from backend.house import House, open_house
from backend.sandbox.amazon.config import READY_SELLER
from backend.sandbox.store import Store
from backend.settings import read_settings
from backend.storage import ledger, products
from tests.lanes.ground import FRANCE, LIVE, list_now
from tests.lanes.processes import (
    connect,
    environment,
    free_port,
    install,
    kill,
    running,
    start,
    working,
)

SELLER = "A2ATELIERNORD0"


async def until_read(house: House, shop_id: int) -> None:
    await house.web.wake("catalog", shop_id)
    while (await products.progress(house.db, shop_id)).phase != "idle":
        await asyncio.sleep(0.1)


async def further(house: House, shop_id: int, position: int) -> None:
    """Until the import stands somewhere else than at this product, or has come to its end."""
    while (
        state := await products.progress(house.db, shop_id)
    ).position == position and state.phase != "idle":
        await asyncio.sleep(0.02)


async def test_killed_in_mid_import_every_product_is_read_once(database_url: str, tmp_path: Path) -> None:
    told, chance = environment(tmp_path, free_port(), database_url), random.Random(11)
    count = 700
    async with (
        asyncio.timeout(120), running(told, "sandbox", "--products", str(count)),
        open_house(read_settings(told)) as house,
    ):  # fmt: skip
        shop_id = await install(house, tmp_path / f"products-{count}" / "sandbox")
        kills = 0
        while kills < 3 and (state := await products.progress(house.db, shop_id)).phase != "idle":
            async with running(told, "worker"):
                if kills:
                    await further(house, shop_id, state.position)
                await asyncio.sleep(chance.uniform(0, 0.2))
            kills += 1
            await house.web.wake("catalog", shop_id)
        async with running(told, "worker"):
            await until_read(house, shop_id)
        assert kills >= 2
        rows = await house.db.fetch_all("select external_id from product where deleted_at is null")
        assert len({row["external_id"] for row in rows}) == len(rows) == count


async def orders_in_shop(folder: Path) -> Counter[str]:
    found = Store(folder / "shop.sqlite3").find("order_1003")
    # Beside them stand the demo's orders of the shop's own.
    return Counter(order["externalTransactionId"] for order in found if order.get("externalTransactionId"))


async def test_killed_in_mid_order_every_order_comes_in_once(migrated_postgres: str, tmp_path: Path) -> None:
    told, chance = environment(tmp_path, free_port(), migrated_postgres), random.Random(5)
    async with (
        asyncio.timeout(150), running(told, "sandbox"), open_house(read_settings(told)) as house,
        httpx.AsyncClient(trust_env=False, base_url=told["STORELANE_AMAZON_SANDBOX_URL"]) as amazon,
    ):  # fmt: skip
        shop_id = await install(house, tmp_path / "sandbox")
        async with running(told, "worker"):
            await until_read(house, shop_id)
            seller_id = await connect(house, shop_id)
            await list_now(house, shop_id, seller_id, "d1", house.web.now(), LIVE)
            while await working(house, shop_id):
                await asyncio.sleep(0.2)
        codes = []
        for number in range(18):
            wish = {"seller_id": SELLER, "marketplace_id": FRANCE, "sku": LIVE[number % len(LIVE)]}
            answer = await amazon.post("/sandbox/orders", json={**wish, "quantity": 1})
            codes.append(answer.json()["orderId"])
        await amazon.post("/sandbox/clock", json={"advance": 300})
        kills = 0
        while not await booked(house, len(codes)):
            await house.web.wake("orders", seller_id)
            await house.web.wake("shop_orders", seller_id)
            async with running(told, "worker"):
                await asyncio.sleep(chance.uniform(0.05, 0.3))
                if kills >= 3:
                    await booked_soon(house, len(codes))
            kills += 1
            await a_minute_passes(house, amazon)
        assert kills >= 3
        async with running(told, "worker"):
            await until_read(house, shop_id)
            await asyncio.sleep(1)
        assert await orders_in_shop(tmp_path / "sandbox") == Counter(codes)
        stocks = await ledger.stocks(
            house.db,
            [row["id"] for row in await house.db.fetch_all("select variation_id as id from listing")],
        )
        assert all(stock.sold == 0 for stock in stocks.values()), stocks


async def a_minute_passes(house: House, amazon: httpx.AsyncClient) -> None:
    """An answer that was lost is not waited for any longer; what it was about shows by now, if ever."""
    await amazon.post("/sandbox/clock", json={"advance": 60})
    await house.db.execute("update orders set sending_at = sending_at - 60, next_at = next_at - 60")


async def booked(house: House, count: int) -> bool:
    """Whether all orders are in the shop."""
    sql = "select count(*) from orders where stage = 'rest' and shop_code <> ''"
    return int(await house.db.fetch_val(sql)) == count


async def booked_soon(house: House, count: int) -> None:
    """Four seconds, or as long as it takes."""
    for _ in range(40):
        if await booked(house, count):
            return
        await asyncio.sleep(0.1)


async def end_leases(house: House) -> None:
    """As if much time had passed. Who hangs in a transaction keeps its rows until PostgreSQL ends it."""
    for _ in range(8):
        try:
            await house.db.execute("update lane set lease_until = 0 where owner <> ''")
            return
        except Exception as error:
            if type(error).__name__ != "LockNotAvailableError":
                raise
    raise TimeoutError("a transaction that hangs was not ended")


async def trouble(house: House, told: dict[str, str], machines: list[Process]) -> None:
    """One is told to stop, one is switched off, one hangs until its leases are over; others take their place."""
    machines[0].send_signal(signal.SIGTERM)
    began = time.monotonic()
    assert await machines[0].wait() == 0
    assert time.monotonic() - began < 15
    owners = await house.db.fetch_all("select distinct owner from lane where owner <> ''")
    assert all(f":{machines[0].pid}:" not in row["owner"] for row in owners)
    machines.append(await start(told, "worker"))
    await asyncio.sleep(0.7)
    await kill(machines[1])
    machines.append(await start(told, "worker"))
    machines[2].send_signal(signal.SIGSTOP)
    await end_leases(house)
    await asyncio.sleep(1.5)
    machines[2].send_signal(signal.SIGCONT)


async def test_machines_stopped_killed_and_frozen_in_turn_publish_everything_once(
    migrated_postgres: str, tmp_path: Path
) -> None:
    told, count = environment(tmp_path, free_port(), migrated_postgres), 200
    folder = tmp_path / f"products-{count}" / "sandbox"
    async with (
        asyncio.timeout(150), running(told, "sandbox", "--products", str(count)),
        open_house(read_settings(told)) as house,
        httpx.AsyncClient(trust_env=False, base_url=told["STORELANE_AMAZON_SANDBOX_URL"]) as amazon,
    ):  # fmt: skip
        shop_id = await install(house, folder)
        machines = [await start(told, "worker") for _ in range(2)]
        try:
            await until_read(house, shop_id)
            seller_id = await connect(house, shop_id)
            await list_now(house, shop_id, seller_id, "d1", house.web.now())
            await asyncio.sleep(1.0)
            await trouble(house, told, machines)
            while await working(house, shop_id):
                await asyncio.sleep(0.2)
            answer = await amazon.get("/sandbox/listings", timeout=60)
            total = await house.db.fetch_val("select count(*) from variation")
            listed = await house.db.fetch_val("select count(*) from listing")
            sent = await house.db.fetch_val("select count(*) from listing where sent <> ''")
        finally:
            for machine in machines:
                await kill(machine)
    published = {row["sku"]: row["publications"] for row in answer.json() if row["seller_id"] != READY_SELLER}
    assert set(published.values()) == {1}
    assert len(published) == sent >= 100
    assert listed == total
