"""The order part of the REST API."""

from backend.sandbox.shop.asking import Ask, Reply, Rule, trim
from backend.sandbox.shop.errors import absent, not_found
from backend.sandbox.shop.order_search import search_orders
from backend.sandbox.shop.orders import Orders
from backend.sandbox.shop.rest_catalog import deleted
from backend.sandbox.shop.state import Platform

_READ = ("read_orders",)
_WRITE = ("update_orders",)


class OrderApi:
    """Answers about orders."""

    def __init__(self, platform: Platform, orders: Orders) -> None:
        self._platform, self._orders = platform, orders

    def rules(self) -> list[Rule]:
        """The operations, in the order in which paths are tried."""
        fields = "/orders/{order}/extraFields"
        return [
            Rule("GET", "/orders", _READ, self.search),
            Rule("POST", "/orders", ("create_orders",), self.create),
            Rule("GET", "/orders/last", _READ, self.last),
            Rule("GET", "/orders/deleted", _READ, lambda ask: deleted(self._platform, ask, "order")),
            Rule("GET", "/orders/{order}", _READ, self.read),
            Rule("PUT", "/orders/{order}", _WRITE, self.update),
            Rule("DELETE", "/orders/{order}", _WRITE, self.delete),
            Rule("GET", fields, _READ, self.extra_fields),
            Rule("POST", fields, _WRITE, self.add_extra_field),
            Rule("PUT", f"{fields}/{{field}}", _WRITE, self.change_extra_field),
            Rule("DELETE", f"{fields}/{{field}}", _WRITE, self.remove_extra_field),
        ]

    def search(self, ask: Ask) -> Reply:
        """GET /orders."""
        return Reply(trim(search_orders(self._platform, self._orders, ask), ask.query.get("responseFields")))

    def create(self, ask: Ask) -> Reply:
        """POST /orders."""
        order = self._orders.create(ask.shop, ask.document())
        return Reply({"id": order["internalId"], self._platform.switches.get("order_reply"): order["id"]})

    def read(self, ask: Ask) -> Reply:
        """GET /orders/{id}."""
        order = self._orders.shown(ask.shop, self._orders.get(ask.shop, ask.params["order"]))
        return Reply(trim(order, ask.query.get("responseFields")))

    def last(self, ask: Ask) -> Reply:
        """GET /orders/last."""
        order = self._platform.store.first(f"order_{ask.shop}", order=["-key"])
        if order is None:
            raise not_found("Order", "last")
        return Reply(self._orders.shown(ask.shop, order))

    def update(self, ask: Ask) -> Reply:
        """PUT /orders/{id}."""
        self._orders.update(ask.shop, ask.params["order"], ask.document())
        return Reply({"updateCount": 1})

    def delete(self, ask: Ask) -> Reply:
        """DELETE /orders/{id}."""
        self._orders.delete(ask.shop, ask.params["order"])
        return Reply({"deleteCount": 1})

    def extra_fields(self, ask: Ask) -> Reply:
        """GET /orders/{id}/extraFields."""
        return Reply(self._orders.get(ask.shop, ask.params["order"]).get("orderExtraFields") or [])

    def add_extra_field(self, ask: Ask) -> Reply:
        """POST /orders/{id}/extraFields."""
        wish = ask.document()
        if not wish.get("id"):
            raise absent("OrderExtraField.id")
        fields = self.extra_fields(ask).payload
        kept = [each for each in fields if each.get("id") != wish["id"]]
        self._orders.update(ask.shop, ask.params["order"], {"orderExtraFields": [*kept, wish]})
        return Reply({"createCount": 1})

    def change_extra_field(self, ask: Ask) -> Reply:
        """PUT /orders/{id}/extraFields/{field}."""
        self._field(ask)
        wish = {**ask.document(), "id": ask.params["field"]}
        fields = self.extra_fields(ask).payload
        changed = [{**each, **wish} if each.get("id") == wish["id"] else each for each in fields]
        self._orders.update(ask.shop, ask.params["order"], {"orderExtraFields": changed})
        return Reply({"updateCount": 1})

    def remove_extra_field(self, ask: Ask) -> Reply:
        """DELETE /orders/{id}/extraFields/{field}."""
        self._field(ask)
        kept = [each for each in self.extra_fields(ask).payload if each.get("id") != ask.params["field"]]
        self._orders.update(ask.shop, ask.params["order"], {"orderExtraFields": kept})
        return Reply({"deleteCount": 1})

    def _field(self, ask: Ask) -> None:
        if not any(each.get("id") == ask.params["field"] for each in self.extra_fields(ask).payload):
            raise not_found("Extra_field", ask.params["field"])
