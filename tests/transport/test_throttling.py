"""Every account keeps to its allowance, people go first, and a wait that is too long is told."""

import asyncio

import httpx
import pytest
from hypothesis import given
from hypothesis import strategies as st

from backend.transport.calls import Call, extensions
from backend.transport.errors import Throttled
from backend.transport.throttling import Bucket, OwnAllowances, Plan, Throttling

PLAN = Plan(rate=5, burst=10)


class Line(httpx.AsyncBaseTransport):
    """The other side: answers 200, or what `answers` says first; a clock that moves only when somebody sleeps."""

    def __init__(self, *answers: httpx.Response, plan: Plan = PLAN) -> None:
        self.answers, self.now, self.left_at = list(answers), 1000.0, list[float]()
        self.throttled = Throttling(
            self,
            {"operation": plan},
            Plan(1, 1),
            allowances=OwnAllowances(lambda: self.now),
            sleep=self.sleep,
        )

    async def sleep(self, seconds: float) -> None:
        self.now += seconds

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        self.left_at.append(self.now)
        return self.answers.pop(0) if self.answers else httpx.Response(200)

    async def call(
        self,
        *,
        account: str = "A",
        operation: str = "operation",
        interactive: bool = False,
        patience: float = 30.0,
    ) -> None:
        call = Call(operation, account, interactive=interactive, patience=patience)
        request = httpx.Request("GET", "https://example.com/", extensions=extensions(call))
        await self.throttled.handle_async_request(request)


async def test_a_burst_leaves_at_once_and_the_rest_at_its_rate() -> None:
    line = Line()
    for _ in range(13):
        await line.call(interactive=True)
    waits = [moment - 1000.0 for moment in line.left_at]
    assert waits[:10] == [0.0] * 10
    assert waits[10:] == pytest.approx([0.2, 0.4, 0.6])


async def test_one_account_does_not_use_up_what_another_has() -> None:
    line = Line()
    for _ in range(10):
        await line.call(interactive=True)
    await line.call(account="B", interactive=True)
    assert line.now == 1000.0


async def test_one_operation_does_not_use_up_what_another_has() -> None:
    line = Line()
    for _ in range(10):
        await line.call(interactive=True)
    await line.call(operation="unknown", interactive=True)
    assert line.now == 1000.0


async def test_operations_without_a_plan_share_one() -> None:
    line = Line()
    await line.call(operation="one")
    await line.call(operation="two")
    assert line.now == pytest.approx(1001.0)


async def test_a_person_finds_room_where_other_work_must_wait() -> None:
    line = Line()
    while line.now == 1000.0:
        await line.call()
    now = line.now
    await line.call(interactive=True)
    assert line.now == now


async def test_a_wait_that_is_too_long_is_told_instead() -> None:
    line = Line(plan=Plan(0.0083, 1))
    await line.call()
    with pytest.raises(Throttled) as caught:
        await line.call()
    assert caught.value.retry_after == pytest.approx(1 / 0.0083, rel=0.01)
    assert len(line.left_at) == 1
    line.now += caught.value.retry_after
    await line.call()
    assert len(line.left_at) == 2


async def test_a_refusal_of_the_other_side_empties_the_allowance() -> None:
    line = Line(httpx.Response(429))
    await line.call(interactive=True)
    await line.call(interactive=True)
    assert line.now > 1000.0


async def test_the_accounts_true_rate_is_believed() -> None:
    line = Line(httpx.Response(200, headers={"x-amzn-RateLimit-Limit": "50.0"}))
    for _ in range(11):
        await line.call(interactive=True)
    assert line.now - 1000.0 == pytest.approx(0.02)


@pytest.mark.parametrize("limit", ["", "0", "-1", "much", "nan", "inf"])
async def test_a_rate_that_makes_no_sense_changes_nothing(limit: str) -> None:
    line = Line(httpx.Response(200, headers={"x-amzn-RateLimit-Limit": limit}))
    for _ in range(11):
        await line.call(interactive=True)
    assert line.now - 1000.0 == pytest.approx(0.2)


async def test_parallel_calls_keep_to_it_too() -> None:
    line = Line()
    async with asyncio.TaskGroup() as group:
        for _ in range(40):
            group.create_task(line.call(interactive=True))
    assert len(line.left_at) == 40
    assert_within(line.left_at, PLAN)


def assert_within(moments: list[float], plan: Plan) -> None:
    """In no stretch of time did more leave than a burst and what refilled meanwhile."""
    for first, start in enumerate(moments):
        for count, end in enumerate(moments[first:], 1):
            assert count <= plan.burst + (end - start) * plan.rate + 1e-6


@given(
    plan=st.builds(Plan, rate=st.floats(0.005, 100), burst=st.integers(1, 30)),
    steps=st.lists(st.tuples(st.floats(0, 5), st.booleans()), max_size=60),
)
def test_a_bucket_never_gives_more_than_its_plan(plan: Plan, steps: list[tuple[float, bool]]) -> None:
    bucket, now, left = Bucket(plan, float(plan.burst), 0.0), 0.0, []
    for pause, interactive in steps:
        now += pause
        wait = bucket.wait(now, interactive)
        assert wait >= 0
        if wait == 0:
            left.append(now)
    assert_within(left, plan)


@given(plan=st.builds(Plan, rate=st.floats(0.005, 100), burst=st.integers(1, 30)), interactive=st.booleans())
def test_who_waits_as_told_may_go(plan: Plan, interactive: bool) -> None:
    bucket, now = Bucket(plan, 0.0, 0.0), 0.0
    for _ in range(5):
        wait = bucket.wait(now, interactive)
        if wait == 0:
            return
        now += max(wait, 0.001)
    pytest.fail("it waited as told five times, and still it may not go")


async def test_where_two_may_go_at_once_the_background_leaves_one_for_a_person() -> None:
    line = Line(plan=Plan(rate=2, burst=2))
    await line.call()
    await line.call(interactive=True)
    assert line.left_at == [1000.0, 1000.0]
    # On the long run it is not slower for that.
    line = Line(plan=Plan(rate=2, burst=2))
    for _ in range(9):
        await line.call()
    assert line.left_at[-1] - line.left_at[0] == pytest.approx(4.0)
