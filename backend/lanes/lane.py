"""What a lane is, what it gets, and how it records under its lease."""

import asyncio
import contextlib
from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Protocol

from backend.bank.ecb import Bank
from backend.domain.alerts import Known
from backend.domain.plans import Terms
from backend.ecwid.client import ShopClient
from backend.ecwid.order_translation import Channel
from backend.marketplaces.marketplace import Marketplace
from backend.storage import lanes
from backend.storage.alerts import KeptSetting
from backend.storage.database import Database
from backend.storage.lanes import Lease
from backend.storage.secrets import Vault
from backend.storage.shops import Shop
from backend.transport.deadlines import until
from backend.transport.errors import Unavailable
from backend.transport.smtp import Post
from backend.transport.throttling import Sleep

LEASE_SECONDS = 120  # well above DEED_SECONDS: who takes over a lane finds no deed still under way
PROOF_SECONDS = 2.0  # a proof that old is proved again before a deed
DEED_SECONDS = 30.0  # a call that does something is given up after that, and looked into
SOON, IDLE, HOURLY, DAILY = 60, 600, 3600, 86400


@dataclass(frozen=True, slots=True)
class Rest:
    """When a lane wants to be driven again (epoch seconds), and what it waits for, as a key for pages."""

    due_at: int
    note: str = ""


class AlertWords(Protocol):
    """Says alerts in the merchant's language: the words are the pages' (web/alert_mails.py)."""

    def __call__(
        self, shop: Shop, kept: KeptSetting, which: Sequence[Known], *, digest: bool
    ) -> tuple[str, str]: ...


@dataclass(frozen=True, slots=True)
class Resources:
    """What every lane works with. `clock` tells epoch seconds UTC; `wake(kind, subject)` makes a lane due now."""

    db: Database
    vault: Vault
    clock: Callable[[], float]
    sleep: Sleep
    shop_client: ShopClient
    marketplaces: Mapping[str, Marketplace]
    bank: Bank
    features: tuple[str, ...]
    feed_from: int
    alert_words: AlertWords  # subject and text of a mail of alerts
    report_from: int = 1000
    channel: Channel = field(default_factory=Channel)  # how the shop's orders are told to be Amazon's
    terms: Terms = field(default_factory=Terms)  # what shops may list
    post: Post | None = None  # takes mails; None: none is sent
    personal_days: int = 30  # after the parcel left a buyer is forgotten, if the shop does not say fewer

    def now(self) -> int:
        return int(self.clock())

    async def wake(self, kind: str, subject: int) -> None:
        await lanes.wake(self.db, kind, subject, self.now())


@dataclass(slots=True)
class Held:
    """A lane in hand: its lease, the only way to record, and the only way to do what cannot be undone.

    `proved_at`: when the lease was last proved to be ours, in the clock's seconds.
    """

    lease: Lease
    resources: Resources
    stopping: Callable[[], bool]  # the worker is told to end: come to a safe point and let go
    proved_at: float = 0.0

    @property
    def subject(self) -> int:
        return self.lease.subject

    @property
    def attempts(self) -> int:
        return self.lease.attempts

    @contextlib.asynccontextmanager
    async def recording(self, *wakes: str) -> AsyncIterator[None]:
        """A transaction that proves and lengthens the lease first. Raises LeaseLost, and then nothing is recorded.

        `wakes` are the kinds of the subject's lanes that owe the next step: they are made due with the result, so
        that a kill never comes between the two.
        """
        began = self.resources.clock()
        async with self.resources.db.transaction():
            await lanes.hold(self.resources.db, self.lease, LEASE_SECONDS, self.resources.now())
            yield
            for kind in wakes:
                await self.resources.wake(kind, self.lease.subject)
        self.proved_at = began

    @contextlib.asynccontextmanager
    async def deed(self) -> AsyncIterator[None]:
        """A call that does something has an end, so that whoever takes over the lane never meets it under way.

        The lease is proved first, unless it just was, and nothing leaves later than DEED_SECONDS after that, not even
        from a process that was frozen meanwhile. Raises LeaseLost; Unavailable, perhaps done, when there is no answer
        by then.
        """
        if self.resources.clock() - self.proved_at > PROOF_SECONDS:
            async with self.recording():
                pass
        try:
            with until(self.resources.clock, self.proved_at + DEED_SECONDS):
                async with asyncio.timeout(DEED_SECONDS):
                    yield
        except TimeoutError as error:
            raise Unavailable("no answer in time", may_have_happened=True) from error


class Lane(Protocol):
    """One kind of work for one subject (a shop, a seller, or 0 where all shops share it)."""

    kind: str

    async def drive(self, held: Held) -> Rest:
        """Work until nothing is left or the other side says wait; says when to look again."""
