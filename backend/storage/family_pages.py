"""Products with variations for the page of families: where they are listed, how many children are live."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from backend.domain.kinship import MANAGED, FamilyState
from backend.domain.listing import Status
from backend.storage.database import Database
from backend.storage.encoding import from_json
from backend.storage.statements import among

CAP = 1000  # nobody leafs further, and counting ends there
_MANAGED = ", ".join(f"'{state}'" for state in MANAGED)
_SHOWN = (
    "p.shop_id = :shop and p.deleted_at is null and p.variation_count > 1"
    " and exists (select 1 from listing l where l.product_id = p.id)"
)
# Begins with the families: a shop has few beside its products.
_FAMILIES = (
    f" and p.id in (select f.product_id from family f where f.shop_id = :shop and f.state in ({_MANAGED}))"
)


@dataclass(frozen=True, slots=True)
class AtPlace:
    """One place of a product: how many of its listings there are live; `state` None: it was never made a family."""

    seller_id: int
    marketplace_id: str
    total: int
    live: int
    state: FamilyState | None
    cause: str
    shared: int  # listings whose products Amazon has in a family


@dataclass(frozen=True, slots=True)
class ShownProduct:
    """A product with variations and its places."""

    id: int
    name: str
    names: Mapping[str, str]
    sku: str
    image_url: str
    places: tuple[AtPlace, ...] = field(default=())


async def count(db: Database, shop_id: int, *, only_families: bool) -> int:
    """How many products with variations are listed somewhere, CAP at most; `only_families`: those made one."""
    where = _SHOWN + (_FAMILIES if only_families else "")
    return int(
        await db.fetch_val(
            f"select count(*) from (select 1 from product p where {where} limit :cap) as t",
            {"shop": shop_id, "cap": CAP},
        )
    )


async def page(
    db: Database, shop_id: int, offset: int, limit: int, *, only_families: bool
) -> list[ShownProduct]:
    """A page of them, by name."""
    where = _SHOWN + (_FAMILIES if only_families else "")
    rows = await db.fetch_all(
        f"select p.id, p.name, p.names, p.sku, p.image_url from product p where {where}"
        " order by p.name, p.id limit :limit offset :offset",
        {"shop": shop_id, "limit": limit, "offset": offset},
    )
    places = await _places(db, [row["id"] for row in rows])
    return [
        ShownProduct(
            row["id"], row["name"], from_json(row["names"], {}), row["sku"], row["image_url"],
            tuple(places.get(row["id"], ())),
        )
        for row in rows
    ]  # fmt: skip


async def _places(db: Database, product_ids: Sequence[int]) -> dict[int, list[AtPlace]]:
    if not product_ids:
        return {}
    marks, ids = among("p", product_ids)
    rows = await db.fetch_all(
        "select l.product_id, l.seller_id, l.marketplace_id, count(*) as total,"
        f" sum(case when l.status = '{Status.ACTIVE}' then 1 else 0 end) as live,"
        " sum(case when l.match like '%\"parent\":%' then 1 else 0 end) as shared,"
        " max(coalesce(f.state, '')) as state, max(coalesce(f.cause, '')) as cause"
        " from listing l join variation v on v.id = l.variation_id and v.deleted_at is null"
        " left join family f on f.product_id = l.product_id and f.seller_id = l.seller_id"
        f" and f.marketplace_id = l.marketplace_id where l.product_id in ({marks})"
        " group by l.product_id, l.seller_id, l.marketplace_id"
        " order by l.product_id, l.seller_id, l.marketplace_id",
        ids,
    )
    found: dict[int, list[AtPlace]] = {}
    for row in rows:
        state = FamilyState(row["state"]) if row["state"] else None
        found.setdefault(row["product_id"], []).append(
            AtPlace(
                row["seller_id"], row["marketplace_id"], int(row["total"]), int(row["live"]), state, row["cause"],
                int(row["shared"]),
            )
        )  # fmt: skip
    return found
