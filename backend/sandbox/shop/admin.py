"""The merchant's admin: orders, products, the app's frame, apps, settings."""

from decimal import Decimal, InvalidOperation

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from backend.sandbox.shop.errors import ApiError
from backend.sandbox.shop.orders import FULFILLMENT, PAYMENT, Orders
from backend.sandbox.shop.pages import Pages
from backend.sandbox.shop.products import Products
from backend.sandbox.shop.state import Platform, plain, time_text
from backend.sandbox.shop.variations import Variations
from backend.sandbox.store import Condition, Document

_PAGE = 25


class Admin:
    """/store/{shop}/… for products and orders. A refused change shows its reason on the page."""

    def __init__(
        self, platform: Platform, products: Products, variations: Variations, orders: Orders, pages: Pages
    ) -> None:
        self._platform, self._products, self._variations = platform, products, variations
        self._orders, self._pages = orders, pages

    def routes(self) -> list[Route]:
        """The addresses."""
        at = "/store/{shop:int}"
        return [
            Route(at, self.home),
            Route(f"{at}/orders", self.list_orders),
            Route(f"{at}/orders/{{order}}", self.show_order),
            Route(f"{at}/orders/{{order}}", self.change_order, methods=["POST"]),
            Route(f"{at}/products", self.list_products),
            Route(f"{at}/products/new", self.new_product),
            Route(f"{at}/products/new", self.create_product, methods=["POST"]),
            Route(f"{at}/products/{{product:int}}", self.show_product),
            Route(f"{at}/products/{{product:int}}", self.change_product, methods=["POST"]),
            Route(f"{at}/products/{{product:int}}/variations", self.add_variation, methods=["POST"]),
            Route(
                f"{at}/products/{{product:int}}/variations/{{variation:int}}",
                self.change_variation,
                methods=["POST"],
            ),
        ]

    async def home(self, request: Request) -> Response:
        """The dashboard; its script follows hashes like #app:name=…"""
        shop = request.path_params["shop"]
        counts = {kind: self._platform.store.count(f"{kind}_{shop}") for kind in ("product", "order")}
        return self._pages.show("home.html", shop, here="home", counts=counts)

    async def list_orders(self, request: Request) -> Response:
        """Newest first."""
        shop, page = request.path_params["shop"], _page(request)
        kind = f"order_{shop}"
        found = self._platform.store.find(kind, order=["-key"], offset=page * _PAGE, limit=_PAGE)
        rows = [(order, self._orders.logo(order)) for order in found]
        total = self._platform.store.count(kind)
        return self._pages.show(
            "orders.html",
            shop,
            here="orders",
            rows=rows,
            total=total,
            page=page,
            more=total > (page + 1) * _PAGE,
        )

    async def show_order(self, request: Request, complaint: str = "") -> Response:
        """One order."""
        shop = request.path_params["shop"]
        order = self._orders.get(shop, request.path_params["order"])
        return self._pages.show(
            "order.html", shop, 422 if complaint else 200, here="orders", order=order,
            logo=self._orders.logo(order),
            payments=PAYMENT, fulfillments=FULFILLMENT, complaint=complaint,
            saved="saved" in request.query_params,
        )  # fmt: skip

    async def change_order(self, request: Request) -> Response:
        """Statuses, tracking number, notes; or delete."""
        shop, name = request.path_params["shop"], request.path_params["order"]
        form = await _form(request)
        if form.get("do") == "delete":
            self._orders.delete(shop, name)
            return RedirectResponse(f"/store/{shop}/orders", 303)
        known = ("paymentStatus", "fulfillmentStatus", "trackingNumber", "trackingUrl", "privateAdminNotes")
        wish: Document = {key: form[key] for key in known if key in form}
        try:
            if form.get("do") == "label":
                wish = {"shipments": _with_label(self._orders.get(shop, name), form, self._platform.now())}
            if form.get("do") == "refund":
                amount = _number(form.get("amount", ""), "amount")
                self._orders.refund(shop, name, float(amount), form.get("reason", ""))
                return RedirectResponse(f"/store/{shop}/orders/{name}?saved", 303)
            if form.get("do") == "cancel":
                wish = {"paymentStatus": "CANCELLED", "fulfillmentStatus": "WILL_NOT_DELIVER"}
            self._orders.update(shop, name, wish)
        except ApiError as error:
            return await self.show_order(request, error.message)
        return RedirectResponse(f"/store/{shop}/orders/{name}?saved", 303)

    async def list_products(self, request: Request) -> Response:
        """Newest first, with a search."""
        shop, page = request.path_params["shop"], _page(request)
        words = request.query_params.get("q", "")
        where: list[Condition] = [("words", "has", words.casefold())] if words else []
        kind = f"product_{shop}"
        found = self._platform.store.find(kind, where, order=["-created"], offset=page * _PAGE, limit=_PAGE)
        total = self._platform.store.count(kind, where)
        return self._pages.show(
            "products.html", shop, here="products", rows=found, total=total, page=page, words=words,
            more=total > (page + 1) * _PAGE,
        )  # fmt: skip

    async def new_product(self, request: Request, complaint: str = "") -> Response:
        """An empty form."""
        shop = request.path_params["shop"]
        return self._pages.show(
            "product.html", shop, 422 if complaint else 200, here="products", product=None, barcode="",
            complaint=complaint, saved=False,
        )  # fmt: skip

    async def create_product(self, request: Request) -> Response:
        """Create what the form says."""
        shop = request.path_params["shop"]
        try:
            product = self._products.create(shop, _wish(await _form(request), None))
        except ApiError as error:
            return await self.new_product(request, error.message)
        return RedirectResponse(f"/store/{shop}/products/{product['id']}?saved", 303)

    async def show_product(self, request: Request, complaint: str = "") -> Response:
        """One product with its variations."""
        shop = request.path_params["shop"]
        product = self._products.get(shop, request.path_params["product"])
        return self._pages.show(
            "product.html", shop, 422 if complaint else 200, here="products", product=product,
            barcode=barcode_of(product), complaint=complaint, saved="saved" in request.query_params,
        )  # fmt: skip

    async def change_product(self, request: Request) -> Response:
        """Save the form; or delete."""
        shop, number = request.path_params["shop"], request.path_params["product"]
        form = await _form(request)
        if form.get("do") == "delete":
            self._products.delete(shop, number)
            return RedirectResponse(f"/store/{shop}/products", 303)
        try:
            self._products.update(shop, number, _wish(form, self._products.get(shop, number)))
        except ApiError as error:
            return await self.show_product(request, error.message)
        return RedirectResponse(f"/store/{shop}/products/{number}?saved", 303)

    async def add_variation(self, request: Request) -> Response:
        """A new variation from option and value."""
        shop, number = request.path_params["shop"], request.path_params["product"]
        form = await _form(request)
        chosen = [{"name": form.get("option", ""), "value": form.get("value", "")}]
        try:
            self._variations.create(shop, number, {**_variation(form), "options": chosen})
        except ApiError as error:
            return await self.show_product(request, error.message)
        return RedirectResponse(f"/store/{shop}/products/{number}?saved", 303)

    async def change_variation(self, request: Request) -> Response:
        """Save or delete one variation."""
        shop, number = request.path_params["shop"], request.path_params["product"]
        variation = request.path_params["variation"]
        form = await _form(request)
        try:
            if form.get("do") == "delete":
                self._variations.delete(shop, number, variation)
            else:
                self._variations.update(shop, number, variation, {"price": None, **_variation(form)})
        except ApiError as error:
            return await self.show_product(request, error.message)
        return RedirectResponse(f"/store/{shop}/products/{number}?saved", 303)


def _with_label(order: Document, form: dict[str, str], now: int) -> list[Document]:
    """The labels of an order with one more that was bought in the shop: the only place that names a carrier."""
    labels: list[Document] = list(order.get("shipments") or [])
    carrier = form.get("carrier", "").strip()
    if not carrier:
        raise ApiError(400, "WRONG_PARAMETER", "Carrier?")
    number = form.get("number", "").strip() or f"6A{order['internalId'] % 10**9:09}{len(labels) + 1:02}"
    service = {"carrier": carrier.casefold().replace(" ", "_"), "carrierName": carrier}
    service |= {"carrierServiceName": "Standard", "carrierServiceCode": "standard"}
    return [*labels, {
        "id": f"{order['internalId']}-{len(labels) + 1}", "created": time_text(now),
        "shipTo": order.get("shippingPerson") or {}, "shippingService": service,
        "tracking": {"trackingNumber": number, "trackingUrl": "", "estimatedDays": 3},
    }]  # fmt: skip


def barcode_of(product: Document) -> str:
    """The value of the UPC attribute."""
    found = [each for each in product.get("attributes") or [] if each.get("type") == "UPC"]
    return str(found[0].get("value") or "") if found else ""


async def _form(request: Request) -> dict[str, str]:
    return {name: str(value) for name, value in (await request.form()).items()}


def _page(request: Request) -> int:
    value = request.query_params.get("page", "0")
    return int(value) if value.isdigit() else 0


def _number(text: str, name: str) -> int | float:
    try:
        return plain(Decimal(text.replace(",", ".").replace(" ", "")))
    except InvalidOperation:
        raise ApiError(400, "WRONG_PARAMETER", f"{name}: {text!r}?") from None


def _stock(form: dict[str, str]) -> Document:
    if form.get("unlimited") or not form.get("quantity"):
        return {"unlimited": True}
    return {"quantity": _number(form["quantity"], "quantity")}


def _variation(form: dict[str, str]) -> Document:
    wish = {"sku": form.get("sku", ""), **_stock(form)}
    if form.get("price"):
        wish["price"] = _number(form["price"], "price")
    return wish


def _wish(form: dict[str, str], product: Document | None) -> Document:
    wish: Document = {"name": form.get("name", ""), "sku": form.get("sku", ""), **_stock(form)}
    wish["enabled"] = bool(form.get("enabled"))
    if form.get("price"):
        wish["price"] = _number(form["price"], "price")
    others = [each for each in (product or {}).get("attributes") or [] if each.get("type") != "UPC"]
    if form.get("barcode"):
        others.append({"name": "UPC", "alias": "UPC", "value": form["barcode"]})
    if product is None or form.get("barcode", "") != barcode_of(product):
        wish["attributes"] = others
    # A name in every language is what the form knows only one of: the others would hide the change.
    if product is not None and product.get("nameTranslated") and product.get("name") != wish["name"]:
        wish["nameTranslated"] = dict.fromkeys(product["nameTranslated"], wish["name"])
    return wish
