"""Judges Login with Amazon's token endpoint, for which no model exists: RFC 6749 as Amazon documents it."""

import json
from collections.abc import Iterator, Mapping
from typing import Any
from urllib.parse import parse_qsl

TOKEN_PATH = "/auth/o2/token"
TOKEN_OPERATION = "login.token"
CLIENT = frozenset({"grant_type", "client_id", "client_secret"})
# Fields each grant needs besides the client's own.
GRANTS: Mapping[str, frozenset[str]] = {
    "authorization_code": frozenset({"code", "redirect_uri"}),
    "refresh_token": frozenset({"refresh_token"}),
    "client_credentials": frozenset({"scope"}),
}
# Amazon's errors and their status.
ERRORS: Mapping[str, int] = {
    "invalid_grant": 400,
    "invalid_client": 401,
    "unauthorized_client": 400,
    "invalid_request": 400,
    "unsupported_grant_type": 400,
    "invalid_scope": 400,
}
LONGEST_TOKEN = 2048


def token_request_problems(headers: Mapping[str, str], body: bytes | None) -> Iterator[str]:
    """What is wrong with a request for a token. Header names are lower case."""
    if not headers.get("content-type", "").startswith("application/x-www-form-urlencoded"):
        yield "header content-type: a token request is a form (application/x-www-form-urlencoded)"
    pairs = parse_qsl((body or b"").decode("utf-8", "replace"), keep_blank_values=True)
    given = dict(pairs)
    if len(pairs) != len(given):
        yield "body: a field is given twice"
    grant = given.get("grant_type", "")
    if grant not in GRANTS:
        yield f"body grant_type: {grant!r} is not one of {', '.join(GRANTS)}"
        return
    wanted = CLIENT | GRANTS[grant]
    for name in sorted(wanted):
        if not given.get(name):
            yield f"body {name}: is required for {grant}"
    for name in sorted(set(given) - wanted):
        yield f"body {name}: a {grant} request knows no such field"


def token_answer_problems(status: int, headers: Mapping[str, str], body: bytes) -> Iterator[str]:
    """What is wrong with the answer to a request for a token."""
    if status >= 500:
        return
    if headers.get("cache-control", "").lower() != "no-store":
        yield "header cache-control: a token must not be kept (no-store)"
    try:
        answer = json.loads(body)
    except ValueError:
        yield "body: is not JSON"
        return
    yield from _granted(answer) if status == 200 else _refused(status, answer)


def _granted(answer: Any) -> Iterator[str]:
    known = {"access_token", "token_type", "expires_in", "refresh_token", "scope"}
    if not isinstance(answer, dict):
        yield "body: is not an object"
        return
    for name in sorted(set(answer) - known):
        yield f"body.{name}: is not a field of a token"
    if answer.get("token_type") != "bearer":
        yield f"body.token_type: {answer.get('token_type')!r} is not 'bearer'"
    if not isinstance(answer.get("expires_in"), int):
        yield "body.expires_in: is not a whole number of seconds"
    for name, start in (("access_token", "Atza|"), ("refresh_token", "Atzr|")):
        value = answer.get(name, "" if name == "access_token" else start)
        if not isinstance(value, str) or not value.startswith(start) or len(value) > LONGEST_TOKEN:
            yield f"body.{name}: is not a token that starts with {start}"


def _refused(status: int, answer: Any) -> Iterator[str]:
    if not isinstance(answer, dict) or set(answer) != {"error", "error_description"}:
        yield "body: an error has `error` and `error_description`, nothing else"
        return
    error = str(answer.get("error"))
    if error not in ERRORS:
        yield f"body.error: {error!r} is not one of {', '.join(ERRORS)}"
    elif ERRORS[error] != status:
        yield f"body.error: {error} comes with status {ERRORS[error]}, not {status}"
    if not isinstance(answer.get("error_description"), str):
        yield "body.error_description: is not a text"
