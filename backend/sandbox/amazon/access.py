"""Lets a call to the Selling Partner API in: its path, its query, its token, its seller, its usage plan."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import parse_qsl, unquote

from starlette.requests import Request

from backend.sandbox.amazon.errors import ApiError, bad_request, denied
from backend.sandbox.amazon.regions import MARKETPLACES, REGIONS
from backend.sandbox.amazon.sellers import Caller, Sellers, application
from backend.sandbox.amazon.tokens import NOTIFICATIONS, Tokens

MISSING = "Access token is missing in the request header."
EXPIRED = "The access token you provided has expired."
INVALID = "The access token you provided is revoked, malformed or invalid."
LONGEST_USER_AGENT = 500


@dataclass(frozen=True, slots=True)
class Parameter:
    """A query parameter. `most` is set for lists (separated by commas): how many entries it may hold."""

    name: str
    required: bool = False
    most: int | None = None
    values: tuple[str, ...] = ()
    number: tuple[int, int] | None = None
    form: str = ""  # a regular expression of the whole


@dataclass(frozen=True, slots=True)
class Operation:
    """One operation: how it is called. `{name}` in `path` stands for one percent-encoded segment, `{name+}` for the
    rest of the path."""

    name: str
    method: str
    path: str
    parameters: tuple[Parameter, ...] = ()
    grantless: bool = False  # called by the application itself, on nobody's behalf

    @property
    def pattern(self) -> re.Pattern[str]:
        """Matches a raw path and captures its variables, still percent-encoded."""
        named = re.sub(r"\\\{(\w+)\\\+\\\}", r"(?P<\1>.+)", re.escape(self.path))
        return re.compile(re.sub(r"\\\{(\w+)\\\}", r"(?P<\1>[^/]+)", named))


@dataclass(frozen=True, slots=True)
class Asked:
    """A call that was let in. `query` holds text or, for lists, a list of texts."""

    caller: Caller
    path: Mapping[str, str]
    query: Mapping[str, Any]
    body: bytes = b""
    headers: Mapping[str, str] = field(default_factory=dict)

    def text(self, name: str, default: str = "") -> str:
        """A single parameter."""
        return str(self.query.get(name, default))

    def items(self, name: str, default: tuple[str, ...] = ()) -> list[str]:
        """A parameter that is a list."""
        return list(self.query.get(name, default))

    def number(self, name: str, default: int) -> int:
        """A parameter that is a number."""
        return int(self.query.get(name, default))


def split_region(raw_path: str) -> tuple[str | None, str]:
    """The region an address begins with, and the rest; None where the root was called."""
    first, _, rest = raw_path.removeprefix("/").partition("/")
    return (first, f"/{rest}") if first in REGIONS else (None, raw_path)


def find(operations: Mapping[Operation, Any], method: str, path: str) -> tuple[Operation, dict[str, str]]:
    """The operation a call is meant for and its path variables, decoded. Raises as the gateway does."""
    for operation in operations:
        found = operation.pattern.fullmatch(path)
        if found and operation.method == method:
            return operation, {name: unquote(value) for name, value in found.groupdict().items()}
    raise ApiError(
        403,
        "Missing Authentication Token",
        code="MissingAuthenticationToken",
        details="",
    )


def read_query(operation: Operation, query: str) -> dict[str, Any]:
    """The query, checked against what the operation knows. Raises 400 InvalidInput."""
    pairs = parse_qsl(query, keep_blank_values=True)
    given = dict(pairs)
    known = {parameter.name: parameter for parameter in operation.parameters}
    for name in given:
        if name not in known:
            raise bad_request(f"Request contains an unknown parameter '{name}'.")
    if len(given) != len(pairs):
        raise bad_request("A request parameter is given more than once.")
    for name, parameter in known.items():
        if parameter.required and not given.get(name):
            raise bad_request(f"'{name}' is missing or empty.")
    return {name: _value(known[name], text) for name, text in given.items()}


def _value(parameter: Parameter, text: str) -> str | list[str]:
    entries = [text] if parameter.most is None else [entry for entry in text.split(",") if entry]
    if parameter.values and any(entry not in parameter.values for entry in entries):
        raise bad_request(f"Invalid '{parameter.name}' provided.")
    if parameter.most is not None and not 1 <= len(entries) <= parameter.most:
        raise bad_request(f"'{parameter.name}' must hold 1 to {parameter.most} values.")
    if parameter.form and not re.fullmatch(parameter.form, text):
        raise bad_request(f"Invalid '{parameter.name}' provided.")
    if parameter.number:
        least, most = parameter.number
        if not text.isdigit() or not least <= int(text) <= most:
            raise bad_request(f"'{parameter.name}' must be a number from {least} to {most}.")
    return text if parameter.most is None else entries


class Door:
    """Checks the token and the seller of a call."""

    def __init__(self, tokens: Tokens, sellers: Sellers, clock: Callable[[], float]) -> None:
        self._tokens, self._sellers, self._clock = tokens, sellers, clock

    def caller(self, request: Request, region: str | None, grantless: bool = False) -> Caller:
        """Who calls: a seller, or the application itself where a call is `grantless`.

        Raises 400 without a user agent, 403 in its variants for everything about the token.
        """
        agent = request.headers.get("user-agent", "")
        if not agent or len(agent) > LONGEST_USER_AGENT:
            raise bad_request("The user-agent header is missing or too long.")
        token = request.headers.get("x-amz-access-token", "")
        if not token:
            raise denied(MISSING)
        access = self._tokens.access(token)
        if access is None:
            raise denied(INVALID)
        if self._clock() >= access["expires_at"]:
            raise denied(EXPIRED)
        if grantless != (access.get("scope") == NOTIFICATIONS):
            raise denied()
        if grantless:
            return application(region or "")
        caller = self._sellers.caller(access["seller_id"], access["region"])
        if caller is None or region not in (None, caller.region):
            raise denied()
        return caller

    @staticmethod
    def check_seller(caller: Caller, path: Mapping[str, str], query: Mapping[str, Any]) -> None:
        """The seller and the marketplaces a call names must be the token's own. Raises 400 or 403."""
        named = path.get("sellerId") or query.get("sellerId")
        if named and named != caller.seller_id:
            raise denied()
        check_marketplaces(caller, query.get("marketplaceIds", []))


def check_marketplaces(caller: Caller, ids: object) -> None:
    """Marketplaces must exist (400) and be open to the seller in this region (403, empty details)."""
    for id_ in ids if isinstance(ids, list) else []:
        if id_ not in MARKETPLACES:
            raise bad_request("Invalid 'marketplaceIds' provided.", f"{id_} is not a marketplace.")
        if id_ not in caller.marketplaces:
            raise denied()
