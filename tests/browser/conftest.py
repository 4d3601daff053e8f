"""A running Storelane and a browser before it: with nothing in it yet, with Amazon connected, or with everything listed."""

from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest
from playwright.async_api import Browser, Page, expect

from tests.browser.looking import DESK, HIGH
from tests.browser.prepared import prepare
from tests.browser.running import Running, own_ports, started

expect.set_options(timeout=30_000)  # many tests share the processors: what comes late is not wrong


@pytest.fixture
def running(tmp_path: Path) -> Iterator[Running]:
    """A Storelane that asks nobody for an account: test_register.py alone walks that way."""
    with own_ports() as port, started(tmp_path, port, STORELANE_ACCOUNTS="off") as found:
        yield found


@pytest.fixture
async def connected(tmp_path: Path, migrated_sqlite: Path) -> AsyncIterator[Running]:
    """The shop is read and Amazon connected; nothing is listed."""
    async with _prepared(tmp_path, migrated_sqlite, published=False) as found:
        yield found


@pytest.fixture
async def selling(tmp_path: Path, migrated_sqlite: Path) -> AsyncIterator[Running]:
    """All 64 products were published a moment ago: most are live, the others say why not."""
    async with _prepared(tmp_path, migrated_sqlite, published=True) as found:
        yield found


@asynccontextmanager
async def _prepared(folder: Path, migrated: Path, *, published: bool) -> AsyncIterator[Running]:
    with own_ports() as port:
        await prepare(folder / "data", migrated, port, published=published)
        with started(folder, port, STORELANE_ACCOUNTS="off") as found:
            yield found


@pytest.fixture
async def page(request: pytest.FixtureRequest, chromium: Browser) -> AsyncIterator[Page]:
    """A page on a desk, or as wide as a journey asks for (`on_a_phone`)."""
    width = getattr(request, "param", DESK)
    context = await chromium.new_context(viewport={"width": width, "height": HIGH})
    context.set_default_timeout(60_000)
    yield await context.new_page()
    await context.close()
