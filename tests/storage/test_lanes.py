"""Lanes: one holder at a time, nothing recorded by who lost it, no wake-up forgotten."""

import asyncio
import os

import pytest

from backend.storage import lanes
from backend.storage.database import Database, open_database
from backend.storage.lanes import Lease, LeaseLost

KINDS = lanes.SELLER_LANES


async def take(db: Database, owner: str = "host:1:a", now: int = 1000, seconds: int = 90) -> Lease | None:
    return await lanes.lease(db, KINDS, owner, seconds, now)


async def test_two_workers_never_hold_the_same_lane(database_url: str) -> None:
    async with open_database(database_url) as one, open_database(database_url) as two:
        await lanes.open_lanes(one, [("offers", n) for n in range(20)], 0)

        async def work(db: Database, owner: str) -> list[int]:
            taken = []
            while lease := await take(db, owner):
                taken.append(lease.subject)
            return taken

        both = await asyncio.gather(work(one, "host:1:a"), work(two, "host:2:b"))
        assert sorted(both[0] + both[1]) == list(range(20))


async def test_the_one_due_longest_comes_first_and_what_is_not_due_waits(database: Database) -> None:
    for kind, due in (("offers", 900), ("status", 800), ("feeds", 1001)):
        await lanes.open_lanes(database, [(kind, 1)], due)
    assert [(await take(database) or pytest.fail("nothing due")).kind for _ in range(2)] == [
        "status",
        "offers",
    ]
    assert await take(database) is None
    assert await lanes.next_due(database, ("feeds",)) == 1001


async def test_a_wake_up_while_it_is_held_is_seen_at_release(database: Database) -> None:
    await lanes.open_lanes(database, [("offers", 1)], 0)
    lease = await take(database)
    assert lease is not None
    await lanes.wake(database, "offers", 1, 1001)
    assert await take(database, now=1002) is None
    await lanes.release(database, lease, 90_000, 1002)
    assert await take(database, now=1002) is not None


async def test_a_wake_up_never_puts_a_lane_off(database: Database) -> None:
    await lanes.open_lanes(database, [("offers", 1)], 500)
    await lanes.wake(database, "offers", 1, 2000)
    assert await lanes.next_due(database, ("offers",)) == 500


async def test_who_lost_the_lease_records_nothing(database: Database) -> None:
    await lanes.open_lanes(database, [("offers", 1)], 0)
    slow = await take(database, "host:1:a")
    assert slow is not None
    quick = await take(database, "host:2:b", now=1091)
    assert quick is not None
    assert quick.fence > slow.fence
    with pytest.raises(LeaseLost):
        async with database.transaction():
            await lanes.wake(database, "status", 7, 1)
            await lanes.hold(database, slow, 90, 1092)
    assert await lanes.next_due(database, ("status",)) is None
    await lanes.release(database, slow, 5, 1092, trouble="late")
    await lanes.hold(database, quick, 90, 1092)
    [state] = await lanes.states(database, 1092, [("offers", 1)])
    assert (state.working, state.trouble) == (True, "")


async def test_a_lane_taken_back_is_lost_and_due(database: Database) -> None:
    await lanes.open_lanes(database, [("offers", 1)], 0)
    lease = await take(database)
    assert lease is not None
    await lanes.take_back(database, 1, KINDS, 1000)
    with pytest.raises(LeaseLost):
        await lanes.hold(database, lease, 90, 1000)
    assert await take(database) is not None


async def test_the_lanes_of_a_dead_process_are_free_at_once(database: Database) -> None:
    await lanes.open_lanes(database, [("offers", 1), ("offers", 2), ("offers", 3)], 0)
    dead, other_host, alive = "host:999999999:a", "elsewhere:999999999:b", f"host:{os.getppid()}:c"
    for owner in (dead, other_host, alive):
        assert await take(database, owner) is not None
    assert await take(database) is None
    await lanes.free_dead(database, "host", "1")
    freed = await take(database)
    assert freed is not None
    assert freed.subject == 1
    assert await take(database) is None


async def test_failures_are_counted_until_a_drive_goes_well(database: Database) -> None:
    await lanes.open_lanes(database, [("offers", 1)], 0)
    for expected in (1, 2, 3):
        lease = await take(database)
        assert lease is not None
        assert lease.attempts == expected
        await lanes.release(database, lease, 0, 1000, trouble="down", failed=True)
    lease = await take(database)
    assert lease is not None
    await lanes.release(database, lease, 0, 1000)
    lease = await take(database)
    assert lease is not None
    assert lease.attempts == 1


async def test_a_heartbeat_is_kept_and_forgotten(database: Database) -> None:
    assert await lanes.last_beat(database) is None
    await lanes.beat(database, "host:1:a", 1000)
    await lanes.beat(database, "host:2:b", 1010)
    assert await lanes.last_beat(database) == 1010
    await lanes.leave(database, "host:2:b")
    assert await lanes.last_beat(database) == 1000
    await lanes.beat(database, "host:3:c", 1000 + 90_000)
    assert await database.fetch_val("select count(*) from worker") == 1
