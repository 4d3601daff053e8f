"""Orders between our words and the shop's JSON (shop facts 5.1, 5.2 and 5.4)."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime

from backend.domain.money import Money, digits, to_major
from backend.domain.orders import Recipient
from backend.domain.shop_orders import KeptShopOrder, Payment, Sending, ShopLine, ShopOrder
from backend.ecwid.fields import Fields, Unreadable

EXTRA_FIELD = "amazon_order_id"  # the order page's own line with Amazon's number
_PAYMENT = {Payment.AWAITING: "AWAITING_PAYMENT", Payment.PAID: "PAID", Payment.CANCELLED: "CANCELLED"}
_SENDING = {Sending.TO_SEND: "AWAITING_PROCESSING", Sending.SENT: "SHIPPED"}
_NOTES: Mapping[str, tuple[str, str]] = {
    "no_prices": (
        "Amazon tells prices and address once the order is released. Do not send anything yet.",
        "Amazon communiquera les prix et l’adresse quand la commande sera libérée. Ne rien expédier avant.",
    ),
    "other_total": ("The total is Amazon’s own.", "Le total est celui d’Amazon."),
    "other_currency": ("All amounts are in {currency}.", "Tous les montants sont en {currency}."),
    "gift": ("A gift.", "Un cadeau."),
    "replacement": ("A replacement for an earlier order.", "Remplace une commande précédente."),
    "tax_by_marketplace": ("Amazon collects and pays the tax.", "Amazon perçoit et reverse la taxe."),
    "prime": ("A Prime order.", "Commande Prime."),
    "amazon_business": ("A business order.", "Commande professionnelle."),
    "preorder": ("A pre-order.", "Une précommande."),
    "unreadable": ("Some of Amazon’s data could not be read.", "Certaines données d’Amazon étaient illisibles."),
}  # fmt: skip


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
        "orderExtraFields": [
            {"id": EXTRA_FIELD, "title": "Amazon order ID", "value": code, "customerInputType": "TEXT",
             "orderDetailsDisplaySection": "order_comments", "orderBy": "1"},
        ],
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
        said.text("paymentStatus"),
        said.text("fulfillmentStatus"),
        said.text("trackingNumber"),
        said.text("trackingUrl"),
        said.flag("externalFulfillment") or external.flag("externalFulfillment"),
        said.whole("createTimestamp") or said.moment("createDate"),
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
        "discount": _amount(wish.discount), "pricesIncludeTax": wish.prices_include_tax, "taxesOnShipping": [],
        "email": wish.buyer_email, "paymentStatus": _PAYMENT[wish.payment],
        "fulfillmentStatus": _SENDING[wish.sending],
        "items": [_item(line, wish) for line in wish.lines],
        "shippingOption": {
            "shippingMethodName": f"Amazon {wish.service_level}".strip(), "shippingCarrierName": "Amazon",
            "shippingRate": _amount(wish.shipping), "isPickup": False, "fulfillmentType": "SHIPPING",
        },
        "privateAdminNotes": _notes(wish, language),
    }  # fmt: skip
    if wish.discount.amount:
        body["discountInfo"] = [
            {"value": _amount(wish.discount), "type": "ABS", "base": "CUSTOM", "description": "Amazon"}
        ]
    person = _person(wish.recipient, wish.buyer_name)
    body["shippingPerson"] = person
    body["billingPerson"] = {"name": wish.buyer_name}
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
    if line.tax.amount:
        item["taxes"] = [
            {
                "name": "Amazon",
                "value": 0,
                "total": _amount(line.tax),
                "includeInPrice": wish.prices_include_tax,
            }
        ]
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


def _notes(wish: ShopOrder, language: str) -> str:
    which = 1 if language.startswith("fr") else 0
    first = (f"Amazon order {wish.order_code}", f"Commande Amazon {wish.order_code}")[which]
    said = [_NOTES[key][which].format(currency=wish.total.currency) for key in wish.notes if key in _NOTES]
    return "\n".join([first, *said])


def _amount(money: Money) -> float | int:
    """A JSON number with the currency's digits: the shortest float of it is exactly what was meant."""
    return float(to_major(money)) if digits(money.currency) else money.amount


def _moment(seconds: int) -> str:
    return datetime.fromtimestamp(seconds, UTC).strftime("%Y-%m-%d %H:%M:%S +0000")
