"""Two workers against one: real processes on one PostgreSQL, 16 sellers, an Amazon that takes its time to answer."""

import asyncio
import contextlib
import tempfile
import time
from contextlib import AsyncExitStack
from pathlib import Path
from typing import Any

from starlette.requests import ClientDisconnect
from starlette.types import ASGIApp, Receive, Scope, Send

from backend.other_side import sandbox_sites
from backend.sandbox.amazon.config import Merchant, SellerAccount
from backend.serving import serve
from backend.storage.migrate import upgrade
from tests.bench.scenes import EPOCH, running_clock
from tests.bench.table import Table
from tests.lanes.ground import LIVE, list_now
from tests.lanes.processes import environment, free_port, running
from tests.postgres import running_postgres
from tests.world import World, open_app, open_world

SELLERS, LATENCY, TIMES = 16, 0.2, 1.7  # Amazon answers in about that many seconds
ACCOUNTS = tuple(
    SellerAccount(f"s{n}@example.com", f"Seller {n}", {"eu": Merchant(f"A1SELLER{n:06}", ("FR", "DE"))})
    for n in range(SELLERS)
)


async def measure(table: Table) -> None:
    """One line."""
    table.head("Several machines")
    with running_postgres() as server, tempfile.TemporaryDirectory() as name:
        url = f"{server}/postgres"
        await asyncio.to_thread(upgrade, url)
        told = environment(Path(name), free_port(), url)
        own = {
            key: value
            for key, value in told.items()
            if key not in ("STORELANE_DATA", "STORELANE_DATABASE_URL")
        }
        async with open_world(
            url,
            Path(name),
            sellers=ACCOUNTS,
            rate_factor=40.0,
            clock=running_clock(max(EPOCH, time.time())),
            **own,
        ) as world:
            await _publish(world)

            async def work(stop: asyncio.Event) -> None:
                one = await _revise(world, told, 1, 100)
                two = await _revise(world, told, 2, 200)
                table.figure(
                    "two workers ÷ one, revisions a second", one[1] / two[1], "×", TIMES,
                    f"{one[0]} revisions of {SELLERS} sellers in {one[1]:.1f} s and {two[1]:.1f} s; PostgreSQL, "
                    f"processes of 4 lanes, Amazon answers after {LATENCY:g} s", at_least=True,
                )  # fmt: skip

            sites = sandbox_sites(world.settings, world.other)
            slow = [type(site)(site.name, _slow(site.app), site.host, site.port) for site in sites]
            await serve(slow, lambda: None, [work])


def _slow(app: ASGIApp) -> ASGIApp:
    async def later(scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "http":
            await asyncio.sleep(LATENCY)
        with contextlib.suppress(ClientDisconnect):  # a worker was killed while it waited
            await app(scope, receive, send)

    return later


async def _publish(world: World) -> None:
    """The same products, offered by all sellers."""
    open_app(world)
    shop_id = await world.install()
    await world.house.worker.run_until_idle()
    for number, account in enumerate(ACCOUNTS):
        seller_id = await world.connect(shop_id, login=account.login)
        await list_now(world.house, shop_id, seller_id, f"d{number}", world.now, LIVE)
    await world.settle(60, 5)


async def _revise(world: World, told: dict[str, str], workers: int, change: int) -> tuple[int, float]:
    """Every price changes; how many revisions, and the seconds until none is owed."""
    db: Any = world.house.db
    async with AsyncExitStack() as stack:
        for _ in range(workers):
            await stack.enter_async_context(running(told, "worker"))
        await asyncio.sleep(3)  # what is due besides is done first
        await db.execute(
            "update policy set body = regexp_replace(body, '\"change\": ?[0-9]+', :change) where kind = 'selling'",
            {"change": f'"change":{change}'},
        )
        now = int(await db.now(time.time))
        count = int(
            await db.execute(
                "update listing set revise_at = :now, revise_n = revise_n + 1 where sent <> '' and stage <> 'submit'",
                {"now": now},
            )
        )
        began = time.perf_counter()
        for row in await db.fetch_all("select id from seller"):
            await world.house.web.wake("offers", row["id"])
        await db.execute("update lane set due_at = :now where kind = 'offers' and owner = ''", {"now": now})
        await db.notify("lanes", "all")
        async with asyncio.timeout(150):
            while await db.fetch_val("select count(*) from listing where revise_at is not null"):
                await asyncio.sleep(0.05)
        return count, time.perf_counter() - began
