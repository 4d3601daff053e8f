"""The calls of the sandbox suite about orders that Amazon's warehouse sends for others."""

from typing import Any

OUTBOUND = "/fba/outbound/2020-07-01"
OUTBOUND_ORDERS = f"{OUTBOUND}/fulfillmentOrders"
Call = tuple[str, str, dict[str, str], Any, int]
TO = {
    "name": "Léa",
    "addressLine1": "14 rue des Tilleuls",
    "city": "Nantes",
    "postalCode": "44000",
    "countryCode": "FR",
}


def preview(**changes: Any) -> dict[str, Any]:
    items = [{"sellerSku": "READY-1", "sellerFulfillmentOrderItemId": "1", "quantity": 2}]
    return {"address": TO, "items": items, **changes}


def create(**changes: Any) -> dict[str, Any]:
    said = preview()
    return {
        "sellerFulfillmentOrderId": "SL-1-X-1", "displayableOrderId": "X",
        "displayableOrderDate": "2026-06-01T10:00:00Z",
        "displayableOrderComment": "Merci", "shippingSpeedCategory": "Standard", "destinationAddress": said["address"],
        "items": said["items"], **changes,
    }  # fmt: skip


def without(body: dict[str, Any], name: str) -> dict[str, Any]:
    return {key: value for key, value in body.items() if key != name}


ONE = f"{OUTBOUND_ORDERS}/NOT-THERE"
SOUND: list[Call] = [
    ("POST", f"{OUTBOUND_ORDERS}/preview", {}, preview(), 200),
    ("POST", f"{OUTBOUND_ORDERS}/preview", {}, preview(shippingSpeedCategories=["Priority"]), 200),
    ("POST", f"{OUTBOUND_ORDERS}/preview", {}, preview(address=TO | {"countryCode": "US"}), 400),
    ("POST", f"{OUTBOUND_ORDERS}/preview", {}, preview(address=TO | {"postalCode": "Nantes"}), 400),
    ("POST", f"{OUTBOUND_ORDERS}/preview", {}, preview(marketplaceId="A1VC38T7YXB528"), 403),
    ("POST", OUTBOUND_ORDERS, {}, create(), 400),  # nothing of it was ever sent there
    ("GET", OUTBOUND_ORDERS, {}, None, 200),
    ("GET", OUTBOUND_ORDERS, {"queryStartDate": "2026-01-01T00:00:00Z"}, None, 200),
    ("GET", ONE, {}, None, 404),
    ("PUT", ONE, {}, {"fulfillmentAction": "Ship"}, 404),
    ("PUT", f"{ONE}/cancel", {}, None, 404),
    ("GET", f"{OUTBOUND}/tracking", {"packageNumber": "1"}, None, 404),
]
BROKEN: list[Call] = [
    ("POST", f"{OUTBOUND_ORDERS}/preview", {}, without(preview(), "address"), 400),
    ("POST", f"{OUTBOUND_ORDERS}/preview", {}, preview(shippingSpeedCategories=["Tomorrow"]), 400),
    ("POST", f"{OUTBOUND_ORDERS}/preview", {}, preview(address=without(TO, "postalCode")), 400),
    ("POST", OUTBOUND_ORDERS, {}, without(create(), "displayableOrderComment"), 400),
    ("POST", OUTBOUND_ORDERS, {}, create(sellerFulfillmentOrderId="X" * 41), 400),
    ("POST", OUTBOUND_ORDERS, {}, create(fulfillmentPolicy="FillSome"), 400),
    ("POST", OUTBOUND_ORDERS, {}, create(items=[{"sellerSku": "READY-1", "quantity": 1}]), 400),
    ("GET", OUTBOUND_ORDERS, {"page": "2"}, None, 400),
    ("GET", ONE, {"page": "2"}, None, 400),
    ("PUT", f"{OUTBOUND_ORDERS}/SL-1-X-1", {}, {"fulfillmentAction": "Wait"}, 400),
    ("PUT", f"{ONE}/cancel", {"page": "2"}, None, 400),
    ("GET", f"{OUTBOUND}/tracking", {}, None, 400),
]


def outbound_order(seller: str, marketplace: str, sku: str) -> dict[str, Any]:
    """An order as the sandbox's warehouse takes it in."""
    return {
        "seller_id": seller, "region": "eu", "marketplace_id": marketplace, "code": "SL-1-N-1", "shown_id": "N",
        "shown_date": "2026-06-01T10:00:00Z", "comment": "N", "speed": "Standard", "address": TO, "action": "Ship",
        "policy": "FillOrKill", "features": [], "items": [{"id": "1", "sku": sku, "quantity": 2}],
    }  # fmt: skip
