"""How a shop wants its marketplaces' orders dealt with: values by name; each part of the house reads its own."""

from collections.abc import Mapping

from backend.storage.database import Database


async def of_shop(db: Database, shop_id: int) -> dict[str, str]:
    """All that was set, by name."""
    rows = await db.fetch_all(
        "select name, value from order_setting where shop_id = :shop", {"shop": shop_id}
    )
    return {row["name"]: row["value"] for row in rows}


async def find(db: Database, shop_id: int, name: str, default: str = "") -> str:
    """One value; `default` where nothing was set."""
    value = await db.fetch_val(
        "select value from order_setting where shop_id = :shop and name = :name",
        {"shop": shop_id, "name": name},
    )
    return default if value is None else str(value)


async def keep(db: Database, shop_id: int, values: Mapping[str, str]) -> None:
    """These are set now; others stay."""
    await db.execute_many(
        "insert into order_setting (shop_id, name, value) values (:shop, :name, :value)"
        " on conflict (shop_id, name) do update set value = excluded.value",
        [{"shop": shop_id, "name": name, "value": value} for name, value in values.items()],
    )
