"""Sending the shop's own orders from a marketplace's warehouse: what is asked for, offered, under way and owed."""

import hashlib
import re
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from backend.domain.money import Money
from backend.domain.orders import Recipient

LONGEST_CODE = 40
MOST_LINES, MOST_PIECES = 100, 250
LONGEST_COMMENT = 750
_STATES = ("US", "CA", "AU", "MX", "BR")  # countries whose addresses need their state
_NO_CITY = ("JP",)


class Speed(StrEnum):
    """How quickly it shall arrive."""

    STANDARD = "standard"
    EXPEDITED = "expedited"
    PRIORITY = "priority"


class Missing(StrEnum):
    """What is done when the warehouse lacks something of an order."""

    NOTHING_LEAVES = "nothing"
    REST_LEAVES = "rest"


class State(StrEnum):
    """How far the marketplace is. "" stands for an order that it does not have yet."""

    NEW = "new"
    RECEIVED = "received"
    PLANNING = "planning"
    PROCESSING = "processing"
    CANCELLED = "cancelled"
    COMPLETE = "complete"
    PARTIAL = "partial"
    UNFULFILLABLE = "unfulfillable"
    INVALID = "invalid"
    UNKNOWN = "unknown"


CANCELLABLE = (State.NEW, State.RECEIVED, State.PLANNING)
# Nothing more comes of these.
FINAL = (State.CANCELLED, State.COMPLETE, State.PARTIAL, State.UNFULFILLABLE, State.INVALID)
NOTHING_LEFT = (State.CANCELLED, State.UNFULFILLABLE, State.INVALID)


@dataclass(frozen=True, slots=True)
class Line:
    """Pieces of a SKU of the seller's; `code` is the line's own number, the shop's."""

    code: str
    sku: str
    pieces: int


@dataclass(frozen=True, slots=True)
class Handover:
    """All that the marketplace is told of an order. `code` is ours and unique; `shown` stands on the packing slip with
    `comment`. `ordered_at` epoch seconds UTC. `recipient` is personal. `hold`: kept back until it is let go.
    `blank_box`: sent only in a box without the marketplace's name."""

    code: str
    shown: str
    ordered_at: int
    marketplace_id: str
    comment: str
    speed: Speed
    missing: Missing
    recipient: Recipient
    lines: tuple[Line, ...]
    hold: bool = False
    blank_box: bool = False


@dataclass(frozen=True, slots=True)
class Lack:
    """Pieces of a line that cannot be sent, and why as the marketplace spells it."""

    code: str
    pieces: int
    reasons: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class SpeedOffer:
    """What one speed would cost and when it would arrive (epoch seconds UTC; None: not said). `whole`: all of it can be
    sent; `reasons`: why none of it can."""

    speed: Speed
    whole: bool
    fees: tuple[tuple[str, Money], ...] = ()
    arrives_from: int | None = None
    arrives_until: int | None = None
    lacks: tuple[Lack, ...] = ()
    reasons: tuple[str, ...] = ()

    @property
    def total(self) -> Money | None:
        """All fees together; None where none are said, or in several currencies."""
        if not self.fees or len({fee.currency for _, fee in self.fees}) > 1:
            return None
        return Money(sum(fee.amount for _, fee in self.fees), self.fees[0][1].currency)

    @property
    def some(self) -> bool:
        """Whether anything of it would leave."""
        return self.whole or (not self.reasons and bool(self.fees))

    def goes(self, missing: Missing) -> bool:
        """Whether it can be chosen, given what is done with what lacks."""
        return self.whole or (self.some and missing is Missing.REST_LEAVES)


@dataclass(frozen=True, slots=True)
class Parcel:
    """A parcel on its way. Times epoch seconds UTC; None: not said. `where` as the marketplace spells it."""

    number: int
    carrier: str = ""
    tracking: str = ""
    sent_at: int | None = None
    arrives_at: int | None = None
    where: str = ""
    url: str = ""


@dataclass(frozen=True, slots=True)
class LineState:
    """What became of a line's pieces so far."""

    pieces: int
    cancelled: int = 0
    lacking: int = 0


@dataclass(frozen=True, slots=True)
class Following:
    """How an order stands at the marketplace. `held`: it is on hold there."""

    state: State
    lines: Mapping[str, LineState]
    parcels: tuple[Parcel, ...] = ()
    held: bool = False
    changed_at: int = 0


def outbound_code(store_id: int, shop_code: str, number: int) -> str:
    """Our own number of a handover: the same for the same try, never longer than the marketplace takes."""
    plain = re.sub(r"[^A-Za-z0-9-]", "", shop_code)
    code = f"SL-{store_id}-{plain}-{number}"
    if plain == shop_code and len(code) <= LONGEST_CODE:
        return code
    digest = hashlib.sha256(shop_code.encode()).hexdigest()[:10]
    room = LONGEST_CODE - len(f"SL-{store_id}--{digest}-{number}")
    return f"SL-{store_id}-{plain[: max(0, room)]}-{digest}-{number}"


def address_faults(to: Recipient) -> dict[str, str]:
    """What an address lacks, by field: cause keys that pages say in words."""
    faults = {}
    needed = [
        ("name", to.name), ("street", to.lines[0] if to.lines else ""), ("postal_code", to.postal_code),
        ("country", to.country),
    ]  # fmt: skip
    needed += [] if to.country in _NO_CITY else [("city", to.city)]
    needed += [("region", to.region)] if to.country in _STATES else []
    for name, value in needed:
        if not value.strip():
            faults[name] = "missing"
    if "country" not in faults and not re.fullmatch("[A-Z]{2}", to.country):
        faults["country"] = "country"
    if len(to.lines) > 3:
        faults["street"] = "lines"
    for name, value in (
        ("name", to.name), ("city", to.city), ("region", to.region), ("postal_code", to.postal_code),
        ("phone", to.phone), ("street", max(to.lines, key=len, default="")),
    ):  # fmt: skip
        if len(value) > 60:
            faults[name] = "long"
    return faults


def not_ours(pieces: int, state: State | None, cancelled: int, lacking: int, *, stands: bool) -> int:
    """Pieces of a line that leave the marketplace's warehouse, so the shop, which took them off its own stock, gets
    them back. `state` None: it was never handed over; `stands`: the shop's order is not cancelled, where the shop has
    given all of them back by itself."""
    if not stands or state is None or state in NOTHING_LEFT:
        return 0
    return max(0, pieces - cancelled - lacking)


def tracking_text(parcels: tuple[Parcel, ...]) -> str:
    """What the shop's one field for tracking numbers shall hold."""
    numbers = list(dict.fromkeys(parcel.tracking for parcel in parcels if parcel.tracking))
    text = ", ".join(numbers)
    while len(text) > 250:
        numbers.pop()
        text = ", ".join(numbers)
    return text


def redacted(text: str, to: Recipient) -> str:
    """Words of the marketplace without anything of the address that they may repeat."""
    for value in sorted(
        {to.name, to.company, to.city, to.region, to.postal_code, to.phone, *to.lines}, key=len
    )[::-1]:
        if len(value.strip()) > 1:
            text = re.sub(re.escape(value.strip()), "…", text, flags=re.IGNORECASE)
    return text[:200]
