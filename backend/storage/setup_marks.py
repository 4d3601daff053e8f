"""What a shop's set-up had reached once: so the dashboard sees what was and is no more."""

from collections.abc import Iterable

from backend.storage.database import Database


async def of_shop(db: Database, shop_id: int) -> dict[str, int]:
    """The steps that were done once, with when that was seen first (epoch seconds UTC)."""
    rows = await db.fetch_all("select step, done_at from setup_mark where shop_id = :shop", {"shop": shop_id})
    return {row["step"]: row["done_at"] for row in rows}


async def mark(db: Database, shop_id: int, steps: Iterable[str], now: int) -> None:
    """These are done; those that were marked already stay as they are."""
    await db.execute_many(
        "insert into setup_mark (shop_id, step, done_at) values (:shop, :step, :now)"
        " on conflict (shop_id, step) do nothing",
        [{"shop": shop_id, "step": step, "now": now} for step in steps],
    )
