"""Migrations, run from code: every start brings the database to the newest revision, one process at a time."""

import asyncio
import fcntl
from pathlib import Path

from alembic import command
from alembic.config import Config
from sqlalchemy import Connection, create_engine, event, text
from sqlalchemy.engine.interfaces import DBAPIConnection
from sqlalchemy.ext.asyncio import create_async_engine
from sqlalchemy.pool import NullPool

FOLDER = Path(__file__).parents[2] / "migrations"
LOCK = 7_203_551_018  # any number, the same in every process


def upgrade(url: str) -> None:
    """Apply all missing revisions to `sqlite:///path` or `postgresql://...`.

    Blocking, and not for a thread whose event loop runs. Two processes that start together wait for each other.
    """
    if url.startswith("sqlite"):
        _upgrade_sqlite(url)
    else:
        asyncio.run(_upgrade_postgresql(url))


def _upgrade_sqlite(url: str) -> None:
    path = Path(url.removeprefix("sqlite:///"))
    path.parent.mkdir(parents=True, exist_ok=True)
    engine = create_engine(url, poolclass=NullPool, connect_args={"isolation_level": None})

    @event.listens_for(engine, "connect")
    def keep_a_log(connection: DBAPIConnection, _: object) -> None:
        connection.cursor().execute("pragma journal_mode=wal")  # here, because two that do it at once fail

    # Python's sqlite3 by itself would commit every table as it is made, and a killed migration would stay half done.
    @event.listens_for(engine, "begin")
    def begin(connection: Connection) -> None:
        connection.exec_driver_sql("begin immediate")

    with path.with_suffix(".migrating").open("w") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        with engine.begin() as connection:
            apply(connection)


async def _upgrade_postgresql(url: str) -> None:
    engine = create_async_engine(url.replace("postgresql://", "postgresql+asyncpg://", 1), poolclass=NullPool)
    async with engine.begin() as connection:
        await connection.execute(text("select pg_advisory_xact_lock(:key)"), {"key": LOCK})
        await connection.run_sync(apply)
    await engine.dispose()


def apply(connection: Connection) -> None:
    """Apply all missing revisions over an open connection, in its transaction."""
    config = Config()
    config.set_main_option("script_location", str(FOLDER))
    config.attributes["connection"] = connection
    command.upgrade(config, "head")
