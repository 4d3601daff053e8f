"""Orders between our words and the shop's JSON (shop facts 5.1, 5.2 and 5.4)."""

from dataclasses import dataclass
from datetime import UTC, datetime
from decimal import Decimal

from backend.domain.money import Money, digits, to_major
from backend.domain.orders import Recipient
from backend.domain.shop_orders import KeptShopOrder, Payment, Sending, ShopLine, ShopOrder
from backend.domain.shop_side import Parcel, ShopSaid
from backend.ecwid.fields import Fields, Unreadable
from backend.ecwid.order_notes import field_title, notes

EXTRA_FIELD = "amazon_order_id"  # the order page's own line with Amazon's number
_LONGEST_FIELD = 255
_PAYMENT = {Payment.AWAITING: "AWAITING_PAYMENT", Payment.PAID: "PAID", Payment.CANCELLED: "CANCELLED"}
_SENDING = {Sending.TO_SEND: "AWAITING_PROCESSING", Sending.SENT: "SHIPPED"}


@dataclass(frozen=True, slots=True)
class Channel:
    """How the shop's admin is told that an order is Amazon's; which field it heeds is not documented (facts 5.2)."""

    referer_id: str = "Amazon"
    external_referer_id: str = "AMAZON"


def reference(order_code: str) -> str:
    """The payment reference by which an order is found again."""
    return f"amazon:{order_code}"


def order_body(wish: ShopOrder, channel: Channel, language: str = "en") -> dict[str, object]:
    """The whole body of POST /orders; `language` (en, fr) is that of the notes for the merchant."""
    code = wish.order_code
    body: dict[str, object] = {
        "createDate": _moment(max(0, wish.created_at)), "paymentMethod": "Amazon",
        "externalTransactionId": code, "paymentReference": reference(code),
        "refererId": channel.referer_id, "refererUrl": f"https://{wish.channel}/",
        "externalFulfillment": wish.external,
        "externalOrderData": {
            "externalOrderId": code, "externalFulfillment": wish.external,
            "refererId": channel.external_referer_id, "refererChannel": wish.channel,
            "platformSpecificFields": {
                "marketplaceId": wish.marketplace_id, "fulfillment": "AFN" if wish.external else "MFN",
            },
        },
        "acceptMarketing": False, "disableAllCustomerNotifications": True, "hidden": False, "lang": language,
        **_changing(wish, language),
    }  # fmt: skip
    return body


def update_body(wish: ShopOrder, language: str = "en") -> dict[str, object]:
    """The body of PUT for an order that Amazon released: paid, with its prices, address and dates."""
    return {"disableAllCustomerNotifications": True, **_changing(wish, language)}


def _states(payment: str = "", sending: str = "") -> dict[str, object]:
    """The body of a PUT that changes nothing but the two states; "" leaves one alone."""
    body: dict[str, object] = {"disableAllCustomerNotifications": True}
    if payment:
        body["paymentStatus"] = payment
    if sending:
        body["fulfillmentStatus"] = sending
    return body


def tracking_body(numbers: str, url: str | None = None, *, sending: str = "") -> dict[str, object]:
    """The body of a PUT that writes the tracking numbers, and where they are followed (None: leaves that alone).
    `sending`: the state of the parcel that goes with it, as the shop spells it; "" leaves it alone."""
    body = {**_states(sending=sending), "trackingNumber": numbers}
    return body if url is None else {**body, "trackingUrl": url}


CANCELLED = _states("CANCELLED", "WILL_NOT_DELIVER")
STANDING = {
    "awaiting": _states("AWAITING_PAYMENT", "AWAITING_PROCESSING"),
    "paid": _states("PAID", "AWAITING_PROCESSING"),
    "sent": _states("PAID", "SHIPPED"),
}
SENT = _states(sending="SHIPPED")


def read_order(answer: object) -> KeptShopOrder:
    """An order as the shop has it. Raises Unreadable without an id."""
    said = Fields(answer)
    code = said.text("id") or said.text("vendorOrderNumber")
    if not code:
        raise Unreadable("an order without id")
    external = said.fields("externalOrderData")
    return KeptShopOrder(
        code,
        said.text("externalTransactionId") or external.text("externalOrderId"),
        said.text("paymentReference"),
        said.flag("externalFulfillment") or external.flag("externalFulfillment"),
        said.whole("createTimestamp") or said.moment("createDate"),
        _said(said),
    )


def _said(said: Fields) -> ShopSaid:
    """What the shop says of an order's money and parcels (shop facts 5.4)."""
    refunds = [
        (each.number("amount") or Decimal(0), each.moment("date") or None, each.text("reason"))
        for each in said.many("refunds")
    ]
    parcels = []
    for each in said.many("shipments"):
        by, tracking = each.fields("shippingService"), each.fields("tracking")
        if number := tracking.text("trackingNumber"):
            carrier = by.text("carrierName") or by.text("carrier")
            parcels.append(Parcel(carrier[:100], number[:200], tracking.text("trackingUrl")[:500]))
    return ShopSaid(
        said.text("paymentStatus"),
        said.text("fulfillmentStatus"),
        said.text("trackingNumber"),
        said.text("trackingUrl"),
        tuple(parcels),
        said.number("refundedAmount") or Decimal(0),
        tuple(refunds),
        said.whole("updateTimestamp") or said.moment("updateDate"),
    )


def made(answer: object) -> str:
    """The display id of a new order, whichever way the reply spells it. Raises Unreadable."""
    said = Fields(answer)
    names = {name.casefold(): name for name in said}
    code = said.text(names.get("orderid", ""))
    if not code:
        raise Unreadable("a new order without its id")
    return code


def _changing(wish: ShopOrder, language: str) -> dict[str, object]:
    """What an order gets when it is made and again when Amazon releases it."""
    body: dict[str, object] = {
        "subtotal": _amount(wish.subtotal), "total": _amount(wish.total), "tax": _amount(wish.tax),
        "discount": _amount(wish.discount), "pricesIncludeTax": wish.prices_include_tax,
        "taxesOnShipping": _taxes(wish.shipping_tax, wish), "orderExtraFields": _extra_fields(wish, language),
        "email": wish.buyer_email, "paymentStatus": _PAYMENT[wish.payment],
        "fulfillmentStatus": _SENDING[wish.sending],
        "items": [_item(line, wish) for line in wish.lines],
        "shippingOption": {
            "shippingMethodName": f"Amazon {wish.service_level}".strip(), "shippingCarrierName": "Amazon",
            "shippingRate": _amount(wish.shipping), "isPickup": False, "fulfillmentType": "SHIPPING",
        },
        "privateAdminNotes": notes(wish, language),
    }  # fmt: skip
    if wish.discount.amount:
        body["discountInfo"] = [
            {"value": _amount(wish.discount), "type": "ABS", "base": "CUSTOM", "description": "Amazon"}
        ]
    person = _person(wish.recipient, wish.buyer_name)
    body["shippingPerson"] = person
    body["billingPerson"] = {"name": wish.buyer_name}
    if wish.buyer_company:
        body["billingPerson"] = {"name": wish.buyer_name, "companyName": wish.buyer_company}
    if wish.comment:
        body["orderComments"] = wish.comment
    for name, moment in (("latestShipDate", wish.ship_by), ("latestDeliveryDate", wish.deliver_by)):
        if moment:
            body[name] = _moment(moment)
    return body


def _item(line: ShopLine, wish: ShopOrder) -> dict[str, object]:
    price = _amount(line.price)
    item: dict[str, object] = {
        "sku": line.sku, "name": line.name, "price": price, "productPrice": price, "quantity": line.pieces,
        "isShippingRequired": True, "tax": _amount(line.tax),
    }  # fmt: skip
    if taxes := _taxes(line.tax, wish):
        item["taxes"] = taxes
    if line.link is None:
        return item
    item["productId"] = line.link.product_id
    if line.link.variation_id:
        item["combinationId"] = line.link.variation_id
        item["selectedOptions"] = [
            {"name": name, "type": "CHOICE", "value": value, "valuesArray": [value], "selections": [
                {"selectionTitle": value, "selectionModifier": 0, "selectionModifierType": "ABSOLUTE"}]}
            for name, value in line.link.options
        ]  # fmt: skip
    return item


def _person(to: Recipient | None, name: str) -> dict[str, object]:
    if to is None:
        return {"name": name}
    return {
        "name": to.name or name, "companyName": to.company, "street": "\n".join(to.lines), "city": to.city,
        "countryCode": to.country, "postalCode": to.postal_code, "stateOrProvinceCode": to.region, "phone": to.phone,
    }  # fmt: skip


def _taxes(tax: Money | None, wish: ShopOrder) -> list[dict[str, object]]:
    """A tax as the shop lists it; whether the price holds it is the order's to say."""
    if tax is None or not tax.amount:
        return []
    name = "Amazon (marketplace facilitator)" if wish.tax_by_marketplace else "Amazon"
    included = wish.prices_include_tax
    return [{"name": name, "value": 0, "total": _amount(tax), "includeInPrice": included}]


def _extra_fields(wish: ShopOrder, language: str) -> list[dict[str, object]]:
    """The order page's own lines: Amazon's number, and what companies and customs ask for."""
    said = [
        (EXTRA_FIELD, wish.order_code, "order_comments"),
        ("amazon_purchase_number", wish.purchase_number, "billing_info"),
        ("amazon_replaces", wish.replaces, "order_comments"),
        ("amazon_customs_number", wish.customs_number, "shipping_info"),
    ]
    shown = [(name, value[:_LONGEST_FIELD], section) for name, value, section in said if value]
    return [
        {
            "id": name, "title": field_title(name, language), "value": value, "customerInputType": "TEXT",
            "orderDetailsDisplaySection": section, "orderBy": str(number),
        }
        for number, (name, value, section) in enumerate(shown, 1)
    ]  # fmt: skip


def _amount(money: Money) -> float | int:
    """A JSON number with the currency's digits: the shortest float of it is exactly what was meant."""
    return float(to_major(money)) if digits(money.currency) else money.amount


def _moment(seconds: int) -> str:
    return datetime.fromtimestamp(seconds, UTC).strftime("%Y-%m-%d %H:%M:%S +0000")
