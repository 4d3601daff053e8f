"""The Selling Partner API as one ASGI endpoint: lets a call in, counts it, answers it."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from starlette.requests import Request
from starlette.responses import Response

from backend.sandbox.amazon.access import (
    Asked,
    Door,
    Operation,
    find,
    read_query,
    split_region,
)
from backend.sandbox.amazon.errors import QUOTA, ApiError, answer, denied, error_body
from backend.sandbox.amazon.limits import Limits
from backend.sandbox.faults import Faults

LIMIT = "x-amzn-RateLimit-Limit"
LARGEST_BODY = 10 * 1024 * 1024


@dataclass(frozen=True, slots=True)
class Answering:
    """What answers an operation, and the status of its success. `extra_limit`: a second bucket it draws from."""

    answer: Callable[[Asked], dict[str, Any] | list[dict[str, Any]]]
    status: int = 200
    extra_limit: Callable[[Asked], str | None] = lambda asked: None


class Api:
    """Operations behind one door."""

    def __init__(
        self,
        operations: dict[Operation, Answering],
        door: Door,
        limits: Limits,
        faults: Faults,
        before: Callable[[], None],
    ) -> None:
        self._operations, self._door, self._limits = operations, door, limits
        self._faults, self._before = faults, before

    async def endpoint(self, request: Request) -> Response:
        """Answer one call. The path is taken raw, since a SKU may hold an encoded slash."""
        headers: dict[str, str] = {}
        raw = request.scope.get("raw_path") or request.scope["path"].encode()
        region, path = split_region(raw.decode("latin-1").partition("?")[0])
        try:
            operation, variables = find(self._operations, request.method, path)
            caller = self._door.caller(request, region, operation.grantless)
            if self._faults.take("role_missing", "amazon", f"{request.method} {path}"):
                raise denied()
            if not self._limits.take(caller.region, caller.seller_id, operation.name):
                raise ApiError(429, QUOTA, details="")
            headers[LIMIT] = self._limits.rate(operation.name)
            query = read_query(operation, request.scope["query_string"].decode("latin-1"))
            self._door.check_seller(caller, variables, query)
            body = await _body(request)
            self._before()
            asked = Asked(caller, variables, query, body, dict(request.headers))
            answering = self._operations[operation]
            extra = answering.extra_limit(asked)
            if extra and not self._limits.take(caller.region, caller.seller_id, extra):
                raise ApiError(429, QUOTA, details="")
            return answer(answering.answer(asked), answering.status, headers)
        except ApiError as error:
            kept = headers if error.status in (400, 404) else {}
            return answer(error_body(error.code, error.message, error.details), error.status, kept)


async def _body(request: Request) -> bytes:
    body = await request.body()
    if len(body) > LARGEST_BODY:
        raise ApiError(413, "The request is too large.", details="")
    kind = request.headers.get("content-type", "").split(";")[0].strip().lower()
    if body and kind != "application/json":
        raise ApiError(415, "The content type must be application/json.", details="")
    return body
