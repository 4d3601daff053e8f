"""Products: create, change, delete, stock deltas, and what follows from each."""

from typing import Any

from backend.sandbox.shop.errors import ApiError, absent, not_found, wrong
from backend.sandbox.shop.state import Platform, decimal, money_text, number_key, plain, time_text
from backend.sandbox.store import Document

NEGATIVE = "Product has negative stock."
_DERIVED = {
    "id",
    "created",
    "updated",
    "createTimestamp",
    "updateTimestamp",
    "inStock",
    "combinations",
    "url",
}


class Products:
    """The products of all stores. Every change moves `updated` and the stats, and queues a webhook."""

    def __init__(self, platform: Platform) -> None:
        self._platform = platform
        self._store = platform.store

    def get(self, shop: int, number: int) -> Document:
        """One product; 404 when there is none."""
        product = self._store.get(f"product_{shop}", number_key(number))
        if product is None:
            raise not_found("Product", number)
        return product

    def by_sku(self, shop: int, sku: str) -> Document | None:
        """The first product that carries a SKU, itself or in a variation."""
        return self._store.first(f"product_{shop}", [("skus", "has", f"\n{sku}\n")]) if sku else None

    def create(self, shop: int, wish: Document) -> Document:
        """A new product from the fields given; 400 without a name, 409 for a SKU that another has."""
        if not str(wish.get("name") or "").strip():
            raise absent("Product.name")
        with self._store.transaction():
            number = self._store.next_number(f"product_{shop}", 700_000_001)
            now = self._platform.now()
            sku = wish.get("sku") or ("" if self._sku_may_repeat(shop) else f"{number % 100_000:05}")
            product: Document = {
                "id": number, "sku": sku, "unlimited": "quantity" not in wish, "name": wish["name"],
                "price": 0, "isShippingRequired": True, "created": time_text(now), "createTimestamp": now,
                "productClassId": 0, "enabled": True, "options": [], "description": "", "categoryIds": [],
                "categories": [], "attributes": [], "combinations": [], "defaultCombinationId": 0,
                "media": {"images": [], "videos": []}, "galleryImages": [], "isGiftCard": False,
                "isSampleProduct": False, "nameYourPriceEnabled": False, "discountsAllowed": True,
                "outOfStockVisibilityBehaviour": "SHOW", "productCondition": "NEW",
                "url": f"{self._platform.config.address}/shop/{shop}/products/{number}",
            }  # fmt: skip
            self._merge(shop, product, wish)
            self.save(shop, product, "product.created")
        return product

    def update(self, shop: int, number: int, wish: Document) -> Document:
        """Merge the given fields into a product."""
        with self._store.transaction():
            product = self.get(shop, number)
            self._merge(shop, product, wish)
            self.save(shop, product)
        return product

    def delete(self, shop: int, number: int) -> None:
        """Remove a product and remember that it was there."""
        with self._store.transaction():
            self.get(shop, number)
            self._store.delete(f"product_{shop}", number_key(number))
            self._platform.forget(shop, "product", number)
            self._platform.touch(shop, "products")
            self._platform.emit(shop, "product.deleted", number)

    def move_stock(self, shop: int, number: int, variation: int | None, delta: int) -> tuple[int, str | None]:
        """Add `delta` pieces to a product or to one of its variations: (how many changed, warning)."""
        with self._store.transaction():
            product = self.get(shop, number)
            target = product if variation is None else find_variation(product, variation)
            if target.get("unlimited", True):
                if self._platform.switches.get("unlimited_delta") == "refused":
                    raise wrong("Stock of an unlimited product cannot be changed by a delta")
                return 0, None
            target["quantity"] = int(target.get("quantity") or 0) + delta
            self.save(shop, product)
        return 1, NEGATIVE if target["quantity"] < 0 else None

    def save(self, shop: int, product: Document, event: str = "product.updated") -> None:
        """Write a changed product with all that follows from the change."""
        now = self._platform.now()
        product["updated"], product["updateTimestamp"] = time_text(now), now
        self._derive(shop, product)
        with self._store.transaction():
            self._store.put(f"product_{shop}", number_key(product["id"]), product)
            self._platform.touch(shop, "products")
            self._platform.emit(shop, event, product["id"])

    def check_sku(self, shop: int, sku: str, owner: int) -> None:
        """409 when the store wants unique SKUs and another product has this one."""
        if not sku or self._sku_may_repeat(shop):
            return
        other = self.by_sku(shop, sku)
        if other is not None and other["id"] != owner:
            raise ApiError(409, "SKU_ALREADY_EXISTS", f"SKU {sku} is used by product #{other['id']}")

    def _sku_may_repeat(self, shop: int) -> bool:
        toggles = (self._store.get("profile", str(shop)) or {}).get("featureToggles") or []
        return any(each["name"] == "ALLOW_EMPTY_AND_NON_UNIQUE_SKU" and each["enabled"] for each in toggles)

    def _merge(self, shop: int, product: Document, wish: Document) -> None:
        if "sku" in wish:
            self.check_sku(shop, str(wish["sku"] or ""), product["id"])
        merge_stock(product, wish)
        for name, value in wish.items():
            if name in _DERIVED | {"quantity", "unlimited", "attributes"}:
                continue
            product[name] = value
        if "attributes" in wish:
            product["attributes"] = read_attributes(wish["attributes"])
        if "categoryIds" in wish:
            product["categories"] = [{"id": each, "enabled": True} for each in wish["categoryIds"]]

    def _derive(self, shop: int, product: Document) -> None:
        profile = self._store.get("profile", str(shop)) or {}
        price = decimal(product.get("price"))
        product["inStock"] = bool(product.get("unlimited")) or int(product.get("quantity") or 0) > 0
        product["defaultDisplayedPrice"] = product.get("price") or 0
        if profile:
            product["defaultDisplayedPriceFormatted"] = money_text(profile, price)
        for variation in product.get("combinations") or []:
            shown = (
                decimal(variation["price"]) if "price" in variation else price + modifiers(product, variation)
            )
            variation["defaultDisplayedPrice"] = plain(shown)
            if profile:
                variation["defaultDisplayedPriceFormatted"] = money_text(profile, shown)
            variation["inStock"] = bool(variation.get("unlimited")) or int(variation.get("quantity") or 0) > 0
            product["inStock"] = product["inStock"] or variation["inStock"]


def merge_stock(target: Document, wish: Document) -> None:
    """Stock as the platform keeps it: a quantity makes it counted, `unlimited` removes the quantity."""
    for name in ("price", "weight", "costPrice", "compareToPrice"):
        if isinstance(wish.get(name), int | float) and wish[name] < 0:
            raise wrong(f"Field {name} must not be negative")
    if "quantity" in wish and wish["quantity"] is not None:
        if not isinstance(wish["quantity"], int) or isinstance(wish["quantity"], bool):
            raise wrong("Field quantity must be a whole number")
        target["quantity"], target["unlimited"] = wish["quantity"], False
    if wish.get("unlimited") is True:
        target.pop("quantity", None)
        target["unlimited"] = True
    elif wish.get("unlimited") is False and target.get("unlimited", True):
        target["unlimited"] = False
        target.setdefault("quantity", 0)


def read_attributes(wish: Any) -> list[Document]:
    """Attributes as written: an alias (UPC, BRAND, …) or an id, or a name for a custom one."""
    attributes = []
    for position, each in enumerate(wish or [], start=1):
        kind = each.get("alias") or each.get("type") or "CUSTOM"
        attribute = {
            "id": position,
            "name": each.get("name") or kind.title(),
            "type": kind,
            "show": "DESCR",
            **each,
        }
        attribute.pop("alias", None)
        attributes.append(attribute)
    return attributes


def find_variation(product: Document, number: int) -> Document:
    """One variation of a product; 404 when there is none."""
    for variation in product.get("combinations") or []:
        if variation["id"] == number:
            return dict_of(variation)
    raise not_found("Combination", number)


def dict_of(value: Any) -> Document:
    """A part of a document that is itself an object."""
    assert isinstance(value, dict)
    return value


def modifiers(product: Document, variation: Document) -> Any:
    """What the chosen options add to the price of the product."""
    total, price = decimal(0), decimal(product.get("price"))
    for chosen in variation.get("options") or []:
        for option in product.get("options") or []:
            if option.get("name") != chosen.get("name"):
                continue
            for choice in option.get("choices") or []:
                if choice.get("text") == chosen.get("value"):
                    amount = decimal(choice.get("priceModifier"))
                    percent = choice.get("priceModifierType") == "PERCENT"
                    total += price * amount / 100 if percent else amount
    return total
