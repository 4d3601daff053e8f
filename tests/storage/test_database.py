"""The layer under every query keeps what stock `databases` loses; each probe runs on both databases."""

import asyncio
import sqlite3
import subprocess
import sys
import threading
from collections.abc import AsyncIterator
from pathlib import Path

import asyncpg
import pytest

from backend.storage.database import Database, open_database

POOL = 2
CONSTRAINT = (sqlite3.IntegrityError, asyncpg.IntegrityConstraintViolationError)
TABLES = (
    "create table keeper (id integer primary key, name text not null, flag integer not null default 0)",
    "create table thing (id bigint primary key, owner_id integer not null"
    " references keeper (id) deferrable initially deferred, n bigint not null default 0)",
)


@pytest.fixture
async def db(database_url: str) -> AsyncIterator[Database]:
    """A database with two tables of its own and few connections, so that a lost one is noticed."""
    async with open_database(database_url, pool=POOL) as opened:
        for table in TABLES:
            await opened.execute(table)
        await opened.execute("insert into keeper (id, name) values (1, 'Ada')")
        yield opened


async def whole(db: Database) -> bool:
    """All connections can be had at the same time, none is in a transaction, and a write goes through at once."""
    together = asyncio.Barrier(POOL)

    async def read() -> object:
        async with db.transaction(write=False):
            await together.wait()
            return await db.fetch_val("select name from keeper where id = 1")

    async with asyncio.timeout(5):
        names = await asyncio.gather(*(read() for _ in range(POOL)))
        changed = await db.execute("update keeper set flag = 0 where id = 1")
    return names == ["Ada"] * POOL and changed == 1


async def things(db: Database) -> int:
    return int(await db.fetch_val("select count(*) from thing"))


async def test_values_are_the_same_on_both(db: Database) -> None:
    await db.execute(
        "insert into keeper (id, name, flag) values (:id, :name, :flag)",
        {"id": 2, "name": "Zoé %", "flag": 1},
    )
    row = await db.fetch_one(
        "select id, name, flag, 1 < 2 as less, count(*) over () as n from keeper where flag = 1"
    )
    assert row is not None
    assert (row["id"], row["name"], row["flag"], row["n"]) == (2, "Zoé %", 1, 1)
    assert list(row.keys()) == ["id", "name", "flag", "less", "n"]
    assert await db.fetch_one("select id from keeper where id = 9") is None
    assert await db.fetch_val("select id from keeper where id = 9") is None


async def test_a_name_may_stand_twice_and_text_in_quotes_stays(db: Database) -> None:
    sql = "select name || ':id %' || cast(:text as text) as t from keeper where id = :id or id = :id"
    assert await db.fetch_val(sql, {"id": 1, "text": "é"}) == "Ada:id %é"


async def test_a_missing_value_is_named(db: Database) -> None:
    with pytest.raises(KeyError, match="nobody"):
        await db.fetch_all("select id from keeper where id = :nobody", {"id": 1})


async def test_it_tells_how_many_rows_a_statement_changed(db: Database) -> None:
    await db.insert_many("thing", ["id", "owner_id"], [(n, 1) for n in range(5)])
    assert await db.execute("update thing set n = 1 where id < :most", {"most": 3}) == 3
    assert await db.execute("update thing set n = 1 where id < 0") == 0
    assert await db.execute("delete from thing") == 5


async def test_an_error_takes_everything_back(db: Database) -> None:
    with pytest.raises(ZeroDivisionError):
        async with db.transaction():
            await db.execute("insert into thing (id, owner_id) values (1, 1)")
            raise ZeroDivisionError
    assert await things(db) == 0
    assert await whole(db)


async def test_a_savepoint_takes_back_only_its_own_part(db: Database) -> None:
    async with db.transaction():
        await db.execute("insert into thing (id, owner_id) values (1, 1)")
        for number in (2, 3):
            with pytest.raises(ZeroDivisionError):
                async with db.transaction():
                    await db.execute("insert into thing (id, owner_id) values (:id, 1)", {"id": number})
                    raise ZeroDivisionError
        async with db.transaction():
            await db.execute("insert into thing (id, owner_id) values (4, 1)")
    assert [row["id"] for row in await db.fetch_all("select id from thing order by id")] == [1, 4]
    assert await whole(db)


async def test_a_failed_commit_loses_no_connection(db: Database) -> None:
    for number in range(POOL * 5):
        with pytest.raises(CONSTRAINT):
            async with db.transaction():  # the keeper is looked for at the end only
                await db.execute("insert into thing (id, owner_id) values (:id, 99)", {"id": number})
    assert await things(db) == 0
    assert await whole(db)


async def test_a_failed_statement_loses_no_connection(db: Database) -> None:
    for _ in range(POOL * 5):
        with pytest.raises(CONSTRAINT):
            await db.execute("insert into keeper (id, name) values (1, 'twice')")
        with pytest.raises(CONSTRAINT):
            await db.execute_many(
                "insert into keeper (id, name) values (:id, 'many')", [{"id": 7}, {"id": 1}]
            )
        with pytest.raises(CONSTRAINT):
            await db.insert_many("keeper", ["id", "name"], [(8, "bulk"), (1, "bulk")])
    assert await db.fetch_val("select count(*) from keeper") == 1
    assert await whole(db)


async def test_whoever_goes_away_at_any_moment_leaves_nothing_behind(db: Database) -> None:
    async def work() -> None:
        async with db.transaction():
            await db.execute("insert into thing (id, owner_id) values (1, 1)")
            async with db.transaction():
                await db.execute("insert into thing (id, owner_id) values (2, 1)")
            await asyncio.Event().wait()

    assert await whole(db)  # all connections stand
    for ticks in range(60):
        tasks = [asyncio.create_task(work()) for _ in range(POOL * 2)]
        for _ in range(ticks):
            await asyncio.sleep(0)
        for task in tasks:
            task.cancel()
        assert all(
            isinstance(end, asyncio.CancelledError)
            for end in await asyncio.gather(*tasks, return_exceptions=True)
        )
        assert await things(db) == 0
    assert await whole(db)


async def test_nobody_is_turned_away_when_many_write_at_once(db: Database, database_url: str) -> None:
    async def add(to: Database, times: int) -> None:
        for _ in range(times):
            async with to.transaction():
                n = await to.fetch_val("update keeper set flag = flag + 1 where id = 1 returning flag")
                await to.execute("insert into thing (id, owner_id, n) values (:n, 1, :n)", {"n": n})

    async with open_database(database_url, pool=POOL) as other:  # stands for another process
        await asyncio.gather(*(add(to, 5) for to in (db, other) for _ in range(10)))
    assert await db.fetch_val("select flag from keeper where id = 1") == 100
    assert await things(db) == 100


async def test_who_reads_first_and_then_writes_gets_its_turn_too(db: Database, database_url: str) -> None:
    async def add(to: Database) -> None:
        async with to.transaction():
            await to.fetch_val("select count(*) from thing")
            await to.execute("update keeper set flag = flag + 1 where id = 1")

    async with open_database(database_url, pool=POOL) as other:
        await asyncio.gather(*(add(to) for to in (db, other) for _ in range(20)))
    assert await db.fetch_val("select flag from keeper where id = 1") == 40


async def test_single_statements_wait_for_their_turn(db: Database, database_url: str) -> None:
    async with open_database(database_url, pool=POOL) as other:
        add = "update keeper set flag = flag + 1 where id = 1"
        await asyncio.gather(*(to.execute(add) for to in (db, other) for _ in range(20)))
    assert await db.fetch_val("select flag from keeper where id = 1") == 40


async def test_readers_go_on_while_one_writes(db: Database) -> None:
    async with db.transaction():
        await db.execute("update keeper set name = 'Bea' where id = 1")
        async with asyncio.timeout(5):
            seen = await asyncio.create_task(db.fetch_val("select name from keeper where id = 1"))
        assert (seen, await db.fetch_val("select name from keeper where id = 1")) == ("Ada", "Bea")


async def test_a_task_started_in_a_transaction_stands_outside_it(db: Database) -> None:
    async with db.transaction():
        await db.execute("insert into thing (id, owner_id) values (1, 1)")
        later = asyncio.create_task(db.execute("insert into thing (id, owner_id) values (2, 1)"))
    assert await later == 1
    assert await things(db) == 2


async def test_a_transaction_that_waits_for_its_own_task_is_told_so(tmp_path: Path) -> None:
    async with open_database(f"sqlite:///{tmp_path}/own.sqlite3", patience=0.01) as db:
        await db.execute("create table thing (id integer primary key)")
        with pytest.raises(TimeoutError, match="a task that it started"):
            async with db.transaction():
                await asyncio.create_task(db.execute("insert into thing (id) values (1)"))
        assert await db.execute("insert into thing (id) values (1)") == 1


async def test_a_begin_that_was_given_up_holds_no_lock_later(tmp_path: Path) -> None:
    async with open_database(f"sqlite:///{tmp_path}/own.sqlite3") as db:
        await db.execute("create table thing (id integer primary key)")
        other = sqlite3.connect(tmp_path / "own.sqlite3", isolation_level=None)  # stands for another process
        other.execute("begin immediate")

        async def write() -> None:
            async with db.transaction():
                raise AssertionError("the other process holds the lock")

        task = asyncio.create_task(write())
        for _ in range(50):
            await asyncio.sleep(0)
        task.cancel()
        await asyncio.sleep(0)
        other.execute("commit")
        other.close()
        with pytest.raises(asyncio.CancelledError):
            await task
        for number in range(4):
            async with db.transaction():
                await db.execute("insert into thing (id) values (:id)", {"id": number})


async def test_many_rows_go_in_one_call(db: Database) -> None:
    await db.insert_many("thing", ["id", "owner_id", "n"], [(n, 1, 2**40 + n) for n in range(20_000)])
    changes = [{"id": n, "n": -n} for n in range(0, 20_000, 2)]
    await db.execute_many("update thing set n = :n where id = :id", changes)
    assert await db.fetch_val("select count(*) from thing where n < 0") == 9_999
    assert await db.fetch_val("select n from thing where id = 19999") == 2**40 + 19_999
    await db.insert_many("thing", ["id", "owner_id"], [])
    await db.execute_many("update thing set n = :n", [])


async def test_a_notification_leaves_with_the_commit(db: Database, database_url: str) -> None:
    heard: asyncio.Queue[str] = asyncio.Queue()
    await db.listen("lanes", heard.put_nowait)
    with pytest.raises(ZeroDivisionError):
        async with db.transaction():
            await db.notify("lanes", "taken back")
            raise ZeroDivisionError
    async with db.transaction():
        await db.notify("lanes", "offers 7")
        assert heard.empty()
    await db.notify("lanes", "offers 8")
    async with asyncio.timeout(5):
        assert [await heard.get(), await heard.get()] == ["offers 7", "offers 8"]
    await db.fetch_val("select 1")
    assert heard.empty()
    assert await whole(db)


async def test_its_clock_is_everybodys_on_postgresql_and_ours_on_sqlite(db: Database) -> None:
    told = await db.now(lambda: 12.5)
    assert told == 12.5 if db.dialect == "sqlite" else told > 1_700_000_000


async def test_every_sqlite_connection_has_our_settings(tmp_path: Path) -> None:
    async with open_database(f"sqlite:///{tmp_path}/own.sqlite3") as db:
        for name, value in {
            "foreign_keys": 1,
            "journal_mode": "wal",
            "synchronous": 2,
            "busy_timeout": 5000,
        }.items():
            assert await db.fetch_val(f"pragma {name}") == value


async def test_no_thread_is_left_when_it_closes(tmp_path: Path) -> None:
    before = set(threading.enumerate())
    async with open_database(f"sqlite:///{tmp_path}/own.sqlite3") as db:
        await asyncio.gather(*(db.fetch_val("select 1") for _ in range(10)))
    for thread in set(threading.enumerate()) - before:
        thread.join(5)
        assert not thread.is_alive()


def test_a_process_that_forgets_to_close_it_ends_all_the_same(tmp_path: Path) -> None:
    program = f"""
import asyncio
from backend.storage.database import open_database
kept = []
async def main():
    kept.append(open_database("sqlite:///{tmp_path}/own.sqlite3"))
    kept.append(await kept[0].__aenter__())
    await kept[1].fetch_val("select 1")
loop = asyncio.new_event_loop()
loop.run_until_complete(main())
"""
    subprocess.run([sys.executable, "-c", program], check=True, timeout=20, capture_output=True)
