"""What the shop shall hold for a marketplace's order: pure, from the order as read and the lines' links."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from enum import StrEnum

from backend.domain.money import Money
from backend.domain.orders import Kind, Order, OrderItem, OrderStatus, Recipient, Sender, kinds
from backend.domain.shop_side import ShopSaid

NO_NAME = "Amazon customer"
SHOWN = 255  # characters of a line's name that the shop keeps
# A buyer's alias that is not said: the shop needs an address, and .invalid can never be delivered (RFC 2606).
_NOWHERE = "orders.invalid"


class Payment(StrEnum):
    """How the shop's order stands with money."""

    AWAITING = "awaiting"
    PAID = "paid"
    CANCELLED = "cancelled"


class Sending(StrEnum):
    """How the shop's order stands with its parcel."""

    TO_SEND = "to_send"
    SENT = "sent"


@dataclass(frozen=True, slots=True)
class Link:
    """The shop's product that an order line was linked to. `variation_id` 0: the product itself."""

    product_id: int
    variation_id: int
    name: str
    options: tuple[tuple[str, str], ...]
    sku: str


@dataclass(frozen=True, slots=True)
class ShopLine:
    """One line. `price` is one piece's, `tax` the whole line's. `link` None: the line moves no stock."""

    sku: str
    name: str
    pieces: int
    price: Money
    tax: Money
    link: Link | None = None


@dataclass(frozen=True, slots=True)
class ShopOrder:
    """The shop's order. Money in the marketplace's currency: subtotal + shipping + tax (when the prices do not include
    it) - discount = total, or `notes` says that Amazon's total is another; `shipping_tax` is the part of `tax` that is
    the shipping's. Times epoch seconds UTC. What is said of the buyer, `recipient`, `comment` and `customizations`
    (SKU, address of the buyer's wishes) are personal: handed to the shop."""

    order_code: str
    marketplace_id: str
    channel: str
    payment: Payment
    sending: Sending
    external: bool  # Amazon sends it: the merchant has nothing to do
    created_at: int
    lines: tuple[ShopLine, ...]
    subtotal: Money
    shipping: Money
    tax: Money
    discount: Money
    total: Money
    prices_include_tax: bool
    buyer_name: str
    buyer_email: str
    recipient: Recipient | None
    comment: str
    notes: tuple[str, ...]
    service_level: str = ""
    ship_by: int | None = None
    deliver_by: int | None = None
    shipping_tax: Money | None = None
    tax_by_marketplace: bool = False
    buyer_company: str = ""
    purchase_number: str = ""
    kinds: tuple[Kind, ...] = ()
    replaces: str = ""
    needs: tuple[str, ...] = ()
    customs_number: str = ""
    customizations: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class KeptShopOrder:
    """An order as the shop has it. `reference` is the marketplace's number where the shop keeps one; times epoch
    seconds UTC."""

    shop_code: str
    reference: str
    payment_reference: str
    external: bool
    created_at: int
    said: ShopSaid

    @property
    def payment(self) -> str:
        """As the shop spells it."""
        return self.said.payment

    @property
    def fulfilment(self) -> str:
        """As the shop spells it."""
        return self.said.sending

    @property
    def changed_at(self) -> int:
        return self.said.changed_at


def refused(order: Order) -> str | None:
    """Why an order cannot come into the shop at all; None when it can."""
    if not order.ours:
        return "sold_elsewhere"
    if not any(item.units for item in order.items):
        return "no_pieces"
    return None


def known_of(order: Order) -> Order:
    """The order with what of its buyer is the merchant's to know: of what Amazon sends only the town."""
    if order.sender is Sender.MERCHANT:
        return order
    to = order.recipient
    town = (
        Recipient(city=to.city, region=to.region, postal_code=to.postal_code, country=to.country)
        if to
        else None
    )
    items = tuple(replace(item, gift_message="") for item in order.items)
    return replace(order, buyer_name="", buyer_email="", recipient=town, items=items)


def shop_order(
    order: Order,
    links: Mapping[str, Link | None],
    *,
    moves_stock: bool,
    channel: str,
    currency: str,
    shop_currency: str,
) -> ShopOrder:
    """The shop's order for one of Amazon's.

    `links` by item code; with `moves_stock` False (Amazon's warehouse, sales from before the connection) no line
    names a product, so that the shop cannot lower its stock. `currency` (ISO 4217) counts where the order says none;
    amounts that are not in the `shop_currency` are not converted, and a note says so.
    """
    order = known_of(order)
    items = [item for item in order.items if item.units]
    said = _currency(order, currency)
    nothing = Money(0, said)
    lines = tuple(_line(item, links.get(item.item_code) if moves_stock else None, nothing) for item in items)
    subtotal = _sum(nothing, [Money(line.price.amount * line.pieces, said) for line in lines])
    shipping = _sum(nothing, [_in(item.shipping, said) for item in items])
    extra = _sum(nothing, [_in(item.gift_wrap, said) for item in items])
    shipping_tax = _sum(nothing, [_in(item.shipping_tax, said) for item in items])
    tax = _sum(shipping_tax, [line.tax for line in lines])
    rebate = _sum(nothing, [_in(_size(item.discount), said) for item in items])
    discount = min(rebate, subtotal + shipping + extra, key=lambda money: money.amount)
    adds_up = subtotal + shipping + extra - discount
    if not order.prices_include_tax:
        adds_up = adds_up + tax
    total = _total(order, said, adds_up)
    return ShopOrder(
        order.order_code, order.marketplace_id, channel, _payment(order), _sending(order),
        order.sender is Sender.MARKETPLACE, order.created_at, lines, subtotal, shipping + extra, tax, discount, total,
        order.prices_include_tax, order.buyer_name or _receiver(order) or NO_NAME,
        order.buyer_email or f"{_plain(order.order_code)}@{_NOWHERE}", _place(order), _comment(items),
        _notes(order, items, total != adds_up, said != shop_currency), order.service_level, order.ship_by,
        order.deliver_by, shipping_tax, order.tax_by_marketplace, order.buyer_company, order.purchase_number,
        kinds(order), order.replaces,
        tuple(dict.fromkeys(need for item in items for need in item.needs)),
        next((item.customs_number for item in items if item.customs_number), ""),
        tuple((item.sku or item.title, item.customization) for item in items if item.customization),
    )  # fmt: skip


def _line(item: OrderItem, link: Link | None, nothing: Money) -> ShopLine:
    price = _in(item.price, nothing.currency)
    if item.price is None and item.total is not None and item.ordered:
        price = Money(max(0, item.total.amount) // item.ordered, nothing.currency)
    name = item.title or (link.name if link else "") or item.sku or item.asin or item.item_code
    sku = link.sku if link and link.sku else item.sku
    tax = _in(item.tax, nothing.currency)
    if item.ordered and item.units != item.ordered:
        tax = Money(tax.amount * item.units // item.ordered, nothing.currency)
    return ShopLine(sku, name[:SHOWN], item.units, price, tax, link)


def _total(order: Order, currency: str, adds_up: Money) -> Money:
    """Amazon's own total counts, unless some pieces of it were cancelled or it makes no sense."""
    total = order.total
    if total is None or total.currency != currency or total.amount < 0:
        return adds_up
    return adds_up if any(item.units != item.ordered for item in order.items) else total


def _payment(order: Order) -> Payment:
    if order.status is OrderStatus.CANCELLED:
        return Payment.CANCELLED
    return Payment.AWAITING if order.status in (OrderStatus.PENDING, OrderStatus.UNKNOWN) else Payment.PAID


def _sending(order: Order) -> Sending:
    by_amazon = order.sender is Sender.MARKETPLACE and order.status is not OrderStatus.PENDING
    return Sending.SENT if order.status is OrderStatus.SHIPPED or by_amazon else Sending.TO_SEND


def _currency(order: Order, missing: str) -> str:
    """The currency most of the order is in: its total's, else its first price's."""
    for money in (order.total, *(item.price for item in order.items), *(item.total for item in order.items)):
        if money is not None:
            return money.currency
    return missing


def _in(money: Money | None, currency: str) -> Money:
    """An amount that is said, not below zero, in the order's currency; else nothing."""
    if money is None or money.currency != currency:
        return Money(0, currency)
    return Money(max(0, money.amount), currency)


def _size(money: Money | None) -> Money | None:
    """A discount, which some write with a minus and some without."""
    return None if money is None else Money(abs(money.amount), money.currency)


def _sum(start: Money, amounts: list[Money]) -> Money:
    for amount in amounts:
        start = start + amount
    return start


def _receiver(order: Order) -> str:
    return order.recipient.name if order.recipient else ""


def _place(order: Order) -> Recipient | None:
    """Where it goes, when anything of a place is said."""
    to = order.recipient
    return to if to and (to.lines or to.city or to.postal_code or to.country) else None


def _comment(items: list[OrderItem]) -> str:
    """The gift messages; of several, each after the name of its line."""
    said = [item for item in items if item.gift_message]
    if len({item.gift_message for item in said}) < 2:
        return said[0].gift_message if said else ""
    return "\n".join(f"{(item.title or item.sku)[:SHOWN]}: {item.gift_message}" for item in said)


def _notes(order: Order, items: list[OrderItem], other_total: bool, other_money: bool) -> tuple[str, ...]:
    """What whoever packs the order should know, as keys that the translation spells out."""
    found = ["no_prices"] if all(item.price is None and item.total is None for item in items) else []
    found += ["other_total"] if other_total else []
    found += ["other_currency"] if other_money else []
    found += ["tax_by_marketplace"] if order.tax_by_marketplace else []
    found += ["unreadable"] if order.trouble else []
    return tuple(found)


def _plain(code: str) -> str:
    """An order code as the part of an address before the @."""
    return "".join(sign if sign.isascii() and sign.isalnum() else "-" for sign in code)[:60] or "order"
