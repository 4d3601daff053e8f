"""Migrations: all revisions together are the schema, on both databases, whoever starts or dies in the middle."""

import asyncio
import multiprocessing
import sqlite3
from pathlib import Path
from typing import Any

import pytest
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, create_engine
from sqlalchemy.ext.asyncio import create_async_engine
from sqlalchemy.pool import NullPool

from backend.storage.database import open_database
from backend.storage.migrate import FOLDER, upgrade
from backend.storage.schema import metadata

NOT_IN_THE_SCHEMA = (
    "product_search",
)  # the search index, made in SQL because each database has its own kind


def differences(connection: Connection) -> list[Any]:
    """What Alembic would still change to make the database equal to schema.py."""

    def ours(_: Any, name: str | None, *about: Any) -> bool:
        return not (name or "").startswith(NOT_IN_THE_SCHEMA)

    def default_differs(
        _: Any, __: Any, ___: Any, is_there: str | None, ____: Any, wanted: str | None
    ) -> bool:
        return (is_there or "").strip("()'") != (wanted or "").strip("()'")

    # Alembic's own comparison takes SQLite's ('') for another default than ''.
    by = default_differs if connection.dialect.name == "sqlite" else True
    options = {"compare_type": True, "compare_server_default": by, "include_object": ours}
    return list(compare_metadata(MigrationContext.configure(connection, opts=options), metadata))


async def test_all_revisions_together_are_the_schema(database_url: str) -> None:
    if database_url.startswith("sqlite"):
        with create_engine(database_url, poolclass=NullPool).connect() as connection:
            assert differences(connection) == []
        return
    engine = create_async_engine(
        database_url.replace("postgresql", "postgresql+asyncpg", 1), poolclass=NullPool
    )
    async with engine.connect() as open_connection:
        assert await open_connection.run_sync(differences) == []


def test_the_revisions_stand_in_one_row() -> None:
    scripts = ScriptDirectory(str(FOLDER))
    assert len(scripts.get_heads()) == 1
    assert not [script for script in scripts.walk_revisions() if script.is_branch_point]


def test_a_second_start_changes_nothing(database_url: str) -> None:
    upgrade(database_url)

    async def revisions() -> list[Any]:
        async with open_database(database_url) as db:
            return [
                row["version_num"] for row in await db.fetch_all("select version_num from alembic_version")
            ]

    assert asyncio.run(revisions()) == ScriptDirectory(str(FOLDER)).get_heads()


def test_processes_that_start_together_wait_for_each_other(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path}/new/fresh.sqlite3"
    processes = [multiprocessing.get_context("spawn").Process(target=upgrade, args=(url,)) for _ in range(3)]
    for process in processes:
        process.start()
    for process in processes:
        process.join(60)
    assert [process.exitcode for process in processes] == [0, 0, 0]


async def test_servers_on_an_empty_postgresql_wait_for_each_other(empty_postgres: str) -> None:
    await asyncio.gather(*(asyncio.to_thread(upgrade, empty_postgres) for _ in range(3)))
    async with open_database(empty_postgres) as db:
        assert await db.fetch_val("select count(*) from alembic_version") == 1


@pytest.mark.parametrize("statements", range(1, 40, 12))
def test_a_migration_killed_in_the_middle_leaves_nothing(tmp_path: Path, statements: int) -> None:
    path = tmp_path / "fresh.sqlite3"
    process = multiprocessing.get_context("spawn").Process(target=_die_after, args=(statements, path))
    process.start()
    process.join(60)
    assert process.exitcode == 9
    left = sqlite3.connect(path)
    tables = left.execute("select name from sqlite_master").fetchall()
    left.close()
    assert tables == []
    upgrade(f"sqlite:///{path}")


def _die_after(statements: int, path: Path) -> None:
    """In a process of its own: migrate, and be gone at the n-th table or index."""
    import os

    from sqlalchemy import Engine, event

    count = 0

    @event.listens_for(Engine, "before_cursor_execute")
    def die(_: Any, __: Any, statement: str, *rest: Any) -> None:
        nonlocal count
        count += statement.lstrip().upper().startswith("CREATE")
        if count > statements:
            os._exit(9)

    upgrade(f"sqlite:///{path}")
