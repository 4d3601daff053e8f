"""The Orders API 2026-01-01: searchOrders and getOrder."""

import base64
import binascii
import hashlib
import json
from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any

from backend.sandbox.amazon.access import Asked
from backend.sandbox.amazon.errors import bad_request, denied, not_found
from backend.sandbox.amazon.order_views import order_view
from backend.sandbox.amazon.orders import SandboxOrders
from backend.sandbox.amazon.views import moment
from backend.sandbox.store import Document
from backend.sandbox.switches import Switches

BEHIND = 120  # seconds: what is younger is not told yet
TOKEN_SECONDS = 86_400
PERSONAL = ("BUYER", "RECIPIENT")
_FIELDS = {"created": "created_at", "lastUpdated": "updated_at"}


class OrdersApi:
    """The operations, each from a call to the body of its answer."""

    def __init__(self, orders: SandboxOrders, clock: Callable[[], float], switches: Switches) -> None:
        self._orders, self._clock, self._switches = orders, clock, switches

    def get(self, asked: Asked) -> dict[str, Any]:
        """getOrder."""
        order = self._orders.get(asked.path["orderId"])
        if order is None or order["seller_id"] != asked.caller.seller_id:
            raise not_found(f"Order {asked.path['orderId']} was not found.")
        return {"order": self._view(order, asked)}

    def search(self, asked: Asked) -> dict[str, Any]:
        """searchOrders."""
        family, since, until = self._window(asked)
        question = _question(asked)
        after, until = self._place(asked.text("paginationToken"), question, until)
        field = _FIELDS[family]
        found = sorted(
            (order for order in self._orders.all(asked.caller.seller_id) if since <= order[field] < until
             and _fits(order, asked) and order["region"] == asked.caller.region),
            key=lambda order: (order[field], order["id"]),
        )  # fmt: skip
        found = [order for order in found if after is None or [order[field], order["id"]] > after]
        size = asked.number("maxResultsPerPage", 100)
        page = found[:size]
        answer: dict[str, Any] = {"orders": [self._view(order, asked) for order in page]}
        if len(found) > size:
            last = [page[-1][field], page[-1]["id"]]
            answer["pagination"] = {"nextToken": _token([last, until, question, self._clock()])}
        return {**answer, f"{family}Before": moment(until)}

    def _view(self, order: Document, asked: Asked) -> dict[str, Any]:
        wanted = asked.items("includedData")
        rule = self._switches.get("personal_data")
        if rule == "refused" and any(name in PERSONAL for name in wanted):
            raise denied()
        prices = self._switches.on("pending_prices")
        return order_view(order, wanted, personal=rule == "given", pending_prices=prices)

    def _window(self, asked: Asked) -> tuple[str, float, float]:
        """Which family of dates, from when, until when. Raises 400."""
        families = [name for name in _FIELDS if asked.text(f"{name}After") or asked.text(f"{name}Before")]
        if len(families) != 1 or not asked.text(f"{families[0]}After"):
            raise bad_request("Exactly one of createdAfter and lastUpdatedAfter is required.")
        family = families[0]
        since, latest = _moment(asked, f"{family}After"), self._clock() - BEHIND
        if not asked.text(f"{family}Before"):
            return family, since, latest
        until = _moment(asked, f"{family}Before")
        if until > latest:
            raise bad_request(f"{family}Before must be at least two minutes before now.")
        if until < since:
            raise bad_request(f"{family}Before must not be before {family}After.")
        return family, since, until

    def _place(self, token: str, question: str, until: float) -> tuple[list[Any] | None, float]:
        if not token:
            return None, until
        try:
            last, until, asked_for, at = json.loads(base64.urlsafe_b64decode(token))
        except (ValueError, binascii.Error):
            raise bad_request("Invalid 'paginationToken' provided.") from None
        if asked_for != question or self._clock() > at + TOKEN_SECONDS:
            raise bad_request("Invalid 'paginationToken' provided.")
        return last, until


def _fits(order: Document, asked: Asked) -> bool:
    places, statuses = asked.items("marketplaceIds"), asked.items("fulfillmentStatuses")
    by = asked.items("fulfilledBy")
    return (
        (not places or order["marketplace_id"] in places)
        and (not statuses or order["status"] in statuses)
        and (not by or order["fulfilled_by"] in by)
    )


def _moment(asked: Asked, name: str) -> float:
    try:
        found = datetime.fromisoformat(asked.text(name))
    except ValueError:
        raise bad_request(f"Invalid '{name}' provided.") from None
    if found.tzinfo is None:
        raise bad_request(f"Invalid '{name}' provided.")
    return found.timestamp()


def _question(asked: Asked) -> str:
    same: Mapping[str, Any] = {
        name: value for name, value in asked.query.items() if name != "paginationToken"
    }
    return hashlib.sha256(json.dumps(same, sort_keys=True).encode()).hexdigest()[:16]


def _token(place: list[Any]) -> str:
    return base64.urlsafe_b64encode(json.dumps(place).encode()).decode()
