"""The shop's own orders, as far as sending them from a marketplace's warehouse goes. Read live, never stored whole."""

from dataclasses import dataclass

from backend.domain.money import Money
from backend.domain.orders import Recipient


@dataclass(frozen=True, slots=True)
class OwnLine:
    """A line of the shop's order. `code` is the shop's number of it; `product_id` and `variation_id` are the shop's, 0:
    unknown, or no variation. `ships`: it is a thing. `tracked`: the shop counts its pieces."""

    code: str
    sku: str
    name: str
    options: str
    pieces: int
    product_id: int = 0
    variation_id: int = 0
    ships: bool = True
    tracked: bool = False


@dataclass(frozen=True, slots=True)
class OwnOrder:
    """An order as the shop has it now. `payment` and `sending` as the shop spells them; `of_marketplace`: one of ours
    made it for a marketplace. `recipient` is personal."""

    shop_code: str
    created_at: int
    payment: str
    sending: str
    total: Money | None
    recipient: Recipient
    lines: tuple[OwnLine, ...]
    pickup: bool = False
    of_marketplace: bool = False
    tracking: str = ""

    @property
    def goods(self) -> tuple[OwnLine, ...]:
        """The lines that a parcel can hold."""
        return tuple(line for line in self.lines if line.ships and line.pieces > 0)

    @property
    def cancelled(self) -> bool:
        return self.payment == "CANCELLED"


OPEN = ("AWAITING_PROCESSING", "PROCESSING")


def why_not(order: OwnOrder) -> str:
    """Why a warehouse cannot send an order, as a key that pages translate; "" when it can."""
    if order.of_marketplace:
        return "marketplace"
    if order.cancelled:
        return "cancelled"
    if order.payment != "PAID":
        return "unpaid"
    if order.pickup:
        return "pickup"
    if not order.goods:
        return "nothing_to_ship"
    if order.sending not in OPEN:
        return "sent"
    return ""
