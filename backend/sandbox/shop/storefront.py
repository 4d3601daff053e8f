"""The shop that buyers see: a shelf, a product, a purchase."""

from decimal import Decimal

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from backend.sandbox.shop.errors import ApiError, wrong
from backend.sandbox.shop.orders import Orders
from backend.sandbox.shop.pages import Pages
from backend.sandbox.shop.products import Products, find_variation
from backend.sandbox.shop.state import Platform, decimal, plain
from backend.sandbox.store import Condition, Document

_PAGE = 24


class Storefront:
    """/shop/{shop}. A purchase is paid at once and lowers the stock whatever the switches say."""

    def __init__(self, platform: Platform, products: Products, orders: Orders, pages: Pages) -> None:
        self._platform, self._products, self._orders, self._pages = platform, products, orders, pages

    def routes(self) -> list[Route]:
        """The addresses."""
        return [
            Route("/shop/{shop:int}", self.shelf),
            Route("/shop/{shop:int}/products/{product:int}", self.show),
            Route("/shop/{shop:int}/products/{product:int}", self.buy, methods=["POST"]),
            Route("/shop/{shop:int}/thanks/{order}", self.thanks),
        ]

    async def shelf(self, request: Request) -> Response:
        """The enabled products."""
        shop, page = request.path_params["shop"], request.query_params.get("page", "0")
        number = int(page) if page.isdigit() else 0
        where: list[Condition] = [("enabled", "=", 1)]
        kind = f"product_{shop}"
        found = self._platform.store.find(kind, where, order=["-created"], offset=number * _PAGE, limit=_PAGE)
        more = self._platform.store.count(kind, where) > (number + 1) * _PAGE
        return self._pages.show("shelf.html", shop, rows=found, page=number, more=more)

    async def show(self, request: Request, complaint: str = "") -> Response:
        """One product with its choices."""
        shop = request.path_params["shop"]
        product = self._enabled(shop, request.path_params["product"])
        return self._pages.show(
            "buy.html", shop, 422 if complaint else 200, product=product, complaint=complaint
        )

    async def buy(self, request: Request) -> Response:
        """Buy pieces of a product or of a variation; refused when there are not enough."""
        shop = request.path_params["shop"]
        form = {name: str(value) for name, value in (await request.form()).items()}
        try:
            product = self._enabled(shop, request.path_params["product"])
            variation = find_variation(product, int(form["variation"])) if form.get("variation") else None
            target = variation if variation is not None else product
            quantity = int(form.get("quantity", "1") or "1")
            if not target.get("unlimited", True) and int(target.get("quantity") or 0) < quantity:
                raise wrong("Out of stock")
            order = self._orders.create(shop, purchase(product, variation, quantity), through_api=False)
        except ValueError:
            return await self.show(request, "Quantity?")
        except ApiError as error:
            if error.status == 404:
                raise
            return await self.show(request, error.message)
        return RedirectResponse(f"/shop/{shop}/thanks/{order['id']}", 303)

    async def thanks(self, request: Request) -> Response:
        """What was bought."""
        shop = request.path_params["shop"]
        return self._pages.show(
            "thanks.html", shop, order=self._orders.get(shop, request.path_params["order"])
        )

    def _enabled(self, shop: int, number: int) -> Document:
        product = self._products.get(shop, number)
        if not product.get("enabled", True):
            raise ApiError(404, "PRODUCT_NOT_FOUND", f"Product #{number} not found")
        return product


def purchase(
    product: Document, variation: Document | None, quantity: int, person: Document | None = None
) -> Document:
    """The paid order of somebody who buys pieces of a product; without a `person`, Camille's of Lyon."""
    target = variation if variation is not None else product
    each = decimal(target.get("price", target.get("defaultDisplayedPrice", product.get("price"))))
    total = plain(each * Decimal(quantity))
    item: Document = {
        "productId": product["id"], "name": product["name"],
        "sku": target.get("sku") or product.get("sku", ""),
        "price": plain(each), "productPrice": plain(each), "quantity": quantity,
        "imageUrl": product.get("imageUrl"),
        "isShippingRequired": product.get("isShippingRequired", True), "tax": 0,
    }  # fmt: skip
    if variation is not None:
        item["combinationId"] = variation["id"]
        item["selectedOptions"] = [
            {"name": option["name"], "type": "CHOICE", "value": option["value"]}
            for option in variation["options"]
        ]
    person = person or {
        "name": "Camille Martin", "street": "3 place Bellecour", "city": "Lyon", "countryCode": "FR",
        "postalCode": "69002", "phone": "",
    }  # fmt: skip
    return {
        "subtotal": total, "total": total, "email": "camille.martin@example.test", "paymentMethod": "Card",
        "paymentStatus": "PAID", "fulfillmentStatus": "AWAITING_PROCESSING", "items": [item],
        "shippingPerson": person, "billingPerson": person,
        "shippingOption": {"shippingMethodName": "Standard", "shippingRate": 0, "isPickup": False},
    }  # fmt: skip
