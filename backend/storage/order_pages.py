"""Orders for the page of orders: which there are, how many of what, and what waits. No personal data is in them."""

from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass, replace

from backend.storage.database import Database
from backend.storage.order_filter import TABS, OrderFilter, conditions, mine, ordered
from backend.storage.order_rows import OrderLine, ShownOrder, with_lines
from backend.storage.statements import among

__all__ = ["TABS", "OrderFilter", "OrderLine", "ShownOrder"]  # what a page is asked by, and what it shows
_FEW = ("to_send", "late", "stuck", "asked")  # tabs that hold few of very many


async def counts(db: Database, shop_id: int, wanted: OrderFilter, now: int) -> dict[str, int]:
    """How many each tab holds of what the rest of the filter finds."""
    one_by_one = TABS if replace(wanted, tab="") == OrderFilter() else _FEW
    sums = []
    for tab in one_by_one:
        where, values = conditions(db.dialect, shop_id, wanted, now, tab)
        sums.append(f"(select count(*) from orders o where {where}) as tab_{tab}")
    row = await db.fetch_one(f"select {', '.join(sums)}", values)
    assert row is not None
    found = {tab: int(row[f"tab_{tab}"]) for tab in one_by_one}
    return found if len(found) == len(TABS) else await _narrowed(db, shop_id, wanted, now, found)


async def _narrowed(
    db: Database, shop_id: int, wanted: OrderFilter, now: int, few: dict[str, int]
) -> dict[str, int]:
    """What is narrowed is met once, and counted for the other tabs together."""
    where, values = conditions(db.dialect, shop_id, wanted, now)
    rest = [tab for tab in TABS if tab not in few]
    sums = ", ".join(
        f"coalesce(sum(case when {TABS[tab]} then 1 else 0 end), 0) as tab_{tab}" for tab in rest
    )
    row = await db.fetch_one(f"select {sums} from orders o where {where}", values)
    assert row is not None
    return {tab: few[tab] if tab in few else int(row[f"tab_{tab}"]) for tab in TABS}


async def page(
    db: Database, shop_id: int, wanted: OrderFilter, now: int, offset: int, limit: int
) -> list[ShownOrder]:
    """Orders of a tab, in its order."""
    where, values = conditions(db.dialect, shop_id, wanted, now, wanted.tab)
    rows = await db.fetch_all(
        f"select o.* from orders o where {where} order by {ordered(wanted.tab)} limit :limit offset :offset",
        {**values, "limit": limit, "offset": offset},
    )
    return await with_lines(db, rows)


async def one(db: Database, shop_id: int, order_id: int) -> ShownOrder | None:
    """One order of a shop."""
    found = await of_ids(db, shop_id, [order_id])
    return found[0] if found else None


async def of_ids(db: Database, shop_id: int, ids: Sequence[int]) -> list[ShownOrder]:
    """Orders by our ids, those that are the shop's, the newest first."""
    if not ids:
        return []
    marks, values = among("i", ids)
    rows = await db.fetch_all(
        f"select * from orders where id in ({marks}) and shop_id = :shop order by created_at desc, id desc",
        {**values, "shop": shop_id},
    )
    return await with_lines(db, rows)


async def every_id(
    db: Database, shop_id: int, wanted: OrderFilter, now: int, at_once: int
) -> AsyncIterator[list[int]]:
    """Our ids of all that a filter finds, the newest first, a handful at a time; what comes meanwhile is left out."""
    where, values = conditions(db.dialect, shop_id, wanted, now, wanted.tab)
    created, last = 2**62, 0
    while True:
        rows = await db.fetch_all(
            f"select o.id, o.created_at from orders o where {where}"
            " and (o.created_at < :created or o.created_at = :created and o.id < :last)"
            " order by o.created_at desc, o.id desc limit :limit",
            {**values, "created": created, "last": last, "limit": at_once},
        )
        if not rows:
            return
        yield [row["id"] for row in rows]
        created, last = rows[-1]["created_at"], rows[-1]["id"]


async def stuck(db: Database, shop_id: int) -> list[int]:
    """The orders that were set aside, by our ids."""
    rows = await db.fetch_all(
        "select id from orders where shop_id = :shop and stage = 'aside'", {"shop": shop_id}
    )
    return [row["id"] for row in rows]


@dataclass(frozen=True, slots=True)
class OrdersToday:
    """For the dashboard, how many: first seen since a moment, on their way into the shop, to be sent within a day,
    late, stuck, and those whose buyer asks to cancel."""

    fresh: int
    coming: int
    to_send: int
    late: int
    stuck: int
    asked: int


async def today(db: Database, shop_id: int, since: int, now: int, soon: int) -> OrdersToday:
    """Moments in epoch seconds UTC; `soon`: until when what is to be sent is counted."""
    kinds = {
        "fresh": "o.first_seen_at >= :since",
        "coming": "o.stage = 'book'",
        "to_send": f"{TABS['to_send']} and o.ship_by >= :now and o.ship_by < :soon",
        "late": TABS["late"],
        "stuck": TABS["stuck"],
        "asked": TABS["asked"],
    }
    each = ", ".join(
        f"(select count(*) from orders o where {mine(name)} and {held}) as n_{name}"
        for name, held in kinds.items()
    )
    row = await db.fetch_one(f"select {each}", {"shop": shop_id, "since": since, "now": now, "soon": soon})
    assert row is not None
    return OrdersToday(**{name: int(row[f"n_{name}"]) for name in kinds})
