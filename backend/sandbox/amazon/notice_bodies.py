"""The notifications that this Amazon sends, as their schemas describe them: what changed, never a price."""

from typing import Any

from backend.sandbox.amazon.lifecycle import ABSENT, Listing, status_of
from backend.sandbox.amazon.views import moment
from backend.sandbox.store import Document

Payload = dict[str, Any]
ORDER_CHANGE, FEED_FINISHED = "ORDER_CHANGE", "FEED_PROCESSING_FINISHED"
QUANTITY_CHANGE = "LISTINGS_ITEM_MFN_QUANTITY_CHANGE"
FULFILLMENT_STATUS = "FULFILLMENT_ORDER_STATUS"
WAREHOUSE_CHANGE = "FBA_INVENTORY_AVAILABILITY_CHANGES"
STATUS_CHANGE, ISSUES_CHANGE = "LISTINGS_ITEM_STATUS_CHANGE", "LISTINGS_ITEM_ISSUES_CHANGE"
VERSIONS = {
    ORDER_CHANGE: "1.0", QUANTITY_CHANGE: "1.0", STATUS_CHANGE: "1.0", ISSUES_CHANGE: "2023-12-13",
    FEED_FINISHED: "2020-09-04", FULFILLMENT_STATUS: "1.0", WAREHOUSE_CHANGE: "1.0",
}  # fmt: skip
ORDER_STATUS, BUYER_ASKED = "OrderStatusChange", "BuyerRequestedChange"
_STATUSES = {
    "PENDING_AVAILABILITY": "PendingAvailability", "PENDING": "Pending", "UNSHIPPED": "Unshipped",
    "PARTIALLY_SHIPPED": "PartiallyShipped", "SHIPPED": "Shipped", "CANCELLED": "Canceled",
    "UNFULFILLABLE": "Unfulfillable",
}  # fmt: skip
_PROGRAMS = {"PRIME": "Prime", "AMAZON_BUSINESS": "Business"}


def order_change(order: Document, change: str) -> Payload:
    """An order that changed; `change` is OrderStatusChange or BuyerRequestedChange."""
    shipped = sum(item["fulfilled"] for item in order["items"])
    left = sum(item["quantity"] - item["fulfilled"] - item["cancelled"] for item in order["items"])
    summary = {
        "MarketplaceId": order["marketplace_id"], "OrderStatus": _STATUSES[order["status"]],
        "PurchaseDate": moment(order["created_at"]),
        "DestinationPostalCode": (order.get("address") or {}).get("postalCode"),
        "FulfillmentType": "MFN" if order["fulfilled_by"] == "MERCHANT" else "AFN", "OrderType": "StandardOrder",
        "NumberOfItemsShipped": shipped, "NumberOfItemsUnshipped": left,
        "OrderPrograms": [_PROGRAMS[name] for name in order["programs"] if name in _PROGRAMS],
        "OrderItems": [_order_item(order, item) for item in order["items"]],
    }  # fmt: skip
    reason = "Buyer Requested Cancel" if change == BUYER_ASKED else "Order Status Change"
    said = {
        "NotificationLevel": "OrderLevel", "SellerId": order["seller_id"], "AmazonOrderId": order["id"],
        "OrderChangeType": change,
        "OrderChangeTrigger": {"TimeOfOrderChange": moment(order["updated_at"]), "ChangeReason": reason},
        "Summary": summary,
    }  # fmt: skip
    return {"OrderChangeNotification": said}


def _order_item(order: Document, item: Document) -> Payload:
    return {
        "OrderItemId": item["id"], "SellerSKU": item["sku"], "SupplySourceId": None,
        "OrderItemStatus": "Shipped" if item["fulfilled"] else "Unshipped", "Quantity": item["quantity"],
        "QuantityShipped": item["fulfilled"], "IsBuyerRequestedCancel": bool(order["asked_to_cancel"]),
    }  # fmt: skip


def quantity_change(listing: Listing, quantity: int) -> Payload:
    """The merchant's one stock of a SKU."""
    return {
        "SellerId": listing["seller_id"], "FulfillmentChannelCode": "DEFAULT", "Sku": listing["sku"],
        "Quantity": quantity,
    }  # fmt: skip


def status_change(listing: Listing) -> Payload:
    """What buyers may do with a listing."""
    gone = listing["shown"]["phase"] == ABSENT
    return {
        **_item(listing),
        "CreatedDate": moment(listing["created_at"]),
        "Status": ["DELETED"] if gone else status_of(listing),
    }


def issues_change(listing: Listing) -> Payload:
    """How bad its issues are, and what they bring; not which."""
    issues = listing["shown"]["issues"]
    actions = [
        action["action"] for one in issues for action in one.get("enforcements", {}).get("actions", [])
    ]
    return {
        **_item(listing),
        "Severities": sorted({one["severity"] for one in issues}) or ["NONE"],
        "EnforcementActions": sorted(set(actions)),
    }


def warehouse_change(row: Document, fn_sku: str, listing: Listing | None, places: list[str]) -> Payload:
    """The pieces of a SKU in Amazon's warehouse, as each marketplace of the region may sell them."""
    inventory = {
        "InboundQuantityBreakdown": {"Working": 0, "Shipped": row["inbound"], "Receiving": 0},
        "Fulfillable": row["fulfillable"], "Unfulfillable": row["unfulfillable"], "Researching": row["researching"],
        "ReservedQuantityBreakdown": {
            "WarehouseProcessing": 0, "WarehouseTransfer": 0, "PendingCustomerOrder": row["reserved"],
        },
        "FutureSupplyBuyable": 0, "PendingCustomerOrderInTransit": 0,
    }  # fmt: skip
    each = {"ItemName": row["sku"], "FulfillmentInventory": inventory, "Stores": []}
    return {
        "SellerId": row["seller_id"], "FNSKU": fn_sku, "ASIN": (listing or {}).get("asin") or "", "SKU": row["sku"],
        "FulfillmentInventoryByMarketplace": [{"MarketplaceId": place, **each} for place in places],
    }  # fmt: skip


def feed_finished(feed: Document) -> Payload:
    """A feed that will not change any more."""
    said = {
        "sellerId": feed["seller_id"], "accountId": f"amzn1.merchant.o.{feed['seller_id']}", "feedId": feed["id"],
        "feedType": feed["type"], "processingStatus": feed["status"],
    }  # fmt: skip
    result = {"resultFeedDocumentId": feed["result_id"]} if feed["result_id"] else {}
    return {"feedProcessingFinishedNotification": said | result}


def fulfillment_status(order: Document) -> Payload:
    """An order from elsewhere that went on; the schema wants its parcels and a return, there or not."""
    shipment = order["shipment"] or {"id": "", "packages": [], "sent_at": None, "carrier": ""}
    sent = bool(shipment["sent_at"])
    packages = [
        {"PackageNumber": each["number"], "CarrierCode": shipment["carrier"], "TrackingNumber": each["tracking"]}
        for each in (shipment["packages"] if sent else [])
    ]  # fmt: skip
    none = {"PackageNumber": 0, "CarrierCode": "", "TrackingNumber": ""}
    said = {
        "SellerId": order["seller_id"], "EventType": "Order", "StatusUpdatedDateTime": moment(order["updated_at"]),
        "SellerFulfillmentOrderId": order["code"], "FulfillmentOrderStatus": order["status"].upper(),
        "FulfillmentShipment": {
            "FulfillmentShipmentStatus": "SHIPPED" if sent else "PENDING", "AmazonShipmentId": shipment["id"],
            "EstimatedArrivalDateTime": moment(shipment["arrives_at"]) if sent else "",
            "info": packages[0] if packages else none, "FulfillmentShipmentPackages": packages,
        },
        "FulfillmentReturnItem": {"ReceivedDateTime": "", "ReturnedQuantity": 0, "SellerSKU": ""},
    }  # fmt: skip
    return {"FulfillmentOrderStatusNotification": said}


def envelope(kind: str, payload: Payload, at: float, ids: Payload) -> Payload:
    """What every notification is wrapped in; the one of feeds is spelled with small letters."""
    metadata = {
        "ApplicationId": ids["application"], "SubscriptionId": ids["subscription"], "PublishTime": moment(at),
        "NotificationId": ids["notification"],
    }  # fmt: skip
    version = VERSIONS[kind]
    said = {
        "NotificationVersion": "2020-09-04" if kind == FEED_FINISHED else "1.0", "NotificationType": kind,
        "PayloadVersion": version, "EventTime": moment(at), "Payload": payload,
    }  # fmt: skip
    if kind != FEED_FINISHED:
        return {**said, "NotificationMetadata": metadata}
    return {**_small(said), "notificationMetadata": _small(metadata)}


def _item(listing: Listing) -> Payload:
    asin = {"Asin": listing["asin"]} if listing["asin"] else {}
    return {
        "SellerId": listing["seller_id"],
        "MarketplaceId": listing["marketplace_id"],
        **asin,
        "Sku": listing["sku"],
    }


def _small(said: Payload) -> Payload:
    return {name[:1].lower() + name[1:]: value for name, value in said.items()}
