"""Finding products as GET /products does."""

from backend.sandbox.shop.asking import Ask, envelope
from backend.sandbox.shop.errors import wrong
from backend.sandbox.shop.state import Platform, number_key
from backend.sandbox.store import Condition, Document

_ORDER = {
    "RELEVANCE": "-created",
    "DEFINED_BY_STORE_OWNER": "created",
    "ADDED_TIME_ASC": "created",
    "ADDED_TIME_DESC": "-created",
    "UPDATED_TIME_ASC": "updated",
    "UPDATED_TIME_DESC": "-updated",
    "NAME_ASC": "name",
    "NAME_DESC": "-name",
    "PRICE_ASC": "price",
    "PRICE_DESC": "-price",
}
_KNOWN = {
    "productId", "sku", "keyword", "searchMethod", "externalReferenceId", "category", "categories",
    "priceFrom", "priceTo", "createdFrom", "createdTo", "updatedFrom", "updatedTo", "sortBy", "enabled",
    "inStock", "inventory", "lang", "cleanUrls", "slugsWithoutIds", "baseUrl", "offset", "limit",
    "responseFields", "token",
}  # fmt: skip


def search_products(platform: Platform, ask: Ask) -> Document:
    """A page of products, at most 100. 400 for a parameter that does not exist or has a wrong value."""
    for name in ask.query:
        if name not in _KNOWN:
            raise wrong(f"Parameter {name} is not known here")
    offset, limit = ask.number("offset", 0), ask.number("limit", 100, 100)
    where = conditions(platform, ask)
    sort = ask.query.get("sortBy", "ADDED_TIME_DESC")
    if sort not in _ORDER:
        raise wrong(f"Parameter sortBy has an unknown value {sort}")
    order = [_ORDER[sort]] if "TIME" in sort else [_ORDER[sort], "key"]
    kind = f"product_{ask.shop}"
    found = platform.store.find(kind, where, order=order, offset=offset, limit=limit)
    return envelope(found, platform.store.count(kind, where), offset, limit)


def conditions(platform: Platform, ask: Ask) -> list[Condition]:
    """The query as conditions of the store."""
    where: list[Condition] = [("enabled", "=", 1)] if ask.grant.public else []
    if numbers := ask.query.get("productId"):
        keys = [number_key(each.strip()) for each in numbers.split(",") if each.strip().isdigit()]
        return [*where, ("key", "in", keys)]
    query = ask.query
    if "sku" in query:
        where.append(("skus", "has", f"\n{query['sku']}\n"))
    if "keyword" in query:
        where.append(("words", "has", query["keyword"].rstrip("*").casefold()))
    if "externalReferenceId" in query:
        where.append(("external", "=", query["externalReferenceId"]))
    for name in [query["category"]] if "category" in query else query.get("categories", "").split(","):
        where += [("categories", "has", f",{name},")] if name else []
    for name, comparison in (("priceFrom", ">="), ("priceTo", "<=")):
        if name in query:
            where.append(("price", comparison, _price(query[name], name)))
    where += _moments(platform, ask)
    for name, field in (("enabled", "enabled"), ("inStock", "in_stock")):
        if (flag := ask.flag(name)) is not None:
            where.append((field, "=", int(flag)))
    if "inventory" in query:
        where.append(("in_stock", "=", int(query["inventory"] == "instock")))
    return where


def _moments(platform: Platform, ask: Ask) -> list[Condition]:
    where: list[Condition] = []
    exclusive = platform.switches.get("updated_from") == "exclusive"
    for name in ("created", "updated"):
        start, end = ask.moment(f"{name}From"), ask.moment(f"{name}To")
        if start is not None:
            start += 1 if exclusive and name == "updated" else 0
            where.append((name, ">=", f"{start:011}"))
        if end is not None:
            where.append((name, "<", f"{end + 1:011}"))
    return where


def _price(value: str, name: str) -> float:
    try:
        return float(value)
    except ValueError:
        raise wrong(f"Parameter {name} must be a number") from None
