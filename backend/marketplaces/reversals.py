"""The port for cancelling orders and giving money back: feeds of many at once, and what was said to each."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Protocol

from backend.domain.marketplace import SellerAccess
from backend.domain.reversals import Act, Reason, Share


class ReversalState(StrEnum):
    """How far a feed is. One that was cancelled surely did nothing; one that failed may have done some of it."""

    WORKING = "working"
    DONE = "done"
    FAILED = "failed"
    CANCELLED = "cancelled"


@dataclass(frozen=True, slots=True)
class ReversalMessage:
    """One order's cancellation (of all its `items`) or refund (`shares`, minor units of `currency`)."""

    number: int
    order_code: str
    reason: Reason
    items: tuple[str, ...] = ()
    shares: tuple[Share, ...] = ()
    currency: str = ""


@dataclass(frozen=True, slots=True)
class RemoteReversals:
    """A feed on the marketplace's side."""

    id: str
    state: ReversalState
    result_document_id: str = ""


@dataclass(frozen=True, slots=True)
class Verdict:
    """What was said against a message, in the marketplace's words."""

    code: str
    words: str


@dataclass(frozen=True, slots=True)
class ReversalReport:
    """What became of a feed: `refused` by message number; `processed` messages, None when it does not say; `whole`:
    why all of it was refused, None when it was not."""

    refused: Mapping[int, Verdict]
    processed: int | None = None
    whole: Verdict | None = None


class Reversals(Protocol):
    """Every method may raise the errors of transport/errors.py."""

    async def upload(self, seller: SellerAccess, act: Act, messages: Sequence[ReversalMessage]) -> str:
        """Put the document up; returns its id. Nothing is done yet."""

    async def start(self, seller: SellerAccess, act: Act, places: Sequence[str], document_id: str) -> str:
        """Have a document worked on; returns the feed's id. Not to be repeated without a look (recent)."""

    async def recent(self, seller: SellerAccess, act: Act, since: int) -> Sequence[RemoteReversals]:
        """Feeds of this kind created since a moment (epoch seconds UTC)."""

    async def find(self, seller: SellerAccess, feed_id: str) -> RemoteReversals:
        """How far a feed is."""

    async def report(self, seller: SellerAccess, feed: RemoteReversals) -> ReversalReport:
        """What was said to its messages. Unavailable for a report that makes no sense."""
