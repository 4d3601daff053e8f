"""The worker: leases due lanes, drives each, records how far it came, waits, and stops in an orderly way."""

import asyncio
import logging
import os
import random
import secrets
import socket
from collections.abc import Callable, Sequence

from backend.lanes.lane import LEASE_SECONDS, Held, Lane, Resources, Rest
from backend.storage import lanes
from backend.storage.lanes import Lease, LeaseLost
from backend.transport.errors import RemoteError, Throttled, Unavailable

log = logging.getLogger("storelane.worker")

LONGEST_WAIT = 900  # seconds between two tries of a lane that keeps failing


class Worker:
    """Drives lanes, `parallel` at a time. Any number of workers may share a database; each lane has one holder."""

    def __init__(
        self,
        resources: Resources,
        kinds: Sequence[Lane],
        *,
        parallel: int = 4,
        chance: Callable[[], float] = random.random,
    ) -> None:
        self.name = f"{socket.gethostname()}:{os.getpid()}:{secrets.token_hex(3)}"
        self._resources = resources
        self._lanes = {lane.kind: lane for lane in kinds}
        self._parallel = parallel
        self._chance = chance
        self._ending = False
        self._awake = asyncio.Event()
        self._running: set[asyncio.Task[None]] = set()

    def wake(self) -> None:
        """Something became due: look now instead of at the next tick."""
        self._awake.set()

    async def run(self, stop: asyncio.Event) -> None:
        """Work until `stop` is set, then let the lanes in hand come to their next safe point and go."""
        await lanes.free_dead(self._resources.db, *self.name.split(":")[:2])
        beat_at = 0.0
        try:
            while not stop.is_set():
                beat_at = await self._beat(beat_at)
                self._awake.clear()
                await self._fill()
                await self._pause(stop)
        finally:
            self._ending = True
            if self._running:
                await asyncio.wait(self._running, timeout=25)
            for task in self._running:
                task.cancel()
            await asyncio.gather(*self._running, return_exceptions=True)
            await lanes.leave(self._resources.db, self.name)

    async def _beat(self, last: float) -> float:
        """A sign of life every ten seconds. A database that is away for a moment must not end the worker."""
        now = self._resources.clock()
        if now - last < 10:
            return last
        try:
            await lanes.beat(self._resources.db, self.name, int(now))
        except Exception:
            log.exception("the heartbeat could not be written")
            return last
        return now

    async def run_until_idle(self) -> int:
        """Drive everything that is due now, one lane after the other, until nothing is; returns how many drives."""
        drives = 0
        while lease := await self._lease():
            await self._drive(lease)
            drives += 1
        return drives

    async def _fill(self) -> None:
        while len(self._running) < self._parallel:
            try:
                lease = await self._lease()
            except Exception:
                log.exception("the lanes could not be read")
                return
            if lease is None:
                return
            task = asyncio.create_task(self._drive(lease))
            self._running.add(task)
            task.add_done_callback(self._done)

    def _done(self, task: asyncio.Task[None]) -> None:
        self._running.discard(task)
        self._awake.set()

    async def _pause(self, stop: asyncio.Event) -> None:
        """Wait for a wake-up, the stop, or a second, whichever comes first."""
        waits = [asyncio.create_task(self._awake.wait()), asyncio.create_task(stop.wait())]
        await asyncio.wait(waits, timeout=1.0, return_when=asyncio.FIRST_COMPLETED)
        for wait in waits:
            wait.cancel()

    async def _lease(self) -> Lease | None:
        now = self._resources.now()
        return await lanes.lease(self._resources.db, tuple(self._lanes), self.name, LEASE_SECONDS, now)

    async def _drive(self, lease: Lease) -> None:
        """One lane, once. Whatever goes wrong in it ends in the lane's row, never in the worker."""
        trouble, failed = "", False
        try:
            rest = await self._lanes[lease.kind].drive(Held(lease, self._resources, lambda: self._ending))
        except LeaseLost:
            log.warning("lane=%s subject=%s lost its lease", lease.kind, lease.subject)
            return
        except Throttled as error:
            rest = Rest(self._resources.now() + max(1, int(error.retry_after + 0.999)), "limits")
        except RemoteError as error:
            failed, trouble = True, f"{type(error).__name__}: {error.message}"
            note = "unavailable" if isinstance(error, Unavailable) else "refused"
            rest = Rest(self._resources.now() + self._backoff(lease.attempts), note)
            log.warning("lane=%s subject=%s %s", lease.kind, lease.subject, trouble)
        except Exception as error:
            failed, trouble = True, f"{type(error).__name__}: {error}"
            rest = Rest(self._resources.now() + self._backoff(lease.attempts), "error")
            log.exception("lane=%s subject=%s failed", lease.kind, lease.subject)
        # The deed is done: that it is recorded must not hang on whether we are being stopped.
        await asyncio.shield(self._release(lease, rest, trouble, failed))

    async def _release(self, lease: Lease, rest: Rest, trouble: str, failed: bool) -> None:
        """A database that is away for a moment must not end the worker: the lease ends by itself then."""
        now = self._resources.now()
        try:
            await lanes.release(
                self._resources.db, lease, rest.due_at, now, trouble=trouble, note=rest.note, failed=failed
            )
        except Exception:
            log.exception("lane=%s subject=%s could not be let go", lease.kind, lease.subject)

    def _backoff(self, attempts: int) -> int:
        """Seconds until the next try: 2, 4, 8 ... with a fifth of chance, at most a quarter of an hour."""
        wait = min(LONGEST_WAIT, 2 ** min(attempts, 12))
        return max(1, int(wait * (0.9 + 0.2 * self._chance())))
