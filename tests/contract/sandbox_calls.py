"""The calls of the sandbox suite: what is asked, the status it must get, and how a feed is sent."""

import json
from typing import Any

from tests.contract import messaging_calls, outbound_calls, shipping_calls
from tests.contract.calling import Caller

LISTINGS = "/listings/2021-08-01/items/{seller_id}"
ITEM = f"{LISTINGS}/{{sku}}"
CATALOG = "/catalog/2022-04-01/items"
TYPES = "/definitions/2020-09-01/productTypes"
RESTRICTIONS = "/listings/2021-08-01/restrictions"
FEEDS = "/feeds/2021-06-30/feeds"
DOCUMENTS = "/feeds/2021-06-30/documents"
REPORTS = "/reports/2021-06-30/reports"
REPORT_DOCUMENTS = "/reports/2021-06-30/documents"
LISTINGS_REPORT = "GET_MERCHANT_LISTINGS_ALL_DATA"
ORDERS = "/orders/2026-01-01/orders"
CONFIRM = "/orders/v0/orders/402-0000000-0000000/shipmentConfirmation"
DESTINATIONS = "/notifications/v1/destinations"
SUBSCRIPTIONS = "/notifications/v1/subscriptions"
PAST = "2026-01-01T00:00:00Z"
NOBODY = "402-0000000-0000000"
HERE = {"marketplaceIds": "{marketplace_id}"}
EVERYTHING = "summaries,attributes,issues,offers,fulfillmentAvailability,relationships,productTypes"
CATALOG_SETS = (
    "summaries,identifiers,images,productTypes,relationships,attributes,classifications,salesRanks,dimensions"
)
PREVIEW = {"mode": "VALIDATION_PREVIEW", "includedData": "issues,identifiers"}
STOCK = [{"fulfillment_channel_code": "DEFAULT", "quantity": 5}]


def patch(path: str = "/attributes/fulfillment_availability", **changes: Any) -> dict[str, Any]:
    return {"productType": "PRODUCT", "patches": [{"op": "replace", "path": path, "value": STOCK, **changes}]}


def offer(marketplace: str, **changes: Any) -> dict[str, Any]:
    price = {"our_price": [{"schedule": [{"value_with_tax": 19.99}]}], "currency": "EUR", "audience": "ALL"}
    attributes = {
        "condition_type": [{"value": "new_new", "marketplace_id": marketplace}],
        "merchant_suggested_asin": [{"value": "B0READY001", "marketplace_id": marketplace}],
        "purchasable_offer": [{**price, "marketplace_id": marketplace}],
        "fulfillment_availability": STOCK,
    }
    return {
        "productType": "PRODUCT",
        "requirements": "LISTING_OFFER_ONLY",
        "attributes": {**attributes, **changes},
    }


def package(**changes: Any) -> dict[str, Any]:
    detail = {
        "packageReferenceId": "1", "carrierCode": "DHL", "trackingNumber": "00340434161094042557",
        "shipDate": "2026-06-01T10:00:00Z", "orderItems": [{"orderItemId": "1", "quantity": 1}],
    }  # fmt: skip
    return {"marketplaceId": DE, "packageDetail": {**detail, **changes}}


def destination(queue: str, account: str = "000000000001") -> dict[str, Any]:
    return {
        "name": queue,
        "resourceSpecification": {"sqs": {"arn": f"arn:aws:sqs:eu-west-1:{account}:{queue}"}},
    }


def subscription(destination_id: str = "1", version: str = "1.0", **event_filter: Any) -> dict[str, Any]:
    directive = {"processingDirective": {"eventFilter": event_filter}} if event_filter else {}
    return {"payloadVersion": version, "destinationId": destination_id, **directive}


DE = "A1PA6795UKMFR9"
INVENTORY = "/fba/inventory/v1/summaries"
LIES = {**HERE, "granularityType": "Marketplace", "granularityId": DE}
# What is asked, and the status it must get. All of these are requests that a careful client may send.
SOUND: list[tuple[str, str, dict[str, str], Any, int]] = [
    *messaging_calls.SOUND,
    ("GET", "/sellers/v1/marketplaceParticipations", {}, None, 200),
    ("GET", "/sellers/v1/account", {}, None, 200),
    ("GET", ITEM, HERE, None, 200),
    ("GET", ITEM, {**HERE, "includedData": EVERYTHING, "issueLocale": "en_US"}, None, 200),
    ("GET", f"{LISTINGS}/UNKNOWN", HERE, None, 404),
    ("GET", f"{LISTINGS}/A%2FB%20%2B%C3%A9", HERE, None, 404),
    ("GET", "/listings/2021-08-01/items/A2ATELIERNORD0/{sku}", HERE, None, 403),
    ("GET", LISTINGS, {**HERE, "includedData": EVERYTHING}, None, 200),
    ("GET", LISTINGS, {**HERE, "identifiers": "{sku},NOTHING", "identifiersType": "SKU"}, None, 200),
    ("GET", LISTINGS, {**HERE, "pageSize": "1", "sortBy": "sku", "sortOrder": "ASC"}, None, 200),
    ("GET", LISTINGS, {**HERE, "pageToken": "no such token"}, None, 400),
    ("PUT", ITEM, {**HERE, **PREVIEW}, offer(DE), 200),
    (
        "PUT",
        ITEM,
        {**HERE, **PREVIEW},
        offer(DE, condition_type=[{"value": "worn", "marketplace_id": DE}]),
        200,
    ),
    ("PUT", f"{LISTINGS}/NEW%2F1", HERE, offer(DE), 200),
    ("PUT", f"{LISTINGS}/NEW-2", HERE, {"productType": "PRODUCT", "attributes": {}}, 200),
    ("PUT", f"{LISTINGS}/NEW-3", {"marketplaceIds": "A1VC38T7YXB528"}, offer("A1VC38T7YXB528"), 403),
    ("PATCH", ITEM, HERE, patch(), 200),
    ("PATCH", ITEM, HERE, patch(op="merge"), 200),
    ("PATCH", ITEM, HERE, patch(op="delete", value=[{"fulfillment_channel_code": "DEFAULT"}]), 200),
    ("PATCH", ITEM, {**HERE, **PREVIEW}, patch(), 200),
    ("PATCH", f"{LISTINGS}/UNKNOWN", HERE, patch(), 200),
    ("DELETE", f"{LISTINGS}/NEW-2", HERE, None, 200),
    ("GET", CATALOG, {**HERE, "keywords": "ready", "includedData": CATALOG_SETS}, None, 200),
    ("GET", CATALOG, {**HERE, "keywords": "cabin,suitcase,Grün", "keywordsLocale": "de_DE"}, None, 200),
    (
        "GET",
        CATALOG,
        {
            **HERE,
            "identifiers": "{sku}",
            "identifiersType": "SKU",
            "sellerId": "{seller_id}",
            "includedData": CATALOG_SETS,
        },
        None,
        200,
    ),
    ("GET", CATALOG, {**HERE, "identifiers": "{ean},4006381333900", "identifiersType": "EAN"}, None, 200),
    ("GET", CATALOG, {**HERE, "identifiers": "{asin}", "identifiersType": "ASIN"}, None, 200),
    ("GET", CATALOG, {**HERE, "identifiers": "B0", "identifiersType": "ASIN"}, None, 400),
    ("GET", f"{CATALOG}/{{asin}}", {**HERE, "includedData": CATALOG_SETS}, None, 200),
    ("GET", f"{CATALOG}/B0UNKNOWN0", HERE, None, 404),
    ("GET", TYPES, HERE, None, 200),
    ("GET", TYPES, {**HERE, "keywords": "luggage"}, None, 200),
    ("GET", TYPES, {**HERE, "itemName": "A bag for travellers"}, None, 200),
    ("GET", f"{TYPES}/{{product_type}}", {**HERE, "sellerId": "{seller_id}", "locale": "en_GB"}, None, 200),
    ("GET", f"{TYPES}/{{product_type}}", {**HERE, "requirements": "LISTING_OFFER_ONLY"}, None, 200),
    ("GET", f"{TYPES}/{{product_type}}", {**HERE, "requirementsEnforced": "NOT_ENFORCED"}, None, 200),
    ("GET", f"{TYPES}/NO_SUCH_TYPE", HERE, None, 404),
    ("GET", RESTRICTIONS, {**HERE, "asin": "{asin}", "sellerId": "{seller_id}"}, None, 200),
    ("GET", RESTRICTIONS, {**HERE, "asin": "B0UNKNOWN0", "sellerId": "{seller_id}"}, None, 200),
    ("GET", RESTRICTIONS, {**HERE, "asin": "{asin}", "sellerId": "A2ATELIERNORD0"}, None, 403),
    ("GET", FEEDS, {"feedTypes": "JSON_LISTINGS_FEED", "pageSize": "10"}, None, 200),
    ("GET", FEEDS, {"nextToken": "no such token"}, None, 400),
    ("GET", f"{FEEDS}/999999", {}, None, 404),
    ("DELETE", f"{FEEDS}/999999", {}, None, 404),
    ("GET", f"{DOCUMENTS}/amzn1.tortuga.4.eu.nothing", {}, None, 404),
    ("GET", REPORTS, {"reportTypes": LISTINGS_REPORT, "pageSize": "10"}, None, 200),
    ("GET", REPORTS, {"nextToken": "no such token"}, None, 400),
    ("GET", f"{REPORTS}/999999", {}, None, 404),
    ("GET", f"{REPORT_DOCUMENTS}/amzn1.tortuga.4.eu.nothing", {}, None, 404),
    ("POST", REPORTS, {}, {"reportType": LISTINGS_REPORT, "marketplaceIds": [DE]}, 202),
    ("POST", REPORTS, {}, {"reportType": LISTINGS_REPORT, "marketplaceIds": ["A1VC38T7YXB528"]}, 403),
    ("GET", ORDERS, {"createdAfter": PAST}, None, 200),
    (
        "GET",
        ORDERS,
        {"lastUpdatedAfter": PAST, "includedData": "FULFILLMENT,TAX", "fulfilledBy": "AMAZON"},
        None,
        200,
    ),
    ("GET", ORDERS, {"createdAfter": PAST, **HERE, "fulfillmentStatuses": "PENDING"}, None, 200),
    ("GET", ORDERS, {"createdAfter": PAST, "createdBefore": "2099-01-01T00:00:00Z"}, None, 400),
    ("GET", ORDERS, {"createdAfter": PAST, "paginationToken": "no such token"}, None, 400),
    ("GET", f"{ORDERS}/402-0000000-0000000", {}, None, 404),
    ("GET", INVENTORY, LIES, None, 200),
    ("GET", INVENTORY, {**LIES, "details": "true", "sellerSkus": "{sku},NOTHING"}, None, 200),
    ("GET", INVENTORY, {**LIES, "details": "true", "startDateTime": "1999-01-01T00:00:00Z"}, None, 400),
    ("GET", INVENTORY, {**LIES, "nextToken": "no such token"}, None, 400),
    ("GET", INVENTORY, {**LIES, "granularityId": "A1VC38T7YXB528"}, None, 400),
    ("POST", CONFIRM, {}, package(), 404),
    ("GET", DESTINATIONS, {}, None, 200),
    ("POST", DESTINATIONS, {}, destination("storelane"), 200),
    ("POST", DESTINATIONS, {}, destination("storelane", "999999999999"), 400),
    ("GET", f"{DESTINATIONS}/nothing", {}, None, 404),
    ("DELETE", f"{DESTINATIONS}/nothing", {}, None, 404),
    ("GET", f"{SUBSCRIPTIONS}/ORDER_CHANGE", {"payloadVersion": "1.0"}, None, 404),
    ("GET", f"{SUBSCRIPTIONS}/NO_SUCH_TYPE", {}, None, 400),
    ("POST", f"{SUBSCRIPTIONS}/ORDER_CHANGE", {}, {"payloadVersion": "1.0", "destinationId": "nothing"}, 400),
    *shipping_calls.SOUND,
    ("GET", f"{SUBSCRIPTIONS}/ORDER_CHANGE/nothing", {}, None, 404),
    ("DELETE", f"{SUBSCRIPTIONS}/ORDER_CHANGE/nothing", {}, None, 404),
    *outbound_calls.SOUND,
]
# Requests that break the rules: the judge refuses them, the sandbox must refuse them too.
BROKEN: list[tuple[str, str, dict[str, str], Any, int]] = [
    *messaging_calls.BROKEN,
    ("GET", "/sellers/v1/marketplaceParticipations", {"page": "2"}, None, 400),
    ("GET", "/sellers/v1/account", {"page": "2"}, None, 400),
    ("GET", INVENTORY, HERE, None, 400),
    ("GET", INVENTORY, {**LIES, "granularityType": "Seller"}, None, 400),
    ("GET", INVENTORY, {**LIES, "sellerSkus": ",".join(f"S{n}" for n in range(51))}, None, 400),
    ("GET", INVENTORY, {**LIES, "details": "yes"}, None, 400),
    ("POST", "/products/fees/v0/feesEstimate", {}, {"IdType": "ASIN"}, 400),
    ("GET", ITEM, {}, None, 400),
    ("GET", ITEM, {**HERE, "includedData": "everything"}, None, 400),
    ("GET", LISTINGS, {**HERE, "identifiers": "{sku}"}, None, 400),
    ("GET", LISTINGS, {**HERE, "pageSize": "21"}, None, 400),
    ("PUT", ITEM, HERE, {"productType": "PRODUCT"}, 400),
    ("PUT", ITEM, {**HERE, "includedData": "identifiers"}, offer(DE), 400),
    ("PUT", ITEM, {"marketplaceIds": f"{DE},A13V1IB3VIYZZH"}, offer(DE), 400),
    ("PATCH", ITEM, HERE, patch("/attributes/fulfillment_availability/0"), 400),
    ("PATCH", ITEM, HERE, patch(op="test"), 400),
    ("PATCH", ITEM, HERE, {"productType": "PRODUCT", "patches": []}, 400),
    ("PATCH", ITEM, HERE, patch(value=[{"quantity": 5}]), 400),
    ("DELETE", ITEM, {}, None, 400),
    ("GET", f"{FEEDS}/1", {"page": "2"}, None, 400),
    *shipping_calls.BROKEN,
    ("GET", CATALOG, HERE, None, 400),
    ("GET", CATALOG, {**HERE, "keywords": "a", "identifiers": "{ean}", "identifiersType": "EAN"}, None, 400),
    ("GET", CATALOG, {**HERE, "identifiers": "{ean}"}, None, 400),
    ("GET", f"{CATALOG}/{{asin}}", {}, None, 400),
    ("GET", TYPES, {**HERE, "keywords": "a", "itemName": "b"}, None, 400),
    ("GET", f"{TYPES}/{{product_type}}", {}, None, 400),
    ("GET", f"{TYPES}/{{product_type}}", {**HERE, "requirements": "SOME"}, None, 400),
    ("GET", RESTRICTIONS, {**HERE, "sellerId": "{seller_id}"}, None, 400),
    ("GET", FEEDS, {}, None, 400),
    ("GET", ORDERS, {"createdAfter": PAST, "includedData": "NONSENSE"}, None, 400),
    ("GET", ORDERS, {"createdAfter": PAST, "lastUpdatedAfter": PAST}, None, 400),
    ("GET", ORDERS, {"createdAfter": PAST, "lastUpdatedBefore": PAST}, None, 400),
    ("GET", f"{ORDERS}/402-0000000-0000000", {"includedData": "NONSENSE"}, None, 400),
    ("POST", CONFIRM, {}, {"marketplaceId": DE}, 400),
    ("POST", CONFIRM, {}, package(packageReferenceId=1), 400),
    ("POST", CONFIRM, {}, package(packageReferenceId="0"), 400),
    ("POST", CONFIRM, {}, package(carrierCode="Other"), 400),
    ("POST", CONFIRM, {}, package(shipDate="yesterday"), 400),
    ("POST", CONFIRM, {}, package(orderItems=[{"orderItemId": "1"}]), 400),
    ("POST", CONFIRM, {}, {**package(), "codCollectionMethod": "Cheque"}, 400),
    ("GET", DESTINATIONS, {"page": "2"}, None, 400),
    ("POST", DESTINATIONS, {}, {"name": "storelane"}, 400),
    ("POST", DESTINATIONS, {}, {"name": "n", "resourceSpecification": {"sqs": {"arn": "arn:aws:sqs"}}}, 400),
    ("GET", f"{DESTINATIONS}/1", {"page": "2"}, None, 400),
    ("DELETE", f"{DESTINATIONS}/1", {"page": "2"}, None, 400),
    ("GET", f"{SUBSCRIPTIONS}/ORDER_CHANGE", {"page": "2"}, None, 400),
    ("POST", f"{SUBSCRIPTIONS}/ORDER_CHANGE", {}, {"payloadVersion": "1.0"}, 400),
    ("POST", f"{SUBSCRIPTIONS}/ORDER_CHANGE", {}, subscription(eventFilterType="ORDER_CHANGE"), 400),
    (
        "POST",
        f"{SUBSCRIPTIONS}/ORDER_CHANGE",
        {},
        subscription(
            eventFilterType="ORDER_CHANGE", marketplaceIds=[DE], orderChangeTypes=["OrderStatusChange"]
        ),
        400,
    ),
    ("GET", f"{SUBSCRIPTIONS}/ORDER_CHANGE/1", {"page": "2"}, None, 400),
    ("DELETE", f"{SUBSCRIPTIONS}/ORDER_CHANGE/1", {"page": "2"}, None, 400),
    ("POST", FEEDS, {}, {"feedType": "JSON_LISTINGS_FEED"}, 400),
    ("POST", DOCUMENTS, {}, {}, 400),
    ("GET", REPORTS, {}, None, 400),
    ("GET", f"{REPORTS}/1", {"page": "2"}, None, 400),
    ("POST", REPORTS, {}, {"reportType": LISTINGS_REPORT}, 400),
    *outbound_calls.BROKEN,
]


async def upload(caller: Caller, messages: list[dict[str, Any]]) -> str:
    """Put a feed document and start the feed; returns the feed's id."""
    content_type = "application/json; charset=UTF-8"
    created = (await caller.call("POST", DOCUMENTS, body={"contentType": content_type})).json()
    feed = {"header": {"sellerId": caller.given["seller_id"], "version": "2.0"}, "messages": messages}
    put = await caller.http.put(
        created["url"], content=json.dumps(feed), headers={"content-type": content_type}
    )
    assert put.status_code == 200
    wish = {
        "feedType": "JSON_LISTINGS_FEED",
        "marketplaceIds": [caller.given["marketplace_id"]],
        "inputFeedDocumentId": created["feedDocumentId"],
    }
    response = await caller.call("POST", FEEDS, body=wish)
    assert response.status_code == 202, response.text
    feed_id: str = response.json()["feedId"]
    return feed_id
