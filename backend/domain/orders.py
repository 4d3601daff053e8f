"""Orders of a marketplace's buyers, as the orders lane reads them and every rule sees them."""

from dataclasses import dataclass
from enum import StrEnum

from backend.domain.money import Money


class OrderStatus(StrEnum):
    """How far an order is, in the trade's words (Amazon facts 4.7)."""

    PENDING = "pending"  # not paid yet: nothing may be sent, but its units are gone
    UNSHIPPED = "unshipped"
    PARTLY_SHIPPED = "partly_shipped"
    SHIPPED = "shipped"
    CANCELLED = "cancelled"
    UNKNOWN = (
        "unknown"  # a word that nobody knew when this was written: its units count, nothing else is done
    )


class Sender(StrEnum):
    """Whose warehouse the units leave."""

    MERCHANT = "merchant"
    MARKETPLACE = "marketplace"  # Fulfillment by Amazon: never the shop's stock


@dataclass(frozen=True, slots=True)
class OrderItem:
    """One line. `ordered` pieces; `cancelled` of them will never leave. `price` is for one piece, `total` for the line
    with what it says, `tax` the part of the line that is tax; None: not said. Currency: the marketplace's."""

    item_code: str
    sku: str
    asin: str
    title: str
    ordered: int
    cancelled: int = 0
    fulfilled: int = 0
    price: Money | None = None
    total: Money | None = None
    tax: Money | None = None
    shipping: Money | None = None
    shipping_tax: Money | None = None
    discount: Money | None = None
    gift_wrap: Money | None = None
    gift_message: str = ""  # personal: never stored, only handed on
    gift: bool = False

    @property
    def units(self) -> int:
        """The pieces that the stock has to give."""
        return max(0, self.ordered - self.cancelled)


@dataclass(frozen=True, slots=True)
class Recipient:
    """Where it goes; personal: never stored, only handed on. Every field may be missing ("")."""

    name: str = ""
    company: str = ""
    lines: tuple[str, ...] = ()
    city: str = ""
    region: str = ""
    postal_code: str = ""
    country: str = ""  # ISO 3166
    phone: str = ""


@dataclass(frozen=True, slots=True)
class Order:
    """An order of a marketplace. Times epoch seconds UTC; None: not said. Buyer's fields are personal."""

    order_code: str  # Amazon's order id
    marketplace_id: str
    status: OrderStatus
    sender: Sender
    created_at: int
    changed_at: int
    items: tuple[OrderItem, ...]
    ours: bool = True  # False: sold elsewhere, only sent by Amazon (multi-channel fulfilment)
    total: Money | None = None
    prices_include_tax: bool = True
    tax_by_marketplace: bool = False
    service_level: str = ""
    ship_from: int | None = None
    ship_by: int | None = None
    deliver_by: int | None = None
    programs: tuple[str, ...] = ()  # PRIME, AMAZON_BUSINESS, ... as Amazon spells them
    replaces: str = ""  # the order code of the order that this one replaces
    buyer_name: str = ""
    buyer_email: str = ""
    recipient: Recipient | None = None
    trouble: tuple[str, ...] = ()  # what could not be read, in words for the journal


_OPEN = frozenset(
    (OrderStatus.PENDING, OrderStatus.UNSHIPPED, OrderStatus.PARTLY_SHIPPED, OrderStatus.UNKNOWN)
)
_OLDEST_OPEN = 60 * 86_400  # seconds; Amazon itself ends what was not sent after 30 days


def made_at(order: Order) -> int:
    """When an order was made (epoch seconds UTC). One that still waits to be sent cannot be years old, whatever its
    date says: then its last change is believed."""
    strange = order.status in _OPEN and order.changed_at - order.created_at > _OLDEST_OPEN
    return order.changed_at if strange else order.created_at


@dataclass(frozen=True, slots=True)
class OrderPage:
    """One page of a search. `seen_until`: everything changed before this moment (epoch seconds) has been shown once the
    last page is read; `token` "" after the last page; `aside` what no order could be made of: (code, why)."""

    orders: tuple[Order, ...]
    token: str
    seen_until: int
    aside: tuple[tuple[str, str], ...] = ()
