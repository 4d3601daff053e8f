"""Catalogues from outside: documents exactly as the REST API returned them."""

from collections.abc import Iterable, Iterator
from typing import Any

from backend.sandbox.shop.state import Platform, number_key, time_text
from backend.sandbox.store import Document


def documents_in(source: Any) -> list[Document]:
    """The documents of a file: a whole search answer with `items`, or a bare list."""
    items = source.get("items") if isinstance(source, dict) else source
    if not isinstance(items, list) or not all(isinstance(each, dict) for each in items):
        raise ValueError("expected a search answer with items, or a list of objects")
    return items


def load_products(platform: Platform, shop: int, items: Iterable[Document]) -> int:
    """Keep products unchanged; returns how many. Only what is missing to find them again is added.

    The iterable is streamed. New ids that the platform gives later start above the highest loaded one.
    """
    now = platform.now()
    highest = [700_000_000, 480_000_000]

    def rows() -> Iterator[tuple[str, Document]]:
        for position, item in enumerate(items):
            product = {**item, "id": item.get("id") or highest[0] + 1}
            highest[0] = max(highest[0], product["id"])
            for variation in product.get("combinations") or []:
                highest[1] = max(highest[1], variation["id"])
            for name in ("create", "update"):
                if f"{name}Timestamp" not in product:
                    product[f"{name}Timestamp"] = now + (position if name == "create" else 0)
                    product.setdefault(f"{name}d", time_text(now))
            yield number_key(product["id"]), product

    with platform.store.transaction():
        count = platform.store.put_many(f"product_{shop}", rows())
        platform.store.next_number(f"product_{shop}", highest[0])
        platform.store.next_number(f"variation_{shop}", highest[1])
        platform.touch(shop, "products")
    return count


def load_categories(platform: Platform, shop: int, items: Iterable[Document]) -> int:
    """Keep categories unchanged; returns how many."""
    platform.touch(shop, "categories")
    return platform.store.put_many(f"category_{shop}", ((number_key(each["id"]), each) for each in items))


def load_classes(platform: Platform, shop: int, items: Iterable[Document]) -> int:
    """Keep product types unchanged; returns how many."""
    return platform.store.put_many(f"class_{shop}", ((number_key(each["id"]), each) for each in items))
