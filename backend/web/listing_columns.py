"""The columns of the listings page: which there are, what they are called, by what each is sorted."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from backend.storage.listing_filter import Sort
from backend.web.languages import _

# Key of a column -> key of its order. The product stands in front of all of them.
SORTED_BY = {
    "sku": "sku", "asin": "asin", "place": "place", "seller": "seller", "price": "shop_price", "stock": "stock",
    "wanted_price": "price", "price_there": "price_there", "wanted_quantity": "quantity",
    "quantity_there": "quantity_there", "status": "status", "reason": "cause", "differs": "differs",
    "by_hand": "", "condition": "condition", "selling": "selling", "synchronization": "synchronization",
    "shipping": "shipping", "changed": "changed", "run": "run", "at_amazon": "",
}  # fmt: skip
USUAL = ("sku", "asin", "price", "stock", "status")
NUMBERS = frozenset(
    ("price", "stock", "wanted_price", "price_there", "wanted_quantity", "quantity_there", "run")
)


@dataclass(frozen=True, slots=True)
class Head:
    """A column's head. `sort`: what its link asks for ("" for none), `now`: ascending, descending or none."""

    key: str
    name: str
    sort: str
    now: str

    @property
    def number(self) -> bool:
        return self.key in NUMBERS


def names() -> dict[str, str]:
    """What the columns are called."""
    return {
        "sku": _("SKU"), "asin": "ASIN", "place": _("Country"), "seller": _("Account"),
        "price": _("Price: shop → Amazon"), "stock": _("Stock: shop → Amazon"), "wanted_price": _("Price we want"),
        "price_there": _("Price on Amazon"), "wanted_quantity": _("Quantity we want"),
        "quantity_there": _("Quantity on Amazon"), "status": _("Status"), "reason": _("Reason"),
        "differs": _("Differences"), "by_hand": _("Set by hand"), "condition": _("Condition"),
        "selling": _("Selling policy"), "synchronization": _("Synchronization policy"),
        "shipping": _("Shipping policy"), "changed": _("Changed"), "run": _("Publication"),
        "at_amazon": _("At Amazon"),
    }  # fmt: skip


def short_name(key: str) -> str:
    """What stands beside the value where a row is a card."""
    return {"price": _("Price"), "stock": _("Stock")}.get(key) or names()[key]


def known(keys: Iterable[object]) -> tuple[str, ...]:
    """Those of some keys that are columns, in the columns' order."""
    wanted = {str(key) for key in keys}
    return tuple(key for key in SORTED_BY if key in wanted)


def heads(columns: Sequence[str], sort: Sort) -> list[Head]:
    """The heads of a table: the product, then the chosen columns."""
    every = {"product": _("Product"), **names()}
    by = {"product": "title", **SORTED_BY}
    return [_head(key, every[key], by[key], sort) for key in ("product", *columns)]


def sorts(sort: Sort) -> list[tuple[str, str, bool]]:
    """(what an address says, its words, whether it is chosen) of every order, for where there are no heads."""
    every = {"product": _("Product"), **names()}
    by = {"product": "title", **SORTED_BY}
    chosen = f"-{sort.key}" if sort.down else sort.key
    found = [("", _("Newest first"), not sort.key)]
    for key, name in every.items():
        if by[key]:
            found += [
                (by[key], f"{name} ↑", by[key] == chosen),
                (f"-{by[key]}", f"{name} ↓", f"-{by[key]}" == chosen),
            ]
    return found


def _head(key: str, name: str, by: str, sort: Sort) -> Head:
    here = bool(by) and by == sort.key
    now = ("descending" if sort.down else "ascending") if here else "none"
    return Head(key, name, "" if not by else f"-{by}" if here and not sort.down else by, now)
