"""The sandbox's mail server for tests: real SMTP on a port of its own, and the way our client talks to it."""

import ssl
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from backend.sandbox.clock import SandboxClock
from backend.sandbox.faults import Faults
from backend.sandbox.mail.outbox import Outbox
from backend.sandbox.mail.receiver import Receiver
from backend.sandbox.store import Store
from backend.transport.smtp import Envelope, Post
from tests.world import Stage, World, open_world


@dataclass(frozen=True, slots=True)
class Office:
    """A listening mail server."""

    receiver: Receiver
    faults: Faults
    port: int

    @property
    def mails(self) -> list[dict[str, Any]]:
        """The newest first."""
        return self.receiver.outbox.mails()

    def post(self, **more: Any) -> Post:
        """Our client, as the settings would make it."""
        told = {
            "host": "127.0.0.1",
            "port": self.port,
            "user": "",
            "password": "",
            "tls": "off",
            "sender": SENDER,
        }
        return Post(**{**told, **more})


SENDER = "Storelane <post@storelane.example>"
LETTER = Envelope(
    "anna@example.com", "Bonjour à tous", "one@storelane.example", 1_780_000_000, "Ça va ?\n.\n..bien\n"
)


@asynccontextmanager
async def office(*, at_once: ssl.SSLContext | None = None, **more: Any) -> AsyncIterator[Office]:
    """A mail server alone; `at_once` encrypts from the first byte."""
    store = Store()
    faults = Faults(store)
    receiver = Receiver(Outbox(store, SandboxClock.standing(1_780_000_000.0)), faults, **more)
    server = await receiver.listen("127.0.0.1", 0, at_once)
    async with server:
        yield Office(receiver, faults, server.sockets[0].getsockname()[1])


@dataclass(frozen=True, slots=True)
class Town:
    """A world whose mail server listens."""

    world: World
    receiver: Receiver

    def mails(self, to: str = "") -> list[dict[str, Any]]:
        """What came, the newest first."""
        return self.receiver.outbox.mails(to)

    async def newest(self, to: str) -> dict[str, Any]:
        """The worker works, and the newest mail to somebody is read."""
        await self.world.house.worker.run_until_idle()
        return self.mails(to)[0]

    async def link(self, to: str) -> str:
        """The path that the newest mail to somebody leads to."""
        (address,) = (await self.newest(to))["links"]
        return str(address).removeprefix(self.world.settings.app_url)


@asynccontextmanager
async def open_town(
    database_url: str, folder: Path, *, stage: Stage | None = None, **environment: str
) -> AsyncIterator[Town]:
    """A world with mail. The port is known before the settings are read, so the server listens first."""
    async with office() as first:
        port = first.port
    told = {"STORELANE_SMTP_PORT": str(port), **environment}
    async with open_world(database_url, folder, stage=stage, **told) as world:
        receiver = world.other.mail
        async with await receiver.listen("127.0.0.1", port):
            yield Town(world, receiver)
