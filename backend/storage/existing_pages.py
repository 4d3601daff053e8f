"""The seller's own items as the review page shows them: by tab, found by words, beside the product they are."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from backend.domain.existing import Claim, RemoteItem
from backend.domain.folding import fold
from backend.storage.catalogue import KeptProduct, KeptVariation, with_variations
from backend.storage.database import Database, Row
from backend.storage.existing import At, read_claim, read_item
from backend.storage.searching import Place
from backend.storage.statements import among

# What stands under each tab; "ours" is nobody's question.
TABS: Mapping[str, tuple[str, ...]] = {
    "proposed": ("proposed",), "decide": ("conflict",), "unmanaged": ("unmanaged",), "linked": ("linking", "linked"),
    "dismissed": ("dismissed",),
}  # fmt: skip
WAITING = ("proposed", "conflict")  # for a person


@dataclass(frozen=True, slots=True)
class LineOfItem:
    """An item with what it was found to be. `state` as it is stored; `product` and `variation` None where nothing
    single fits, or where it is gone from the shop."""

    id: int
    at: At
    item: RemoteItem
    state: str
    claim: Claim
    seen_at: int
    gone: bool
    listing_id: int | None
    product: KeptProduct | None = None
    variation: KeptVariation | None = None


async def counts(db: Database, shop_id: int, words: str = "") -> dict[str, int]:
    """How many items stand under each tab, of those that some words find."""
    where, values = _found(shop_id, words)
    rows = await db.fetch_all(
        f"select state, count(*) as n from remote_item r where {where} group by state", values
    )
    by_state = {row["state"]: row["n"] for row in rows}
    return {tab: sum(by_state.get(state, 0) for state in states) for tab, states in TABS.items()}


async def count_waiting(db: Database, shop_id: int) -> int:
    """How many wait for a person."""
    marks, values = among("s", WAITING)
    return int(
        await db.fetch_val(
            f"select count(*) from remote_item where shop_id = :shop and state in ({marks}) and gone_at is null",
            {"shop": shop_id, **values},
        )
    )


async def page(
    db: Database, shop_id: int, tab: str, words: str, offset: int, limit: int
) -> list[LineOfItem]:  # fmt: skip
    """A page of a tab, in the order in which the items came."""
    where, values = _found(shop_id, words)
    marks, states = among("s", TABS[tab])
    rows = await db.fetch_all(
        f"select r.*, v.product_id from remote_item r left join variation v on v.id = r.variation_id"
        f" and v.deleted_at is null where {where} and r.state in ({marks}) order by r.id limit :limit offset :offset",
        {**values, **states, "limit": limit, "offset": offset},
    )
    return await _with_products(db, rows)


async def find(db: Database, shop_id: int, item_id: int) -> LineOfItem | None:
    """One item of a shop that is still there."""
    rows = await db.fetch_all(
        "select r.*, v.product_id from remote_item r left join variation v on v.id = r.variation_id"
        " and v.deleted_at is null where r.id = :id and r.shop_id = :shop and r.gone_at is null",
        {"id": item_id, "shop": shop_id},
    )
    return (await _with_products(db, rows))[0] if rows else None


def place_of(line: LineOfItem, currency: str) -> Place:
    """Where an item is, for searches of the catalogue."""
    return Place(line.at.seller_id, line.at.marketplace_id, currency)


async def _with_products(db: Database, rows: Sequence[Row]) -> list[LineOfItem]:
    ids = list(dict.fromkeys(row["product_id"] for row in rows if row["product_id"]))
    products: dict[int, KeptProduct] = {}
    if ids:
        marks, values = among("p", ids)
        found = await db.fetch_all(
            f"select * from product where id in ({marks}) and deleted_at is null", values
        )
        products = {kept.id: kept for kept in await with_variations(db, found, None)}
    return [_line(row, products.get(row["product_id"] or 0)) for row in rows]


def _line(row: Row, product: KeptProduct | None) -> LineOfItem:
    variations = product.variations if product else ()
    return LineOfItem(
        id=row["id"], at=At(row["shop_id"], row["seller_id"], row["marketplace_id"]), item=read_item(row),
        state=row["state"], claim=read_claim(row), seen_at=row["seen_at"], gone=row["gone_at"] is not None,
        listing_id=row["listing_id"], product=product,
        variation=next((each for each in variations if each.id == row["variation_id"]), None),
    )  # fmt: skip


def _found(shop_id: int, words: str) -> tuple[str, dict[str, Any]]:
    """What is there and some words find: each anywhere in SKU, ASIN or title."""
    parts, values = (
        ["r.shop_id = :shop", "(r.gone_at is null or r.state = 'linked')"],
        dict[str, Any](shop=shop_id),
    )
    for number, word in enumerate(fold(words).split()[:8]):
        escaped = word.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")
        parts.append(f"r.search like :word{number} escape :escape")
        values |= {f"word{number}": f"%{escaped}%", "escape": "\\"}
    return " and ".join(parts), values
