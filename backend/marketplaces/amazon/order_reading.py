"""Amazon's orders (Orders API 2026-01-01) in our words. Strict about number and lines, lenient about all else."""

import math
from datetime import datetime
from typing import Any

from backend.domain.money import Money, NotMoney, from_major
from backend.domain.orders import Order, OrderItem, OrderStatus, Recipient, Sender
from backend.marketplaces.amazon.reading import Entry, entries, entry, text, texts
from backend.marketplaces.amazon.regions import BY_MARKETPLACE

_STATUS = {
    "PENDING_AVAILABILITY": OrderStatus.PENDING,
    "PENDING": OrderStatus.PENDING,
    "UNSHIPPED": OrderStatus.UNSHIPPED,
    "PARTIALLY_SHIPPED": OrderStatus.PARTLY_SHIPPED,
    "SHIPPED": OrderStatus.SHIPPED,
    "CANCELLED": OrderStatus.CANCELLED,
    "UNFULFILLABLE": OrderStatus.CANCELLED,
}
# Where tax is added to the price at the till; everywhere else the price holds it (Amazon facts 4.7).
_TAX_BESIDE = ("US", "CA")
_MOST = 10**6  # pieces on a line; more is no quantity


class NoOrder(ValueError):
    """No order can be made of an entry; the text says why."""


def read_order(said: Entry) -> Order:
    """One order. Raises NoOrder without a number, lines, or a line's number and quantity."""
    code = text(said.get("orderId"))
    if not code:
        raise NoOrder("an order without its number")
    if not isinstance(said.get("orderItems"), list):
        raise NoOrder("an order without its lines")
    trouble: list[str] = []
    fulfillment, channel = entry(said.get("fulfillment")), entry(said.get("salesChannel"))
    status = _STATUS.get(text(fulfillment.get("fulfillmentStatus")), OrderStatus.UNKNOWN)
    place = text(channel.get("marketplaceId"))
    country = BY_MARKETPLACE.get(place)
    window, arrival = entry(fulfillment.get("shipByWindow")), entry(fulfillment.get("deliverByWindow"))
    buyer = entry(said.get("buyer"))
    return Order(
        code, place, status,
        Sender.MARKETPLACE if fulfillment.get("fulfilledBy") == "AMAZON" else Sender.MERCHANT,
        _moment(said.get("createdTime"), trouble) or 0, _moment(said.get("lastUpdatedTime"), trouble) or 0,
        tuple(_item(one, status) for one in _lines(said["orderItems"])),
        ours=channel.get("channelName") != "NON_AMAZON",
        total=_money(entry(said.get("proceeds")).get("grandTotal")),
        prices_include_tax=country is None or country.code not in _TAX_BESIDE,
        tax_by_marketplace=any(map(_collected, entries(said.get("orderItems")))),
        service_level=text(fulfillment.get("fulfillmentServiceLevel")),
        ship_from=_moment(window.get("earliestDateTime"), trouble),
        ship_by=_moment(window.get("latestDateTime"), trouble),
        deliver_by=_moment(arrival.get("latestDateTime"), trouble),
        programs=texts(said.get("programs")), replaces=_replaced(said),
        buyer_name=text(buyer.get("buyerName")), buyer_email=text(buyer.get("buyerEmail")),
        recipient=_recipient(entry(said.get("recipient"))), trouble=tuple(dict.fromkeys(trouble)),
    )  # fmt: skip


def read_moment(said: object) -> int | None:
    """Epoch seconds (UTC, rounded down) of an ISO 8601 moment; None for anything else."""
    try:
        moment = datetime.fromisoformat(text(said))
        return math.floor(moment.timestamp()) if moment.tzinfo else None
    except (ValueError, OverflowError, OSError):
        return None


def _lines(said: list[Any]) -> list[Entry]:
    """The lines of an order: every one of them is needed, or pieces would be sold and never counted."""
    found = entries(said)
    if len(found) != len(said):
        raise NoOrder("a line that makes no sense")
    codes = {text(one.get("orderItemId")) for one in found}
    if "" in codes or len(codes) != len(found):
        raise NoOrder("a line without its own number")
    return found


def _item(said: Entry, status: OrderStatus) -> OrderItem:
    ordered = _pieces(said.get("quantityOrdered"))
    if ordered is None:
        raise NoOrder("a line without its quantity")
    product, sent = entry(said.get("product")), entry(said.get("fulfillment"))
    parts = _parts(entries(entry(said.get("proceeds")).get("breakdowns")))
    gift = entry(entry(sent.get("packing")).get("giftOption"))
    return OrderItem(
        text(said.get("orderItemId")), text(product.get("sellerSku")), text(product.get("asin")),
        text(product.get("title")), ordered, _cancelled(said, sent, ordered, status),
        min(ordered, _pieces(sent.get("quantityFulfilled")) or 0),
        price=_money(entry(product.get("price")).get("unitPrice")),
        total=_money(entry(said.get("proceeds")).get("proceedsTotal")),
        tax=parts.get("TAX"), shipping=parts.get("SHIPPING"), shipping_tax=None, discount=parts.get("DISCOUNT"),
        gift_wrap=parts.get("GIFT_WRAP"), gift_message=text(gift.get("giftMessage")), gift=bool(gift),
    )  # fmt: skip


def _cancelled(said: Entry, sent: Entry, ordered: int, status: OrderStatus) -> int:
    """Pieces that will never leave. What a pending order says of quantities is not yet worth much: all of it counts,
    unless its cancellation is said."""
    fulfilled, open_ = _pieces(sent.get("quantityFulfilled")), _pieces(sent.get("quantityUnfulfilled"))
    if status is OrderStatus.CANCELLED or entry(said.get("cancellation")).get("cancellationExecution"):
        return ordered - min(ordered, fulfilled or 0)
    if fulfilled is None or open_ is None or status is OrderStatus.PENDING:
        return 0
    return max(0, ordered - fulfilled - open_)


def _parts(breakdowns: list[Entry]) -> dict[str, Money]:
    """What a line's proceeds are made of, by kind; several of one kind are added up."""
    found: dict[str, Money] = {}
    for one in breakdowns:
        kind, money = text(one.get("type")), _money(one.get("subtotal"))
        if money is None:
            continue
        if kind in found and found[kind].currency != money.currency:
            continue
        found[kind] = found[kind] + money if kind in found else money
    return found


def _recipient(said: Entry) -> Recipient | None:
    address = entry(said.get("deliveryAddress"))
    if not address:
        return None
    more = entry(address.get("extendedFields"))
    lines = [text(address.get(f"addressLine{number}")) for number in (1, 2, 3)]
    if not any(lines):  # Brazil names the parts of a street
        street = " ".join(filter(None, (text(more.get("streetName")), text(more.get("streetNumber")))))
        lines = [street, text(more.get("complement")), text(more.get("neighborhood"))]
    return Recipient(
        text(address.get("name")), text(address.get("companyName")), tuple(filter(None, lines)),
        text(address.get("city")) or text(address.get("municipality")),
        text(address.get("stateOrRegion")) or text(address.get("districtOrCounty")),
        text(address.get("postalCode")), text(address.get("countryCode")), text(address.get("phone")),
    )  # fmt: skip


def _replaced(said: Entry) -> str:
    for one in entries(said.get("associatedOrders")):
        if text(one.get("associationType")).startswith(("REPLACEMENT", "EXCHANGE")):
            return text(one.get("orderId"))
    return ""


def _collected(item: Entry) -> bool:
    """Whether the marketplace collects the tax of a line and pays it."""
    return any(
        one.get("model") == "MARKETPLACE_FACILITATOR"
        for one in entries(entry(item.get("tax")).get("taxCollections"))
    )


def _money(said: object) -> Money | None:
    found = entry(said)
    currency = text(found.get("currencyCode"))
    try:
        return from_major(found.get("amount"), currency) if len(currency) == 3 else None
    except NotMoney:
        return None


def _pieces(said: object) -> int | None:
    """A quantity: a whole number from 0 to a million; None for anything else."""
    if isinstance(said, bool) or not isinstance(said, int | float) or said != said or not 0 <= said <= _MOST:
        return None
    return int(said) if said == int(said) else None


def _moment(said: object, trouble: list[str]) -> int | None:
    moment = read_moment(said)
    if moment is None and said is not None:
        trouble.append("a date that cannot be read")
    return moment
