"""A running Storelane and a browser before it: empty, with Amazon connected, or with everything listed."""

import shutil
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from pathlib import Path

import pytest
from playwright.async_api import Browser, Page, expect

from tests.browser.looking import DESK, HIGH
from tests.browser.prepared import prepare
from tests.browser.running import Running, own_ports, started

expect.set_options(timeout=30_000)  # many tests share the processors: what comes late is not wrong


Made = Callable[[bool], Awaitable[Path]]


@pytest.fixture(scope="session")
def port() -> Iterator[int]:
    """The first of this process's own ports. What is prepared knows them, and serves every test of this process."""
    with own_ports() as first:
        yield first


@pytest.fixture(scope="session")
def prepared() -> dict[bool, Path]:
    """The folders that were prepared already: with everything published, and without."""
    return {}


@pytest.fixture
def made(
    tmp_path: Path,
    tmp_path_factory: pytest.TempPathFactory,
    migrated_sqlite: Path,
    port: int,
    prepared: dict[bool, Path],
) -> Made:
    """Makes this test's own folder, a copy of the prepared one."""

    async def copied(published: bool) -> Path:
        if published not in prepared:
            data = tmp_path_factory.mktemp("prepared") / "data"
            await prepare(data, migrated_sqlite, port, published=published)
            prepared[published] = data
        shutil.copytree(prepared[published], tmp_path / "data")
        return tmp_path

    return copied


@pytest.fixture
def running(tmp_path: Path, port: int) -> Iterator[Running]:
    """A Storelane that asks nobody for an account: test_register.py alone walks that way."""
    with started(tmp_path, port, STORELANE_ACCOUNTS="off") as found:
        yield found


@pytest.fixture
async def connected(made: Made, port: int) -> AsyncIterator[Running]:
    """The shop is read and Amazon connected; nothing is listed."""
    with started(await made(False), port, STORELANE_ACCOUNTS="off") as found:
        yield found


@pytest.fixture
async def selling(made: Made, port: int) -> AsyncIterator[Running]:
    """All 64 products were published a moment ago: most are live, the others say why not."""
    with started(await made(True), port, STORELANE_ACCOUNTS="off") as found:
        yield found


@pytest.fixture
async def page(request: pytest.FixtureRequest, chromium: Browser) -> AsyncIterator[Page]:
    """A page on a desk, or as wide as a journey asks for (`on_a_phone`)."""
    width = getattr(request, "param", DESK)
    context = await chromium.new_context(viewport={"width": width, "height": HIGH})
    context.set_default_timeout(60_000)
    yield await context.new_page()
    await context.close()
