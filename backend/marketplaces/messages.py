"""The port of writing to buyers: what a marketplace lets a seller send about an order, and sending it."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from backend.domain.marketplace import SellerAccess
from backend.domain.messages import Allowed, Draft, MessageKind


@dataclass(frozen=True, slots=True)
class Addressed:
    """An order whose buyer is written to."""

    seller: SellerAccess
    marketplace_id: str
    order_code: str


class Messages(Protocol):
    """Every method may raise the errors of transport/errors.py: NotAuthorized, Throttled, Unavailable, Rejected,
    NotFound."""

    async def allowed(self, to: Addressed, *, interactive: bool = False) -> Allowed:
        """What may be sent now, and the buyer's language. `interactive`: a person waits."""

    async def attach(self, to: Addressed, kind: MessageKind, content: bytes) -> str:
        """Put up a file for a message; returns what `send` names it by for some minutes. Nobody gets it before that."""

    async def send(self, to: Addressed, kind: MessageKind, draft: Draft, attached: Sequence[str]) -> None:
        """Send it; `attached` are the draft's files as they were put up. Sending it again would send a second one, and
        nothing tells afterwards whether one went (only a review is asked for once). Rejected: it did not go."""
