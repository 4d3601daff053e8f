"""PostgreSQL cuts connections: what listens comes back, the pool goes on, the worker too."""

import asyncio

import asyncpg

from backend.storage.database import open_database


async def test_who_listens_comes_back_after_its_connection_died(migrated_postgres: str) -> None:
    heard: asyncio.Queue[str] = asyncio.Queue()
    async with open_database(migrated_postgres) as db:
        await db.listen("lanes", heard.put_nowait)
        await db.notify("lanes", "offers 1")
        assert await asyncio.wait_for(heard.get(), 5) == "offers 1"
        killed = await db.fetch_val(
            "select count(pg_terminate_backend(pid)) from pg_stat_activity where query ilike 'listen%'"
            " and datname = current_database()"
        )
        assert killed == 1
        assert await asyncio.wait_for(heard.get(), 5) == ""  # something may have been missed
        await db.notify("lanes", "offers 2")
        assert await asyncio.wait_for(heard.get(), 5) == "offers 2"


async def test_the_pool_goes_on_after_the_server_cut_every_connection(migrated_postgres: str) -> None:
    async with open_database(migrated_postgres, pool=3) as db:
        together = asyncio.Barrier(3)

        async def read() -> None:
            async with db.transaction(write=False):
                await together.wait()

        await asyncio.gather(*(read() for _ in range(3)))
        connection = await asyncpg.connect(migrated_postgres)
        await connection.execute(
            "select pg_terminate_backend(pid) from pg_stat_activity where datname = current_database()"
            " and pid <> pg_backend_pid()"
        )
        await connection.close()
        await asyncio.sleep(0.2)
        together = asyncio.Barrier(3)
        await asyncio.gather(*(read() for _ in range(3)))
        assert await db.fetch_val("select 1") == 1
