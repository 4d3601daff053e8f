"""Which messages this Amazon lets a seller send about an order now, and what it refuses in one."""

import re
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from backend.sandbox.amazon.errors import bad_request
from backend.sandbox.store import Document

DAY = 86_400
DELIVERED_AFTER = 6 * DAY  # the last day that an order's page promises
REVIEW_FROM, REVIEW_UNTIL = 5 * DAY, 30 * DAY  # after delivery
AFTER_SALE = 30 * DAY  # after delivery: what belongs to a finished sale may be sent that long
# The longest text of each kind that has one; then the kinds that may, and those that must, carry files.
TEXTS = {
    "confirmOrderDetails": 2000, "confirmDeliveryDetails": 2000, "confirmServiceDetails": 2000,
    "unexpectedProblem": 2000, "confirmCustomizationDetails": 800, "digitalAccessKey": 400,
}  # fmt: skip
WITH_FILES = ("confirmCustomizationDetails", "digitalAccessKey", "legalDisclosure", "warranty", "invoice")
ONLY_FILES = ("legalDisclosure", "warranty", "invoice")
MOST_FILES = 5
_DATES = ("coverageStartDate", "coverageEndDate")
_TAG, _MAIL = re.compile(r"</?[a-zA-Z][^>]*>|<!--"), re.compile(r"[^\s@<>]+@[^\s@<>]+\.[A-Za-z]{2,}")


def usual(order: Document, now: float) -> list[str]:
    """The messages that an order's state, kind and age allow."""
    ours, status = order["fulfilled_by"] == "MERCHANT", order["status"]
    if status in ("UNSHIPPED", "PARTIALLY_SHIPPED") and ours:
        special = ["confirmCustomizationDetails"] if order["customized"] else []
        return [*special, "confirmDeliveryDetails", "confirmOrderDetails", "unexpectedProblem"]
    if status == "SHIPPED" and now < delivered_at(order) + AFTER_SALE:
        mine = ["confirmDeliveryDetails", "unexpectedProblem"] if ours else []
        return [*mine, "legalDisclosure", "warranty", "invoice"]
    return []


def delivered_at(order: Document) -> float:
    """When an order counts as delivered."""
    return float(order["created_at"]) + DELIVERED_AFTER


def review_allowed(order: Document, asked: bool, now: float) -> bool:
    """Whether a review may be asked for: once, and 5 to 30 days after delivery."""
    delivered = delivered_at(order)
    in_time = delivered + REVIEW_FROM <= now <= delivered + REVIEW_UNTIL
    return order["status"] == "SHIPPED" and in_time and not asked


def why_no_review(order: Document, asked: bool) -> str:
    """What the real service says."""
    if order["status"] == "SHIPPED" and not asked:
        return (
            "You can't use this feature to request a review outside the 5-30 day range after"
            " the order delivery date."
        )
    return "The requested solicitation is not available for this amazonOrderId."


def check(kind: str, said: Any) -> Mapping[str, Any]:
    """A message's body, checked as far as it can be without its files. Raises 400."""
    if not isinstance(said, dict):
        raise bad_request("Invalid Input", "The body must be an object.")
    known = {*(("text",) if kind in TEXTS else ()), *(("attachments",) if kind in WITH_FILES else ())}
    known |= set(_DATES) if kind == "warranty" else set()
    if unknown := set(said) - known:
        raise bad_request("Invalid Input", f"{kind} has no {', '.join(sorted(unknown))}.")
    if kind in TEXTS:
        _check_text(said.get("text"), TEXTS[kind])
    if kind in WITH_FILES:
        _check_files(said.get("attachments", []), needed=kind in ONLY_FILES)
    if kind == "warranty":
        _check_dates(said)
    return said


def schema(kind: str) -> dict[str, Any]:
    """The JSON schema that Amazon hands out with an action."""
    file = {"type": "object", "required": ["uploadDestinationId", "fileName"]}
    properties: dict[str, Any] = {}
    if kind in TEXTS:
        properties["text"] = {"type": "string", "minLength": 1, "maxLength": TEXTS[kind]}
    if kind in WITH_FILES:
        properties["attachments"] = {"type": "array", "maxItems": MOST_FILES, "items": file}
    return {"$schema": "http://json-schema.org/draft-04/schema", "type": "object", "properties": properties}


def _check_text(text: Any, most: int) -> None:
    if not isinstance(text, str) or not text.strip():
        raise bad_request("Invalid Input", "text must not be empty.")
    if len(text) > most:
        raise bad_request("Invalid Input", f"text is longer than {most} characters.")
    if _TAG.search(text):
        raise bad_request("Invalid Input", "text must not contain HTML.")
    if _MAIL.search(text):
        raise bad_request("Invalid Input", "text must not contain an email address.")


def _check_files(files: Any, *, needed: bool) -> None:
    if not isinstance(files, list) or len(files) > MOST_FILES or (needed and not files):
        raise bad_request("Invalid Input", f"attachments must be 1 to {MOST_FILES}.")
    for file in files:
        if not isinstance(file, dict) or set(file) != {"uploadDestinationId", "fileName"}:
            raise bad_request("Invalid Input", "An attachment has an uploadDestinationId and a fileName.")
        if not all(isinstance(value, str) and value for value in file.values()):
            raise bad_request("Invalid Input", "An attachment has an uploadDestinationId and a fileName.")


def _check_dates(said: Mapping[str, Any]) -> None:
    found = []
    for name in _DATES:
        try:
            moment = datetime.fromisoformat(str(said[name])) if name in said else None
        except ValueError:
            raise bad_request("Invalid Input", f"{name} is no date-time.") from None
        if moment is not None and moment.tzinfo is None:
            raise bad_request("Invalid Input", f"{name} is no date-time.")
        found.append(moment)
    if found[0] and found[1] and found[1] < found[0]:
        raise bad_request("Invalid Input", "The coverage ends before it starts.")
