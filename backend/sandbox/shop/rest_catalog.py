"""The catalogue part of the REST API: products, variations, categories, product types, brands."""

from backend.sandbox.shop.asking import Ask, Reply, Rule, envelope, trim
from backend.sandbox.shop.errors import ApiError, absent, not_found, wrong
from backend.sandbox.shop.products import Products, find_variation
from backend.sandbox.shop.search import search_products
from backend.sandbox.shop.state import Platform, number_key, time_text
from backend.sandbox.shop.variations import Variations
from backend.sandbox.store import Condition, Document

_READ = ("read_catalog",)
_WRITE = ("update_catalog",)
_CREATE = ("create_catalog",)


class CatalogApi:
    """Answers of the catalogue."""

    def __init__(self, platform: Platform, products: Products, variations: Variations) -> None:
        self._platform, self._products, self._variations = platform, products, variations

    def rules(self) -> list[Rule]:
        """The operations, in the order in which paths are tried."""
        one, many = "/products/{product}", "/products/{product}/combinations"
        return [
            Rule("GET", "/products", _READ, self.search, public=True),
            Rule("POST", "/products", _CREATE, self.create),
            Rule("GET", "/products/deleted", _READ, lambda ask: deleted(self._platform, ask, "product")),
            Rule("GET", "/products/brands", ("read_brands", "read_catalog"), self.brands),
            Rule("GET", "/brands", ("read_brands", "read_catalog"), self.brands),
            Rule("GET", one, _READ, self.read, public=True),
            Rule("PUT", one, _WRITE, self.update),
            Rule("DELETE", one, _WRITE, self.delete),
            Rule("PUT", f"{one}/inventory", _WRITE, self.move_stock),
            Rule("GET", many, _READ, self.list_variations, public=True),
            Rule("POST", many, _WRITE, self.create_variation),
            Rule("DELETE", many, _WRITE, self.delete_variations),
            Rule("GET", f"{many}/{{variation}}", _READ, self.read_variation, public=True),
            Rule("PUT", f"{many}/{{variation}}", _WRITE, self.update_variation),
            Rule("DELETE", f"{many}/{{variation}}", _WRITE, self.delete_variations),
            Rule("PUT", f"{many}/{{variation}}/inventory", _WRITE, self.move_stock),
            Rule("GET", "/categories", _READ, self.categories, public=True),
            Rule("GET", "/categories/{category}", _READ, self.category, public=True),
            Rule("GET", "/classes", _READ, self.classes),
            Rule("GET", "/classes/{product_type}", _READ, self.product_type),
        ]

    def search(self, ask: Ask) -> Reply:
        """GET /products."""
        found = search_products(self._platform, ask)
        found["items"] = [self._located(product) for product in found["items"]]
        return Reply(trim(found, ask.query.get("responseFields")))

    def create(self, ask: Ask) -> Reply:
        """POST /products."""
        return Reply({"id": self._products.create(ask.shop, ask.document())["id"]})

    def read(self, ask: Ask) -> Reply:
        """GET /products/{id}; a public token does not see a disabled product."""
        product = self._products.get(ask.shop, ask.id("product"))
        if ask.grant.public and not product.get("enabled", True):
            raise not_found("Product", product["id"])
        return Reply(trim(self._located(product), ask.query.get("responseFields")))

    def _located(self, product: Document) -> Document:
        """A product with its stock by location, where the shop has several."""
        if self._platform.switches.get("stock_locations") == "off":
            return product
        shown = dict(product)
        if "quantity" in product:
            pieces = product["quantity"]
            shown["locationInventory"] = {"61511": pieces - pieces // 2, "61512": pieces // 2}
        if product.get("combinations"):
            shown["combinations"] = [self._located(each) for each in product["combinations"]]
        return shown

    def update(self, ask: Ask) -> Reply:
        """PUT /products/{id}."""
        self._products.update(ask.shop, ask.id("product"), ask.document())
        return Reply({"updateCount": 1})

    def delete(self, ask: Ask) -> Reply:
        """DELETE /products/{id}."""
        self._products.delete(ask.shop, ask.id("product"))
        return Reply({"deleteCount": 1})

    def move_stock(self, ask: Ask) -> Reply:
        """PUT …/inventory with {"quantityDelta": n}."""
        delta = ask.document().get("quantityDelta")
        if delta is None:
            raise absent("quantityDelta")
        if not isinstance(delta, int) or isinstance(delta, bool):
            raise wrong("Field quantityDelta must be a whole number")
        if self._platform.switches.get("stock_locations") == "till":
            words = "Stock of this product is managed by a point of sale"
            raise ApiError(409, "NOT_ALLOWED_TO_UPDATE_PARAMETER", words)
        variation = ask.id("variation") if "variation" in ask.params else None
        count, warning = self._products.move_stock(ask.shop, ask.id("product"), variation, delta)
        return Reply({"updateCount": count} | ({"warning": warning} if warning else {}))

    def list_variations(self, ask: Ask) -> Reply:
        """GET …/combinations: a bare list."""
        product = self._products.get(ask.shop, ask.id("product"))
        return Reply(trim(product.get("combinations") or [], ask.query.get("responseFields")))

    def read_variation(self, ask: Ask) -> Reply:
        """GET …/combinations/{id}."""
        return Reply(find_variation(self._products.get(ask.shop, ask.id("product")), ask.id("variation")))

    def create_variation(self, ask: Ask) -> Reply:
        """POST …/combinations."""
        return Reply({"id": self._variations.create(ask.shop, ask.id("product"), ask.document())["id"]})

    def update_variation(self, ask: Ask) -> Reply:
        """PUT …/combinations/{id}."""
        self._variations.update(ask.shop, ask.id("product"), ask.id("variation"), ask.document())
        return Reply({"updateCount": 1})

    def delete_variations(self, ask: Ask) -> Reply:
        """DELETE …/combinations and …/combinations/{id}."""
        variation = ask.id("variation") if "variation" in ask.params else None
        return Reply({"deleteCount": self._variations.delete(ask.shop, ask.id("product"), variation)})

    def categories(self, ask: Ask) -> Reply:
        """GET /categories."""
        offset, limit = ask.number("offset", 0), ask.number("limit", 100, 100)
        kind = f"category_{ask.shop}"
        found = self._platform.store.find(kind, order=["key"], offset=offset, limit=limit)
        payload = envelope(found, self._platform.store.count(kind), offset, limit)
        return Reply(trim(payload, ask.query.get("responseFields")))

    def category(self, ask: Ask) -> Reply:
        """GET /categories/{id}."""
        found = self._platform.store.get(f"category_{ask.shop}", number_key(ask.id("category")))
        if found is None:
            raise not_found("Category", ask.params["category"])
        return Reply(found)

    def classes(self, ask: Ask) -> Reply:
        """GET /classes: a bare list; the general type is always there."""
        general: Document = {"id": 0, "name": "General", "googleTaxonomy": "", "attributes": [
            {"id": 1, "name": "UPC", "type": "UPC", "show": "NOTSHOW"},
            {"id": 2, "name": "Brand", "type": "BRAND", "show": "DESCR"},
        ]}  # fmt: skip
        return Reply([general, *self._platform.store.find(f"class_{ask.shop}", order=["key"])])

    def product_type(self, ask: Ask) -> Reply:
        """GET /classes/{id}."""
        classes: list[Document] = self.classes(ask).payload
        for each in classes:
            if str(each["id"]) == ask.params["product_type"]:
                return Reply(each)
        raise not_found("Class", ask.params["product_type"])

    def brands(self, ask: Ask) -> Reply:
        """GET /brands: the values of the BRAND attribute with how many products carry each."""
        counts: dict[str, int] = {}
        for product in self._platform.store.all(f"product_{ask.shop}"):
            for attribute in product.get("attributes") or []:
                if attribute.get("type") == "BRAND" and attribute.get("value"):
                    counts[attribute["value"]] = counts.get(attribute["value"], 0) + 1
        offset, limit = ask.number("offset", 0), ask.number("limit", 100, 100)
        names = sorted(counts)
        items = [{"name": name, "productsFilteredByBrandCount": counts[name]} for name in names]
        return Reply(envelope(items[offset : offset + limit], len(names), offset, limit))


def deleted(platform: Platform, ask: Ask, kind: str) -> Reply:
    """GET …/deleted: what was removed and when, oldest first."""
    where: list[Condition] = [("kind", "=", kind)]
    for name, comparison in (("from_date", ">="), ("to_date", "<=")):
        if (moment := ask.moment(name)) is not None:
            where.append(("at", comparison, moment))
    offset, limit = ask.number("offset", 0), ask.number("limit", 100, 100)
    lines = platform.store.find(f"deleted_{ask.shop}", where, order=["key"], offset=offset, limit=limit)
    items = [
        {"id": line["id"], "date": time_text(line["at"])}
        | ({"orderId": line["orderId"]} if "orderId" in line else {})
        for line in lines
    ]
    return Reply(envelope(items, platform.store.count(f"deleted_{ask.shop}", where), offset, limit))
