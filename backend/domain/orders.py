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


class PackageState(StrEnum):
    """How far a package is, as the marketplace knows."""

    PENDING = "pending"
    SENT = "sent"
    ON_ITS_WAY = "on_its_way"
    DELIVERED = "delivered"
    CANCELLED = "cancelled"
    UNDELIVERABLE = "undeliverable"
    UNKNOWN = "unknown"


class Kind(StrEnum):
    """What is special about an order: whoever packs it must know."""

    BUSINESS = "business"
    PRIME = "prime"
    PREMIUM = "premium"  # a delivery promise that Amazon watches
    PREORDER = "preorder"
    REPLACEMENT = "replacement"
    EXCHANGE = "exchange"
    CUSTOMIZED = "customized"
    GIFT = "gift"
    SUBSCRIPTION = "subscription"
    TRANSPARENCY = "transparency"  # every piece has a code of its own that Amazon asks for


@dataclass(frozen=True, slots=True)
class Package:
    """A package of an order as the marketplace knows it. `pieces` by item code; `sent_at` epoch seconds UTC."""

    reference: str
    carrier: str = ""
    service: str = ""
    tracking: str = ""
    sent_at: int | None = None
    state: PackageState = PackageState.UNKNOWN
    pieces: tuple[tuple[str, int], ...] = ()


@dataclass(frozen=True, slots=True)
class OrderItem:
    """One line. `ordered` pieces; `cancelled` of them will never leave. `price` is for one piece, `total` for the line
    with what it says, `tax` the part of the line that is tax, `shipping_tax` the part of its shipping; None: not said.
    Currency: the marketplace's. `asked_to_cancel`: why the buyer wants it cancelled, in the marketplace's words, ""
    when nobody asked. `needs`: what must happen at the door, as the marketplace spells it."""

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
    customization: str = ""  # the address of the buyer's wishes: personal, never stored
    programs: tuple[str, ...] = ()
    asked_to_cancel: str = ""
    needs: tuple[str, ...] = ()
    customs_number: str = ""  # IOSS: says that the import tax is paid

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
    exchange: bool = False  # for other goods than those it replaces
    preorder: bool = False
    packages: tuple[Package, ...] = ()
    buyer_name: str = ""
    buyer_email: str = ""
    buyer_company: str = ""
    purchase_number: str = ""  # the company's own number of its purchase
    recipient: Recipient | None = None
    trouble: tuple[str, ...] = ()  # what could not be read, in words for the journal


_PROGRAMS = {
    "AMAZON_BUSINESS": Kind.BUSINESS, "PRIME": Kind.PRIME, "FBM_SHIP_PLUS": Kind.PRIME, "PREMIUM": Kind.PREMIUM,
    "PREORDER": Kind.PREORDER, "SUBSCRIBE_AND_SAVE": Kind.SUBSCRIPTION, "TRANSPARENCY": Kind.TRANSPARENCY,
}  # fmt: skip


def kinds(order: Order) -> tuple[Kind, ...]:
    """What is special about an order, each once, in the order of Kind."""
    said = [*order.programs, *(name for item in order.items for name in item.programs)]
    found = {_PROGRAMS[name] for name in said if name in _PROGRAMS}
    found |= {Kind.PREORDER} if order.preorder else set()
    found |= {Kind.EXCHANGE if order.exchange else Kind.REPLACEMENT} if order.replaces else set()
    found |= {Kind.CUSTOMIZED} if any(item.customization for item in order.items) else set()
    found |= {Kind.GIFT} if any(item.gift for item in order.items) else set()
    return tuple(kind for kind in Kind if kind in found)


def asked_to_cancel(order: Order) -> str:
    """Why the buyer wants an order cancelled, as long as something of it could be; "" when nobody asked."""
    if order.status not in (OrderStatus.UNSHIPPED, OrderStatus.PARTLY_SHIPPED):
        return ""
    return next((i.asked_to_cancel for i in order.items if i.asked_to_cancel and i.units > i.fulfilled), "")


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
