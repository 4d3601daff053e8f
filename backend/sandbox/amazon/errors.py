"""The Selling Partner API's errors and the headers of its answers."""

import json
import uuid
from collections.abc import Mapping
from typing import Any

from starlette.responses import Response

from backend.sandbox.faults import Armed, Refusal

CODES = {
    400: "InvalidInput",
    403: "Unauthorized",
    404: "NOT_FOUND",
    409: "Conflict",
    413: "RequestTooLarge",
    415: "UnsupportedMediaType",
    429: "QuotaExceeded",
    500: "InternalFailure",
    503: "ServiceUnavailable",
}
DENIED = "Access to requested resource is denied."
QUOTA = "You exceeded your quota for the requested resource."


class ApiError(Exception):
    """An answer that is an error. `details` None leaves the field out."""

    def __init__(self, status: int, message: str, *, code: str = "", details: str | None = None) -> None:
        super().__init__(message)
        self.status = status
        self.message = message
        self.code = code or CODES[status]
        self.details = details


def bad_request(message: str, details: str = "") -> ApiError:
    """400 InvalidInput."""
    return ApiError(400, message, details=details)


def denied(details: str = "") -> ApiError:
    """403; empty details stand for a missing role, a wrong region, or a seller or marketplace not authorised."""
    return ApiError(403, DENIED, details=details)


def not_found(message: str) -> ApiError:
    """404."""
    return ApiError(404, message, details="")


def error_body(code: str, message: str, details: str | None = "") -> dict[str, Any]:
    """The body every error shares."""
    error = {"code": code, "message": message}
    return {"errors": [error if details is None else {**error, "details": details}]}


def answer(body: object, status: int = 200, headers: Mapping[str, str] | None = None) -> Response:
    """A JSON answer with its request id; 204 has no body."""
    if status == 204:
        return Response(b"", 204, {**request_headers(), **(headers or {})})
    return Response(
        json.dumps(body, ensure_ascii=False).encode(),
        status,
        {**request_headers(), **(headers or {})},
        media_type="application/json",
    )


def request_headers() -> dict[str, str]:
    """The headers on everything the API answers."""
    return {"x-amzn-RequestId": str(uuid.uuid4())}


def refusal(fault: Armed) -> Refusal:
    """How Amazon words an outage and a throttle. A throttle carries neither Retry-After nor a limit."""
    headers = {"content-type": "application/json", **request_headers()}
    if fault.name == "throttle":
        return 429, headers, json.dumps(error_body("QuotaExceeded", QUOTA)).encode()
    if fault.options.get("body") == "html":
        page = b"<html><body><h1>503 Service Temporarily Unavailable</h1></body></html>"
        return 503, {**headers, "content-type": "text/html"}, page
    body = error_body(
        "ServiceUnavailable",
        "Service is temporarily unavailable. Please try again later.",
    )
    return 503, headers, json.dumps(body).encode()
