"""Variations of a product ("combinations" in the API)."""

from backend.sandbox.shop.errors import ApiError, absent, wrong
from backend.sandbox.shop.products import Products, find_variation, merge_stock, read_attributes
from backend.sandbox.shop.state import Platform
from backend.sandbox.store import Document

_MOST = 200


class Variations:
    """Create, change and delete variations; each change is a change of the product."""

    def __init__(self, platform: Platform, products: Products) -> None:
        self._platform = platform
        self._products = products

    def create(self, shop: int, number: int, wish: Document) -> Document:
        """A new variation; 400 without options, 409 when the same options are there already."""
        options = wish.get("options")
        if not isinstance(options, list) or not options:
            raise absent("Combination.options")
        with self._platform.store.transaction():
            product = self._products.get(shop, number)
            chosen = {(each.get("name"), each.get("value")) for each in options}
            siblings = product.setdefault("combinations", [])
            if any({(o["name"], o["value"]) for o in each["options"]} == chosen for each in siblings):
                raise ApiError(409, "CONSTRAINT_VIOLATION", "A combination with these options exists")
            if len(siblings) >= _MOST:
                raise ApiError(400, "COMBINATION_LIMIT_PER_REQUEST_EXCEEDED", f"At most {_MOST} combinations")
            for each in options:
                offer_choice(product, each.get("name"), each.get("value"))
            variation: Document = {
                "id": self._platform.store.next_number(f"variation_{shop}", 480_000_001),
                "combinationNumber": max((each["combinationNumber"] for each in siblings), default=0) + 1,
                "options": options, "unlimited": "quantity" not in wish, "attributes": [],
                "outOfStockVisibilityBehaviour": "SHOW",
            }  # fmt: skip
            self._merge(shop, product, variation, wish)
            siblings.append(variation)
            self._products.save(shop, product)
        return variation

    def update(self, shop: int, number: int, variation: int, wish: Document) -> None:
        """Merge the given fields into a variation."""
        with self._platform.store.transaction():
            product = self._products.get(shop, number)
            self._merge(shop, product, find_variation(product, variation), wish)
            self._products.save(shop, product)

    def delete(self, shop: int, number: int, variation: int | None) -> int:
        """Remove one variation, or all; returns how many."""
        with self._platform.store.transaction():
            product = self._products.get(shop, number)
            if variation is not None:
                find_variation(product, variation)
            before = product.get("combinations") or []
            product["combinations"] = [
                each for each in before if variation is not None and each["id"] != variation
            ]
            self._products.save(shop, product)
        return len(before) - len(product["combinations"])

    def _merge(self, shop: int, product: Document, variation: Document, wish: Document) -> None:
        if wish.get("sku"):
            self._products.check_sku(shop, str(wish["sku"]), product["id"])
        merge_stock(variation, wish)
        for name, value in wish.items():
            if name in {"id", "combinationNumber", "quantity", "unlimited", "inStock", "attributes"}:
                continue
            if value is None:
                variation.pop(name, None)
            else:
                variation[name] = value
        if "attributes" in wish:
            variation["attributes"] = read_attributes(wish["attributes"])


def offer_choice(product: Document, name: object, value: object) -> None:
    """Make sure that an option of the product offers a choice."""
    if not name or not value:
        raise wrong("Field Combination.options needs name and value")
    options = product.setdefault("options", [])
    option = next((each for each in options if each.get("name") == name), None)
    if option is None:
        option = {"type": "SELECT", "name": name, "choices": [], "defaultChoice": 0, "required": False}
        options.append(option)
    if not any(choice.get("text") == value for choice in option["choices"]):
        option["choices"].append({"text": value, "priceModifier": 0, "priceModifierType": "ABSOLUTE"})
