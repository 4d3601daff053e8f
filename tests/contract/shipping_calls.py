"""The calls of the sandbox suite about labels."""

from typing import Any

SHIPPING = "/shipping/v2"
Call = tuple[str, str, dict[str, str], Any, int]


def rates(**changes: Any) -> dict[str, Any]:
    """What getRates is asked for a parcel to a buyer elsewhere."""
    home = {
        "name": "A",
        "addressLine1": "1 Street",
        "city": "Nantes",
        "stateOrRegion": "",
        "postalCode": "44000",
    }
    package = {
        "dimensions": {"length": 30, "width": 20.5, "height": 10, "unit": "CENTIMETER"},
        "weight": {"value": 1.2, "unit": "KILOGRAM"}, "insuredValue": {"value": 20, "unit": "EUR"},
        "packageClientReferenceId": "p1", "items": [{"quantity": 1}],
    }  # fmt: skip
    at = {**home, "countryCode": "GB"}
    return {
        "shipFrom": at, "shipTo": at, "packages": [package], "channelDetails": {"channelType": "EXTERNAL"}, **changes,
    }  # fmt: skip


def buying(**changes: Any) -> dict[str, Any]:
    paper = {
        "format": "PDF", "size": {"width": 4, "length": 6, "unit": "INCH"}, "needFileJoining": False,
        "requestedDocumentTypes": ["LABEL"],
    }  # fmt: skip
    return {
        "requestToken": "nothing",
        "rateId": "nothing",
        "requestedDocumentSpecification": paper,
        **changes,
    }


SOUND: list[Call] = [
    ("POST", f"{SHIPPING}/shipments/rates", {}, rates(), 200),
    ("POST", f"{SHIPPING}/shipments/rates", {}, rates(packages=[]), 400),
    ("POST", f"{SHIPPING}/shipments/rates", {}, rates(channelDetails={"channelType": "AMAZON"}), 400),
    ("POST", f"{SHIPPING}/shipments", {}, buying(), 400),
    ("GET", f"{SHIPPING}/shipments/S0/documents", {"packageClientReferenceId": "p1"}, None, 404),
    ("PUT", f"{SHIPPING}/shipments/S0/cancel", {}, None, 404),
    ("GET", f"{SHIPPING}/tracking", {"trackingId": "T0", "carrierId": "UPS"}, None, 404),
]
BROKEN: list[Call] = [
    ("POST", f"{SHIPPING}/shipments/rates", {}, rates(shipFrom={"name": "A"}), 400),
    ("POST", f"{SHIPPING}/shipments/rates", {}, rates(wish="all"), 400),
    (
        "POST",
        f"{SHIPPING}/shipments/rates",
        {},
        rates(packages=[{"weight": {"value": 1, "unit": "STONE"}}]),
        400,
    ),
    ("POST", f"{SHIPPING}/shipments", {}, {"requestToken": "nothing"}, 400),
    ("GET", f"{SHIPPING}/shipments/S0/documents", {}, None, 400),
    ("PUT", f"{SHIPPING}/shipments/S0/cancel", {"page": "2"}, None, 400),
    ("GET", f"{SHIPPING}/tracking", {"trackingId": "T0"}, None, 400),
]
