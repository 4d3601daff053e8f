"""Packages that sellers send themselves: told by confirmShipment (Orders v0), or by hand in Seller Central."""

import re
from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from backend.sandbox.amazon.access import Asked, Operation
from backend.sandbox.amazon.api import Answering
from backend.sandbox.amazon.errors import ApiError, bad_request, not_found
from backend.sandbox.amazon.listings import read_body
from backend.sandbox.amazon.orders import MERCHANT, NoSale, SandboxOrders
from backend.sandbox.amazon.pages import Pages
from backend.sandbox.store import Document

OPERATIONS = (
    Operation("confirmShipment", "POST", "/orders/v0/orders/{orderId}/shipmentConfirmation"),
)  # fmt: skip
_DETAIL = {
    "packageReferenceId", "carrierCode", "carrierName", "shippingMethod", "trackingNumber", "shipDate",
    "shipFromSupplySourceId", "orderItems",
}  # fmt: skip
_NEEDED = {"packageReferenceId", "carrierCode", "trackingNumber", "shipDate", "orderItems"}
_LINE = {"orderItemId", "quantity", "transparencyCodes"}
JAPAN = "A1VC38T7YXB528"
CLOCKS = 60  # seconds that a seller's clock may be ahead


class OrderPackages:
    """confirmShipment, and the same by hand."""

    def __init__(self, orders: SandboxOrders, clock: Callable[[], float], pages: Pages) -> None:
        self._orders, self._clock, self._pages = orders, clock, pages

    def answers(self) -> Mapping[str, Answering]:
        """What answers its operation."""
        return {"confirmShipment": Answering(self.confirm, 204)}

    def routes(self) -> list[Route]:
        """The seller's form on the page of orders."""
        return [Route("/packages/{id}", self.by_hand, methods=["POST"])]

    def confirm(self, asked: Asked) -> dict[str, Any]:
        """confirmShipment: one reference is one package; again, it is changed."""
        body = read_body(
            asked.body, {"marketplaceId", "packageDetail", "codCollectionMethod"}, {"marketplaceId", "packageDetail"}
        )  # fmt: skip
        wish, items = _detail(body["packageDetail"])
        if body.get("codCollectionMethod", "DirectPayment") != "DirectPayment":
            raise bad_request("Invalid 'codCollectionMethod' provided.")
        order = self._orders.get(asked.path["orderId"])
        if order is None or order["seller_id"] != asked.caller.seller_id:
            raise not_found(f"Order {asked.path['orderId']} was not found.")
        if body["marketplaceId"] != order["marketplace_id"]:
            raise bad_request("Invalid 'marketplaceId' provided.")
        if "codCollectionMethod" in body and order["marketplace_id"] != JAPAN:
            raise bad_request("Invalid 'codCollectionMethod' provided.")
        self._check(order, wish, items)
        self._orders.change(order["id"], lambda kept: _put(kept, wish, items, self._clock()))
        return {}

    async def by_hand(self, request: Request) -> Response:
        """Seller Central: carrier, number, how many pieces of each line, of a new package or (`reference`) of one that
        is there."""
        form = {name: str(value) for name, value in (await request.form()).items()}
        order = self._orders.get(request.path_params["id"])
        try:
            self.pack(
                request.path_params["id"], form.get("carrier", ""), form.get("tracking", ""),
                {name[7:]: int(value or 0) for name, value in form.items() if name.startswith("pieces_")},
                form.get("reference", ""),
            )  # fmt: skip
        except ValueError as error:
            return self._pages.render("error.html", 400, code="NotPossible", message=f"{error}.")
        return RedirectResponse(f"/orders?seller={order['seller_id'] if order else ''}", 303)

    def pack(
        self, order_id: str, carrier: str, tracking: str, pieces: Mapping[str, int], reference: str = ""
    ) -> None:
        """What a seller does by hand; without pieces, all that is left or what the package holds. Raises NoSale."""
        order = self._orders.get(order_id)
        if order is None:
            raise NoSale(f"there is no order {order_id}")
        there = {package["reference"]: package for package in order["packages"]}
        old = dict(there[reference]["items"]) if reference in there else _left(order)
        items = {code: n for code, n in pieces.items() if n} or old
        taken = set(there)
        wish = {
            "reference": reference or next(str(n) for n in range(1, len(taken) + 2) if str(n) not in taken),
            "carrier": carrier, "method": "", "tracking": tracking, "codes": {}, "sent_at": self._clock(),
        }  # fmt: skip
        try:
            self._check(order, wish, items, by_hand=True)
        except ApiError as error:
            raise NoSale(error.message) from None
        self._orders.change(order_id, lambda kept: _put(kept, wish, items, self._clock()))

    def _check(
        self, order: Document, wish: Document, items: Mapping[str, int], *, by_hand: bool = False
    ) -> None:
        """400 for what cannot be sent, or not any more."""
        if order["fulfilled_by"] != MERCHANT or order["channel"] != "AMAZON":
            raise bad_request("The order is not fulfilled by the merchant.")
        there = {package["reference"]: package for package in order["packages"]}
        known = there.get(wish["reference"])
        if order["status"] not in ("UNSHIPPED", "PARTIALLY_SHIPPED", *(["SHIPPED"] if known else [])):
            if order["status"] == "SHIPPED":
                raise ApiError(400, "PackageToUpdateNotFound", details="")
            raise bad_request(f"The order is {order['status']}: nothing of it can be shipped.")
        if not int(order["created_at"]) <= wish["sent_at"] <= self._clock() + CLOCKS:
            raise bad_request("Invalid 'shipDate' provided: before the order or in the future.")
        left = _left(order)
        for code, pieces in known["items"] if known else ():
            left[code] = left.get(code, 0) + pieces
        lines = {item["id"] for item in order["items"]}
        for code, pieces in items.items():
            if code not in lines:
                raise bad_request(f"The order has no item {code}.")
            if pieces > left.get(code, 0):
                raise bad_request(f"The quantity of item {code} is higher than what is left to ship.")
            coded = "TRANSPARENCY" in order["item_programs"] and not by_hand
            if coded and len(set(wish["codes"].get(code, ()))) != pieces:
                raise bad_request(f"Each piece of item {code} needs its transparencyCodes.")


def _left(order: Document) -> dict[str, int]:
    left = {item["id"]: item["quantity"] - item["cancelled"] - item["fulfilled"] for item in order["items"]}
    return {code: pieces for code, pieces in left.items() if pieces}


def _put(order: Document, wish: Document, items: Mapping[str, int], now: float) -> None:
    """The package as it is wished, and how far the order is with it."""
    there = {package["reference"]: package for package in order["packages"]}
    known = there.get(wish["reference"])
    before = dict(known["items"]) if known else {}
    for item in order["items"]:
        item["fulfilled"] += items.get(item["id"], 0) - before.get(item["id"], 0)
    package = {
        "made_at": now,
        "state": "SHIPPED",
        **(known or {}),
        **wish,
        "items": [list(one) for one in items.items()],
    }
    order["packages"] = [each for each in order["packages"] if each is not known] + [package]
    order["status"] = "PARTIALLY_SHIPPED" if _left(order) else "SHIPPED"


def _detail(said: Any) -> tuple[Document, dict[str, int]]:
    """A package of a call in our words, and its pieces by line. Raises 400."""
    if not isinstance(said, dict) or set(said) - _DETAIL or _NEEDED - set(said):
        raise bad_request("Invalid 'packageDetail' provided.")
    for name in _DETAIL - {"orderItems"}:
        if name in said and (not isinstance(said[name], str) or not said[name].strip()):
            raise bad_request(f"Invalid '{name}' provided.")
    if not re.fullmatch(r"[1-9][0-9]*", said["packageReferenceId"]):
        raise bad_request(
            "Invalid 'packageReferenceId' provided: only positive numeric values are supported."
        )
    if said["carrierCode"] == "Other" and not said.get("carrierName"):
        raise bad_request("'carrierName' is required when 'carrierCode' is Other.")
    items, codes = _lines(said["orderItems"])
    return {
        "reference": said["packageReferenceId"], "method": said.get("shippingMethod", ""),
        "carrier": said["carrierName"] if said["carrierCode"] == "Other" else said["carrierCode"],
        "tracking": said["trackingNumber"], "codes": codes, "sent_at": _moment(said["shipDate"]),
    }, items  # fmt: skip


def _lines(said: Any) -> tuple[dict[str, int], dict[str, list[str]]]:
    if not isinstance(said, list) or not said:
        raise bad_request("Invalid 'orderItems' provided.")
    items: dict[str, int] = {}
    codes: dict[str, list[str]] = {}
    for each in said:
        if not isinstance(each, dict) or set(each) - _LINE or not isinstance(each.get("orderItemId"), str):
            raise bad_request("Invalid 'orderItems' provided.")
        pieces, given = each.get("quantity"), each.get("transparencyCodes", [])
        if (
            isinstance(pieces, bool)
            or not isinstance(pieces, int)
            or pieces < 1
            or each["orderItemId"] in items
        ):
            raise bad_request("Invalid 'quantity' provided.")
        if not isinstance(given, list) or not all(isinstance(code, str) and code for code in given):
            raise bad_request("Invalid 'transparencyCodes' provided.")
        items[each["orderItemId"]] = pieces
        if given:
            codes[each["orderItemId"]] = given
    return items, codes


def _moment(text: str) -> float:
    try:
        found = datetime.fromisoformat(text)
    except ValueError:
        raise bad_request("Invalid 'shipDate' provided.") from None
    if found.tzinfo is None or "T" not in text.upper():
        raise bad_request("Invalid 'shipDate' provided.")
    return found.timestamp()
