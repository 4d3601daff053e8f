"""Who sends a listing, and how a switch between the merchant and the marketplace's warehouse goes on.

One reading of what is shown and the moments of the switch say the next step; nothing else is remembered, so whoever is
killed in between finds the same step again.
"""

from dataclasses import dataclass
from enum import StrEnum

from backend.domain.listing import Shown
from backend.domain.orders import Sender

# A patch that was sent is sent once more when it does not show by then: it says the whole, so twice is once.
AGAIN_AFTER = 900
SHOWS_AFTER = 300  # seconds after the end in which an older state may still be shown
PATIENCE = 6 * 3600  # after that a switch that never shows is said to have failed
_WAITS = (3, 4, 6, 8, 10, 15, 20, 30, 60, 120, 300)


class SwitchState(StrEnum):
    WANTED = "wanted"
    SENT = "sent"  # the marketplace has not shown it yet
    DONE = "done"
    REFUSED = "refused"


OPEN = (SwitchState.WANTED, SwitchState.SENT)


class SwitchStep(StrEnum):
    """What a switch needs now."""

    SEND = "send"
    WAIT = "wait"
    ARRIVED = "arrived"
    GIVE_UP = "give_up"


@dataclass(frozen=True, slots=True)
class Switch:
    """The wish that a listing is sent by `target`; moments epoch seconds UTC, None: not yet.

    `cause` and `said` are why it was refused, as a key and in the marketplace's words; what an earlier wish sent may
    still come `unsure_until`.
    """

    listing_id: int
    target: Sender
    state: SwitchState
    asked_at: int
    sent_at: int | None = None
    ended_at: int | None = None
    attempts: int = 0
    unsure_until: int = 0
    cause: str = ""
    said: str = ""

    @property
    def open(self) -> bool:
        """Whether it is still on its way."""
        return self.state in OPEN

    @property
    def back(self) -> Sender:
        """Who sent it before."""
        return Sender.MERCHANT if self.target is Sender.MARKETPLACE else Sender.MARKETPLACE


def shown_by(shown: Shown | None) -> Sender | None:
    """Whose warehouse a listing is sent from, as far as it is shown; None where nothing is said of it."""
    if shown is None or not shown.known:
        return None
    if shown.fulfilled_by_amazon:
        return Sender.MARKETPLACE
    return Sender.MERCHANT if shown.quantity is not None or shown.both_send else None


def next_step(switch: Switch, shown: Shown, now: int) -> SwitchStep:
    """What a switch needs after a reading. A reading from before the last patch proves nothing: what was there already
    counts as arrived only when no earlier patch may still come."""
    there = shown_by(shown) is switch.target and not shown.both_send
    if switch.state is SwitchState.SENT and switch.sent_at is not None:
        if there:
            return SwitchStep.ARRIVED
        if now - switch.asked_at > PATIENCE:
            return SwitchStep.GIVE_UP
        return SwitchStep.SEND if now - switch.sent_at >= AGAIN_AFTER else SwitchStep.WAIT
    return SwitchStep.ARRIVED if there and now >= switch.unsure_until else SwitchStep.SEND


def wait(switch: Switch) -> int:
    """Seconds until it is looked at again."""
    return _WAITS[min(switch.attempts, len(_WAITS) - 1)]
