"""What people may ask of their own data: the platform passes it on to its apps as webhooks."""

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from backend.sandbox.shop.orders import Orders
from backend.sandbox.shop.state import Platform

ASKS = {"export": "personalDataExportRequest", "removal": "personalDataRemovalRequest"}


class Privacy:
    """/store/{shop}/…/privacy: a customer's wish on the page of an order of theirs, the merchant's in the settings."""

    def __init__(self, platform: Platform, orders: Orders) -> None:
        self._platform, self._orders = platform, orders

    def routes(self) -> list[Route]:
        """The addresses."""
        at = "/store/{shop:int}"
        return [
            Route(f"{at}/orders/{{order}}/privacy", self.of_customer, methods=["POST"]),
            Route(f"{at}/settings/privacy", self.of_merchant, methods=["POST"]),
        ]

    async def of_customer(self, request: Request) -> Response:
        """The customer of an order asks."""
        shop, name = request.path_params["shop"], request.path_params["order"]
        order = self._orders.get(shop, name)
        event = ASKS.get(str((await request.form()).get("ask", "")), ASKS["export"])
        data = {"customerEmail": order.get("email", "")}
        self._platform.emit(shop, f"customer.{event}", order.get("customerId") or 0, data)
        return RedirectResponse(f"/store/{shop}/orders/{name}?saved", 303)

    async def of_merchant(self, request: Request) -> Response:
        """The merchant asks."""
        shop = request.path_params["shop"]
        event = ASKS.get(str((await request.form()).get("ask", "")), ASKS["export"])
        self._platform.emit(shop, f"profile.{event}", shop)
        return RedirectResponse(f"/store/{shop}/settings?saved", 303)
