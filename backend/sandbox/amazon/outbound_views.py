"""Orders for Amazon's warehouse as the Fulfillment Outbound API (2020-07-01) shows them, and the price of sending."""

from collections.abc import Callable
from decimal import Decimal
from typing import Any
from zlib import crc32

from backend.sandbox.amazon.outbound import DAYS
from backend.sandbox.amazon.regions import BY_COUNTRY, Marketplace
from backend.sandbox.amazon.views import moment
from backend.sandbox.store import Document

View = dict[str, Any]
_DAY = 86_400
# Of a parcel, of a piece, of a kilogram: in the currency of a marketplace, by speed.
_PRICES = {
    "Standard": (Decimal("2.90"), Decimal("1.60"), Decimal("0.45")),
    "Expedited": (Decimal("5.20"), Decimal("1.90"), Decimal("0.80")),
    "Priority": (Decimal("8.90"), Decimal("2.40"), Decimal("1.30")),
}
Lies = Callable[[str], int]


def order_view(order: Document) -> View:
    """A fulfillment order with its head only."""
    view = {
        "sellerFulfillmentOrderId": order["code"], "marketplaceId": order["marketplace_id"],
        "displayableOrderId": order["shown_id"], "displayableOrderDate": order["shown_date"],
        "displayableOrderComment": order["comment"], "shippingSpeedCategory": order["speed"],
        "destinationAddress": order["address"], "fulfillmentAction": order["action"],
        "fulfillmentPolicy": order["policy"], "receivedDate": moment(order["received_at"]),
        "fulfillmentOrderStatus": order["status"], "statusUpdatedDate": moment(order["updated_at"]),
    }  # fmt: skip
    return view | ({"featureConstraints": order["features"]} if order["features"] else {})


def whole_view(order: Document) -> View:
    """A fulfillment order with its lines and parcels."""
    items = [
        {
            "sellerSku": item["sku"], "sellerFulfillmentOrderItemId": item["id"], "quantity": item["quantity"],
            "cancelledQuantity": item["cancelled"], "unfulfillableQuantity": item["unfulfillable"],
        }
        for item in order["items"]
    ]  # fmt: skip
    view: View = {"fulfillmentOrder": order_view(order), "fulfillmentOrderItems": items, "returnItems": [],
                  "returnAuthorizations": []}  # fmt: skip
    if order["shipment"]:
        view["fulfillmentShipments"] = [_shipment(order)]
    return view


def _shipment(order: Document) -> View:
    shipment = order["shipment"]
    sent, lines = shipment["sent_at"], {item["id"]: item for item in order["items"]}
    view: View = {
        "amazonShipmentId": shipment["id"], "fulfillmentCenterId": "LYS1",
        "fulfillmentShipmentStatus": "SHIPPED" if sent else "PENDING",
        "fulfillmentShipmentItem": [
            {
                "sellerSku": lines[each["item"]]["sku"], "sellerFulfillmentOrderItemId": each["item"],
                "quantity": lines[each["item"]]["sent"] or lines[each["item"]]["reserved"],
                "packageNumber": each["number"],
            }
            for each in shipment["packages"]
        ],
    }  # fmt: skip
    if sent:
        view |= {"shippingDate": moment(sent), "estimatedArrivalDate": moment(shipment["arrives_at"])}
        view["fulfillmentShipmentPackage"] = [
            {
                "packageNumber": each["number"], "carrierCode": shipment["carrier"],
                "trackingNumber": each["tracking"], "estimatedArrivalDate": moment(shipment["arrives_at"]),
            }
            for each in shipment["packages"]
        ]  # fmt: skip
    return view


def tracking_view(order: Document, package: Document, now: float) -> View:
    """Where a parcel is."""
    shipment, to = order["shipment"], order["address"]
    there = {"city": to["city"], "state": to.get("stateOrRegion", ""), "country": to["countryCode"]}
    arrived = now >= shipment["arrives_at"]
    events = [(shipment["sent_at"], "EVENT_101", "Carrier notified to pick up package")]
    events += [(shipment["arrives_at"], "EVENT_301", "Delivered")] if arrived else []
    return {
        "packageNumber": package["number"], "trackingNumber": package["tracking"],
        "customerTrackingLink": f"https://www.swiship.example/track?id={package['tracking']}",
        "carrierCode": shipment["carrier"], "carrierURL": "https://www.swiship.example",
        "shipDate": moment(shipment["sent_at"]), "estimatedArrivalDate": moment(shipment["arrives_at"]),
        "shipToAddress": there, "currentStatus": "DELIVERED" if arrived else "IN_TRANSIT",
        "trackingEvents": [
            {"eventDate": moment(at), "eventAddress": there, "eventCode": code, "eventDescription": words}
            for at, code, words in events
        ],
    }  # fmt: skip


def preview_view(body: Document, place: Marketplace, speed: str, lies: Lies, now: float) -> View:
    """What one speed would cost, when it would arrive, and what stands in the way."""
    view: View = {"shippingSpeedCategory": speed, "isCODCapable": False, "marketplaceId": place.id}
    if reasons := _reasons(body, place, speed):
        return {**view, "isFulfillable": False, "orderUnfulfillableReasons": reasons}
    found, missing = [], []
    for item in body["items"]:
        there = min(lies(item["sellerSku"]), item["quantity"])
        one = {
            "sellerSku": item["sellerSku"],
            "sellerFulfillmentOrderItemId": item["sellerFulfillmentOrderItemId"],
        }
        if there > 0:
            found.append({**one, "quantity": there})
        if there < item["quantity"]:
            why = "InventoryNotFound" if lies(item["sellerSku"]) < 0 else "InsufficientInventory"
            missing.append(
                {**one, "quantity": item["quantity"] - max(0, there), "itemUnfulfillableReasons": [why]}
            )
    view |= {"isFulfillable": not missing}
    if missing:
        view["unfulfillablePreviewItems"] = missing
    if not found:
        return view
    grams = sum(weight_of(each["sellerSku"]) * each["quantity"] for each in found)
    arrives = now + DAYS[speed] * _DAY
    return {
        **view, "estimatedFees": _fees(speed, found, grams, place),
        "estimatedShippingWeight": {"unit": "KG", "value": f"{Decimal(grams) / 1000:.3f}"},
        "fulfillmentPreviewShipments": [{
            "earliestShipDate": moment(now + _DAY), "latestShipDate": moment(now + _DAY),
            "earliestArrivalDate": moment(arrives), "latestArrivalDate": moment(arrives + _DAY),
            "fulfillmentPreviewItems": found,
        }],
    }  # fmt: skip


def weight_of(sku: str) -> int:
    """Grams of a piece, the same each time."""
    return 120 + crc32(sku.encode()) % 1800


def _reasons(body: Document, place: Marketplace, speed: str) -> list[str]:
    home = BY_COUNTRY.get(body["address"]["countryCode"])
    if home is None or home.region != place.region:
        return ["InvalidDestinationAddress"]
    if speed == "ScheduledDelivery" or (speed == "Priority" and home.country != place.country):
        return ["DeliverySLAUnavailable"]
    return []


def _fees(speed: str, found: list[View], grams: int, place: Marketplace) -> list[View]:
    parcel, piece, kilo = _PRICES[speed]
    step = Decimal(1).scaleb(-place.digits)
    count = sum(each["quantity"] for each in found)
    parts = [
        ("FBAPerUnitFulfillmentFee", piece * count),
        ("FBATransportationFee", parcel + kilo * grams / 1000),
    ]
    rate = 150 if place.currency == "JPY" else 1
    return [
        {"name": name, "amount": {"currencyCode": place.currency, "value": str((amount * rate).quantize(step))}}
        for name, amount in parts
    ]  # fmt: skip
