"""One call to the REST API, free of HTTP so that a batch can make it too: question, answer, rule."""

import json
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from backend.sandbox.shop.errors import ApiError, wrong

_FORMATS = ("%Y-%m-%d %H:%M:%S %z", "%Y-%m-%d %H:%M:%S", "%Y-%m-%d")


@dataclass(frozen=True, slots=True)
class Grant:
    """What a token allows in which store; a public token sees only what the storefront shows."""

    token: str
    shop: int
    scopes: frozenset[str]
    created_at: int
    public: bool = False


@dataclass(frozen=True, slots=True)
class Ask:
    """A question: `params` come from the path, `query` from the address, `body` as it was sent."""

    shop: int
    method: str
    path: str
    query: Mapping[str, str]
    body: bytes
    content_type: str
    grant: Grant
    params: Mapping[str, str] = field(default_factory=dict)

    def json(self) -> Any:
        """The body as JSON. 415 for another content type, 400 for no JSON."""
        if not self.content_type.startswith("application/json"):
            raise ApiError(415, "UNSUPPORTED_MEDIA_TYPE", "Content-Type must be application/json")
        try:
            return json.loads(self.body)
        except ValueError as error:
            raise wrong("The request body is not valid JSON") from error

    def document(self) -> dict[str, Any]:
        """The body as a JSON object; 400 for anything else."""
        document = self.json()
        if not isinstance(document, dict):
            raise wrong("The request body must be a JSON object")
        return document

    def flag(self, name: str) -> bool | None:
        """A yes or no of the query, None when it is not asked."""
        value = self.query.get(name)
        if value is None:
            return None
        if value not in ("true", "false"):
            raise wrong(f"Parameter {name} must be true or false")
        return value == "true"

    def number(self, name: str, default: int, most: int | None = None) -> int:
        """A whole number of the query, at most `most`."""
        value = self.query.get(name, "")
        if not value:
            return default
        if not value.isdigit():
            raise wrong(f"Parameter {name} must be a non-negative number")
        return min(int(value), most) if most is not None else int(value)

    def moment(self, name: str) -> int | None:
        """A date of the query in any format that the platform accepts, as seconds since 1970."""
        value = self.query.get(name)
        return None if value is None else read_moment(value, name)

    def id(self, name: str) -> int:
        """A number of the path."""
        if not self.params[name].isdigit():
            raise wrong(f"{name} must be a number")
        return int(self.params[name])


@dataclass(frozen=True, slots=True)
class Reply:
    """An answer: JSON unless `text` says otherwise."""

    payload: Any = None
    status: int = 200
    text: str | None = None


@dataclass(frozen=True, slots=True)
class Rule:
    """One operation: method, path like /products/{id}, scopes of which any suffices, what answers."""

    method: str
    path: str
    scopes: tuple[str, ...]
    answer: Callable[[Ask], Reply]
    public: bool = False

    def pattern(self) -> re.Pattern[str]:
        """The path as a regular expression."""
        return re.compile(re.sub(r"\{(\w+)\}", r"(?P<\1>[^/]+)", self.path) + r"/?\Z")


def read_moment(value: str, name: str) -> int:
    """Seconds since 1970 from unix seconds or one of the written formats, all UTC."""
    if value.lstrip("-").isdigit():
        return int(value)
    for pattern in _FORMATS:
        try:
            moment = datetime.strptime(value.replace("+ ", "+"), pattern)
        except ValueError:
            continue
        return int((moment if moment.tzinfo else moment.replace(tzinfo=UTC)).timestamp())
    raise wrong(f"Parameter {name} has a wrong date format")


def envelope(items: list[Any], total: int, offset: int, limit: int) -> dict[str, Any]:
    """A page of a search."""
    return {"total": total, "count": len(items), "offset": offset, "limit": limit, "items": items}


def trim(payload: Any, fields: str | None) -> Any:
    """Cut a payload to responseFields, for example "total,items(id,combinations(id,sku))"."""
    if not fields:
        return payload
    tree, end = _read_fields(fields.replace(" ", ""), 0)
    if end != len(fields.replace(" ", "")):
        raise wrong("Parameter responseFields is malformed")
    return _cut(payload, tree)


def _read_fields(text: str, at: int) -> tuple[dict[str, Any], int]:
    tree: dict[str, Any] = {}
    while at < len(text) and text[at] != ")":
        match = re.compile(r"[\w*]+").match(text, at)
        if not match:
            raise wrong("Parameter responseFields is malformed")
        at = match.end()
        inner: dict[str, Any] = {}
        if at < len(text) and text[at] == "(":
            inner, at = _read_fields(text, at + 1)
            if at >= len(text):
                raise wrong("Parameter responseFields is malformed")
            at += 1
        tree[match.group()] = inner
        if at < len(text) and text[at] == ",":
            at += 1
    return tree, at


def _cut(value: Any, tree: dict[str, Any]) -> Any:
    if isinstance(value, list):
        return [_cut(each, tree) for each in value]
    if isinstance(value, dict) and tree:
        return {name: _cut(value[name], inner) for name, inner in tree.items() if name in value}
    return value
