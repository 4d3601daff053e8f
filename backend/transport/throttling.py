"""Throttling: every account's allowance for every operation, kept here so that the other side need not say no."""

import math
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from typing import Protocol

import httpx

from backend.transport.calls import Call, call_of
from backend.transport.errors import Throttled

LEAST_WAIT = 0.001  # seconds
SLOW = 0.1  # calls a second
Key = tuple[str, str]  # account and operation ("" for those without a plan of their own)
Sleep = Callable[[float], Awaitable[None]]


@dataclass(frozen=True, slots=True)
class Plan:
    """A usage plan: `rate` calls a second on the long run, `burst` at once."""

    rate: float
    burst: int


class Allowances(Protocol):
    """Where the allowances are kept; all processes that share an account must share them."""

    async def take(self, key: Key, rate: float, burst: int, reserve: float) -> float:
        """0 took a token, of which `reserve` more were there; else the seconds until there may be one. `rate` tokens a
        second, `burst` at most, are what a key begins with."""
        ...

    async def empty(self, key: Key, reserve: float) -> None:
        """The other side says that it is used up: others drew on it too. Its reserve fills before anybody gets one."""
        ...

    async def correct(self, key: Key, rate: float) -> None:
        """The other side told the account's true rate, in calls a second."""
        ...

    async def left(self, account: str) -> Mapping[str, tuple[float, float]]:
        """What an account has left, for pages: by operation the tokens, below 0 where it is in debt and perhaps above
        the burst, and the rate in calls a second. Operations that were never called are left out."""
        ...


def reserve_of(plan: Plan) -> float:
    """Tokens kept for calls a person waits for. What refills slower than people wait is no reserve: it would only hold
    the rest back for minutes."""
    if plan.rate < SLOW or plan.burst < 2:
        return 0.0
    return float(min(2, max(1, plan.burst // 5)))


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
        self.reserve = reserve_of(self.plan)

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
        self.rate = rate


class OwnAllowances:
    """The allowances of one process alone, in memory."""

    def __init__(self, clock: Callable[[], float]) -> None:
        self._clock = clock
        self._buckets: dict[Key, Bucket] = {}

    async def take(self, key: Key, rate: float, burst: int, reserve: float) -> float:
        if key not in self._buckets:
            self._buckets[key] = Bucket(Plan(rate, burst), float(burst), self._clock())
        return self._buckets[key].wait(self._clock(), not reserve)

    async def empty(self, key: Key, reserve: float) -> None:
        if key in self._buckets:
            self._buckets[key].empty(self._clock())

    async def correct(self, key: Key, rate: float) -> None:
        if key in self._buckets:
            self._buckets[key].correct(rate)

    async def left(self, account: str) -> Mapping[str, tuple[float, float]]:
        now = self._clock()
        return {
            operation: (each.tokens + max(0.0, now - each.at) * each.rate, each.rate)
            for (whose, operation), each in self._buckets.items()
            if whose == account
        }


class Throttling(httpx.AsyncBaseTransport):
    """Holds every call back until its allowance has room; one that would wait too long raises Throttled at once."""

    def __init__(
        self,
        inner: httpx.AsyncBaseTransport,
        plans: Mapping[str, Plan],
        otherwise: Plan,
        *,
        allowances: Allowances,
        sleep: Sleep,
    ) -> None:
        self._inner, self._plans, self._otherwise = inner, plans, otherwise
        self._allowances, self._sleep = allowances, sleep

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        """Raises Throttled when the call's patience is shorter than the wait."""
        call = call_of(request)
        plan = self._plans.get(call.operation, self._otherwise)
        key = (call.account, call.operation if call.operation in self._plans else "")
        await self._take(key, plan, call)
        response = await self._inner.handle_async_request(request)
        if response.status_code == 429:
            await self._allowances.empty(key, reserve_of(plan))
        rate = _rate(response.headers.get("x-amzn-ratelimit-limit", ""))
        if rate:
            await self._allowances.correct(key, rate)
        return response

    async def _take(self, key: Key, plan: Plan, call: Call) -> None:
        waited, reserve = 0.0, 0.0 if call.interactive else reserve_of(plan)
        while wait := await self._allowances.take(key, plan.rate, plan.burst, reserve):
            wait = max(wait, LEAST_WAIT)  # shorter than a float's step the wait would never end
            if waited + wait > call.patience:
                raise Throttled(f"{call.operation} waits for its allowance", retry_after=wait)
            await self._sleep(wait)
            waited += wait

    async def aclose(self) -> None:
        await self._inner.aclose()


def _rate(said: str) -> float:
    """The rate a header tells; 0 when it makes no sense."""
    try:
        rate = float(said or 0)
    except ValueError:
        return 0.0
    return rate if 0 < rate < math.inf else 0.0
