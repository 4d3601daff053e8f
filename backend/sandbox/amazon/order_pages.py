"""Buying and watching orders: the buyer's button, the seller's order page, and both as JSON for scripts."""

from decimal import Decimal
from typing import Any

from starlette.requests import Request
from starlette.responses import JSONResponse, RedirectResponse, Response
from starlette.routing import Route

from backend.sandbox.amazon.order_views import worth
from backend.sandbox.amazon.orders import NoSale, SandboxOrders
from backend.sandbox.amazon.pages import Pages
from backend.sandbox.amazon.regions import BY_COUNTRY, MARKETPLACES
from backend.sandbox.amazon.sellers import Sellers

SHOWN = 300
SHIP_WITHIN = 2 * 86_400  # seconds; what leaves later counts as late
ACTS = ("release", "ship", "cancel", "ask_cancel", "refund_by_hand")


class OrderPages:
    """Pages and JSON about orders; none of it is Amazon's own API."""

    def __init__(self, orders: SandboxOrders, sellers: Sellers, pages: Pages) -> None:
        self._orders, self._sellers, self._pages = orders, sellers, pages

    def routes(self) -> list[Route]:
        """What is served."""
        return [
            Route("/buy", self.buy, methods=["POST"]),
            Route("/orders", self.page),
            Route("/orders/{id}/{act}", self.press, methods=["POST"]),
            Route("/sandbox/orders", self.list, methods=["GET"]),
            Route("/sandbox/orders", self.sell, methods=["POST"]),
            Route("/sandbox/orders/{id}", self.act, methods=["POST"]),
        ]

    async def buy(self, request: Request) -> Response:
        """The button on the shelf: seller, marketplace, SKU, how many, whether it is paid later."""
        form = {name: str(value) for name, value in (await request.form()).items()}
        try:
            self._sell({**form, "status": "PENDING" if form.get("later") else ""})
        except NoSale as error:
            return self._pages.render("error.html", 400, code="NotOnSale", message=f"{error}.")
        return RedirectResponse(f"/orders?seller={form.get('seller_id', '')}", 303)

    async def page(self, request: Request) -> Response:
        """A seller's orders, newest first."""
        ids = [
            merchant.id
            for account in self._sellers.accounts
            if account.primary
            for merchant in account.merchants.values()
        ]
        seller = request.query_params.get("seller") or ids[0]
        rows = [self._row(order) for order in reversed(self._orders.all(seller)[-SHOWN:])]
        sellers = [(id_, self._sellers.name(id_)) for id_ in ids]
        return self._pages.render("orders.html", rows=rows, sellers=sellers, seller=seller)

    async def press(self, request: Request) -> Response:
        """A button of the seller's page."""
        order = self._orders.get(request.path_params["id"])
        try:
            self._do(request.path_params["id"], request.path_params["act"])
        except NoSale as error:
            return self._pages.render("error.html", 400, code="NotPossible", message=f"{error}.")
        return RedirectResponse(f"/orders?seller={order['seller_id'] if order else ''}", 303)

    async def list(self, request: Request) -> Response:
        """GET /sandbox/orders?seller_id=: every order with its lines and state."""
        return JSONResponse(self._orders.all(request.query_params.get("seller_id", "")))

    async def sell(self, request: Request) -> Response:
        """POST /sandbox/orders {seller_id, marketplace_id or country, sku, quantity, status, kind} and who
        buys: `buyer` {name, email, company, purchase_number}, `address` {as Amazon spells it}, `gift`."""
        return await self._json(request, lambda wish: {"orderId": self._sell(wish)})

    async def act(self, request: Request) -> Response:
        """POST /sandbox/orders/{id} {act}."""
        name = request.path_params["id"]
        return await self._json(request, lambda wish: self._do(name, str(wish.get("act"))))

    async def _json(self, request: Request, do: Any) -> Response:
        try:
            wish = await request.json()
            return JSONResponse(do(wish if isinstance(wish, dict) else {}))
        except ValueError as error:
            return JSONResponse({"error": str(error)}, 400)

    def _sell(self, wish: dict[str, Any]) -> str:
        country = BY_COUNTRY.get(str(wish.get("country", "")).upper())
        place = str(wish.get("marketplace_id") or (country.id if country else ""))
        if place not in MARKETPLACES:
            raise NoSale("no such marketplace")
        quantity = str(wish.get("quantity", 1))
        if not quantity.isdigit():
            raise NoSale("the quantity is no number")
        seller = str(wish.get("seller_id") or self._orders.who_sells(place, str(wish.get("sku", ""))))
        people = {name: wish.get(name) or {} for name in ("buyer", "address")}
        if not all(isinstance(told, dict) for told in people.values()):
            raise NoSale("buyer and address are objects")
        order_id = self._orders.sell(
            seller, place, str(wish.get("sku", "")), int(quantity), status=str(wish.get("status") or ""),
            kind=str(wish.get("kind") or "ordinary"),
        )  # fmt: skip
        if any(people.values()) or wish.get("gift"):
            self._orders.bought_by(order_id, people["buyer"], people["address"], str(wish.get("gift") or ""))
        return order_id

    def _do(self, order_id: str, act: str) -> dict[str, Any]:
        if act not in ACTS:
            raise NoSale(f"{act} is none of {', '.join(ACTS)}")
        getattr(self._orders, act)(order_id)
        return self._orders.get(order_id) or {}

    def _row(self, order: dict[str, Any]) -> dict[str, Any]:
        pending, open_ = order["status"].startswith("PENDING"), order["status"] == "UNSHIPPED"
        ours = order["fulfilled_by"] == "MERCHANT"
        acts = [("release", "Payment cleared")] if pending else []
        acts += [("ship", "Ship")] if ours and order["status"] in ("UNSHIPPED", "PARTIALLY_SHIPPED") else []
        acts += (
            [("ask_cancel", "Buyer asks to cancel")]
            if ours and open_ and not order["asked_to_cancel"]
            else []
        )
        acts += [("cancel", "Cancel")] if pending or open_ else []
        left = {
            item["id"]: item["quantity"] - item["cancelled"] - item["fulfilled"] for item in order["items"]
        }
        sends = (
            ours and order["status"] in ("UNSHIPPED", "PARTIALLY_SHIPPED") and order["channel"] == "AMAZON"
        )
        last = max((package["sent_at"] for package in order["packages"]), default=0)
        late = ours and last > order["created_at"] + SHIP_WITHIN
        country = MARKETPLACES[order["marketplace_id"]].country
        parts = [part for refund in order.get("refunds", []) for part in refund["parts"]]
        back = sum((Decimal(part["amount"]) for part in parts), Decimal(0))
        gone = order["status"] in ("SHIPPED", "PARTIALLY_SHIPPED")
        acts += [("refund_by_hand", "Refund the rest")] if ours and gone and back < worth(order) else []
        return {
            **order, "country": country, "acts": acts, "left": left, "sends": sends, "late": late, "refunded": back,
            "refund_parts": parts,
        }  # fmt: skip
