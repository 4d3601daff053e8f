"""Forms for new products that are being filled in, and what was learned from those that were confirmed."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from backend.domain.details import Details
from backend.domain.issues import Issue
from backend.storage.database import Database, Row
from backend.storage.encoding import from_json, read_issue, to_json, write_issue
from backend.storage.statements import among


@dataclass(frozen=True, slots=True)
class Creation:
    """What was filled in so far for one listing. `checked` is the key of the details that Amazon's preview was asked
    about last, `said` what it found; times epoch seconds UTC."""

    listing_id: int
    shop_id: int
    product_type: str
    locale: str
    attributes: Mapping[str, Any]
    exempt: bool
    checked: str = ""
    said: tuple[Issue, ...] = field(default=())
    checked_at: int = 0
    updated_at: int = 0

    @property
    def details(self) -> Details:
        return Details(self.product_type, self.attributes, self.exempt)


async def find(db: Database, shop_id: int, listing_id: int) -> Creation | None:
    """The draft of a shop's listing."""
    row = await db.fetch_one(
        "select * from creation where listing_id = :id and shop_id = :shop",
        {"id": listing_id, "shop": shop_id},
    )
    return _creation(row) if row else None


async def of_listings(db: Database, listing_ids: Iterable[int]) -> dict[int, Details]:
    """What stands in the drafts of listings that have one with a product type, by listing."""
    marks, ids = among("l", [*listing_ids, 0])
    rows = await db.fetch_all(
        f"select * from creation where listing_id in ({marks}) and product_type <> ''", ids
    )
    return {row["listing_id"]: _creation(row).details for row in rows}


async def save(db: Database, draft: Creation, now: int) -> None:
    """Keep what stands in the form; what the preview said stays, it is about what it was asked."""
    await db.execute(
        "insert into creation (listing_id, shop_id, product_type, locale, attributes, exempt, updated_at)"
        " select l.id, l.shop_id, :type, :locale, :attributes, :exempt, :now from listing l"
        " where l.id = :id and l.shop_id = :shop"
        " on conflict (listing_id) do update set product_type = excluded.product_type, locale = excluded.locale,"
        " attributes = excluded.attributes, exempt = excluded.exempt, updated_at = excluded.updated_at",
        {
            "id": draft.listing_id, "shop": draft.shop_id, "type": draft.product_type, "locale": draft.locale,
            "attributes": to_json(dict(draft.attributes)), "exempt": int(draft.exempt), "now": now,
        },
    )  # fmt: skip


async def keep_check(db: Database, draft: Creation, said: tuple[Issue, ...], now: int) -> None:
    """What Amazon's preview said to these details."""
    await db.execute(
        "update creation set checked = :key, said = :said, checked_at = :now where listing_id = :id"
        " and shop_id = :shop",
        {
            "key": draft.details.key, "said": to_json([write_issue(issue) for issue in said]), "now": now,
            "id": draft.listing_id, "shop": draft.shop_id,
        },
    )  # fmt: skip


async def remove(db: Database, shop_id: int, listing_id: int) -> None:
    """It was confirmed, or given up."""
    await db.execute(
        "delete from creation where listing_id = :id and shop_id = :shop", {"id": listing_id, "shop": shop_id}
    )


async def learn(
    db: Database, shop_id: int, marketplace_id: str, name: str, lesson: Mapping[str, Any], now: int
) -> None:
    """What was said for a type of what is alike for all its products."""
    await db.execute(
        "insert into learned (shop_id, marketplace_id, name, attributes, updated_at)"
        " values (:shop, :marketplace, :name, :attributes, :now)"
        " on conflict (shop_id, marketplace_id, name) do update set attributes = excluded.attributes,"
        " updated_at = excluded.updated_at",
        {
            "shop": shop_id, "marketplace": marketplace_id, "name": name, "attributes": to_json(dict(lesson)),
            "now": now,
        },
    )  # fmt: skip


async def learned(db: Database, shop_id: int, marketplace_id: str, name: str) -> dict[str, Any]:
    """What was said for a type last."""
    text = await db.fetch_val(
        "select attributes from learned where shop_id = :shop and marketplace_id = :marketplace and name = :name",
        {"shop": shop_id, "marketplace": marketplace_id, "name": name},
    )
    found: dict[str, Any] = from_json(text or "", {})
    return found


async def last_type(db: Database, shop_id: int, product_id: int, marketplace_id: str) -> str:
    """The type that another variation of the product was made with, or ""."""
    return str(
        await db.fetch_val(
            "select d.product_type from details d join listing l on l.id = d.listing_id where d.shop_id = :shop"
            " and l.product_id = :product and l.marketplace_id = :marketplace order by d.confirmed_at desc limit 1",
            {"shop": shop_id, "product": product_id, "marketplace": marketplace_id},
        )
        or ""
    )


def _creation(row: Row) -> Creation:
    return Creation(
        row["listing_id"], row["shop_id"], row["product_type"], row["locale"], from_json(row["attributes"], {}),
        bool(row["exempt"]), row["checked"], tuple(read_issue(one) for one in from_json(row["said"], [])),
        row["checked_at"], row["updated_at"],
    )  # fmt: skip
