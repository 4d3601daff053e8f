"""The Fulfillment Outbound API 2020-07-01 as a wing: its operations, and a page where somebody plays the warehouse."""

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any

from starlette.requests import Request
from starlette.responses import JSONResponse, RedirectResponse, Response
from starlette.routing import Route

from backend.sandbox.amazon import outbound_body
from backend.sandbox.amazon.access import Asked
from backend.sandbox.amazon.api import Answering
from backend.sandbox.amazon.errors import bad_request, not_found
from backend.sandbox.amazon.outbound import NotPossible, Outbound
from backend.sandbox.amazon.outbound_views import order_view, preview_view, tracking_view, whole_view
from backend.sandbox.amazon.pages import Pages
from backend.sandbox.amazon.paging import read_token, token_for
from backend.sandbox.amazon.sellers import Sellers
from backend.sandbox.amazon.warehouse import Warehouse
from backend.sandbox.store import Document

AT_ONCE = 50
_USUAL = ("Standard", "Expedited", "Priority")
_ACTS = ("push", "cancel")
_PAST = 36 * 3600  # seconds that a list goes back by itself


class OutboundWing:
    """Implements wing.Wing."""

    def __init__(
        self, outbound: Outbound, warehouse: Warehouse, sellers: Sellers, clock: Callable[[], float], pages: Pages
    ) -> None:  # fmt: skip
        self._outbound, self._warehouse, self._sellers = outbound, warehouse, sellers
        self._clock, self._pages = clock, pages

    def answers(self) -> Mapping[str, Answering]:
        return {
            "getFulfillmentPreview": Answering(self._preview),
            "createFulfillmentOrder": Answering(self._create),
            "getFulfillmentOrder": Answering(self._get),
            "updateFulfillmentOrder": Answering(self._update),
            "cancelFulfillmentOrder": Answering(self._cancel),
            "listAllFulfillmentOrders": Answering(self._list),
            "getPackageTrackingDetails": Answering(self._tracking),
        }

    def routes(self) -> list[Route]:
        return [
            Route("/outbound", self._page),
            Route("/outbound/stock", self._put_there, methods=["POST"]),
            Route("/outbound/{code}/{act}", self._press, methods=["POST"]),
            Route("/sandbox/outbound", self._json, methods=["GET"]),
        ]

    def _preview(self, asked: Asked) -> dict[str, Any]:
        body = outbound_body.preview(asked)
        place = outbound_body.place(body, asked)
        speeds = body.get("shippingSpeedCategories") or _USUAL
        views = [preview_view(body, place, speed, self._lies(asked), self._clock()) for speed in speeds]
        return {"payload": {"fulfillmentPreviews": views}}

    def _create(self, asked: Asked) -> dict[str, Any]:
        body = outbound_body.create(asked)
        place = outbound_body.place(body, asked)
        lies = self._lies(asked)
        for item in body["items"]:
            if lies(item["sellerSku"]) < 0:
                raise bad_request(
                    f"SKU {item['sellerSku']} is not in the inventory of this seller.", "sellerSku"
                )
        order: Document = {
            "seller_id": asked.caller.seller_id, "region": asked.caller.region, "marketplace_id": place.id,
            "code": body["sellerFulfillmentOrderId"], "shown_id": body["displayableOrderId"],
            "shown_date": body["displayableOrderDate"], "comment": body["displayableOrderComment"],
            "speed": body["shippingSpeedCategory"], "address": body["destinationAddress"],
            "action": body.get("fulfillmentAction", "Ship"), "policy": body.get("fulfillmentPolicy", "FillOrKill"),
            "features": body.get("featureConstraints", []),
            "items": [
                {"id": item["sellerFulfillmentOrderItemId"], "sku": item["sellerSku"], "quantity": item["quantity"]}
                for item in body["items"]
            ],
        }  # fmt: skip
        self._do(lambda: self._outbound.take_in(order))
        return {}

    def _get(self, asked: Asked) -> dict[str, Any]:
        return {"payload": whole_view(self._order(asked))}

    def _update(self, asked: Asked) -> dict[str, Any]:
        body = outbound_body.update(asked)
        order = self._order(asked)
        self._do(lambda: self._outbound.change(order["seller_id"], order["region"], order["code"], body))
        return {}

    def _cancel(self, asked: Asked) -> dict[str, Any]:
        order = self._order(asked)
        self._do(lambda: self._outbound.cancel(order["seller_id"], order["region"], order["code"]))
        return {}

    def _list(self, asked: Asked) -> dict[str, Any]:
        since = _since(asked, self._clock() - _PAST)
        start = read_token(asked.text("nextToken"))[0] if asked.text("nextToken") else 0
        found = self._outbound.of_seller(asked.caller.seller_id, asked.caller.region)
        found = [order for order in found if order["updated_at"] >= since]
        page = found[start : start + AT_ONCE]
        answer: dict[str, Any] = {"fulfillmentOrders": [order_view(order) for order in page]}
        if start + AT_ONCE < len(found):
            answer["nextToken"] = token_for(start + AT_ONCE, "outbound")
        return {"payload": answer}

    def _tracking(self, asked: Asked) -> dict[str, Any]:
        number = asked.number("packageNumber", 0)
        for order in self._outbound.of_seller(asked.caller.seller_id, asked.caller.region):
            shipment = order["shipment"] or {"packages": [], "sent_at": None}
            for package in shipment["packages"] if shipment["sent_at"] else []:
                if package["number"] == number:
                    return {"payload": tracking_view(order, package, self._clock())}
        raise not_found(f"Package {number} was not found.")

    def _order(self, asked: Asked) -> Document:
        code = asked.path["sellerFulfillmentOrderId"]
        order = self._outbound.get(asked.caller.seller_id, asked.caller.region, code)
        if len(code) > 40:
            raise bad_request("Invalid 'sellerFulfillmentOrderId' provided.")
        if order is None:
            raise not_found(f"Fulfillment order {code} was not found.")
        return order

    def _do(self, deed: Callable[[], None]) -> None:
        try:
            deed()
        except NotPossible as error:
            raise bad_request(f"Not possible: {error}.") from None

    def _lies(self, asked: Asked) -> Callable[[str], int]:
        """How many pieces of a SKU can be sent; -1: it was never sent there."""

        def lies(sku: str) -> int:
            row = self._warehouse.get(asked.caller.seller_id, asked.caller.region, sku)
            return int(row["fulfillable"]) if row else -1

        return lies

    async def _page(self, request: Request) -> Response:
        seller, region = self._who(request.query_params.get("seller", ""))
        return self._pages.render(
            "outbound.html", seller=f"{seller} {region}", sellers=self._owners(),
            rows=self._outbound.of_seller(seller, region)[:300], stock=self._warehouse.of_seller(seller, region),
        )  # fmt: skip

    async def _press(self, request: Request) -> Response:
        """A button of the page."""
        who = str((await request.form()).get("seller") or "")
        seller, region = self._who(who)
        act = request.path_params["act"]
        try:
            if act not in _ACTS:
                raise NotPossible("there is no such act")
            getattr(self._outbound, act)(seller, region, request.path_params["code"])
        except NotPossible as error:
            return self._pages.render("error.html", 400, code="NotPossible", message=f"{error}.")
        return RedirectResponse(f"/outbound?seller={seller}+{region}", 303)

    async def _put_there(self, request: Request) -> Response:
        """Some pieces of a SKU arrive in the warehouse (or leave it, with a minus)."""
        form = {name: str(value) for name, value in (await request.form()).items()}
        seller, region = self._who(form.get("seller", ""))
        try:
            sku = form.get("sku", "").strip()
            if not sku:
                raise ValueError("which SKU")
            self._warehouse.move(seller, region, sku, "fulfillable", int(form.get("pieces", "0")))
        except ValueError as error:
            return self._pages.render("error.html", 400, code="NotPossible", message=f"{error}.")
        return RedirectResponse(f"/outbound?seller={seller}+{region}", 303)

    async def _json(self, request: Request) -> Response:
        """GET /sandbox/outbound: every order of every seller, for scripts."""
        return JSONResponse(
            [order for owner, _ in self._owners() for order in self._outbound.of_seller(*owner.split(" "))]
        )

    def _who(self, said: str) -> tuple[str, str]:
        known = [owner for owner, _ in self._owners()]
        seller, _, region = (said if said in known else known[0]).partition(" ")
        return seller, region

    def _owners(self) -> list[tuple[str, str]]:
        """Every seller in every region: its key, and how it is called."""
        return [
            (f"{merchant.id} {region}", f"{account.name} · {region.upper()}")
            for account in self._sellers.accounts
            if account.primary
            for region, merchant in account.merchants.items()
        ]


def _since(asked: Asked, otherwise: float) -> float:
    said = asked.text("queryStartDate")
    if not said:
        return otherwise
    try:
        found = datetime.fromisoformat(said)
    except ValueError:
        raise bad_request("Invalid 'queryStartDate' provided.") from None
    if found.tzinfo is None:
        raise bad_request("Invalid 'queryStartDate' provided.")
    return found.timestamp()
