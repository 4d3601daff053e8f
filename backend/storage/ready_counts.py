"""How many products are ready, and what stops the others, as the last reading of a large shop left them."""

from collections.abc import Mapping

from backend.storage.database import Database

LARGE = 5_000  # products from which counting is left to the lane that reads them


async def keep(db: Database, shop_id: int, counts: Mapping[str, int]) -> None:
    """The numbers by their names (`products`, `ready`, causes); none for a shop that is counted when it is asked."""
    await db.execute("delete from ready_count where shop_id = :shop", {"shop": shop_id})
    await db.insert_many(
        "ready_count", ("shop_id", "cause", "n"), [(shop_id, name, n) for name, n in counts.items()]
    )


async def touch(db: Database, shop_id: int) -> None:
    """Something changed since: the lane counts again at its next round."""
    await db.execute(
        "insert into ready_count (shop_id, cause, n) select :shop, '', 1 where exists"
        " (select 1 from ready_count where shop_id = :shop) on conflict (shop_id, cause) do nothing",
        {"shop": shop_id},
    )


async def stale(db: Database, shop_id: int, large: bool) -> bool:
    """Whether to count again: a large shop that changed or was never counted, or one that is large no more."""
    rows = await db.fetch_all("select cause from ready_count where shop_id = :shop", {"shop": shop_id})
    return any(row["cause"] == "" for row in rows) if large and rows else large or bool(rows)


async def read(db: Database, shop_id: int) -> dict[str, int]:
    """What is kept; nothing for small shops."""
    rows = await db.fetch_all(
        "select cause, n from ready_count where shop_id = :shop and cause <> ''", {"shop": shop_id}
    )
    return {row["cause"]: row["n"] for row in rows}
