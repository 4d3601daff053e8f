"""How many listings there are of what: kept by the database's own triggers, so that no page counts 150,000 rows.

Every change of a listing appends to `tally_change`, which waits for nobody; now and then that is folded into `tally`.
The truth is always the sum of both.
"""

from collections.abc import Mapping, Sequence
from typing import Any

from backend.storage.database import Database

COLUMNS = (
    "seller_id", "marketplace_id", "run_id", "selling_policy_id", "synchronization_policy_id", "shipping_policy_id",
    "status", "stage", "cause", "topic", "muted",
)  # fmt: skip


async def by(
    db: Database, shop_id: int, column: str, exactly: Mapping[str, Any] | None = None
) -> dict[Any, int]:
    """How many listings of a shop, by the values of a column; `exactly` narrows by other columns."""
    where = "".join(f" and {name} = :{name}" for name in exactly or {})
    rows = await db.fetch_all(
        f"select {column} as value, sum(n) as n from ({_both(f'shop_id = :shop{where}', column)}) as t"
        f" group by {column} having sum(n) <> 0",
        {"shop": shop_id, **(exactly or {})},
    )
    return {row["value"]: int(row["n"]) for row in rows}


async def by_all(
    db: Database, shop_id: int, columns: Sequence[str], exactly: Mapping[str, Any]
) -> dict[tuple[Any, ...], int]:
    """The same by several columns at once."""
    where = "".join(f" and {name} = :{name}" for name in exactly)
    names = ", ".join(columns)
    rows = await db.fetch_all(
        f"select {names}, sum(n) as n from ({_both(f'shop_id = :shop{where}', names)}) as t"
        f" group by {names} having sum(n) <> 0",
        {"shop": shop_id, **exactly},
    )
    return {tuple(row[name] for name in columns): int(row["n"]) for row in rows}


async def of_status(db: Database) -> dict[str, int]:
    """All shops' listings by status, for the operator."""
    rows = await db.fetch_all(
        f"select status, sum(n) as n from ({_both('1 = 1', 'status')}) as t group by status having sum(n) <> 0"
    )
    return {row["status"]: int(row["n"]) for row in rows}


async def fold(db: Database, shop_id: int) -> None:
    """Bring the changes into the tally. Inside the caller's transaction, or in one of its own; none where nothing
    changed."""
    if not await db.fetch_val("select 1 from tally_change where shop_id = :shop limit 1", {"shop": shop_id}):
        return
    names = ", ".join(COLUMNS)
    async with db.transaction():
        rows = await db.fetch_all(
            f"delete from tally_change where shop_id = :shop returning {names}, n", {"shop": shop_id}
        )
        sums: dict[tuple[Any, ...], int] = {}
        for row in rows:
            key = tuple(row[name] for name in COLUMNS)
            sums[key] = sums.get(key, 0) + row["n"]
        await db.execute_many(
            f"insert into tally (shop_id, {names}, n) values (:shop, {', '.join(f':{c}' for c in COLUMNS)}, :n)"
            f" on conflict (shop_id, {names}) do update set n = tally.n + excluded.n",
            [
                {"shop": shop_id, "n": n, **dict(zip(COLUMNS, key, strict=True))}
                for key, n in sorted(
                    sums.items()
                )  # always in one order, so that two never wait for each other
                if n
            ],
        )
        if rows:
            await db.execute("delete from tally where shop_id = :shop and n = 0", {"shop": shop_id})


def _both(where: str, column: str) -> str:
    return f"select {column}, n from tally where {where} union all select {column}, n from tally_change where {where}"
