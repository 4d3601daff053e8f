"""Real processes for tests: the sandbox, workers and `run`, started as an operator would, ended as a machine does."""

import asyncio
import os
import random
import signal
import socket
import sys
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import httpx

from backend.house import House
from backend.other_side import SANDBOX_STORE
from backend.sandbox.store import Store
from backend.storage import lanes, policies, runs, shops
from backend.web import connecting
from tests.world import AGREED

ROOT = Path(__file__).parents[2]
READY = {"run": b"Open http://", "sandbox": b"  The shop's admin", "worker": b"Working as "}


def free_port() -> int:
    """The first of four neighbouring ports that nobody uses."""
    while True:
        port = random.randrange(18_000, 18_997)
        try:
            for number in range(port, port + 4):
                socket.create_server(("127.0.0.1", number)).close()
        except OSError:
            continue
        return port


def environment(folder: Path, port: int, database_url: str) -> dict[str, str]:
    """What all processes of one installation are told."""
    return {
        "STORELANE_DATA": str(folder), "STORELANE_DATABASE_URL": database_url, "STORELANE_SECRET_KEYS": "k" * 40,
        "STORELANE_APP_URL": f"http://localhost:{port}",
        "STORELANE_SHOP_SANDBOX_URL": f"http://127.0.0.1:{port + 1}",
        "STORELANE_AMAZON_SANDBOX_URL": f"http://127.0.0.1:{port + 2}",
        "STORELANE_SANDBOX_PACE": "40", "STORELANE_LOG_LEVEL": "WARNING",
    }  # fmt: skip


async def start(told: Mapping[str, str], command: str, *options: str) -> asyncio.subprocess.Process:
    """A command in a process of its own, when it has said that it is ready."""
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "backend", command, *options,
        cwd=ROOT, env={**os.environ, **told}, stdout=asyncio.subprocess.PIPE,
    )  # fmt: skip
    assert process.stdout is not None
    try:
        async with asyncio.timeout(60):
            first = await process.stdout.readline()
        assert first.startswith(READY[command]), first
    except BaseException:  # nobody else knows of it yet
        await kill(process)
        raise
    return process


async def kill(process: asyncio.subprocess.Process) -> None:
    """The machine is switched off."""
    if process.returncode is None:
        process.send_signal(signal.SIGKILL)
    await process.wait()


@asynccontextmanager
async def running(
    told: Mapping[str, str], command: str, *options: str
) -> AsyncIterator[asyncio.subprocess.Process]:
    """A process that is killed hard at the end."""
    process = await start(told, command, *options)
    try:
        yield process
    finally:
        await kill(process)


async def install(house: House, sandbox: Path) -> int:
    """The shop is known, with the token that the sandbox (its folder) gave it."""
    installation = Store(sandbox / "shop.sqlite3").get("installation", str(SANDBOX_STORE))
    assert installation is not None
    token, now = installation["token"], house.web.now()
    shop_id = await shops.install(house.db, house.web.vault, SANDBOX_STORE, token, "", now)
    await policies.make_defaults(house.db, shop_id, now)
    await lanes.open_lanes(house.db, [("catalog", shop_id)], now)
    return shop_id


async def connect(house: House, shop_id: int) -> int:
    """The consent round over the real network. Returns our seller id."""
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


async def working(house: House, shop_id: int) -> bool:
    """Whether the last publication still goes on, or never began."""
    progress = await runs.latest(house.db, shop_id)
    return progress is None or progress.working
