"""Pages of search results: a token is a place, bound to the question it was given for."""

import base64
import binascii
import hashlib
import json
from collections.abc import Sequence
from typing import TypeVar

from backend.sandbox.amazon.access import Asked
from backend.sandbox.amazon.errors import bad_request

Entry = TypeVar("Entry")


def page_of(found: Sequence[Entry], asked: Asked, most: int) -> tuple[list[Entry], dict[str, str]]:
    """One page (pageSize, default 10) and its tokens. Raises 400 for a token of another question.

    Only the first `most` entries can be reached.
    """
    size, question = asked.number("pageSize", 10), _question(asked)
    start = _place(asked.text("pageToken"), question)
    reachable = found[:most]
    tokens = {}
    if start + size < len(reachable):
        tokens["nextToken"] = token_for(start + size, question)
    if start > 0:
        tokens["previousToken"] = token_for(max(start - size, 0), question)
    return list(reachable[start : start + size]), tokens


def token_for(start: int, question: str) -> str:
    """The token of a place."""
    return base64.urlsafe_b64encode(f"{start}:{question}".encode()).decode()


def read_token(token: str) -> tuple[int, str]:
    """Place and question of a token. Raises 400."""
    try:
        start, _, question = base64.urlsafe_b64decode(token).decode().partition(":")
        return int(start), question
    except (ValueError, binascii.Error):
        raise bad_request("Invalid page token provided.") from None


def _place(token: str, question: str) -> int:
    if not token:
        return 0
    start, asked_for = read_token(token)
    if asked_for != question:
        raise bad_request("Invalid page token provided.")
    return start


def _question(asked: Asked) -> str:
    same = {name: value for name, value in asked.query.items() if name not in ("pageToken", "pageSize")}
    return hashlib.sha256(json.dumps(same, sort_keys=True).encode()).hexdigest()[:16]
