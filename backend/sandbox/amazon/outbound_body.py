"""What a seller says of an order for Amazon's warehouse, read strictly: unknown fields and wrong shapes are refused."""

import json
import re
from datetime import datetime
from typing import Any

from backend.sandbox.amazon.access import Asked
from backend.sandbox.amazon.errors import ApiError, bad_request, denied
from backend.sandbox.amazon.regions import MARKETPLACES, Marketplace

SPEEDS = ("Standard", "Expedited", "Priority", "ScheduledDelivery")
POLICIES = ("FillOrKill", "FillAll", "FillAllAvailable")
ACTIONS = ("Ship", "Hold")
FEATURES = ("BLANK_BOX", "BLOCK_AMZL")
MOST_LINES, MOST_PIECES = 100, 250
_ADDRESS = {
    "name", "addressLine1", "addressLine2", "addressLine3", "city", "districtOrCounty", "stateOrRegion",
    "postalCode", "countryCode", "phone",
}  # fmt: skip
_PREVIEW = {
    "marketplaceId", "address", "items", "shippingSpeedCategories", "includeCODFulfillmentPreview",
    "includeDeliveryWindows", "featureConstraints",
}  # fmt: skip
_NEEDED = {
    "sellerFulfillmentOrderId", "displayableOrderId", "displayableOrderDate", "displayableOrderComment",
    "shippingSpeedCategory", "destinationAddress", "items",
}  # fmt: skip
_CREATE = _NEEDED | {
    "marketplaceId", "fulfillmentAction", "fulfillmentPolicy", "featureConstraints", "notificationEmails",
    "shipFromCountryCode", "deliveryPreferences", "paymentInformation",
}  # fmt: skip
_UPDATE = {
    "marketplaceId", "displayableOrderId", "displayableOrderDate", "displayableOrderComment",
    "shippingSpeedCategory", "destinationAddress", "fulfillmentAction", "fulfillmentPolicy",
}  # fmt: skip
_ITEM = {"sellerSku", "sellerFulfillmentOrderItemId", "quantity"}
_ITEM_MAY = _ITEM | {
    "perUnitDeclaredValue", "giftMessage", "displayableComment", "fulfillmentNetworkSku", "perUnitPrice", "perUnitTax",
}  # fmt: skip
# Postal codes of five figures, and countries in which a state is asked for.
_FIVE = ("FR", "DE", "IT", "ES", "US")
_STATES = ("US", "CA", "AU", "MX", "BR")
Body = dict[str, Any]


def preview(asked: Asked) -> Body:
    """The body of getFulfillmentPreview."""
    body = _fields(_json(asked), _PREVIEW, {"address", "items"})
    address(body["address"])
    items(body["items"], _ITEM | {"perUnitDeclaredValue"})
    for speed in body.get("shippingSpeedCategories", []):
        _one_of(speed, SPEEDS, "shippingSpeedCategories")
    _features(body)
    return body


def create(asked: Asked) -> Body:
    """The body of createFulfillmentOrder."""
    body = _fields(_json(asked), _CREATE, _NEEDED)
    for name, most in (("sellerFulfillmentOrderId", 40), ("displayableOrderId", 40)):
        _text(body, name, 1, most)
    _checked(body)
    items(body["items"], _ITEM_MAY)
    if body["shippingSpeedCategory"] == "ScheduledDelivery":
        raise bad_request("ScheduledDelivery needs a delivery window.")
    _features(body)
    return body


def update(asked: Asked) -> Body:
    """The body of updateFulfillmentOrder."""
    body = _fields(_json(asked), _UPDATE, set())
    _checked(body)
    return body


def place(body: Body, asked: Asked) -> Marketplace:
    """The marketplace that an order belongs to; the caller's first one where none is said."""
    known = asked.caller.marketplaces
    named = body.get("marketplaceId")
    if named is None:
        return next(iter(known.values()))
    if named not in MARKETPLACES:
        raise bad_request("Invalid 'marketplaceId' provided.")
    if named not in known:
        raise denied()
    return known[named]


def _checked(body: Body) -> None:
    """What creating and changing have in common."""
    for name, known in (
        ("shippingSpeedCategory", SPEEDS),
        ("fulfillmentPolicy", POLICIES),
        ("fulfillmentAction", ACTIONS),
    ):
        if name in body:
            _one_of(body[name], known, name)
    if "displayableOrderComment" in body:
        _text(body, "displayableOrderComment", 1, 750)
    if "displayableOrderDate" in body:
        _moment(body["displayableOrderDate"])
    if "destinationAddress" in body:
        address(body["destinationAddress"])


def address(said: Any) -> None:
    """A destination that a parcel can find. Raises 400 naming the field."""
    given = _fields(said, _ADDRESS, {"name", "addressLine1", "postalCode", "countryCode"})
    for name, value in given.items():
        if not isinstance(value, str):
            raise bad_request(f"Invalid '{name}' provided.")
    for name in ("name", "addressLine1", "postalCode", "countryCode", "city"):
        if not given.get(name, "").strip():
            raise bad_request(f"Value '' for address field '{name}' is invalid.", name)
    country = given["countryCode"]
    if not re.fullmatch("[A-Z]{2}", country):
        raise bad_request("Value for address field 'countryCode' is invalid.", "countryCode")
    if country in _FIVE and not re.fullmatch(r"\d{5}(-\d{4})?", given["postalCode"]):
        raise bad_request("Value for address field 'postalCode' is invalid.", "postalCode")
    if country in _STATES and not given.get("stateOrRegion", "").strip():
        raise bad_request("Value for address field 'stateOrRegion' is invalid.", "stateOrRegion")


def items(said: Any, known: set[str]) -> None:
    """Lines with SKU, id and pieces; every id once."""
    if not isinstance(said, list) or not 1 <= len(said) <= MOST_LINES:
        raise bad_request(f"'items' must hold 1 to {MOST_LINES} lines.")
    ids = set()
    for each in said:
        line = _fields(each, known, _ITEM)
        _text(line, "sellerSku", 1, 50)
        _text(line, "sellerFulfillmentOrderItemId", 1, 50)
        quantity = line["quantity"]
        if not isinstance(quantity, int) or isinstance(quantity, bool) or quantity < 1:
            raise bad_request("Invalid 'quantity' provided.")
        ids.add(line["sellerFulfillmentOrderItemId"])
    if len(ids) != len(said):
        raise bad_request("A 'sellerFulfillmentOrderItemId' stands twice.")
    if sum(each["quantity"] for each in said) > MOST_PIECES:
        raise bad_request(f"At most {MOST_PIECES} units in an order.")


def _features(body: Body) -> None:
    for each in body.get("featureConstraints", []):
        said = _fields(each, {"featureName", "featureFulfillmentPolicy"}, {"featureName"})
        _one_of(said["featureName"], FEATURES, "featureName")
        _one_of(said.get("featureFulfillmentPolicy", "Required"), ("Required", "NotRequired"), "feature")


def _json(asked: Asked) -> Any:
    try:
        return json.loads(asked.body)
    except ValueError:
        raise bad_request("Request body is not valid JSON.") from None


def _fields(said: Any, known: set[str], needed: set[str]) -> Body:
    if not isinstance(said, dict):
        raise bad_request("An object is expected.")
    if missing := sorted(needed - set(said)):
        raise bad_request(f"'{missing[0]}' is missing.", missing[0])
    if unknown := sorted(set(said) - known):
        raise bad_request(f"'{unknown[0]}' is not known.", unknown[0])
    return said


def _text(said: Body, name: str, least: int, most: int) -> None:
    if not isinstance(said[name], str) or not least <= len(said[name]) <= most:
        raise bad_request(f"Invalid '{name}' provided.", name)


def _one_of(said: Any, known: tuple[str, ...], name: str) -> None:
    if said not in known:
        raise bad_request(f"Invalid '{name}' provided.", name)


def _moment(said: Any) -> None:
    error: ApiError = bad_request("Invalid 'displayableOrderDate' provided.", "displayableOrderDate")
    try:
        if datetime.fromisoformat(str(said)).tzinfo is None:
            raise error
    except ValueError:
        raise error from None
