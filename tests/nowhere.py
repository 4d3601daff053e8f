"""Whether what is known of a buyer stands where it must not: every place that text can reach, gathered and searched."""

import logging
from collections.abc import AsyncIterator, Iterable, Iterator, Mapping
from contextlib import asynccontextmanager, contextmanager
from pathlib import Path

import httpx

from backend.logs import JsonLines
from backend.storage.database import Database
from tests.world import World

# A buyer none of whose words can stand anywhere by chance.
BUYER = {
    "name": "Zyxwilda Quorndyke", "email": "qrxzzyva@marketplace.amazon.example", "company": "Vlumbgrath Oy",
    "purchase_number": "PXQ-77431",
}  # fmt: skip
ADDRESS = {
    "name": "Thrombeau Jixxelwick", "companyName": "Vlumbgrath Oy", "addressLine1": "714 Klonqvisth Lane",
    "addressLine2": "Stair Wyzzbrook", "city": "Fnordhavensby", "postalCode": "98X31Q", "countryCode": "FR",
    "phone": "+33 744 918 273",
}  # fmt: skip
GIFT = "Blorvingtide from Grandma Skwzeth"
WORDS = (
    "Zyxwilda", "Quorndyke", "qrxzzyva", "Vlumbgrath", "PXQ-77431", "Thrombeau", "Jixxelwick", "Klonqvisth",
    "Wyzzbrook", "Fnordhavensby", "98X31Q", "744 918 273", "744918273", "Blorvingtide", "Skwzeth",
)  # fmt: skip
# What anybody with the shop's admin may open, and what operators read. An area that adds a page or a file adds it here.
# The list of orders and an order's own page name the buyer: they are looked at by their own tests.
PAGES = (
    "/dashboard", "/dashboard/sales", "/accounts", "/journal", "/audit", "/audit.csv", "/transfer",
    "/transfer/export.json", "/transfer/links.csv", "/listings", "/problems", "/orders/settings",
    "/orders/personal", "/orders/999999", "/orders.csv", "/orders/older", "/alerts", "/metrics", "/health",
)  # fmt: skip


@contextmanager
def listening() -> Iterator[list[str]]:
    """Everything that any logger says from now on, libraries' debugging too, as the logs write it."""
    heard: list[str] = []
    root = logging.getLogger()
    known = [logging.getLogger(name) for name in ("storelane", *logging.root.manager.loggerDict)]
    before = {logger: logger.level for logger in (root, *known)}

    class Ear(logging.Handler):
        def emit(self, record: logging.LogRecord) -> None:
            heard.append(self.format(record))

    ear = Ear(logging.DEBUG)
    ear.setFormatter(JsonLines())
    root.addHandler(ear)
    for logger in before:
        logger.setLevel(logging.DEBUG)
    try:
        yield heard
    finally:
        root.removeHandler(ear)
        for logger, level in before.items():
            logger.setLevel(level)


async def everything(db: Database) -> str:
    """The whole database as text, every table that there is."""
    tables = (
        "select name from sqlite_master where type = 'table'"
        if db.dialect == "sqlite"
        else "select table_name as name from information_schema.tables where table_schema = current_schema()"
    )
    lines = []
    for table in [row["name"] for row in await db.fetch_all(tables)]:
        rows = await db.fetch_all(f'select * from "{table}"')
        lines += [f"{table} {[str(row[name]) for name in row.keys()]}" for row in rows]  # noqa: SIM118
    return "\n".join(lines)


def on_disk(world: World) -> str:
    """What lies in the embedded database's files, pages that are free again too."""
    path = world.settings.database_url.removeprefix("sqlite:///")
    files = [Path(path + end) for end in ("", "-wal")] if path != world.settings.database_url else []
    return "\n".join(file.read_bytes().decode("latin-1") for file in files if file.exists())


async def sinks(world: World, browser: httpx.AsyncClient, heard: Iterable[str]) -> dict[str, str]:
    """All places where text can end, by name."""
    found = {"database": await everything(world.house.db), "files": on_disk(world), "logs": "\n".join(heard)}
    for path in PAGES:
        answer = await browser.get(path)
        found[path] = f"{answer.status_code} {answer.headers} {answer.text}"
    return found


def found_in(places: Mapping[str, str], words: Iterable[str]) -> list[tuple[str, str]]:
    """Where which of the words stand, whatever their case."""
    folded = {place: text.casefold() for place, text in places.items()}
    return [(place, word) for word in words for place, text in folded.items() if word.casefold() in text]


async def nowhere(
    world: World, browser: httpx.AsyncClient, heard: Iterable[str], words: Iterable[str] = WORDS
) -> None:
    """Fails with where the words stand, and what stands around them."""
    places = await sinks(world, browser, heard)
    found = [f"{place}: {_around(places[place], word)!r}" for place, word in found_in(places, words)]
    assert not found, "\n".join(found)


def _around(text: str, word: str) -> str:
    at = text.casefold().find(word.casefold())
    return text[max(0, at - 150) : at + 50]


@asynccontextmanager
async def broken(db: Database, table: str) -> AsyncIterator[None]:
    """A table is away: whoever asks for it makes a mistake of our own."""
    await db.execute(f"alter table {table} rename to away")
    try:
        yield
    finally:
        await db.execute(f"alter table away rename to {table}")
