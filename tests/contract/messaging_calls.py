"""The calls of the sandbox suite about what is written to buyers."""

from typing import Any

NOBODY = "402-0000000-0000000"
MESSAGES = f"/messaging/v1/orders/{NOBODY}"
REVIEWS = f"/solicitations/v1/orders/{NOBODY}"
UPLOADS = f"/uploads/2020-11-01/uploadDestinations/messaging/v1/orders/{NOBODY}/messages/invoice"
DE = "A1PA6795UKMFR9"
PAST = "2026-01-01T00:00:00Z"
HERE = {"marketplaceIds": "{marketplace_id}"}
Call = tuple[str, str, dict[str, str], Any, int]
_ATTACHED = {"attachments": [{"uploadDestinationId": "1", "fileName": "a.pdf"}]}
MESSAGE_BODIES: dict[str, dict[str, Any]] = {
    "confirmDeliveryDetails": {"text": "Hello"},
    "confirmOrderDetails": {"text": "Hello"},
    "confirmServiceDetails": {"text": "Hello"},
    "unexpectedProblem": {"text": "Hello"},
    "confirmCustomizationDetails": {"text": "Hello", **_ATTACHED},
    "digitalAccessKey": {"text": "Hello", **_ATTACHED},
    "legalDisclosure": _ATTACHED,
    "invoice": _ATTACHED,
    "warranty": {**_ATTACHED, "coverageStartDate": PAST, "coverageEndDate": PAST},
}

SOUND: list[Call] = [
    *(("GET", path, HERE, None, 404) for path in (MESSAGES, f"{MESSAGES}/attributes", REVIEWS)),
    *(("POST", f"{MESSAGES}/messages/{kind}", HERE, body, 404) for kind, body in MESSAGE_BODIES.items()),
    ("POST", f"{REVIEWS}/solicitations/productReviewAndSellerFeedback", HERE, None, 404),
    ("POST", UPLOADS, {**HERE, "contentMD5": "XUFAKrxLKna5cZ2REBfFkg=="}, None, 201),
    ("POST", UPLOADS, {**HERE, "contentMD5": "5d41402abc4b2a76b9719d911017c592"}, None, 400),
]
BROKEN: list[Call] = [
    ("GET", MESSAGES, {}, None, 400),
    ("GET", f"{MESSAGES}/attributes", {}, None, 400),
    ("POST", f"{MESSAGES}/messages/warranty", {}, {}, 400),
    ("GET", REVIEWS, {"marketplaceIds": f"{DE},A13V1IB3VIYZZH"}, None, 400),
    ("POST", UPLOADS, HERE, None, 400),
]
