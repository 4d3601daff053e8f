"""Personal data of buyers, wherever it is kept: one list of what is told to whom asks and erased in time."""

from collections.abc import Awaitable, Callable, Iterable, Mapping
from dataclasses import dataclass

from backend.domain.forgetting import kept_for
from backend.domain.orders import OrderStatus
from backend.storage import journal, labels, messages, order_people, order_sides
from backend.storage.database import Database
from backend.storage.secrets import Vault
from backend.storage.statements import among

AT_ONCE = 200  # orders that are forgotten in one transaction


@dataclass(frozen=True, slots=True)
class Kept:
    """A kind of personal data: its name in the file that answers a request, all that is kept of it for an order (None:
    nothing), and how it is erased for many orders (how many rows there were)."""

    name: str
    tell: Callable[[Database, Vault, int], Awaitable[object]]
    erase: Callable[[Database, Iterable[int]], Awaitable[int]]


async def _reasons(db: Database, vault: Vault, order_id: int) -> object:
    side = await order_sides.of_order(db, order_id)
    return [refund.reason for refund in side.refunds if refund.reason] if side else None


async def _labels(db: Database, vault: Vault, order_id: int) -> object:
    """The printed label itself names and places the buyer; it is told that there is one, and its number."""
    found = [each for each in await labels.of_order(db, order_id) if each.printable]
    return [{"carrier": each.carrier, "tracking": each.tracking} for each in found] or None


async def _messages(db: Database, vault: Vault, order_id: int) -> object:
    return [
        {"kind": each.kind.value, "text": each.draft.text}
        for each in await messages.of_order(db, vault, order_id)
        if each.draft and each.draft.text
    ] or None


# Whoever keeps more of a buyer adds a line: it is then erased, and told, with the rest.
KEPT: tuple[Kept, ...] = (
    Kept("buyer", order_people.told, order_people.erase),
    Kept("refund_reasons", _reasons, order_sides.erase_reasons),
    Kept("labels", _labels, labels.erase),
    Kept("messages", _messages, messages.erase),
)


async def due(db: Database, shop_id: int, days: int, now: int, limit: int = AT_ONCE) -> dict[str, list[int]]:
    """Orders whose buyers are to be forgotten now, by why: shipped, cancelled, unsent, disconnected."""
    found: dict[str, list[int]] = {}
    for status in OrderStatus:
        left = limit - sum(map(len, found.values()))
        rows = await db.fetch_all(
            "select id from orders where shop_id = :shop and status = :status and forget_from <= :before"
            " and forgotten_at is null order by forget_from limit :limit",
            {"shop": shop_id, "status": status.value, "before": now - kept_for(status, days), "limit": left},
        )
        why = status.value if status in (OrderStatus.SHIPPED, OrderStatus.CANCELLED) else "unsent"
        found.setdefault(why, []).extend(row["id"] for row in rows)
    already = {order_id for ids in found.values() for order_id in ids}
    rows = await db.fetch_all(
        "select o.id from seller s join orders o on o.seller_id = s.id where s.shop_id = :shop"
        " and s.status = 'disconnected' and o.forgotten_at is null order by o.id limit :limit",
        {"shop": shop_id, "limit": limit},
    )
    found["disconnected"] = [row["id"] for row in rows if row["id"] not in already]
    return {why: ids for why, ids in found.items() if ids}


async def forget(db: Database, order_ids: Iterable[int], why: str, actor: str, now: int) -> int:
    """Nothing is known any more of who bought these, and nothing of it will be kept again. How many had something.
    Inside the caller's transaction."""
    ids = list(order_ids)
    if not ids:
        return 0
    marks, values = among("o", ids)
    known = await db.fetch_all(
        "select o.id, o.shop_id, o.order_code from orders o join order_person p on p.order_id = o.id"
        f" where o.id in ({marks})",
        values,
    )
    for kept in KEPT:
        await kept.erase(db, ids)
    await db.execute(
        f"update orders set forgotten_at = :now where forgotten_at is null and id in ({marks})",
        {"now": now, **values},
    )
    await journal.write_many(
        db,
        [
            journal.line(
                row["shop_id"], now, actor, "buyer_forgotten", {"order": row["order_code"], "why": why},
                order_id=row["id"],
            )
            for row in known
        ],
    )  # fmt: skip
    return len(known)


async def told_of(db: Database, vault: Vault, order_ids: Iterable[int]) -> list[Mapping[str, object]]:
    """All that is kept of these orders and of who bought them, in words for a file."""
    found: list[Mapping[str, object]] = []
    for order_id in order_ids:
        row = await db.fetch_one(
            "select order_code, shop_code, marketplace_id, status, created_at, total, currency from orders"
            " where id = :id",
            {"id": order_id},
        )
        if row is None:
            continue
        items = await db.fetch_all(
            "select sku, title, units from order_item where order_id = :id order by position",
            {"id": order_id},
        )
        held = {kept.name: said for kept in KEPT if (said := await kept.tell(db, vault, order_id))}
        lines = [{"sku": item["sku"], "title": item["title"], "pieces": item["units"]} for item in items]
        found.append({**{name: row[name] for name in row.keys()}, "items": lines, **held})  # noqa: SIM118
    return found


async def by_number(db: Database, shop_id: int, number: str) -> list[int]:
    """Our orders with a number of the marketplace's or the shop's."""
    rows = await db.fetch_all(
        "select id from orders where shop_id = :shop and (order_code = :number or shop_code = :number)",
        {"shop": shop_id, "number": number},
    )
    return [row["id"] for row in rows]


async def moments(db: Database, order_id: int) -> tuple[int, int | None]:
    """From when on the time of an order's buyer runs, and since when nothing is known of them (epoch seconds UTC)."""
    row = await db.fetch_one("select forget_from, forgotten_at from orders where id = :id", {"id": order_id})
    return (row["forget_from"], row["forgotten_at"]) if row else (0, None)


async def held(db: Database) -> tuple[int, int]:
    """Of how many orders the buyer is kept, and since when the oldest is (epoch seconds UTC; 0: none)."""
    row = await db.fetch_one("select count(*) as n, coalesce(min(kept_at), 0) as oldest from order_person")
    return (row["n"], row["oldest"]) if row else (0, 0)
