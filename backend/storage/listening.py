"""Listening to PostgreSQL's notifications on a connection of its own, which comes back when it is lost."""

import asyncio
import contextlib
import logging
from collections.abc import Awaitable, Callable
from typing import Any

log = logging.getLogger("storelane.database")

LONGEST = 10.0  # seconds between two tries to come back


class Listening:
    """Hears channels for ever. `connect` opens a driver's connection; `tell(channel, text)` is called for each word.

    After it came back every channel is told once, with an empty text: something may have been missed.
    """

    def __init__(self, connect: Callable[[], Awaitable[Any]], tell: Callable[[str, str], None]) -> None:
        self._connect, self._tell = connect, tell
        self._channels: list[str] = []
        self._connection: Any = None
        self._lost = asyncio.Event()
        self._keeper: asyncio.Task[None] | None = None

    async def add(self, channel: str) -> None:
        """Hear one more channel. Raises what the driver raises when there is no database at the very start."""
        if channel in self._channels:
            return
        self._channels.append(channel)
        if self._connection is None:
            await self._open()
            self._keeper = asyncio.create_task(self._keep())
        else:
            await self._connection.add_listener(channel, self._heard)

    async def close(self) -> None:
        """The end."""
        if self._keeper:
            self._keeper.cancel()
            await asyncio.gather(self._keeper, return_exceptions=True)
        if self._connection is not None:
            with contextlib.suppress(Exception):
                await self._connection.close()

    async def _open(self) -> None:
        connection = await self._connect()
        self._lost = asyncio.Event()
        connection.add_termination_listener(self._gone)
        for channel in self._channels:
            await connection.add_listener(channel, self._heard)
        self._connection = connection

    async def _keep(self) -> None:
        while True:
            await self._lost.wait()
            log.warning("the database's notifications are lost; coming back")
            await self._come_back()
            log.warning("the database's notifications are heard again")
            for channel in self._channels:
                self._tell(channel, "")

    async def _come_back(self) -> None:
        wait = 0.2
        while True:
            try:
                await self._open()
                return
            except Exception:  # whatever the driver raises while the database is away
                await asyncio.sleep(wait)
                wait = min(LONGEST, wait * 2)

    def _gone(self, _connection: Any) -> None:
        self._lost.set()

    def _heard(self, _connection: Any, _process: int, channel: str, text: str) -> None:
        self._tell(channel, text)
