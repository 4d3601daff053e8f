"""What a list of orders is narrowed by, as conditions on `orders o` that both databases understand."""

from dataclasses import dataclass
from typing import Any

from backend.storage.searching import words_condition

_TO_SEND = "o.sender = 'merchant' and o.ours = 1 and o.status in ('unshipped', 'partly_shipped')"
# Set aside on its way into the shop, or waiting for the merchant in any other part of its life.
_STUCK = (
    "o.id in (select a.id from orders a where a.shop_id = :shop and a.stage = 'aside'"
    " union select t.order_id from order_trouble t where t.shop_id = :shop)"
)
TABS = {
    "": "1 = 1",
    "to_send": _TO_SEND,
    "late": f"{_TO_SEND} and o.ship_by < :now",
    "stuck": _STUCK,
    "asked": "o.status in ('unshipped', 'partly_shipped') and o.asked_to_cancel <> ''",
    "cancelled": "o.status = 'cancelled'",
    "amazon": "o.sender = 'marketplace'",
}
_BY_SHIP_DATE = ("to_send", "late")


@dataclass(frozen=True, slots=True)
class OrderFilter:
    """`tab`: one of TABS. `words`: of a number of Amazon's or the shop's, a SKU or a product's name. `sender`: "",
    merchant, marketplace; `kind`: a domain.orders.Kind or "". `since` and `until`: when it was made, epoch seconds UTC,
    the second not included; 0 for any. They all hold together; who buys is sealed and cannot be looked for."""

    tab: str = ""
    words: str = ""
    seller_id: int = 0
    marketplace_id: str = ""
    sender: str = ""
    kind: str = ""
    since: int = 0
    until: int = 0

    @property
    def narrowed(self) -> int:
        """How many filters beside tab and words are set."""
        found = (self.seller_id, self.marketplace_id, self.sender, self.kind, self.since, self.until)
        return sum(1 for each in found if each)


def mine(tab: str) -> str:
    """The shop's own. Few are stuck: they are had by their ids, and not met among all (the + keeps the index away)."""
    return "+o.shop_id = :shop" if tab == "stuck" else "o.shop_id = :shop"


def conditions(
    dialect: str, shop_id: int, wanted: OrderFilter, now: int, tab: str = ""
) -> tuple[str, dict[str, Any]]:
    """A filter with another tab. The values are those of any tab."""
    parts = [mine(tab), TABS[tab]]
    values: dict[str, Any] = {"shop": shop_id, "now": now}
    plain = {"seller_id": wanted.seller_id, "marketplace_id": wanted.marketplace_id, "sender": wanted.sender}
    for column, value in plain.items():
        if value:
            parts.append(f"o.{column} = :{column}")
            values[column] = value
    if wanted.kind:
        parts.append("o.kinds like :kind")
        values["kind"] = f"% {wanted.kind} %"
    if wanted.since:
        parts.append("o.created_at >= :since")
        values["since"] = wanted.since
    if wanted.until:
        parts.append("o.created_at < :until")
        values["until"] = wanted.until
    if wanted.words.strip():
        found, more = _words(dialect, wanted.words.strip())
        parts.append(found)
        values |= more
    return " and ".join(parts), values


def ordered(tab: str) -> str:
    """The order of a tab: what is to be sent by when it must leave, the late ones first; all else the newest first."""
    if tab in _BY_SHIP_DATE:
        return "o.ship_by is null, o.ship_by, o.id"
    return "o.created_at desc, o.id desc"


def _words(dialect: str, text: str) -> tuple[str, dict[str, Any]]:
    """A part of a number, the beginning of a SKU, or the words of a product's name, in the shop or, where the shop
    does not know it, on the marketplace."""
    named, values = words_condition(dialect, text)
    escaped = text.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")
    # SQLite's "like" cannot use an index; PostgreSQL's can, and sorts texts in a way of its own.
    sku = (
        "i.sku >= :sku and i.sku < :sku_end" if dialect == "sqlite" else "i.sku like :sku_like escape :escape"
    )
    found = (
        "(o.order_code like :part escape :escape or o.shop_code like :part escape :escape"
        f" or o.id in (select i.order_id from order_item i where {sku})"
        f" or o.id in (select i.order_id from product p join order_item i on i.product_id = p.id"
        f" where p.shop_id = :shop and {named})"
        " or o.id in (select i.order_id from order_item i where i.product_id is null"
        " and lower(i.title) like :title escape :escape))"
    )
    values |= {"part": f"%{escaped}%", "title": f"%{escaped.lower()}%", "escape": "\\"}
    if dialect == "sqlite":
        return found, {**values, "sku": text, "sku_end": f"{text}\U0010ffff"}
    return found, {**values, "sku_like": f"{escaped}%"}
