"""Finding orders as GET /orders does."""

from backend.sandbox.shop.asking import Ask, envelope
from backend.sandbox.shop.errors import wrong
from backend.sandbox.shop.orders import FULFILLMENT, PAYMENT, Orders
from backend.sandbox.shop.state import Platform, number_key
from backend.sandbox.store import Condition, Document

_KNOWN = {
    "ids", "keywords", "email", "customerId", "totalFrom", "totalTo", "createdFrom", "createdTo",
    "updatedFrom", "updatedTo", "fulfillmentStatus", "paymentStatus", "refererId", "paymentReference",
    "offset", "limit", "responseFields", "lang", "token",
}  # fmt: skip


def search_orders(platform: Platform, orders: Orders, ask: Ask) -> Document:
    """A page of orders, newest first, at most 100."""
    for name in ask.query:
        if name not in _KNOWN:
            raise wrong(f"Parameter {name} is not known here")
    offset, limit = ask.number("offset", 0), ask.number("limit", 100, 100)
    where = _conditions(platform, ask)
    kind = f"order_{ask.shop}"
    found = platform.store.find(kind, where, order=["-key"], offset=offset, limit=limit)
    shown = [orders.shown(ask.shop, each) for each in found]
    return envelope(shown, platform.store.count(kind, where), offset, limit)


def _conditions(platform: Platform, ask: Ask) -> list[Condition]:
    query = ask.query
    where: list[Condition] = []
    if "ids" in query:
        names = [each.strip() for each in query["ids"].split(",")]
        if all(each.isdigit() for each in names):
            return [("key", "in", [number_key(each) for each in names])]
        where.append(("name", "in", names))
    if "keywords" in query:
        where.append(("words", "has", query["keywords"].casefold()))
    if "email" in query:
        where.append(("email", "=", query["email"].casefold()))
    if "customerId" in query:
        where.append(("customer", "=", ask.number("customerId", 0)))
    if "refererId" in query:
        where.append(("referer", "=", query["refererId"]))
    if "paymentReference" in query and platform.switches.on("payment_reference"):
        where.append(("reference", "=", query["paymentReference"]))
    for name, field, known in (
        ("paymentStatus", "payment", PAYMENT),
        ("fulfillmentStatus", "fulfillment", FULFILLMENT),
    ):
        if name in query:
            values = query[name].split(",")
            if unknown := [each for each in values if each not in known]:
                raise wrong(f"Parameter {name} has an unknown value {unknown[0]}")
            where.append((field, "in", values))
    return where + _ranges(platform, ask)


def _ranges(platform: Platform, ask: Ask) -> list[Condition]:
    where: list[Condition] = []
    exclusive = platform.switches.get("updated_from") == "exclusive"
    for name in ("created", "updated"):
        start, end = ask.moment(f"{name}From"), ask.moment(f"{name}To")
        if start is not None:
            where.append((name, ">" if exclusive and name == "updated" else ">=", start))
        if end is not None:
            where.append((name, "<=", end))
    for name, comparison in (("totalFrom", ">="), ("totalTo", "<=")):
        if name in ask.query:
            try:
                where.append(("total", comparison, float(ask.query[name])))
            except ValueError:
                raise wrong(f"Parameter {name} must be a number") from None
    return where
