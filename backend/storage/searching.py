"""What a person looks for in the catalogue, as conditions that both databases understand."""

from dataclasses import asdict, dataclass, replace
from typing import Any

from backend.domain.folding import fold
from backend.domain.issues import Cause
from backend.domain.listing import Status

CAP = 200  # what words find that a page counts and leafs through
MANY = 1_000
TRIGRAM = 3  # letters from which SQLite's index finds a word anywhere


@dataclass(frozen=True, slots=True)
class Search:
    """What a person looks for. `stock`: "", in, out; `ready`: only what nothing stops; `cause`: what this stops.

    `price_from` and `price_to` are minor units of the shop's currency, both included, None for any; `changed_since`
    is epoch seconds UTC, 0 for ever. They all hold together.
    """

    words: str = ""
    category: int = 0
    stock: str = ""
    ready: bool = False
    unlisted: bool = False  # no listing yet at any of the places at hand
    cause: str = ""
    price_from: int | None = None
    price_to: int | None = None
    barcode: bool = False  # one variation at least has a good barcode
    changed_since: int = 0

    def as_dict(self) -> dict[str, Any]:
        return asdict(self)


@dataclass(frozen=True, slots=True)
class Place:
    """Where products are to be listed; `currency` is what their prices must be in, "" for any. `also`: further places,
    as (seller, marketplace)."""

    seller_id: int
    marketplace_id: str
    currency: str
    also: tuple[tuple[int, str], ...] = ()
    enabled: bool = True  # only what is enabled in the shop is ready
    stocked: bool = True  # only what is in stock is ready


# What stops a variation, in the order of the domain's `obstacles`; "" is nothing that is known of it alone.
CAUSE = (
    f"case when v.sku_count > 1 and v.obstacle not in ('{Cause.NOT_GOODS}', '{Cause.NO_SKU}')"
    f" then '{Cause.DOUBLED_SKU}' else v.obstacle end"
)
# What nothing stops, as the domain's `obstacles` says it, for the parts a table can answer.
READY = (
    "p.enabled = 1 and v.deleted_at is null and v.obstacle = '' and v.sku_count <= 1"
    " and (v.stock is null or v.stock > 0)"
)


def _ready(place: Place | None) -> str:
    """READY as the rules of a place have it."""
    found = READY if place is None or place.enabled else READY.replace("p.enabled = 1 and ", "")
    return (
        found
        if place is None or place.stocked
        else found.replace(" and (v.stock is null or v.stock > 0)", "")
    )


def listed_at(place: Place, *other_than: Status) -> tuple[str, dict[str, Any]]:
    """The condition that product p has a listing at a place (or one of its further ones) whose status is none of
    these, and its values."""
    statuses = ", ".join(f"'{status}'" for status in other_than)
    spots, values = _spots(place)
    return (
        "exists (select 1 from variation w join listing l on l.variation_id = w.id"
        f" and ({spots}) where w.product_id = p.id and l.status not in ({statuses}))"
    ), values


def _unlisted(dialect: str, place: Place) -> tuple[str, dict[str, Any]]:
    """Products without a listing at these places that has not ended, by the narrow rows of the listings. SQLite is
    quickest when it reads them once; PostgreSQL joins them only where each is asked for."""
    spots, values = _spots(place)
    found = (
        "select l.product_id from listing_grid l where l.shop_id = :shop"
        f" and ({spots}) and l.status <> '{Status.ENDED}'"
    )
    if dialect == "sqlite":
        return f"p.id not in ({found})", values
    return f"not exists ({found} and l.product_id = p.id)", values


def _spots(place: Place) -> tuple[str, dict[str, Any]]:
    """A place and its further ones as a condition on listings `l`, with its values."""
    values: dict[str, Any] = {"seller": place.seller_id, "marketplace": place.marketplace_id}
    spots = ["l.seller_id = :seller and l.marketplace_id = :marketplace"]
    for number, (seller_id, marketplace_id) in enumerate(place.also):
        spots.append(f"l.seller_id = :seller{number} and l.marketplace_id = :marketplace{number}")
        values |= {f"seller{number}": seller_id, f"marketplace{number}": marketplace_id}
    return " or ".join(spots), values


def few_or_many(where: str, count: int) -> str:
    """The same condition on a cause, as it is quickest for so many: of many the first by name are quickly met, of few
    all are quickly had."""
    return where.replace(_STOPPED, _STOPS) if count > MANY else where


_THERE = "p.deleted_at is null"
_HOW = f"v.deleted_at is null and (v.obstacle <> '' or v.sku_count > 1) and {CAUSE} = :cause"
_STOPPED = f"p.id in (select v.product_id from variation v where v.shop_id = :shop and {_HOW})"
_STOPS = f"exists (select 1 from variation v where v.product_id = p.id and {_HOW})"


def conditions(
    dialect: str, shop_id: int, search: Search, place: Place | None, *, also_ready: bool = False
) -> tuple[str, dict[str, Any]]:
    """The search as a condition on `p` with its values; `also_ready` asks for what nothing stops besides."""
    parts = ["p.shop_id = :shop", _THERE]
    values: dict[str, Any] = {"shop": shop_id}
    if search.words.strip():
        condition, more = words_condition(dialect, search.words)
        parts.append(condition)
        values |= more
    if search.category:
        parts.append("p.id in (select product_id from product_category where category_id = :category)")
        values["category"] = search.category
    if search.stock == "in":
        parts.append("(p.stock is null or p.stock > 0)")
    if search.stock == "out":
        parts.append("p.stock <= 0")
    if search.ready or also_ready:
        named = place.currency if place else ""
        currency = " and v.currency = :currency" if named else ""
        parts.append(
            f"exists (select 1 from variation v where v.product_id = p.id and {_ready(place)}{currency})"
        )
        values |= {"currency": named} if named else {}
    if search.cause:
        parts.append(_STOPPED)
        values["cause"] = search.cause
    _narrowed(search, parts, values)
    if search.unlisted and place:
        condition, there = _unlisted(dialect, place)
        parts.append(condition)
        values |= there
    return " and ".join(parts), values


def _narrowed(search: Search, parts: list[str], values: dict[str, Any]) -> None:
    """By price (one variation's at least lies there), barcode, and when the shop changed it."""
    if search.price_from is not None:
        parts.append("p.high_price >= :price_from")
        values["price_from"] = search.price_from
    if search.price_to is not None:
        parts.append("p.low_price <= :price_to")
        values["price_to"] = search.price_to
    if search.barcode:
        parts.append(
            "p.id in (select b.product_id from variation b where b.shop_id = :shop and b.identifier <> ''"
            " and b.deleted_at is null)"
        )
    if search.changed_since:
        parts.append("p.updated_at >= :changed_since")
        values["changed_since"] = search.changed_since


def matching(
    dialect: str, shop_id: int, search: Search, place: Place | None = None, *, gone: bool = False
) -> tuple[str, dict[str, Any]]:
    """A statement for our ids and names of what a search with words finds, CAP + 1 at most. The words are looked up
    first, the rest is asked of what they find. `gone`: also products that the shop deleted."""
    where, values = conditions(dialect, shop_id, replace(search, words=""), place)
    where = where.replace(_THERE, "1 = 1") if gone else where
    words = fold(search.words).split()[:8]
    long = [word for word in words if dialect == "sqlite" and len(word) >= TRIGRAM]
    others, more = words_condition(dialect, " ".join(word for word in words if word not in long))
    source = "product p"
    if long:
        quoted = " ".join('"' + word.replace('"', '""') + '"' for word in long)
        source, more = "product_search f join product p on p.id = f.rowid", {**more, "found": quoted}
        others = f"f.product_search match :found and {others}"
    return f"select p.id, p.name from {source} where {others} and {where} limit {CAP + 1}", {**values, **more}


def words_condition(dialect: str, words: str) -> tuple[str, dict[str, Any]]:
    """A condition on `p` that finds every word typed: anywhere in a word on SQLite, at word starts on PostgreSQL."""
    parts: list[str] = []
    values: dict[str, Any] = {}
    for number, word in enumerate(fold(words).split()[:8]):
        key = f"word{number}"
        if dialect == "sqlite" and len(word) >= TRIGRAM:
            quoted = word.replace('"', '""')
            parts.append(f"p.id in (select rowid from product_search where product_search match :{key})")
            values[key] = f'"{quoted}"'
        elif dialect == "postgresql" and word.isalnum():
            parts.append(f"to_tsvector('simple', p.search) @@ to_tsquery('simple', :{key})")
            values[key] = f"{word}:*"
        else:
            escaped = word.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")
            parts.append(f"p.search like :{key} escape :escape")
            values |= {key: f"%{escaped}%", "escape": "\\"}
    return " and ".join(parts) or "1 = 1", values
