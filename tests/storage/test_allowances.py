"""Allowances that several processes share: never more than the plan allows, never less than it gives."""

import asyncio
import random

import pytest

from backend.storage.allowances import SharedAllowances
from backend.storage.database import open_database
from backend.transport.throttling import Plan
from tests.transport.test_throttling import assert_within

PLAN = Plan(rate=5, burst=10)
TAKE = (PLAN.rate, PLAN.burst)
KEY = ("A2ATELIER", "operation")


class Time:
    """A clock for several processes: whoever sleeps is woken in the order of time."""

    def __init__(self) -> None:
        self.now = 1000.0

    def __call__(self) -> float:
        return self.now


async def test_several_processes_together_keep_to_one_plan_and_waste_nothing(migrated_postgres: str) -> None:
    time, left, chance = Time(), list[float](), random.Random(3)
    async with open_database(migrated_postgres) as one, open_database(migrated_postgres) as two:
        takers = [SharedAllowances(db, "amazon", time) for db in (one, two, one, two)]
        due = [(1000.0 + chance.random(), number) for number in range(4)]
        while len(left) < 120:
            due.sort()
            time.now, number = due.pop(0)
            wait = await takers[number].take(KEY, *TAKE, 0.0)
            if not wait:
                left.append(time.now)
            due.append((time.now + max(wait, 0.001), number))
    assert_within(left, PLAN)
    assert len(left) >= 0.99 * (PLAN.burst + (left[-1] - left[0]) * PLAN.rate)


async def test_at_the_same_moment_nobody_gets_the_same_token(migrated_postgres: str) -> None:
    time = Time()
    async with open_database(migrated_postgres) as one, open_database(migrated_postgres) as two:
        takers = [SharedAllowances(db, "amazon", time) for db in (one, two)]
        waits = await asyncio.gather(*(takers[n % 2].take(KEY, *TAKE, 0.0) for n in range(40)))
        assert sum(wait == 0.0 for wait in waits) == PLAN.burst
        assert all(wait == pytest.approx(0.2) for wait in waits if wait)


async def test_a_person_finds_room_a_refusal_empties_and_the_true_rate_counts(migrated_postgres: str) -> None:
    time = Time()
    async with open_database(migrated_postgres) as db:
        shared = SharedAllowances(db, "amazon", time)
        other = SharedAllowances(db, "shop", time)
        while not await shared.take(KEY, *TAKE, 2.0):
            pass
        assert await shared.take(KEY, *TAKE, 0.0) == 0.0
        await shared.empty(KEY, 2.0)
        assert await shared.take(KEY, *TAKE, 0.0) == pytest.approx(0.6)
        await shared.correct(KEY, 50.0)
        time.now += 0.06
        assert await shared.take(KEY, *TAKE, 0.0) == 0.0
        assert await other.take(KEY, *TAKE, 2.0) == 0.0


async def test_the_databases_own_clock_counts_where_none_is_given(migrated_postgres: str) -> None:
    async with open_database(migrated_postgres) as db:
        shared = SharedAllowances(db, "amazon")
        assert await shared.take(KEY, 0.01, 1, 0.0) == 0.0
        assert 95 < await shared.take(KEY, 0.01, 1, 0.0) <= 100


async def test_what_an_account_has_left_is_told_as_of_now(migrated_postgres: str) -> None:
    time = Time()
    async with open_database(migrated_postgres) as db:
        shared = SharedAllowances(db, "amazon", time)
        for _ in range(4):
            await shared.take(KEY, *TAKE, 0.0)
        assert await shared.left(KEY[0]) == {KEY[1]: (6.0, 5.0)}
        time.now += 0.5
        assert await shared.left(KEY[0]) == {KEY[1]: (8.5, 5.0)}
        assert await shared.left("somebody else") == {}
    async with open_database(migrated_postgres) as db:
        assert KEY[1] in await SharedAllowances(db, "amazon").left(KEY[0])
