"""The messages of a listings feed: the file read, each message submitted, the processing report."""

import gzip
import json
import re
from typing import Any

from backend.sandbox.amazon.errors import ApiError
from backend.sandbox.amazon.issue_words import locale_for, spoken
from backend.sandbox.amazon.patches import check_patches
from backend.sandbox.amazon.sellers import Caller
from backend.sandbox.amazon.submissions import Submissions, check_sku
from backend.sandbox.amazon.unfolding import Submission
from backend.sandbox.amazon.validation import REQUIREMENTS, check_attributes

MOST = 25_000
OPERATIONS = ("UPDATE", "PARTIAL_UPDATE", "PATCH", "DELETE")
MALFORMED = "4002005"
Report = list[dict[str, Any]]


class BadFeed(Exception):
    """The file as a whole cannot be processed."""


def read_feed(body: bytes, seller_id: str) -> list[dict[str, Any]]:
    """The messages of a file. Raises BadFeed."""
    try:
        feed = json.loads(gzip.decompress(body) if body[:2] == b"\x1f\x8b" else body)
    except (ValueError, OSError):
        raise BadFeed("The feed is not valid JSON.") from None
    header = feed.get("header") if isinstance(feed, dict) else None
    if not isinstance(header, dict) or header.get("version") != "2.0":
        raise BadFeed("The header must be an object with version 2.0.")
    if header.get("sellerId") != seller_id:
        raise BadFeed("The sellerId of the header is not the seller of this feed.")
    messages = feed.get("messages")
    if not isinstance(messages, list) or not 1 <= len(messages) <= MOST:
        raise BadFeed("The feed messages list is beyond the allowed size.")
    numbers = [message.get("messageId") if isinstance(message, dict) else None for message in messages]
    if not all(isinstance(number, int) and number >= 1 for number in numbers):
        raise BadFeed("Every message needs a messageId of at least 1.")
    if len(set(numbers)) != len(numbers):
        raise BadFeed("The messageId of every message must be unique.")
    return messages


def locale_of(body: bytes) -> str:
    """The language in which a readable file wants its report, or "" for the marketplace's own. Raises BadFeed."""
    feed = json.loads(gzip.decompress(body) if body[:2] == b"\x1f\x8b" else body)
    said = feed["header"].get("issueLocale", "")
    if not isinstance(said, str) or (said and not re.fullmatch("[a-z]{2}_[A-Z]{2}", said)):
        raise BadFeed("The issueLocale of the header is not a locale.")
    return said


def submit_message(
    submissions: Submissions, caller: Caller, marketplace_id: str, feed_id: str, message: dict[str, Any],
    locale: str = "",
) -> Report:  # fmt: skip
    """Submit one message; returns the entries it leaves in the report."""
    number, sku = message["messageId"], str(message.get("sku", ""))
    try:
        sent = _submission(caller, marketplace_id, feed_id, message)
        found = submissions.submit(sent).issues
    except ApiError as error:
        text = f"{error.message} {error.details or ''}".strip()
        return [{"messageId": number, "sku": sku, "code": "4000003", "severity": "ERROR", "message": text}]
    entries: Report = []
    for each in found:
        entry = spoken(each, locale_for(locale, marketplace_id))
        line = {
            "messageId": number,
            "sku": sku,
            **{key: entry[key] for key in ("code", "severity", "message")},
        }
        if names := entry.get("attributeNames"):
            line["attributeName"] = names[0]
        entries.append(line)
    return entries


def report_of(feed: dict[str, Any]) -> bytes:
    """The processing report of a feed that is done."""
    issues = feed["issues"]
    bad = {entry["messageId"] for entry in issues if entry["severity"] == "ERROR" and "messageId" in entry}
    count = feed["position"]
    report = {
        "header": {"sellerId": feed["seller_id"], "version": "2.0", "feedId": feed["id"]},
        "issues": issues,
        "summary": {
            "errors": sum(entry["severity"] == "ERROR" for entry in issues),
            "warnings": sum(entry["severity"] == "WARNING" for entry in issues),
            "messagesProcessed": count,
            "messagesAccepted": count - len(bad),
            "messagesInvalid": len(bad),
        },
    }
    return json.dumps(report, ensure_ascii=False).encode()


def _submission(caller: Caller, marketplace_id: str, feed_id: str, message: dict[str, Any]) -> Submission:
    operation, sku = message.get("operationType"), check_sku(str(message.get("sku", "")))
    known = {"messageId", "sku", "operationType", "productType", "requirements", "attributes", "patches"}
    if operation not in OPERATIONS or set(message) - known:
        raise ApiError(400, "Invalid message: unknown operationType or field.")
    if operation == "DELETE":
        return Submission(caller, marketplace_id, sku, "delete", feed_id=feed_id)
    kind, requirements = message.get("productType"), message.get("requirements", "LISTING")
    if not isinstance(kind, str) or requirements not in REQUIREMENTS:
        raise ApiError(400, "Invalid message: productType or requirements.")
    if operation == "UPDATE":
        attributes = check_attributes(message.get("attributes"))
        return Submission(caller, marketplace_id, sku, "put", kind, requirements, attributes, feed_id=feed_id)
    patches = message.get("patches")
    if operation == "PARTIAL_UPDATE":
        patches = [
            {"op": "replace", "path": f"/attributes/{name}", "value": value}
            for name, value in check_attributes(message.get("attributes")).items()
        ]
    checked = check_patches(patches)
    return Submission(caller, marketplace_id, sku, "patch", kind, patches=checked, feed_id=feed_id)
