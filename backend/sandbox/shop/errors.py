"""Refusals of the shop platform: status, code, message."""

from typing import Any

from backend.sandbox.faults import Armed, Refusal


class ApiError(Exception):
    """Ends a call with `{"errorMessage": …, "errorCode": …}`."""

    def __init__(self, status: int, code: str, message: str, headers: dict[str, str] | None = None) -> None:
        super().__init__(message)
        self.status = status
        self.code = code
        self.message = message
        self.headers = headers or {}

    def body(self) -> dict[str, Any]:
        """The error body as the platform writes it."""
        return {"errorMessage": self.message, "errorCode": self.code}


def wrong(message: str) -> ApiError:
    """400: a parameter or field is wrong or absent."""
    return ApiError(400, "WRONG_PARAMETER", message)


def absent(what: str) -> ApiError:
    """400: a required field is missing."""
    return wrong(f"Field {what} is absent")


def not_found(kind: str, key: object) -> ApiError:
    """404 for an entity, for example "Order #XJ12H not found"."""
    return ApiError(404, f"{kind.upper()}_NOT_FOUND", f"{kind.capitalize()} #{key} not found")


def refusal(fault: Armed) -> Refusal:
    """The platform's own words for an outage or a throttle that was armed."""
    if fault.name == "throttle":
        body = b'{"errorMessage":"Too many requests","errorCode":"TOO_MANY_REQUESTS"}'
        headers = {"content-type": "application/json", "retry-after": str(fault.options["retry_after"])}
        return 429, headers, body
    if fault.options.get("body") == "html":
        page = b"<html><body><h1>503 Service Temporarily Unavailable</h1></body></html>"
        return 503, {"content-type": "text/html"}, page
    body = b'{"errorMessage":"Service unavailable","errorCode":"INTERNAL_ERROR"}'
    return 503, {"content-type": "application/json"}, body
