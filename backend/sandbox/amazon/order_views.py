"""An order as the Orders API (2026-01-01) shows it, dataset by dataset."""

from collections.abc import Collection
from decimal import Decimal
from typing import Any

from backend.sandbox.amazon.regions import MARKETPLACES
from backend.sandbox.amazon.views import moment
from backend.sandbox.store import Document

View = dict[str, Any]
DAY = 86_400
_PENDING = ("PENDING", "PENDING_AVAILABILITY")
_RATE = {"US": Decimal("0.08"), "CA": Decimal("0.13")}


def order_view(order: Document, wanted: Collection[str], *, personal: bool, pending_prices: bool) -> View:
    """One order with the datasets asked for. A pending order has no buyer, no address and, mostly, no prices."""
    pending = order["status"] in _PENDING
    priced = pending_prices or not pending
    place = MARKETPLACES[order["marketplace_id"]]
    channel: View = {"channelName": order["channel"]}
    if order["channel"] == "AMAZON":
        channel |= {"marketplaceId": place.id, "marketplaceName": place.name}
    view: View = {
        "orderId": order["id"], "createdTime": moment(order["created_at"]),
        "lastUpdatedTime": moment(order["updated_at"]), "salesChannel": channel,
        "orderItems": [_item(order, item, wanted, priced) for item in order["items"]],
    }  # fmt: skip
    if order["programs"]:
        view["programs"] = order["programs"]
    if order["replaces"]:
        how = "EXCHANGE_ORIGINAL_ID" if order["exchange"] else "REPLACEMENT_ORIGINAL_ID"
        view["associatedOrders"] = [{"orderId": order["replaces"], "associationType": how}]
    if "PROCEEDS" in wanted and priced:
        view["proceeds"] = {"grandTotal": _money(order, worth(order))}
    if "FULFILLMENT" in wanted:
        view["fulfillment"] = _fulfillment(order)
    if "PACKAGES" in wanted and order["packages"]:
        view["packages"] = [_package(package) for package in order["packages"]]
    if personal and not pending:
        view |= _personal(order, wanted)
    return view


def _personal(order: Document, wanted: Collection[str]) -> View:
    view: View = {}
    if order["fulfilled_by"] == "AMAZON":
        # Who does not send it learns where to, and nothing of the buyer.
        town = (
            {key: order["address"][key] for key in ("city", "postalCode", "countryCode")}
            if order["address"]
            else {}
        )
        return {"recipient": {"deliveryAddress": town}} if "RECIPIENT" in wanted and town else {}
    buyer = order["buyer"]
    if "BUYER" in wanted and buyer:
        view["buyer"] = {"buyerName": buyer["name"], "buyerEmail": buyer["email"]}
        if buyer.get("company"):
            view["buyer"] |= {
                "buyerCompanyName": buyer["company"], "buyerPurchaseOrderNumber": buyer["purchase_number"],
            }  # fmt: skip
    if "RECIPIENT" in wanted and order["address"]:
        view["recipient"] = {"deliveryAddress": {key: text for key, text in order["address"].items() if text}}
    return view


def _fulfillment(order: Document) -> View:
    begins = order["created_at"]
    return {
        "fulfillmentStatus": order["status"], "fulfilledBy": order["fulfilled_by"],
        "fulfillmentServiceLevel": "STANDARD",
        "shipByWindow": {"earliestDateTime": moment(begins), "latestDateTime": moment(begins + 2 * DAY)},
        "deliverByWindow": {
            "earliestDateTime": moment(begins + 3 * DAY), "latestDateTime": moment(begins + 6 * DAY),
        },
    }  # fmt: skip


def _package(package: Document) -> View:
    """A package as it was confirmed, or as Amazon's own warehouse sent it."""
    view: View = {
        "packageReferenceId": package["reference"], "createdTime": moment(package["made_at"]),
        "packageStatus": {"status": package["state"]}, "shipTime": moment(package["sent_at"]),
        "packageItems": [_packed(package, code, pieces) for code, pieces in package["items"]],
    }  # fmt: skip
    named = {"carrier": "carrier", "shippingService": "method", "trackingNumber": "tracking"}
    return view | {name: package[key] for name, key in named.items() if package[key]}


def _packed(package: Document, code: str, pieces: int) -> View:
    codes = package.get("codes", {}).get(code)
    return {"orderItemId": code, "quantity": pieces, **({"transparencyCodes": codes} if codes else {})}


def _item(order: Document, item: Document, wanted: Collection[str], priced: bool) -> View:
    product: View = {"asin": item["asin"], "title": item["title"], "sellerSku": item["sku"],
                     "condition": {"conditionType": "NEW"}}  # fmt: skip
    if priced:
        product["price"] = {"unitPrice": _money(order, Decimal(item["price"]))}
    if order["customized"] and order["status"] not in _PENDING:
        product["customization"] = {"customizedUrl": f"https://zme-caps.example/t/{item['id']}.zip"}
    view: View = {"orderItemId": item["id"], "quantityOrdered": item["quantity"], "product": product}
    if order["item_programs"]:
        view["programs"] = order["item_programs"]
    if "PROCEEDS" in wanted and priced:
        total, parts = _amounts(order, item)
        view["proceeds"] = {
            "proceedsTotal": _money(order, total),
            "breakdowns": [_part(order, kind, part, item) for kind, part in parts],
        }
    if "FULFILLMENT" in wanted:
        left = item["quantity"] - item["fulfilled"] - item["cancelled"]
        view["fulfillment"] = {"quantityFulfilled": item["fulfilled"], "quantityUnfulfilled": left}
        if gift := item.get("gift") or order["gift"]:
            view["fulfillment"]["packing"] = {
                "giftOption": {"giftMessage": gift, "giftWrapLevel": "STANDARD"}
            }
        if shipping := _shipping(order):
            view["fulfillment"]["shipping"] = shipping
    if "CANCELLATION" in wanted:
        view |= _cancellation(order)
    if "TAX" in wanted and _outside(order):
        view["tax"] = {
            "taxCollections": [
                {"model": "MARKETPLACE_FACILITATOR", "responsibleParty": "Amazon Services, Inc."}
            ]
        }
    if "PROMOTION" in wanted and order["discount"]:
        view["promotion"] = {"breakdowns": [{"promotionId": "FREE-PIECE"}]}
    return view


def _shipping(order: Document) -> View:
    found: View = {}
    if order["needs"]:
        found["shippingConstraints"] = dict.fromkeys(order["needs"], "MANDATORY")
    if order["ioss"]:
        found["internationalShipping"] = {"iossNumber": order["ioss"]}
    return found


def _cancellation(order: Document) -> View:
    if order["status"] == "CANCELLED":
        by, reason = order.get("cancelled_by") or ("BUYER", "")
        why = {"cancelledBy": by, "cancelReason": reason or "BUYER_CANCELED"}
        return {"cancellation": {"cancellationExecution": why}}
    if order["asked_to_cancel"]:
        return {
            "cancellation": {
                "cancellationRequest": {"requester": "BUYER", "cancelReason": "ORDERED_BY_MISTAKE"}
            }
        }
    return {}


def worth(order: Document) -> Decimal:
    """All that the buyer paid, the tax included."""
    return sum((_amounts(order, item)[0] for item in order["items"]), Decimal(0))


def _amounts(order: Document, item: Document) -> tuple[Decimal, list[tuple[str, Decimal]]]:
    """What a line comes to, and its parts: tax is beside the price where it is added at the till, else inside it."""
    goods = Decimal(item["price"]) * item["quantity"]
    shipping = Decimal(order["shipping"]) if item is order["items"][0] else Decimal(0)
    parts = [("ITEM", goods)]
    if shipping:
        parts.append(("SHIPPING", shipping))
    if order["discount"]:
        parts.append(("DISCOUNT", -goods))
    base = sum((part for _, part in parts), Decimal(0))
    if _outside(order):
        tax = (base * _RATE.get(MARKETPLACES[order["marketplace_id"]].country, Decimal("0.08"))).quantize(
            Decimal("0.01")
        )
        return base + tax, [*parts, ("TAX", tax)]
    digits = Decimal(1) if order["currency"] == "JPY" else Decimal("0.01")
    return base, [*parts, ("TAX", (base - base / Decimal("1.2")).quantize(digits))]


def _part(order: Document, kind: str, amount: Decimal, item: Document) -> View:
    """One part of a line's proceeds; a tax says of what."""
    view: View = {"type": kind, "subtotal": _money(order, amount)}
    shipping = Decimal(order["shipping"]) if item is order["items"][0] else Decimal(0)
    goods = Decimal(item["price"]) * item["quantity"]
    if kind == "TAX" and shipping and goods and not order["discount"]:
        digits = Decimal(1) if order["currency"] == "JPY" else Decimal("0.01")
        of_shipping = (amount * shipping / (goods + shipping)).quantize(digits)
        split = [("ITEM", amount - of_shipping), ("SHIPPING", of_shipping)]
        view["detailedBreakdowns"] = [{"subtype": of, "value": _money(order, part)} for of, part in split]
    return view


def _outside(order: Document) -> bool:
    said = order.get("tax")
    return said == "out" or (said != "in" and MARKETPLACES[order["marketplace_id"]].country in _RATE)


def _money(order: Document, amount: Decimal) -> View:
    digits = 0 if order["currency"] == "JPY" else 2
    return {"amount": f"{amount:.{digits}f}", "currencyCode": order["currency"]}
