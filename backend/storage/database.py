"""The thin layer under every query: `databases` for connections, our own rules for transactions, writes and bulk.

Stock `databases` loses PostgreSQL connections when a COMMIT fails or a task is cancelled in a transaction, begins
SQLite transactions without their write lock (most contended writes then fail at once), opens a SQLite connection for
every task, and sends bulk rows one by one. Here: a pool on both sides, BEGIN IMMEDIATE, one writer at a time in a
process, drivers' own bulk calls, and a transaction that gives its connection back whatever happens.
"""

import asyncio
import contextlib
import sqlite3
from collections.abc import AsyncIterator, Callable, Sequence
from typing import Any, cast

import aiosqlite
import asyncpg
from databases import Database as Connections
from databases import DatabaseURL
from databases.backends import sqlite as stock

from backend.storage.listening import Listening
from backend.storage.statements import Dialect, Row, Values, arguments, bound, translated, writes

__all__ = ["Database", "Row", "open_database"]

SERVER_SETTINGS = {
    "application_name": "storelane",
    "lock_timeout": "5000",  # milliseconds, as the next one
    "idle_in_transaction_session_timeout": "15000",  # who hangs in one keeps the others of its shop waiting
}
Told = Callable[[str], None]  # what listen() calls with a notification's text


class Database:
    """An open database. Statements are raw SQL with `:name` parameters; rows are read by column name.

    Inside `transaction()` all statements of the same task go through its connection.
    """

    def __init__(self, connections: Connections, dialect: Dialect, patience: float) -> None:
        self.dialect: Dialect = dialect
        self._connections = connections
        self._patience = patience
        self._writer = asyncio.Lock()  # one writer at a time: SQLite's own queue is not a fair one
        # The tasks that are in a transaction, each with the notifications that leave with its commit.
        self._transactions: dict[asyncio.Task[Any] | None, list[tuple[str, str]]] = {}
        self._listeners: dict[str, list[Told]] = {}
        # A connection of its own: one from the pool would come back with a listener on it.
        self._listening = Listening(lambda: asyncpg.connect(str(connections.url)), self._tell)

    async def fetch_all(self, sql: str, values: Values | None = None) -> list[Row]:
        """All rows of a statement; one that writes passes the writer's lock like any other write."""
        async with self._turn(sql), self._connections.connection() as connection:
            raw = connection.raw_connection
            text, given = bound(sql, self.dialect, values)
            if self.dialect == "sqlite":
                return cast(list[Row], await raw.execute_fetchall(text, given))
            return cast(list[Row], await raw.fetch(text, *given))

    async def fetch_one(self, sql: str, values: Values | None = None) -> Row | None:
        """The first row, or None."""
        rows = await self.fetch_all(sql, values)
        return rows[0] if rows else None

    async def fetch_val(self, sql: str, values: Values | None = None) -> Any:
        """The first column of the first row, or None."""
        row = await self.fetch_one(sql, values)
        return cast(Any, row)[0] if row is not None else None

    async def execute(self, sql: str, values: Values | None = None) -> int:
        """How many rows a statement changed."""
        async with self._turn(sql), self._connections.connection() as connection:
            raw = connection.raw_connection
            text, given = bound(sql, self.dialect, values)
            if self.dialect == "sqlite":
                async with raw.execute(text, given) as cursor:
                    return max(int(cursor.rowcount), 0)
            status = str(await raw.execute(text, *given)).rpartition(" ")[2]
            return int(status) if status.isdigit() else 0

    async def execute_many(self, sql: str, rows: Sequence[Values]) -> None:
        """One statement for many sets of values, in one transaction, by the driver's own bulk call."""
        if not rows:
            return
        async with self.transaction() as raw:
            text, names = translated(sql, self.dialect)
            await raw.executemany(text, [arguments(names, values) for values in rows])

    async def insert_many(self, table: str, columns: Sequence[str], rows: Sequence[Sequence[Any]]) -> None:
        """Many new rows, quickly: executemany on SQLite, COPY on PostgreSQL."""
        if not rows:
            return
        async with self.transaction() as raw:
            if self.dialect == "postgresql":
                await raw.copy_records_to_table(table, records=rows, columns=list(columns))
                return
            marks = ", ".join("?" * len(columns))
            await raw.executemany(f"insert into {table} ({', '.join(columns)}) values ({marks})", rows)

    @contextlib.asynccontextmanager
    async def transaction(self, *, write: bool = True) -> AsyncIterator[Any]:
        """A transaction, or a savepoint inside one; yields the driver's connection. No call to the other side in here.

        Whatever happens, failed COMMIT and cancellation included, the connection goes back to the pool clean.
        """
        if self.dialect == "postgresql":
            async with self._connections.connection() as connection, connection.raw_connection.transaction():
                yield connection.raw_connection
        elif self._inside():
            async with self._connections.connection() as connection, _savepoint(connection.raw_connection):
                yield connection.raw_connection
        else:
            # The turn comes before the connection: who waits to write must not keep readers from theirs.
            async with (
                self._alone() if write else contextlib.nullcontext(),
                self._connections.connection() as connection,
                self._immediate(connection.raw_connection, write),
            ):
                yield connection.raw_connection

    async def now(self, clock: Callable[[], float]) -> float:
        """Epoch seconds: the database's own clock where several machines share it, else the one passed in."""
        if self.dialect == "postgresql":
            return float(await self.fetch_val("select extract(epoch from clock_timestamp())"))
        return clock()

    async def notify(self, channel: str, text: str) -> None:
        """Tell every process that listens, this one included; inside a transaction it leaves with the commit."""
        if self.dialect == "postgresql":
            await self.execute("select pg_notify(:channel, :text)", {"channel": channel, "text": text})
        elif self._inside():
            self._transactions[asyncio.current_task()].append((channel, text))
        else:
            self._tell(channel, text)

    def _tell(self, channel: str, text: str) -> None:
        for told in self._listeners.get(channel, []):
            told(text)

    async def listen(self, channel: str, told: Told) -> None:
        """Call `told` for every notification. One lost is no harm: whoever waits also looks by itself."""
        self._listeners.setdefault(channel, []).append(told)
        if self.dialect == "postgresql":
            await self._listening.add(channel)

    async def close(self) -> None:
        """Give back what listens, close every connection."""
        await self._listening.close()
        await self._connections.disconnect()

    @contextlib.asynccontextmanager
    async def _turn(self, sql: str) -> AsyncIterator[None]:
        """On SQLite a single writing statement waits for its turn too, unless it stands in a transaction."""
        if self.dialect == "postgresql" or not writes(sql) or self._inside():
            yield
        else:
            async with self._alone():
                yield

    @contextlib.asynccontextmanager
    async def _alone(self) -> AsyncIterator[None]:
        try:
            async with asyncio.timeout(self._patience):
                await self._writer.acquire()
        except TimeoutError:
            # Else a transaction that waits for a task of its own would stop every write of the process for ever.
            raise TimeoutError(
                "no turn to write: does a transaction wait for a task that it started?"
            ) from None
        try:
            yield
        finally:
            self._writer.release()

    def _inside(self) -> bool:
        """Whether this very task is in a transaction; tasks it started are not."""
        return asyncio.current_task() in self._transactions

    @contextlib.asynccontextmanager
    async def _immediate(self, raw: aiosqlite.Connection, write: bool) -> AsyncIterator[None]:
        """SQLite's own transaction; with its commit leave the notifications."""
        task = asyncio.current_task()
        notifications = self._transactions[task] = []
        try:
            await raw.execute("begin immediate" if write else "begin")
            yield
            await raw.commit()
        except BaseException:
            # Always, even when no transaction stands yet: a cancelled BEGIN may still wait in the thread.
            await asyncio.shield(raw.rollback())
            raise
        finally:
            del self._transactions[task]
        for channel, text in notifications:
            self._tell(channel, text)


@contextlib.asynccontextmanager
async def open_database(url: str, *, pool: int = 8, patience: float = 30) -> AsyncIterator[Database]:
    """Open `sqlite:///path` or `postgresql://...`; `pool` connections at most (SQLite: two, which measured best).

    Who waits longer than `patience` seconds for the turn to write on SQLite gets a TimeoutError.
    """
    dialect: Dialect = "sqlite" if url.startswith("sqlite") else "postgresql"
    options: dict[str, Any] = {}
    if dialect == "postgresql":
        options = {"min_size": 1, "max_size": pool, "command_timeout": 60, "server_settings": SERVER_SETTINGS}
        # The driver's own would cost a second way to the server after each statement; ours leave nothing in a session.
        options["reset"] = lambda connection: asyncio.sleep(0)
    connections = Connections(url, **options)
    await connections.connect()
    database = Database(connections, dialect, patience)
    try:
        yield database
    finally:
        await database.close()


class _Connection(sqlite3.Connection):
    """A SQLite connection with our settings, wherever it is opened."""

    def __init__(self, *arguments: Any, **options: Any) -> None:
        super().__init__(*arguments, **options)
        self.row_factory = sqlite3.Row
        self.executescript(
            "pragma journal_mode=wal; pragma synchronous=full; pragma foreign_keys=on; pragma temp_store=memory;"
        )


class _Pool:
    """A few SQLite connections, kept open; each is a thread that does not keep the process alive."""

    def __init__(self, path: str, size: int) -> None:
        self._path = path
        self._idle: list[aiosqlite.Connection] = []
        self._all: list[aiosqlite.Connection] = []
        self._free = asyncio.Semaphore(size)

    async def acquire(self) -> aiosqlite.Connection:
        await self._free.acquire()
        try:
            return self._idle.pop() if self._idle else await self._open()
        except BaseException:
            self._free.release()
            raise

    async def _open(self) -> aiosqlite.Connection:
        connection = aiosqlite.connect(self._path, isolation_level=None, factory=_Connection, timeout=5)
        cast(Any, connection)._thread.daemon = True
        try:
            self._all.append(await connection)
        except BaseException:
            connection.stop()
            raise
        return connection

    async def release(self, connection: aiosqlite.Connection) -> None:
        try:
            if connection.in_transaction:
                await asyncio.shield(connection.rollback())
        finally:
            self._idle.append(connection)
            self._free.release()

    async def close(self) -> None:
        while self._all:
            await self._all.pop().close()
        self._idle.clear()


class PooledSQLite(stock.SQLiteBackend):
    """The stock backend with our pool instead of a connection for every task."""

    def __init__(self, database_url: DatabaseURL | str) -> None:
        super().__init__(database_url)
        self._pool: Any = _Pool(DatabaseURL(database_url).database, size=2)

    async def connect(self) -> None:
        # The first one alone: it turns the write-ahead log on, which two at once refuse each other.
        await self._pool.release(await self._pool.acquire())

    async def disconnect(self) -> None:
        await self._pool.close()


Connections.SUPPORTED_BACKENDS["sqlite"] = f"{__name__}:PooledSQLite"


@contextlib.asynccontextmanager
async def _savepoint(raw: aiosqlite.Connection) -> AsyncIterator[None]:
    await raw.execute("savepoint step")
    try:
        yield
    except BaseException:
        await asyncio.shield(raw.execute("rollback to step"))
        raise
    finally:
        await asyncio.shield(raw.execute("release step"))
