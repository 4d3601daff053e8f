"""What a person wants to see of the listings, as conditions on the narrow rows of `listing_grid`, and its orders.

Counts come from the tally where it knows all that is asked, pages in the usual order from the listing's own indexes.
Everything else reads the shop's narrow rows: by an index where one has the order asked for (product, SKU, the shop's
price and stock, what we want, change, publication), which is a few milliseconds whatever their number; else all of them
(by ASIN, status, reason, country, condition, policy or what Amazon shows; and most counts of a filter), which at
100,000 is about a tenth of a second on SQLite.
"""

from dataclasses import dataclass, replace
from typing import Any

from backend.domain.listing import Status
from backend.storage.searching import words_condition

MUTED = "muted"  # the tab of what the merchant left as it is
LEFT_OUT = (Status.INACTIVE.value, Status.INCOMPLETE.value)  # the tabs that muted listings leave
PRICES = ("price", "shop_price", "price_there")  # columns that are narrowed from and to, in thousandths
PIECES = ("quantity", "stock", "quantity_there")
NONE = -1  # a limit that is not set, and a number that a narrow row does not know


@dataclass(frozen=True, slots=True)
class Filter:
    """What a person wants to see. `status` "" is all, or a tab; `cause` narrows to one reason; 0 / "" / NONE is any.

    `price` and `quantity` are what we want, `shop_price` and `stock` the shop's, `price_there` and `quantity_there`
    what Amazon shows; what is unlimited in the shop is more than any stock.

    Prices are thousandths of a major unit of whatever currency a listing has; `asin`, `fba` and `paused` are "", yes or
    no; `changed` is the moment (epoch seconds UTC) since when something of it changed; `already` is the run that found
    it listed there and left it as it was.
    """

    status: str = ""
    words: str = ""
    seller_id: int = 0
    marketplace_id: str = ""
    cause: str = ""
    run_id: int = 0
    selling: int = 0
    synchronization: int = 0
    shipping: int = 0
    condition: str = ""
    category: int = 0
    price_from: int = NONE
    price_to: int = NONE
    quantity_from: int = NONE
    quantity_to: int = NONE
    shop_price_from: int = NONE
    shop_price_to: int = NONE
    stock_from: int = NONE
    stock_to: int = NONE
    price_there_from: int = NONE
    price_there_to: int = NONE
    quantity_there_from: int = NONE
    quantity_there_to: int = NONE
    asin: str = ""
    fba: str = ""
    paused: str = ""
    differs: bool = False
    manual: bool = False
    changed: int = 0
    already: int = 0

    @property
    def tallied(self) -> bool:
        """Whether the tally can count it."""
        return replace(self, selling=0, synchronization=0, shipping=0).indexed

    @property
    def indexed(self) -> bool:
        """Whether the listing's own indexes find it."""
        return self == Filter(
            self.status, self.words, self.seller_id, self.marketplace_id, self.cause, self.run_id
        )

    @property
    def narrowed(self) -> bool:
        """Whether it asks for anything beyond a tab."""
        return replace(self, status="") != Filter()


@dataclass(frozen=True, slots=True)
class Sort:
    """An order: a key of SORTS ("" the usual one, newest run first), and whether the greatest comes first."""

    key: str = ""
    down: bool = False


USUAL, EVERYTHING = Sort(), Filter()
_TEXTS = ("title", "sku", "asin", "status", "cause", "place", "condition")
SORTS = {
    "title": "g.title", "sku": "g.sku", "asin": "g.asin", "shop_price": "g.shop_price", "stock": "g.stock",
    "price": "g.price", "quantity": "g.quantity", "price_there": "g.price_there",
    "quantity_there": "g.quantity_there", "status": "g.status", "cause": "g.cause", "place": "g.marketplace_id",
    "seller": "g.seller_id", "condition": "g.condition", "selling": "g.selling_policy_id",
    "synchronization": "g.synchronization_policy_id", "shipping": "g.shipping_policy_id", "changed": "g.changed_at",
    "run": "g.run_id", "differs": "g.differs",
}  # fmt: skip


def ordered(sort: Sort, wanted: Filter = EVERYTHING) -> str:
    """The order in SQL; equal ones the newest first, or the oldest where the least comes first.

    What finds few of many is found first and then put in order: walking the order's index would meet all the others.
    """
    column, way = (
        ("g.run_id", "desc") if sort.key not in SORTS else (SORTS[sort.key], "desc" if sort.down else "asc")
    )
    if wanted.differs or wanted.manual or wanted.category or wanted.already:
        column += " || ''" if sort.key in _TEXTS else " + 0"
    return f"{column} {way}, g.listing_id {way}"


def exactly(wanted: Filter) -> dict[str, Any]:
    """What columns of a listing must be, for those parts of a filter that say so."""
    said = {
        "status": "" if wanted.status == MUTED else wanted.status, "seller_id": wanted.seller_id,
        "marketplace_id": wanted.marketplace_id, "cause": wanted.cause, "run_id": wanted.run_id,
        "selling_policy_id": wanted.selling, "synchronization_policy_id": wanted.synchronization,
        "shipping_policy_id": wanted.shipping,
    }  # fmt: skip
    return {name: value for name, value in said.items() if value}


def muting(wanted: Filter, row: str) -> list[str]:
    """What a tab asks of muted rows."""
    if wanted.status == MUTED:
        return [f"{row}.muted = 1 and {row}.cause <> ''"]
    return [f"{row}.muted = 0"] if wanted.status in LEFT_OUT or wanted.cause else []


def conditions(dialect: str, shop_id: int, wanted: Filter) -> tuple[str, dict[str, Any]]:
    """Everything that a filter asks, as a condition on `g` with its values."""
    said = exactly(wanted)
    parts = ["g.shop_id = :shop", *(f"g.{name} = :{name}" for name in said), *muting(wanted, "g")]
    values: dict[str, Any] = {"shop": shop_id, **said}
    for found, more in (_numbers(wanted), _facts(wanted), _category(wanted), _words(dialect, wanted)):
        parts += found
        values |= more
    return " and ".join(parts), values


def rows(dialect: str, shop_id: int, wanted: Filter, row: str = "l") -> tuple[str, dict[str, Any]]:
    """The same as a condition on listings `row`."""
    where, values = conditions(dialect, shop_id, wanted)
    return (
        f"{row}.shop_id = :shop and {row}.id in (select g.listing_id from listing_grid g where {where})"
    ), values


def _numbers(wanted: Filter) -> tuple[list[str], dict[str, Any]]:
    parts, values = list[str](), dict[str, Any]()
    for column in (*PRICES, *PIECES):
        for end, sign in (("from", ">="), ("to", "<=")):
            if (limit := getattr(wanted, f"{column}_{end}")) != NONE:
                parts.append(f"g.{column} >= 0 and g.{column} {sign} :{column}_{end}")
                values[f"{column}_{end}"] = limit
    if wanted.changed:
        parts.append("g.changed_at >= :changed")
        values["changed"] = wanted.changed
    return parts, values


def _facts(wanted: Filter) -> tuple[list[str], dict[str, Any]]:
    parts, values = list[str](), dict[str, Any]()
    if wanted.condition:
        parts.append("g.condition = :condition")
        values["condition"] = wanted.condition
    for said, yes, no in (
        (wanted.asin, "g.asin <> ''", "g.asin = ''"),
        (wanted.fba, "g.by_amazon = 1", "g.by_amazon = 0"),
        (wanted.paused, "g.paused = 1", "g.paused = 0"),
    ):
        parts += [yes] if said == "yes" else [no] if said == "no" else []
    if wanted.differs:
        parts.append("g.differs = 1")
    if wanted.already:
        parts.append(
            "g.listing_id in (select l.id from run r join draft_choice c on c.draft_id = r.draft_id and c.chosen = 1"
            " join listing l on l.product_id = c.product_id and l.seller_id = r.seller_id"
            " and l.marketplace_id = r.marketplace_id where r.id = :already and r.shop_id = :shop"
            " and coalesce(l.run_id, 0) <> r.id and l.created_at <= r.created_at)"
        )
        values["already"] = wanted.already
    if wanted.manual:
        parts.append(
            "g.listing_id in (select m.listing_id from manual_price m where m.shop_id = :shop union"
            " select h.listing_id from manual_quantity q join listing_grid h on h.shop_id = q.shop_id"
            " and h.sku = q.sku and h.seller_id = q.seller_id where q.shop_id = :shop)"
        )
    return parts, values


def _category(wanted: Filter) -> tuple[list[str], dict[str, Any]]:
    if not wanted.category:
        return [], {}
    return [
        "g.product_id in (select pc.product_id from product_category pc where pc.category_id in"
        " (with recursive below(id) as (select external_id from category where shop_id = :shop"
        " and external_id = :category union select c.external_id from category c join below b on c.parent_id = b.id"
        " where c.shop_id = :shop) select id from below))"
    ], {"category": wanted.category}


def _words(dialect: str, wanted: Filter) -> tuple[list[str], dict[str, Any]]:
    said = wanted.words.strip()
    if not said:
        return [], {}
    found, values = words_condition(dialect, said)
    return [
        f"(g.product_id in (select p.id from product p where p.shop_id = :shop and {found}) or g.sku = :said"
        " or g.asin = :code)"
    ], {**values, "said": said, "code": said.upper()}
