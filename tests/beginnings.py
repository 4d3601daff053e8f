"""What many tests begin from, done once in a process and then copied: database, the other side's memory, the hour."""

import itertools
from collections.abc import Callable, Hashable
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass
from pathlib import Path

from backend.sandbox.store import Store
from tests.postgres import execute
from tests.world import Stage, World

Made = Callable[
    [], AbstractAsyncContextManager[tuple[World, int, int]]
]  # a world, our shop's id, our seller's
_numbers = itertools.count(1)


@dataclass(frozen=True, slots=True)
class Beginning:
    """A world at rest. `database`: the bytes of a SQLite file, or the name of a PostgreSQL database."""

    stage: Stage
    database: bytes | str
    shop_id: int
    seller_id: int


_kept: dict[Hashable, Beginning] = {}


async def begin(name: Hashable, database_url: str, made: Made) -> Beginning:
    """Bring a fresh migrated database to where `made` leaves it. What `made` does must hang on `name` alone; it is
    done when nobody asked for it yet on a database of this kind."""
    key = (database_url.partition("://")[0], name)
    if key not in _kept:
        async with made() as (world, shop_id, seller_id):
            stage = Stage(_copied(world), world.clock())
        _kept[key] = Beginning(stage, await _taken(database_url), shop_id, seller_id)
    beginning = _kept[key]
    await _put(beginning.database, database_url)
    return beginning


def _copied(world: World) -> tuple[Store, Store]:
    return world.other.shop_ground.store.copied(), world.other.amazon_ground.store.copied()


async def _taken(database_url: str) -> bytes | str:
    if path := _file(database_url):
        return path.read_bytes()
    address, _, name = database_url.rpartition("/")
    kept = f"beginning_{next(_numbers)}"
    await execute(f"{address}/postgres", f"create database {kept} template {name} strategy = file_copy")
    return kept


async def _put(database: bytes | str, database_url: str) -> None:
    path = _file(database_url)
    if path and isinstance(database, bytes):
        path.write_bytes(database)
        return
    address, _, name = database_url.rpartition("/")
    await execute(
        f"{address}/postgres",
        f"drop database {name} with (force)",
        f"create database {name} template {database} strategy = file_copy",
    )


def _file(database_url: str) -> Path | None:
    kind, _, path = database_url.partition(":///")
    return Path(path) if kind == "sqlite" else None
