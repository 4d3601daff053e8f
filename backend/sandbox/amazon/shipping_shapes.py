"""What Shipping v2 takes: the shapes of its requests, unknown fields refused."""

import json
from collections.abc import Callable, Mapping
from typing import Any

from backend.sandbox.amazon.access import Asked
from backend.sandbox.amazon.errors import ApiError, bad_request

Check = Callable[[Any, str], None]
BUSINESSES = {
    "AmazonShipping_US": "US", "AmazonShipping_IN": "IN", "AmazonShipping_UK": "GB", "AmazonShipping_UAE": "AE",
    "AmazonShipping_SA": "SA", "AmazonShipping_EG": "EG", "AmazonShipping_IT": "IT", "AmazonShipping_ES": "ES",
    "AmazonShipping_FR": "FR", "AmazonShipping_JP": "JP",
}  # fmt: skip


def business(asked: Asked) -> str:
    """The country whose business a call names; the United Kingdom's unless it says so."""
    named = asked.headers.get("x-amzn-shipping-business-id", "AmazonShipping_UK")
    if named not in BUSINESSES:
        raise bad_request("Invalid 'x-amzn-shipping-business-id' provided.")
    return BUSINESSES[named]


def refusal(code: str, message: str) -> ApiError:
    """400 with a code of this API's own."""
    return ApiError(400, message, code=code, details="")


def rates_wish(asked: Asked) -> dict[str, Any]:
    """The body of getRates. Raises 400."""
    body = _body(asked)
    _RATES(body, "body")
    if body["channelDetails"]["channelType"] == "EXTERNAL" and "shipTo" not in body:
        raise bad_request("'shipTo' is required for EXTERNAL shipments.")
    if (
        body["channelDetails"]["channelType"] == "AMAZON"
        and "amazonOrderDetails" not in body["channelDetails"]
    ):
        raise bad_request("'amazonOrderDetails' is required for AMAZON shipments.")
    if len(body["packages"]) != 1:
        raise bad_request("Exactly one package is supported.")
    return body


def purchase_wish(asked: Asked) -> dict[str, Any]:
    """The body of purchaseShipment. Raises 400."""
    body = _body(asked)
    _PURCHASE(body, "body")
    return body


def _body(asked: Asked) -> dict[str, Any]:
    try:
        body = json.loads(asked.body or b"{}")
    except ValueError:
        raise bad_request("The body is not JSON.") from None
    if not isinstance(body, dict):
        raise bad_request("The body must be an object.")
    return body


def _object(required: Mapping[str, Check], optional: Mapping[str, Check] | None = None) -> Check:
    known = {**required, **(optional or {})}

    def check(value: Any, where: str) -> None:
        if not isinstance(value, dict):
            raise bad_request(f"'{where}' must be an object.")
        for name in value:
            if name not in known:
                raise bad_request(f"'{where}' has an unknown member '{name}'.")
        for name in required:
            if name not in value:
                raise bad_request(f"'{where}.{name}' is missing.")
        for name, inner in value.items():
            known[name](inner, f"{where}.{name}")

    return check


def _list(of: Check, least: int = 0) -> Check:
    def check(value: Any, where: str) -> None:
        if not isinstance(value, list) or len(value) < least:
            raise bad_request(f"'{where}' must be a list of {least} or more.")
        for number, inner in enumerate(value):
            of(inner, f"{where}[{number}]")

    return check


def _text(most: int = 1000, least: int = 0, among: tuple[str, ...] = ()) -> Check:
    def check(value: Any, where: str) -> None:
        if not isinstance(value, str) or not least <= len(value) <= most or (among and value not in among):
            raise bad_request(f"Invalid '{where}' provided.")

    return check


def _number(over: float | None = None, whole: bool = False) -> Check:
    def check(value: Any, where: str) -> None:
        fits = isinstance(value, int if whole else int | float) and not isinstance(value, bool)
        if not fits or (over is not None and value <= over):
            raise bad_request(f"Invalid '{where}' provided.")

    return check


def _flag(value: Any, where: str) -> None:
    if not isinstance(value, bool):
        raise bad_request(f"Invalid '{where}' provided.")


_UNITS = ("INCH", "CENTIMETER")
_MONEY = _object({"value": _number(-1), "unit": _text(3, 3)})
_WEIGHT = _object({"value": _number(0), "unit": _text(among=("GRAM", "KILOGRAM", "OUNCE", "POUND"))})
_ADDRESS = _object(
    {"name": _text(50, 1), "addressLine1": _text(60, 1), "city": _text(least=1), "countryCode": _text(2, 2),
     "postalCode": _text(least=1), "stateOrRegion": _text()},
    {"addressLine2": _text(60, 1), "addressLine3": _text(60, 1), "companyName": _text(), "email": _text(64),
     "phoneNumber": _text(20, 1)},
)  # fmt: skip
_SIDE = _number(0)
_PACKAGE = _object(
    {
        "dimensions": _object({"length": _SIDE, "width": _SIDE, "height": _SIDE, "unit": _text(among=_UNITS)}),
        "weight": _WEIGHT, "insuredValue": _MONEY, "packageClientReferenceId": _text(least=1),
        "items": _list(
            _object({"quantity": _number(0, whole=True)},
                    {"itemValue": _MONEY, "description": _text(), "itemIdentifier": _text(), "weight": _WEIGHT}),
            1,
        ),
    },
    {"sellerDisplayName": _text(), "isHazmat": _flag},
)  # fmt: skip
_RATES = _object(
    {
        "shipFrom": _ADDRESS, "packages": _list(_PACKAGE, 1),
        "channelDetails": _object(
            {"channelType": _text(among=("AMAZON", "EXTERNAL"))},
            {"amazonOrderDetails": _object({"orderId": _text(least=1)})},
        ),
    },
    {"shipTo": _ADDRESS, "returnTo": _ADDRESS, "shipDate": _text()},
)  # fmt: skip
_PURCHASE = _object(
    {
        "requestToken": _text(least=1), "rateId": _text(least=1),
        "requestedDocumentSpecification": _object(
            {
                "format": _text(among=("PDF", "PNG", "ZPL")), "needFileJoining": _flag,
                "size": _object({"width": _SIDE, "length": _SIDE, "unit": _text(among=_UNITS)}),
                "requestedDocumentTypes": _list(_text(among=("PACKSLIP", "LABEL", "RECEIPT", "CUSTOM_FORM")), 1),
            },
            {"dpi": _number(0, whole=True), "pageLayout": _text()},
        ),
    },
    {"requestedValueAddedServices": _list(_object({"id": _text(least=1)})), "additionalInputs": _object({})},
)  # fmt: skip
