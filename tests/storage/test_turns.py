"""Turns: what is written about one shop at a time never blocks itself for ever, and no other shop waits for it."""

import asyncio

from backend.storage import turns
from backend.storage.database import Database, open_database


async def both(
    db: Database, shop_id: int, first: int, second: int, met: asyncio.Event, wait: asyncio.Event
) -> None:
    """Two rows are written, in an order that another has the other way round."""
    async with db.transaction():
        await turns.of_shop(db, shop_id)
        await db.execute("update lane set note = 'seen' where subject = :id", {"id": first})
        met.set()
        try:
            async with asyncio.timeout(0.5):
                await wait.wait()
        except TimeoutError:
            pass  # the other one waits for its turn
        await db.execute("update lane set note = 'seen' where subject = :id", {"id": second})


async def test_two_that_write_the_same_rows_the_other_way_round_both_end(database_url: str) -> None:
    async with open_database(database_url) as one, open_database(database_url) as two:
        for subject in (1, 2):
            await one.execute(
                "insert into lane (kind, subject, due_at) values ('offers', :id, 0)", {"id": subject}
            )
        here, there = asyncio.Event(), asyncio.Event()
        await asyncio.gather(both(one, 7, 1, 2, here, there), both(two, 7, 2, 1, there, here))
        assert await one.fetch_val("select count(*) from lane where note = 'seen'") == 2


async def test_another_shop_does_not_wait(migrated_postgres: str) -> None:
    async with (
        open_database(migrated_postgres) as one,
        open_database(migrated_postgres) as two,
        one.transaction(),
    ):
        await turns.of_shop(one, 7)
        async with asyncio.timeout(2), two.transaction():
            await turns.of_shop(two, 8)
