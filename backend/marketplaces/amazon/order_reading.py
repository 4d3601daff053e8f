"""Amazon's orders (Orders API 2026-01-01) in our words. Strict about number and lines, lenient about all else."""

import math
import re
from datetime import datetime
from typing import Any

from backend.domain.money import Money, NotMoney, from_major
from backend.domain.orders import Order, OrderItem, OrderStatus, Package, PackageState, Recipient, Sender
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
_PACKAGE = {
    "PENDING": PackageState.PENDING, "SHIPPED": PackageState.SENT, "IN_TRANSIT": PackageState.ON_ITS_WAY,
    "DELIVERED": PackageState.DELIVERED, "CANCELLED": PackageState.CANCELLED,
    "UNDELIVERABLE": PackageState.UNDELIVERABLE,
}  # fmt: skip
# Where tax is added to the price at the till; everywhere else the price holds it (Amazon facts 4.7).
_TAX_BESIDE = ("US", "CA")
_CODE = re.compile(r"[A-Z][A-Z0-9_]{2,60}")
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
    buyer, replaced = entry(said.get("buyer")), _replaced(said)
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
        programs=texts(said.get("programs")), replaces=next((code for _, code in replaced), ""),
        exchange=any(kind.startswith("EXCHANGE") for kind, _ in replaced),
        preorder=fulfillment.get("fulfillmentStatus") == "PENDING_AVAILABILITY",
        packages=_packages(entries(said.get("packages")), trouble),
        buyer_name=text(buyer.get("buyerName")), buyer_email=text(buyer.get("buyerEmail")),
        buyer_company=text(buyer.get("buyerCompanyName")),
        purchase_number=text(buyer.get("buyerPurchaseOrderNumber")),
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
    proceeds = entries(entry(said.get("proceeds")).get("breakdowns"))
    parts, taxes = _parts(proceeds), _parts(proceeds, "TAX")
    gift = entry(entry(sent.get("packing")).get("giftOption"))
    carried = entry(sent.get("shipping"))
    return OrderItem(
        text(said.get("orderItemId")), text(product.get("sellerSku")), text(product.get("asin")),
        text(product.get("title")), ordered, _cancelled(said, sent, ordered, status),
        min(ordered, _pieces(sent.get("quantityFulfilled")) or 0),
        price=_money(entry(product.get("price")).get("unitPrice")),
        total=_money(entry(said.get("proceeds")).get("proceedsTotal")),
        tax=_goods_tax(parts.get("TAX"), taxes.get("SHIPPING")), shipping=parts.get("SHIPPING"),
        shipping_tax=taxes.get("SHIPPING"), discount=parts.get("DISCOUNT"),
        gift_wrap=parts.get("GIFT_WRAP"), gift_message=text(gift.get("giftMessage")), gift=bool(gift),
        customization=text(entry(product.get("customization")).get("customizedUrl")),
        programs=texts(said.get("programs")), asked_to_cancel=_wish_to_cancel(said),
        needs=tuple(
            name for name, how in entry(carried.get("shippingConstraints")).items() if how == "MANDATORY"
        ),
        customs_number=text(entry(carried.get("internationalShipping")).get("iossNumber")),
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


def _parts(breakdowns: list[Entry], inside: str = "") -> dict[str, Money]:
    """What a line's proceeds are made of, by kind, or what the kind `inside` is made of; several of one kind are added
    up."""
    found: dict[str, Money] = {}
    if inside:
        within = [one for one in breakdowns if text(one.get("type")) == inside]
        parts = [part for one in within for part in entries(one.get("detailedBreakdowns"))]
        said = [(text(part.get("subtype")), part.get("value")) for part in parts]
    else:
        said = [(text(one.get("type")), one.get("subtotal")) for one in breakdowns]
    for kind, amount in said:
        money = _money(amount)
        if money is None:
            continue
        if kind in found and found[kind].currency != money.currency:
            continue
        found[kind] = found[kind] + money if kind in found else money
    return found


def _goods_tax(tax: Money | None, of_shipping: Money | None) -> Money | None:
    """The tax of a line without the part that is its shipping's."""
    if tax is None or of_shipping is None or tax.currency != of_shipping.currency:
        return tax
    return Money(max(0, tax.amount - of_shipping.amount), tax.currency)


def _wish_to_cancel(said: Entry) -> str:
    """Why the buyer asked to cancel a line; a request without a reason is one all the same. Only a word of Amazon's own
    is a reason: what a buyer wrote could tell who wrote it."""
    request = entry(entry(said.get("cancellation")).get("cancellationRequest"))
    why = text(request.get("cancelReason"))
    return (why if _CODE.fullmatch(why) else "UNKNOWN") if request else ""


def _packages(found: list[Entry], trouble: list[str]) -> tuple[Package, ...]:
    """The packages that have a reference, each once."""
    read: dict[str, Package] = {}
    for one in found:
        reference = text(one.get("packageReferenceId"))
        if not reference:
            continue
        pieces = [
            (text(part.get("orderItemId")), _pieces(part.get("quantity")) or 0)
            for part in entries(one.get("packageItems"))
        ]
        read[reference] = Package(
            reference, text(one.get("carrier")), text(one.get("shippingService")), text(one.get("trackingNumber")),
            _moment(one.get("shipTime"), trouble),
            _PACKAGE.get(text(entry(one.get("packageStatus")).get("status")), PackageState.UNKNOWN),
            tuple((code, number) for code, number in pieces if code and number),
        )  # fmt: skip
    return tuple(read.values())


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


def _replaced(said: Entry) -> list[tuple[str, str]]:
    """The orders in whose place this one stands: how, and their numbers."""
    found = [
        (text(one.get("associationType")), text(one.get("orderId")))
        for one in entries(said.get("associatedOrders"))
    ]
    return [each for each in found if each[0].startswith(("REPLACEMENT", "EXCHANGE"))]


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
