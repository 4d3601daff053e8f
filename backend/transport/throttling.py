"""Throttling: every account's allowance for every operation, kept here so that the other side need not say no."""

import math
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field

import httpx

from backend.transport.calls import Call, call_of
from backend.transport.errors import Throttled

LEAST_WAIT = 0.001  # seconds
SLOW = 0.1  # calls a second
Sleep = Callable[[float], Awaitable[None]]


@dataclass(frozen=True, slots=True)
class Plan:
    """A usage plan: `rate` calls a second on the long run, `burst` at once."""

    rate: float
    burst: int


@dataclass(slots=True)
class Bucket:
    """A token bucket. `reserve` tokens are kept for calls a person waits for."""

    plan: Plan
    tokens: float
    at: float
    rate: float = field(init=False)
    reserve: float = field(init=False)

    def __post_init__(self) -> None:
        self.rate = self.plan.rate
        # What refills slower than people wait is no reserve: it would only hold the rest back for minutes.
        self.reserve = float(min(2, self.plan.burst // 5)) if self.plan.rate >= SLOW else 0.0

    def wait(self, now: float, interactive: bool) -> float:
        """Seconds until a call may leave; 0 takes a token."""
        self.tokens = min(float(self.plan.burst), self.tokens + max(0.0, now - self.at) * self.rate)
        self.at = now
        needed = 1.0 if interactive else 1.0 + self.reserve
        if self.tokens >= needed - 1e-9:
            self.tokens -= 1.0
            return 0.0
        return (needed - self.tokens) / self.rate

    def empty(self, now: float) -> None:
        """The other side says that the allowance is used up: other workers or an older process drew on it too."""
        self.tokens, self.at = -self.reserve, now

    def correct(self, rate: float) -> None:
        """The other side told the account's true rate."""
        if 0 < rate < math.inf:
            self.rate = rate


class Throttling(httpx.AsyncBaseTransport):
    """Holds every call back until its allowance has room; one that would wait too long raises Throttled at once."""

    def __init__(
        self,
        inner: httpx.AsyncBaseTransport,
        plans: Mapping[str, Plan],
        otherwise: Plan,
        *,
        clock: Callable[[], float],
        sleep: Sleep,
    ) -> None:
        self._inner, self._plans, self._otherwise = inner, plans, otherwise
        self._clock, self._sleep = clock, sleep
        self._buckets: dict[tuple[str, str], Bucket] = {}

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        """Raises Throttled when the call's patience is shorter than the wait."""
        call = call_of(request)
        bucket = self._bucket(call)
        await self._take(bucket, call)
        response = await self._inner.handle_async_request(request)
        if response.status_code == 429:
            bucket.empty(self._clock())
        limit = response.headers.get("x-amzn-ratelimit-limit", "")
        if limit:
            _correct(bucket, limit)
        return response

    async def _take(self, bucket: Bucket, call: Call) -> None:
        waited = 0.0
        while wait := bucket.wait(self._clock(), call.interactive):
            wait = max(wait, LEAST_WAIT)  # shorter than a float's step the wait would never end
            if waited + wait > call.patience:
                raise Throttled(f"{call.operation} waits for its allowance", retry_after=wait)
            await self._sleep(wait)
            waited += wait

    def _bucket(self, call: Call) -> Bucket:
        key = (call.account, call.operation if call.operation in self._plans else "")
        if key not in self._buckets:
            plan = self._plans.get(call.operation, self._otherwise)
            self._buckets[key] = Bucket(plan, float(plan.burst), self._clock())
        return self._buckets[key]

    async def aclose(self) -> None:
        await self._inner.aclose()


def _correct(bucket: Bucket, limit: str) -> None:
    try:
        bucket.correct(float(limit))
    except ValueError:
        return
