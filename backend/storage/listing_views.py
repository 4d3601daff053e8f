"""Saved views of the listings page, and the columns that a shop chose."""

from collections.abc import Sequence
from dataclasses import dataclass

from backend.storage.database import Database, Row
from backend.storage.encoding import from_json, to_json

MOST = 30  # views of a shop


@dataclass(frozen=True, slots=True)
class View:
    """A name for a filter with its order (`query`, as in an address) and its columns."""

    id: int
    name: str
    query: str
    columns: tuple[str, ...]
    is_default: bool


async def of_shop(db: Database, shop_id: int) -> list[View]:
    """All of a shop, by name."""
    rows = await db.fetch_all(
        "select * from listing_view where shop_id = :shop order by lower(name), id", {"shop": shop_id}
    )
    return [_view(row) for row in rows]


async def save(
    db: Database, shop_id: int, name: str, query: str, columns: Sequence[str], is_default: bool, now: int
) -> int | None:
    """Keep a view; one of the same name is replaced. Its id, or None where the shop has as many as it may."""
    async with db.transaction():
        known = await db.fetch_val(
            "select id from listing_view where shop_id = :shop and name = :name",
            {"shop": shop_id, "name": name},
        )
        count = await db.fetch_val(
            "select count(*) from listing_view where shop_id = :shop", {"shop": shop_id}
        )
        if known is None and int(count) >= MOST:
            return None
        view_id = int(
            await db.fetch_val(
                "insert into listing_view (shop_id, name, query, columns, created_at)"
                " values (:shop, :name, :query, :columns, :now) on conflict (shop_id, name) do update set"
                " query = excluded.query, columns = excluded.columns returning id",
                {
                    "shop": shop_id,
                    "name": name,
                    "query": query,
                    "columns": to_json(list(columns)),
                    "now": now,
                },
            )
        )
        await _default(db, shop_id, view_id, is_default)
    return view_id


async def change(db: Database, shop_id: int, view_id: int, name: str, is_default: bool) -> bool:
    """Another name, or which one opens first; False when another view has the name, or there is no such view."""
    async with db.transaction():
        taken = await db.fetch_val(
            "select 1 from listing_view where shop_id = :shop and name = :name and id <> :id",
            {"shop": shop_id, "name": name, "id": view_id},
        )
        if taken or not await db.execute(
            "update listing_view set name = :name where id = :id and shop_id = :shop",
            {"name": name, "id": view_id, "shop": shop_id},
        ):
            return False
        await _default(db, shop_id, view_id, is_default)
    return True


async def delete(db: Database, shop_id: int, view_id: int) -> None:
    await db.execute(
        "delete from listing_view where id = :id and shop_id = :shop", {"id": view_id, "shop": shop_id}
    )


async def columns(db: Database, shop_id: int) -> tuple[str, ...] | None:
    """The columns that a shop chose; None: none yet."""
    found = await db.fetch_val("select columns from grid_columns where shop_id = :shop", {"shop": shop_id})
    return tuple(from_json(found, [])) if found is not None else None


async def choose_columns(db: Database, shop_id: int, chosen: Sequence[str], view_id: int = 0) -> None:
    """Keep the columns for the shop, and for the view that is open."""
    said = {"shop": shop_id, "columns": to_json(list(chosen))}
    async with db.transaction():
        await db.execute(
            "insert into grid_columns (shop_id, columns) values (:shop, :columns)"
            " on conflict (shop_id) do update set columns = excluded.columns",
            said,
        )
        if view_id:
            await db.execute(
                "update listing_view set columns = :columns where id = :id and shop_id = :shop",
                {**said, "id": view_id},
            )


async def _default(db: Database, shop_id: int, view_id: int, is_default: bool) -> None:
    """One view of a shop opens first, or none."""
    if is_default:
        await db.execute("update listing_view set is_default = 0 where shop_id = :shop", {"shop": shop_id})
    await db.execute(
        "update listing_view set is_default = :on where id = :id and shop_id = :shop",
        {"on": int(is_default), "id": view_id, "shop": shop_id},
    )


def _view(row: Row) -> View:
    return View(
        row["id"], row["name"], row["query"], tuple(from_json(row["columns"], [])), bool(row["is_default"])
    )
