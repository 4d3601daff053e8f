"""Refusals of the shop platform, told in the five words of transport/errors.py (shop facts 3)."""

import re
from collections.abc import Iterable, Mapping

from backend.domain.people import hushed
from backend.ecwid.fields import Fields, Unreadable, parse_json
from backend.transport.errors import (
    NotAuthorized,
    NotFound,
    Reason,
    Rejected,
    RemoteError,
    Throttled,
    Unavailable,
)
from backend.transport.retrying import retry_after

_WAIT = 60.0  # seconds, when a throttle names none: the limit is by the minute
_REASONS: Mapping[str, Reason] = {
    "INVALID_API_TOKEN": "consent",
    "INSUFFICIENT_APP_SCOPE": "scope",
    "NOT_AVAILABLE_ON_CURRENT_PLAN": "plan",
    "STORE_IS_SUSPENDED": "suspended",
    "invalid_client": "client",
}
_USUAL: Mapping[int, Reason] = {401: "consent", 402: "plan"}


# Fields of what we send that hold people; small letters. `value` is that of an order's extra fields, and of options.
PERSONAL = frozenset(("email", "shippingperson", "billingperson", "ordercomments", "value"))
_ADDRESS = re.compile(r"https?://\S+")  # a refusal that repeats one may lead to a buyer's wishes


def refusal(
    status: int, headers: Mapping[str, str], body: bytes, *, deed: bool = False, people: Iterable[str] = ()
) -> RemoteError:
    """The error for an answer that is not a success. `deed`: the call was to change something, so an outage may have
    come after it was done. The message is the platform's own, cut, without what we said of `people`."""
    code, message = _said(body)
    words = hushed(_ADDRESS.sub("…", f"{status} {message or code or 'without a word'}"), people)[:300]
    if status in (401, 402, 403):
        reason = _REASONS.get(code) or _USUAL.get(status, "unknown")
        return NotAuthorized(words, reason=reason, status=status, code=code)
    if status == 404:
        return NotFound(words, status=status, code=code)
    if status == 429:
        told = retry_after(headers.get("retry-after", ""))
        return Throttled(words, retry_after=_WAIT if told is None else told)
    if status == 408 or status >= 500 or status < 400:
        return Unavailable(words, may_have_happened=deed, status=status)
    return Rejected(words, status=status, code=code)


def _said(body: bytes) -> tuple[str, str]:
    """Code and message of an error body: the API's spelling, or that of the code exchange; else nothing."""
    try:
        said = Fields(parse_json(body))
    except Unreadable:
        return "", ""
    code = said.text("errorCode") or said.text("error")
    return code, said.text("errorMessage") or said.text("error_description")
