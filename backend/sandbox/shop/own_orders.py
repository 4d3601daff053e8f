"""The shop's own orders, entered by hand in the admin: who buys what, and where it goes."""

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from backend.sandbox.shop.errors import ApiError, wrong
from backend.sandbox.shop.orders import Orders
from backend.sandbox.shop.pages import Pages
from backend.sandbox.shop.products import Products
from backend.sandbox.shop.storefront import purchase
from backend.sandbox.store import Document

_PERSON = {
    "name": "Camille Martin", "street": "3 place Bellecour", "city": "Lyon", "postalCode": "69002",
    "stateOrProvinceCode": "", "countryCode": "FR", "phone": "",
}  # fmt: skip


class OwnOrders:
    """/store/{shop}/orders/new. Such an order is paid, and takes the stock as any order of the shop."""

    def __init__(self, products: Products, orders: Orders, pages: Pages) -> None:
        self._products, self._orders, self._pages = products, orders, pages

    def routes(self) -> list[Route]:
        """The addresses; before those of the admin, for which "new" would be an order."""
        at = "/store/{shop:int}/orders/new"
        return [Route(at, self.show), Route(at, self.make, methods=["POST"])]

    async def show(self, request: Request) -> Response:
        """An empty order for somebody in Lyon."""
        return self._form(request, {**_PERSON, "skus": "", "quantity": "1"}, "")

    async def make(self, request: Request) -> Response:
        """The order; refused for what the shop does not have."""
        shop = request.path_params["shop"]
        form = {name: str(value).strip() for name, value in (await request.form()).items()}
        try:
            order = make_order(self._products, self._orders, shop, form)
        except ApiError as error:
            return self._form(request, form, error.message)
        return RedirectResponse(f"/store/{shop}/orders/{order['id']}", 303)

    def _form(self, request: Request, form: dict[str, str], complaint: str) -> Response:
        shop = request.path_params["shop"]
        return self._pages.show(
            "own_order.html", shop, 422 if complaint else 200, here="orders", form=form, complaint=complaint
        )


def make_order(products: Products, orders: Orders, shop: int, form: dict[str, str]) -> Document:
    """A paid order of some SKUs, `quantity` pieces of each. 400 for what the shop does not have."""
    skus = form.get("skus", "").split()
    quantity = form.get("quantity", "1")
    if not skus or not quantity.isdigit() or not int(quantity):
        raise wrong("SKU? Quantity?")
    person = {name: form.get(name, "") for name in _PERSON}
    wishes = [_line(products, shop, sku, int(quantity), person) for sku in skus]
    first = wishes[0]
    for each in wishes[1:]:
        first["items"] += each["items"]
        first["subtotal"] += each["subtotal"]
    first["total"] = first["subtotal"]
    first["email"] = form.get("email") or "camille.martin@example.test"
    if form.get("pickup"):
        first["shippingOption"] |= {"isPickup": True, "fulfillmentType": "PICKUP"}
    return orders.create(shop, first, through_api=False)


def _line(products: Products, shop: int, sku: str, quantity: int, person: Document) -> Document:
    product = products.by_sku(shop, sku)
    if product is None:
        raise wrong(f"SKU {sku}?")
    variations = product.get("combinations") or []
    variation = next((each for each in variations if each.get("sku") == sku), None)
    return purchase(product, variation, quantity, person)
