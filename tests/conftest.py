"""Fixtures every room uses: the databases, fresh for each test."""

import asyncio
import contextlib
import itertools
import os
import shutil
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest
from hypothesis import settings
from playwright.async_api import Browser

from backend.storage.database import Database, open_database
from backend.storage.migrate import upgrade
from tests.chromium import NoChromium, running_chromium
from tests.postgres import execute, quickest, running_postgres

# Speed is measured by the bench, and a busy machine proves nothing about a rule.
settings.register_profile("storelane", deadline=None)
settings.load_profile("storelane")

_NO_BROWSER = "no browser: "  # how the reason of a skipped browser test begins
_numbers = itertools.count(1)
# Whole lives, real processes, browsers: they begin first, so that no processor waits for the last of them at the end.
_LONG = (
    "lanes/test_two_way",
    "lanes/test_machines",
    "lanes/test_sigkill",
    "lanes/test_kills",
    "browser/",
    "lanes/",
)


@pytest.fixture(scope="session")
def postgres() -> Iterator[str]:
    """The address of a running PostgreSQL that has a migrated database `base` to copy."""
    with running_postgres() as address:
        asyncio.run(execute(f"{address}/postgres", "create database base"))
        upgrade(f"{address}/base")
        yield address


@pytest.fixture(scope="session")
def migrated_sqlite(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A migrated SQLite file to copy."""
    path = tmp_path_factory.mktemp("sqlite") / "base.sqlite3"
    upgrade(f"sqlite:///{path}")
    return path


@pytest.fixture
def migrated_url(migrated_sqlite: Path, tmp_path: Path) -> str:
    """A fresh migrated SQLite database, for what does not differ between the two."""
    path = tmp_path / "single.sqlite3"
    shutil.copy(migrated_sqlite, path)
    return f"sqlite:///{path}"


@pytest.fixture(params=["sqlite", "postgresql"])
def database_url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """A fresh migrated database, once of each kind."""
    if request.param == "sqlite":
        path = tmp_path / "storelane.sqlite3"
        shutil.copy(request.getfixturevalue("migrated_sqlite"), path)
        yield f"sqlite:///{path}"
        return
    with copied(request.getfixturevalue("postgres"), "base") as url:
        yield url


@pytest.fixture
def migrated_postgres(postgres: str) -> Iterator[str]:
    """A fresh migrated PostgreSQL database, for what only several processes need."""
    with copied(postgres, "base") as url:
        yield url


@pytest.fixture
def empty_postgres(postgres: str) -> Iterator[str]:
    """A fresh PostgreSQL database with nothing in it."""
    with copied(postgres, "template0") as url:
        yield url


@pytest.fixture
async def database(database_url: str) -> AsyncIterator[Database]:
    """An open fresh database, once of each kind."""
    async with open_database(database_url) as db:
        yield db


@pytest.fixture(scope="module")
async def chromium() -> AsyncIterator[Browser]:
    """A running Chromium. Where there is none the test is skipped, and the end of the run says so loudly."""
    try:
        async with running_chromium() as browser:
            yield browser
    except NoChromium as reason:
        pytest.skip(_NO_BROWSER + str(reason))


def pytest_configure() -> None:
    """The folders of the tests lie in memory where that can be: SQLite waits for a disk at every commit."""
    if memory := quickest():
        os.environ.setdefault("PYTEST_DEBUG_TEMPROOT", str(memory))


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    def turn(item: pytest.Item) -> int:
        return next((n for n, name in enumerate(_LONG) if f"tests/{name}" in item.nodeid), len(_LONG))

    items.sort(key=turn)


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    said = [str(report.longrepr) for report in terminalreporter.getreports("skipped")]
    reasons = {text.partition(_NO_BROWSER)[2].rstrip("')") for text in said if _NO_BROWSER in text}
    for reason in reasons:
        terminalreporter.section("BROWSER TESTS DID NOT RUN", red=True, bold=True)
        terminalreporter.line(reason, red=True, bold=True)


@contextlib.contextmanager
def copied(address: str, template: str) -> Iterator[str]:
    name = f"test_{next(_numbers)}"
    asyncio.run(
        execute(f"{address}/postgres", f"create database {name} template {template} strategy = file_copy")
    )
    yield f"{address}/{name}"
    asyncio.run(execute(f"{address}/postgres", f"drop database {name} with (force)"))


@pytest.fixture(scope="session")
def anyio_backend() -> tuple[str, dict[str, bool]]:
    """The loop of the product's own processes."""
    return "asyncio", {"use_uvloop": True}
