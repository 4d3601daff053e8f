"""The sandbox's own time: real, faster than real, or moved by hand."""

import asyncio
import time
from collections.abc import Callable

Anchor = tuple[float, float, float]


class SandboxClock:
    """Seconds since 1970 UTC. Sandbox time runs `factor` times as fast as `real`; a factor of 0 stands still.

    Calling the clock gives the time, so it can be passed wherever a `Callable[[], float]` is wanted.
    """

    def __init__(self, real: Callable[[], float] = time.time, factor: float = 1.0) -> None:
        self._real = real
        self._real_start = real()
        self._start = self._real_start
        self._factor = factor
        self._sleepers: set[tuple[float, asyncio.Event]] = set()

    @classmethod
    def standing(cls, at: float = 1_780_000_000.0) -> "SandboxClock":
        """A clock for tests: it stands at `at` until `advance` or `travel` moves it."""
        return cls(lambda: at, 0.0)

    def __call__(self) -> float:
        return self._start + (self._real() - self._real_start) * self._factor

    @property
    def factor(self) -> float:
        """How many sandbox seconds pass in one real second."""
        return self._factor

    @property
    def anchor(self) -> Anchor:
        """(real time, sandbox time, factor): enough to go on after a restart."""
        return self._real_start, self._start, self._factor

    def restore(self, anchor: Anchor) -> None:
        """Go on from an anchor taken by an earlier process."""
        self._real_start, self._start, self._factor = anchor
        self._wake()

    def set_factor(self, factor: float) -> None:
        """Change the pace from now on."""
        if factor < 0:
            raise ValueError("time does not run backwards")
        self._move_to(self())
        self._factor = factor
        self._wake()

    def advance(self, seconds: float) -> None:
        """Jump ahead and wake those whose time has come."""
        self._move_to(self() + seconds)
        self._wake()

    async def sleep(self, seconds: float) -> None:
        """Wait in sandbox time."""
        until = self() + seconds
        while (left := until - self()) > 1e-6:
            event = asyncio.Event()
            sleeper = (until, event)
            self._sleepers.add(sleeper)
            try:
                async with asyncio.timeout(left / self._factor if self._factor else None):
                    await event.wait()
            except TimeoutError:
                pass
            finally:
                self._sleepers.discard(sleeper)

    async def travel(self, seconds: float, turns: int = 25) -> None:
        """For tests: advance from sleeper to sleeper, letting woken tasks run, until `seconds` are over."""
        until = self() + seconds
        await _yield_loop(turns)
        while due := [when for when, _ in self._sleepers if when <= until]:
            self.advance(max(min(due) - self(), 0.0))
            await _yield_loop(turns)
        self.advance(max(until - self(), 0.0))
        await _yield_loop(turns)

    def _move_to(self, moment: float) -> None:
        self._real_start, self._start = self._real(), moment

    def _wake(self) -> None:
        for _, event in self._sleepers:
            event.set()


async def _yield_loop(turns: int) -> None:
    for _ in range(turns):
        await asyncio.sleep(0)
