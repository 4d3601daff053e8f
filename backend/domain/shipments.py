"""The words of sending: packages as Amazon is told of them, all that counts for an order's next step, and the steps."""

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from backend.domain.orders import OrderStatus, Package, Sender
from backend.domain.shop_side import ShopSide

Pieces = tuple[tuple[str, int], ...]


class Source(StrEnum):
    """Who said it."""

    SHOP = "shop"
    LABEL = "label"  # a label that was bought in the shop
    MERCHANT = "merchant"  # on the order's page


class ShipmentState(StrEnum):
    """How far a package is on its way to Amazon."""

    WANTED = "wanted"
    SENDING = "sending"  # written down before the call: its end is not known until it is
    ACCEPTED = "accepted"  # Amazon took it, and does not show it yet
    SEEN = "seen"
    REFUSED = "refused"


@dataclass(frozen=True, slots=True)
class Line:
    """A line of an order: `units` still wanted, `fulfilled` as Amazon counts. `coded`: each piece has a code of its own
    that Amazon wants (Transparency)."""

    code: str
    units: int
    fulfilled: int = 0
    coded: bool = False


@dataclass(frozen=True, slots=True)
class Shipment:
    """A package as Amazon is to be told of it. `carrier` a key of domain/carriers.py, or "other" with its `name`;
    `tracking` "" for a letter without; `origin`: the number in the shop that it stands for; `sent_at` epoch seconds."""

    reference: str
    tracking: str
    carrier: str
    name: str
    sent_at: int
    pieces: Pieces
    source: Source
    state: ShipmentState = ShipmentState.WANTED
    origin: str = ""
    method: str = ""
    codes: tuple[tuple[str, tuple[str, ...]], ...] = ()


@dataclass(frozen=True, slots=True)
class Scene:
    """All that counts for an order's next step. `written`: the numbers that Storelane itself wrote into the shop."""

    status: OrderStatus
    sender: Sender
    ours: bool
    made_at: int
    now: int
    lines: tuple[Line, ...]
    side: ShopSide | None = None
    told: tuple[Shipment, ...] = ()
    packages: tuple[Package, ...] = ()
    written: str = ""
    untracked_allowed: bool = False


@dataclass(frozen=True, slots=True)
class Ask:
    """Only the merchant knows: `cause` is a key that pages say in words."""

    cause: str
    details: tuple[tuple[str, Any], ...] = ()


@dataclass(frozen=True, slots=True)
class Chosen:
    """Who carries a package: a key, or "other" with a name."""

    carrier: str
    name: str = ""


@dataclass(frozen=True, slots=True)
class Confirm:
    """Amazon is to be told of a package: a new one, or under its reference what is different now."""

    shipment: Shipment
    reason: str


@dataclass(frozen=True, slots=True)
class Nothing:
    reason: str


Step = Confirm | Ask | Nothing
# The carrier of a number with its address and the carrier's name where a label gives one.
Choose = Callable[["Named"], "Chosen | Ask"]


@dataclass(frozen=True, slots=True)
class Named:
    """A number as the shop gives it."""

    number: str
    url: str = ""
    carrier_name: str = ""
    source: Source = Source.SHOP
