"""Orders: create, change, delete, and what they do to stock."""

from typing import Any

from backend.sandbox.shop.errors import ApiError, absent, not_found, wrong
from backend.sandbox.shop.products import Products
from backend.sandbox.shop.regions import check_region
from backend.sandbox.shop.state import Platform, number_key, time_text
from backend.sandbox.store import Document

PAYMENT = (
    "AWAITING_PAYMENT", "PAID", "CANCELLED", "REFUNDED", "PARTIALLY_REFUNDED", "INCOMPLETE",
    "CUSTOM_PAYMENT_STATUS_1", "CUSTOM_PAYMENT_STATUS_2", "CUSTOM_PAYMENT_STATUS_3",
)  # fmt: skip
FULFILLMENT = (
    "AWAITING_PROCESSING", "PROCESSING", "SHIPPED", "DELIVERED", "WILL_NOT_DELIVER", "RETURNED",
    "READY_FOR_PICKUP", "OUT_FOR_DELIVERY", "CUSTOM_FULFILLMENT_STATUS_1", "CUSTOM_FULFILLMENT_STATUS_2",
    "CUSTOM_FULFILLMENT_STATUS_3",
)  # fmt: skip
_LETTERS = "ABCDEFGHJKLMNPQRSTUVWXYZ23456789"
_REQUIRED = ("subtotal", "total", "email", "paymentStatus", "fulfillmentStatus")
_FIXED = {
    "id", "internalId", "orderNumber", "vendorOrderNumber", "publicUid", "createTimestamp", "updateDate",
    "updateTimestamp", "taken",
}  # fmt: skip


class Orders:
    """The orders of all stores. `taken` inside a stored order remembers the stock that it took."""

    def __init__(self, platform: Platform, products: Products) -> None:
        self._platform = platform
        self._products = products
        self._store = platform.store

    def get(self, shop: int, name: str) -> Document:
        """One order by its display id; by its internal id only when that is switched on."""
        order = self._store.first(f"order_{shop}", [("name", "=", name)])
        if order is None and name.isdigit() and self._platform.switches.get("internal_order_id") == "accept":
            order = self._store.get(f"order_{shop}", number_key(name))
        if order is None:
            raise not_found("Order", name)
        return order

    def create(self, shop: int, wish: Document, through_api: bool = True) -> Document:
        """A new order exactly as it is sent: no totals are computed. 400 for missing or wrong fields."""
        check_order(wish)
        self._check_region(wish)
        with self._store.transaction():
            number = self._store.next_number(f"order_{shop}", 212_398_840)
            name = self._display_id(shop, number)
            now = self._platform.now()
            order: Document = {
                "id": name, "internalId": number, "orderNumber": number, "vendorOrderNumber": name,
                "publicUid": name, "createDate": time_text(now), "createTimestamp": now, "refundedAmount": 0,
                "tax": 0, "couponDiscount": 0, "discount": 0, "refunds": [], "shipments": [],
                "additionalInfo": {},
                "extraFields": {}, "orderExtraFields": [], "hidden": False, "taxesOnShipping": [],
                "disableAllCustomerNotifications": False, "externalFulfillment": False, "invoices": [],
                "pricesIncludeTax": False, "taken": [],
            }  # fmt: skip
            self._merge(shop, order, wish)
            order["usdTotal"] = order["total"]
            order.setdefault("customerId", self._customer(shop, str(order["email"])))
            if not through_api or self._platform.switches.on("order_lowers_stock"):
                self._settle_stock(shop, order)
            self._save(shop, order)
            data = {"orderId": name, "newPaymentStatus": order["paymentStatus"]}
            data["newFulfillmentStatus"] = order["fulfillmentStatus"]
            self._platform.emit(shop, "order.created", number, data)
        return order

    def update(self, shop: int, name: str, wish: Document) -> Document:
        """Merge the given fields into an order; cancelling puts stock back."""
        check_statuses(wish)
        self._check_region(wish)
        with self._store.transaction():
            order = self.get(shop, name)
            before = order["paymentStatus"], order["fulfillmentStatus"]
            self._merge(shop, order, wish)
            if order["taken"] or self._platform.switches.on("order_lowers_stock"):
                self._settle_stock(shop, order)
            self._save(shop, order)
            data = {
                "orderId": order["id"], "oldPaymentStatus": before[0],
                "newPaymentStatus": order["paymentStatus"],
                "oldFulfillmentStatus": before[1], "newFulfillmentStatus": order["fulfillmentStatus"],
            }  # fmt: skip
            self._platform.emit(shop, "order.updated", order["internalId"], data)
        return order

    def refund(self, shop: int, name: str, amount: float, reason: str = "") -> Document:
        """Money given back by hand: one more of the order's refunds. 400 for more than it cost."""
        order = self.get(shop, name)
        back = round(float(order.get("refundedAmount") or 0) + amount, 3)
        if amount <= 0 or back > float(order["total"]):
            raise wrong("The refund must be above zero and not above what was paid")
        entry = {"date": time_text(self._platform.now()), "source": "CP", "reason": reason, "amount": amount}
        status = "REFUNDED" if back == float(order["total"]) else "PARTIALLY_REFUNDED"
        refunds = [*(order.get("refunds") or []), entry]
        return self.update(shop, name, {"refunds": refunds, "refundedAmount": back, "paymentStatus": status})

    def delete(self, shop: int, name: str) -> None:
        """Remove an order and remember that it was there."""
        with self._store.transaction():
            order = self.get(shop, name)
            if self._platform.switches.on("delete_restocks"):
                self._put_back(shop, order)
            self._store.delete(f"order_{shop}", number_key(order["internalId"]))
            self._platform.forget(shop, "order", order["internalId"], orderId=order["id"])
            self._platform.touch(shop, "orders")
            self._platform.emit(shop, "order.deleted", order["internalId"], {"orderId": order["id"]})

    def logo(self, order: Document) -> bool:
        """Whether the admin paints the Amazon logo on this order."""
        external = str((order.get("externalOrderData") or {}).get("refererId") or "").casefold() == "amazon"
        referer = str(order.get("refererId") or "").casefold() == "amazon"
        ways = {
            "either": external or referer,
            "refererId": referer,
            "externalOrderData": external,
            "never": False,
        }
        return ways[self._platform.switches.get("amazon_logo")]

    def shown(self, shop: int, order: Document) -> Document:
        """An order as the API returns it: lines know whether their product is there and its stock."""
        answer = {name: value for name, value in order.items() if name != "taken"}
        answer["items"] = [self._line(shop, each) for each in order.get("items") or []]
        return answer

    def _line(self, shop: int, item: Document) -> Document:
        found = self._target(shop, item)
        if found is None:
            return {**item, "productAvailable": False}
        product, target = found
        stock = {
            "trackQuantity": not target.get("unlimited", True),
            "quantityInStock": target.get("quantity", 0),
        }
        return {**item, "productAvailable": bool(product.get("enabled", True)), **stock}

    def _check_region(self, wish: Document) -> None:
        if self._platform.switches.get("regions") == "strict":
            check_region(wish)

    def _customer(self, shop: int, email: str) -> int:
        """Who buys is a customer of the shop, known by the mail address."""
        kind, key = f"customer_{shop}", email.strip().casefold()
        known = self._store.get(kind, key)
        if known is None:
            known = {"id": self._store.next_number(kind, 40_201_001), "email": email}
            self._store.put(kind, key, known)
        return int(known["id"])

    def _display_id(self, shop: int, number: int) -> str:
        formats = (self._store.get("profile", str(shop)) or {}).get("formatsAndUnits") or {}
        # 32**5 and the odd factor share no divisor: five letters repeat only when the range is used up.
        rest, letters = number * 11_400_725 % 32**5, ""
        for _ in range(5):
            rest, letter = divmod(rest, 32)
            letters += _LETTERS[letter]
        return f"{formats.get('orderNumberPrefix', '')}{letters}{formats.get('orderNumberSuffix', '')}"

    def _merge(self, shop: int, order: Document, wish: Document) -> None:
        for name, value in wish.items():
            if name not in _FIXED and not self._dropped(name, {**order, **wish}):
                order[name] = value
        for position, item in enumerate(order.get("items") or [], start=1):
            item.setdefault("id", order["internalId"] * 100 + position)
        data = order.get("externalOrderData") or {}
        if self._platform.switches.get("referer_ids") == "collapsed" and data.get("refererId"):
            order["refererId"] = data["refererId"]

    def _dropped(self, name: str, order: Document) -> bool:
        if name == "externalOrderData":
            return self._platform.switches.get("external_order_data") == "dropped"
        needs = self._platform.switches.get("external_order_id") == "dropped"
        return name == "externalOrderId" and needs and not order.get("externalFulfillment")

    def _save(self, shop: int, order: Document) -> None:
        now = self._platform.now()
        order["updateDate"], order["updateTimestamp"] = time_text(now), now
        self._store.put(f"order_{shop}", number_key(order["internalId"]), order)
        self._platform.touch(shop, "orders")

    def _settle_stock(self, shop: int, order: Document) -> None:
        if order["paymentStatus"] == "CANCELLED":
            self._put_back(shop, order)
        elif order["paymentStatus"] in ("AWAITING_PAYMENT", "PAID") and not order["taken"]:
            for item in order.get("items") or []:
                self._take(shop, order, item)

    def _take(self, shop: int, order: Document, item: Document) -> None:
        found = self._target(shop, item)
        if found is None or found[1].get("unlimited", True):
            return
        product, target = found
        target["quantity"] = int(target.get("quantity") or 0) - int(item["quantity"])
        variation = target["id"] if target is not product else None
        order["taken"].append([product["id"], variation, int(item["quantity"])])
        self._products.save(shop, product)

    def _put_back(self, shop: int, order: Document) -> None:
        for number, variation, quantity in order["taken"]:
            try:
                self._products.move_stock(shop, number, variation, quantity)
            except ApiError as error:
                if error.status != 404:
                    raise
        order["taken"] = []

    def _target(self, shop: int, item: Document) -> tuple[Document, Document] | None:
        product = None
        if item.get("productId"):
            product = self._store.get(f"product_{shop}", number_key(item["productId"]))
        elif self._platform.switches.on("sku_links_product"):
            product = self._products.by_sku(shop, str(item.get("sku") or ""))
        if product is None:
            return None
        for variation in product.get("combinations") or []:
            if variation["id"] == item.get("combinationId") or _same_sku(item, variation):
                return product, variation
        return product, product


def _same_sku(item: Document, variation: Document) -> bool:
    return not item.get("combinationId") and bool(item.get("sku")) and variation.get("sku") == item["sku"]


def check_order(wish: Document) -> None:
    """400 for what a new order must have and does not."""
    for name in _REQUIRED:
        if wish.get(name) is None:
            raise absent(f"Order.{name}")
    check_statuses(wish)
    for item in wish.get("items") or []:
        for name in ("name", "price", "quantity"):
            if item.get(name) is None:
                raise absent(f"OrderItem.{name}")
        if not isinstance(item["quantity"], int) or item["quantity"] < 1:
            raise wrong("Field OrderItem.quantity must be a positive whole number")


def check_statuses(wish: Document) -> None:
    """400 for values that the platform does not know."""
    for name, known in (("paymentStatus", PAYMENT), ("fulfillmentStatus", FULFILLMENT)):
        if name in wish and wish[name] not in known:
            raise wrong(f"Field Order.{name} has an unknown value {wish[name]}")
    if wish.get("hidden") and wish.get("paymentStatus", "INCOMPLETE") != "INCOMPLETE":
        raise wrong("Field Order.hidden needs paymentStatus INCOMPLETE")
    check_extra_fields(wish.get("orderExtraFields"))


def check_extra_fields(fields: Any) -> None:
    """400 for an extra field without id or with a value above 255 characters."""
    for each in fields or []:
        if not each.get("id"):
            raise absent("OrderExtraField.id")
        if len(str(each.get("value", ""))) > 255:
            raise wrong("Field OrderExtraField.value is longer than 255 characters")
