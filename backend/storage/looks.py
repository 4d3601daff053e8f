"""Looks: products that a webhook named, or that an order touched, to be read again before anything else."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from backend.storage.database import Database


@dataclass(frozen=True, slots=True)
class Look:
    """A product to read again; `asked` counts how often it was asked for, so that no call for it is lost."""

    external_id: int
    asked: int


async def ask(db: Database, shop_id: int, external_ids: Iterable[int], now: int) -> None:
    """These products of the shop (its own ids) are to be read again; many calls for one are one look."""
    await db.execute_many(
        "insert into look (shop_id, external_id, at) values (:shop, :product, :now)"
        " on conflict (shop_id, external_id) do update set asked = look.asked + 1",
        [
            {"shop": shop_id, "product": external_id, "now": now}
            for external_id in dict.fromkeys(external_ids)
        ],
    )


async def waiting(db: Database, shop_id: int, limit: int = 100) -> list[Look]:
    """What is to be read, the longest asked for first."""
    rows = await db.fetch_all(
        "select external_id, asked from look where shop_id = :shop order by at, external_id limit :limit",
        {"shop": shop_id, "limit": limit},
    )
    return [Look(row["external_id"], row["asked"]) for row in rows]


async def done(db: Database, shop_id: int, looks: Sequence[Look]) -> None:
    """These were read; one that was asked for again meanwhile stays."""
    await db.execute_many(
        "delete from look where shop_id = :shop and external_id = :product and asked = :asked",
        [{"shop": shop_id, "product": look.external_id, "asked": look.asked} for look in looks],
    )
