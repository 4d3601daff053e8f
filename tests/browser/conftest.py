"""A running Storelane for the browser: the real command in a process of its own, on ports of its own."""

import contextlib
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import AsyncIterator, Iterator
from dataclasses import dataclass
from pathlib import Path

import httpx
import pytest
from playwright.async_api import Browser, FrameLocator, Page, TimeoutError

ROOT = Path(__file__).parents[2]
ALL = "button[name=do][value=all]"  # chooses all products of the wizard's second step
LIST = "form[action$='/list'] button"  # List now, on the last look
PACE = "12"  # Amazon's delays and limits run so much quicker than in life


@dataclass(frozen=True, slots=True)
class Running:
    """The addresses of a running Storelane with its sandbox."""

    address: str  # the one that it printed first
    app: str
    admin: str
    amazon: str

    def publications(self) -> dict[str, int]:
        """How often each of the merchant's SKUs was published, as Amazon counted it."""
        rows = httpx.get(f"{self.amazon}/sandbox/listings", headers={"accept": "application/json"}).json()
        return {row["sku"]: row["publications"] for row in rows if row["seller_id"].startswith("A2")}


@pytest.fixture
def running(tmp_path: Path) -> Iterator[Running]:
    """A Storelane that asks nobody for an account: test_register.py alone walks that way."""
    with started(tmp_path, STORELANE_ACCOUNTS="off") as found:
        yield found


@contextlib.contextmanager
def started(tmp_path: Path, **more: str) -> Iterator[Running]:
    """`python -m backend run` in an empty data folder, told `more` settings; killed at the end."""
    port = _free_ports()
    environment = {
        **os.environ, "STORELANE_DATA": str(tmp_path / "data"), "STORELANE_SANDBOX_PACE": PACE, "PYTHONUNBUFFERED": "1",
        **more,
    }  # fmt: skip
    environment.pop("STORELANE_SETTINGS", None)
    log = (tmp_path / "log").open("w")
    process = subprocess.Popen(
        [sys.executable, "-m", "backend", "run", "--port", str(port)], cwd=ROOT, env=environment,
        stdout=subprocess.PIPE, stderr=log, text=True, stdin=subprocess.DEVNULL,
    )  # fmt: skip
    try:
        assert process.stdout is not None
        first = process.stdout.readline().strip()
        assert "http" in first, (tmp_path / "log").read_text()[-2000:]
        _wait_for(f"http://localhost:{port}/health")
        yield Running(
            "http" + first.split("http", 1)[1], f"http://localhost:{port}", f"http://127.0.0.1:{port + 1}",
            f"http://127.0.0.1:{port + 2}",
        )  # fmt: skip
    finally:
        process.send_signal(signal.SIGKILL)
        process.wait(10)
        if process.stdout:
            process.stdout.close()
        log.close()


@pytest.fixture(params=[1280, 390], ids=["desk", "phone"])
async def page(request: pytest.FixtureRequest, chromium: Browser) -> AsyncIterator[Page]:
    """A page on a desk and on a phone."""
    context = await chromium.new_context(viewport={"width": request.param, "height": 900})
    context.set_default_timeout(60_000)  # many tests share the processors
    yield await context.new_page()
    await context.close()


async def opened(page: Page, running: Running) -> FrameLocator:
    """Open the printed address; the app's frame, once the admin shows it."""
    await page.goto(running.address)
    frame = page.frame_locator("iframe")
    await frame.locator("h1").first.wait_for()
    return frame


async def go_on(frame: FrameLocator, button: str, then: str) -> None:
    """Press a button that leads to another page. The admin grows the frame with every page: a press that lands beside
    it meanwhile is made again, as a person would."""
    for _ in range(6):
        with contextlib.suppress(TimeoutError):  # it led on already, only late
            await frame.get_by_role("button", name=button).last.click(timeout=10_000)
        try:
            await frame.locator(then).first.wait_for(timeout=10_000)
            return
        except TimeoutError:
            continue
    raise AssertionError(f"{button} leads nowhere")


async def list_now(frame: FrameLocator, following: str = "Next") -> None:
    """From the chosen products over the last look to List now."""
    if not await frame.locator(LIST).count():
        await go_on(frame, following, LIST)
    for _ in range(6):
        with contextlib.suppress(TimeoutError):
            await frame.locator(LIST).click(timeout=10_000)
        with contextlib.suppress(TimeoutError):
            await frame.locator(LIST).wait_for(state="detached", timeout=10_000)
            return
    raise AssertionError("List now leads nowhere")


def _free_ports() -> int:
    """The first of four neighbouring free ports."""
    for port in range(18500 + os.getpid() % 300 * 4, 19900, 4):
        try:
            with contextlib.ExitStack() as held:
                for near in range(4):
                    held.enter_context(socket.create_server(("127.0.0.1", port + near)))
                return port
        except OSError:
            continue
    raise RuntimeError("no four free ports")


def _wait_for(address: str) -> None:
    until = time.monotonic() + 30
    while time.monotonic() < until:
        try:
            if httpx.get(address).status_code == 200:
                return
        except httpx.TransportError:
            pass
        time.sleep(0.1)
    raise RuntimeError(f"{address} did not become well")
