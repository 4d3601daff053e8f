"""Revisions that are owed: which listings, since when, how urgent. State, not messages: whatever marks one twice owes
it once, and what is marked while it is worked on stays owed."""

from collections.abc import Iterable, Sequence
from typing import Any

from backend.domain.money import Money
from backend.storage.database import Database
from backend.storage.listings import Listing, Work, with_products
from backend.storage.statements import among

_MARK = (
    "update listing set revise_at = :now, revise_n = revise_n + 1,"
    " haste = case when haste < :haste then haste else :haste end where sent <> ''"
)
URGENT, USUAL = 0, 1


async def mark_products(db: Database, product_ids: Iterable[int], now: int, *, urgent: bool = False) -> None:
    """Something that their offers depend on changed; `urgent`: pieces went."""
    haste = URGENT if urgent else USUAL
    await db.execute_many(
        f"{_MARK} and product_id = :product",
        [{"now": now, "haste": haste, "product": product_id} for product_id in product_ids],
    )


async def mark_variation(db: Database, variation_id: int, now: int, *, sold_by: int = 0) -> None:
    """Pieces of a variation were sold on a marketplace: there they are off already, everywhere else they must go."""
    for haste, sellers in ((USUAL, "="), (URGENT, "<>")):
        await db.execute(
            f"{_MARK} and variation_id = :variation and seller_id {sellers} :seller",
            {"now": now, "haste": haste, "variation": variation_id, "seller": sold_by},
        )


async def mark_listing(db: Database, listing_id: int, now: int) -> None:
    """One listing: what Amazon shows is not what was sent, or a person decided."""
    await db.execute(f"{_MARK} and id = :id", {"now": now, "haste": USUAL, "id": listing_id})


async def mark_policy(db: Database, policy_id: int, now: int) -> int:
    """A policy changed, or something that its rules depend on. Returns how many listings that use it owe a revision."""
    return await db.execute(
        f"{_MARK} and (selling_policy_id = :policy or synchronization_policy_id = :policy"
        " or shipping_policy_id = :policy)",
        {"now": now, "haste": USUAL, "policy": policy_id},
    )


async def mark_sku(db: Database, seller_id: int, sku: str, now: int) -> int:
    """A SKU whose quantity on the marketplace is not what was expected there. Returns how many listings it has."""
    return await db.execute(
        f"{_MARK} and seller_id = :seller and claimed_sku = :sku",
        {"now": now, "haste": USUAL, "seller": seller_id, "sku": sku},
    )


async def next_waiting(db: Database, seller_id: int, now: int) -> int | None:
    """Until when the first of those waits that are owed something only later than now; None: nothing waits."""
    value = await db.fetch_val(
        "select min(revise_at) from listing where seller_id = :seller and revise_at > :now",
        {"seller": seller_id, "now": now},
    )
    return int(value) if value is not None else None


async def mark_waiting(db: Database, seller_id: int, now: int) -> int:
    """Orders are fresh again: what waited for them is looked at now. Returns how many."""
    return await db.execute(
        "update listing set revise_at = :now where seller_id = :seller and revise_at > :now",
        {"now": now, "seller": seller_id},
    )


async def mark_stale(db: Database, shop_id: int, now: int) -> int:
    """The net under all of it: every listing whose variation changed since its last decision. Returns how many."""
    return await db.execute(
        f"{_MARK} and shop_id = :shop and revise_at is null and basis <>"
        " (select version from variation v where v.id = listing.variation_id)",
        {"now": now, "haste": USUAL, "shop": shop_id},
    )


async def day_has_come(db: Database, shop_id: int, today: str) -> bool:
    """Whether there is a listing whose day (ISO date, UTC) has come."""
    return bool(
        await db.fetch_val(
            "select 1 from listing where shop_id = :shop and look_again <> '' and look_again <= :today"
            " and sent <> '' limit 1",
            {"shop": shop_id, "today": today},
        )
    )


async def mark_days(db: Database, shop_id: int, today: str, now: int) -> int:
    """A sale begins or is over: listings whose day (ISO date, UTC) has come. Each is marked once; its next day is
    written with its next decision. Returns how many."""
    return await db.execute(
        "update listing set revise_at = :now, revise_n = revise_n + 1, look_again = '' where shop_id = :shop"
        " and look_again <> '' and look_again <= :today and sent <> ''",
        {"now": now, "shop": shop_id, "today": today},
    )


async def sellers_owed(db: Database, shop_id: int, now: int) -> list[int]:
    """The sellers of a shop that owe a revision now."""
    rows = await db.fetch_all(
        "select id from seller s where s.shop_id = :shop and exists (select 1 from listing l where"
        " l.seller_id = s.id and l.revise_at is not null and l.revise_at <= :now)",
        {"shop": shop_id, "now": now},
    )
    return [row["id"] for row in rows]


async def due(
    db: Database, seller_id: int, now: int, limit: int, paused: Sequence[str] = (), *, urgent: bool = False
) -> list[Work]:
    """What is owed now: falling stock first, then the longest owed. `paused` are marketplaces that wait."""
    where, values = _where(seller_id, paused)
    rows = await db.fetch_all(
        f"select * from listing where {where} and revise_at <= :now and haste <= :haste"
        " order by haste, revise_at, id limit :limit",
        {**values, "now": now, "limit": limit, "haste": URGENT if urgent else USUAL},
    )
    return await with_products(db, rows)


async def next_due(db: Database, seller_id: int, paused: Sequence[str] = ()) -> int | None:
    """When the next revision is owed."""
    where, values = _where(seller_id, paused)
    value = await db.fetch_val(f"select min(revise_at) from listing where {where}", values)
    return int(value) if value is not None else None


async def done(db: Database, listing: Listing, basis: int) -> None:
    """The decision was made on this version of the variation; what came meanwhile stays owed."""
    await db.execute(
        "update listing set basis = :basis, haste = case when revise_n = :n then 1 else haste end,"
        " revise_at = case when revise_n = :n then null else revise_at end where id = :id",
        {"basis": basis, "n": listing.revise_n, "id": listing.id},
    )


async def later(db: Database, listing: Listing, at: int) -> None:
    """Not before `at`; what came meanwhile is looked at as it asked."""
    await db.execute(
        "update listing set revise_at = :at, haste = 1 where id = :id and revise_n = :n",
        {"at": at, "id": listing.id, "n": listing.revise_n},
    )


async def ask_price(db: Database, listing: Listing, price: Money | None, now: int) -> None:
    """A move over the guard waits for the merchant; None: nothing does any more."""
    if price is None and listing.asked_price is None:
        return  # only the lane that holds the listing asks, so nobody did since it was read
    amount = price.amount if price else None
    await db.execute(
        "update listing set asked_at = case when asked_price = :price then asked_at else :now end,"
        " asked_price = :price where id = :id",
        {"price": amount, "now": now if price else None, "id": listing.id},
    )


def _where(seller_id: int, paused: Sequence[str]) -> tuple[str, dict[str, Any]]:
    where = "seller_id = :seller and revise_at is not null and feed_id is null and paused = 0 and sent <> ''"
    where += " and stage not in ('withdraw', 'match', 'submit')"
    values: dict[str, Any] = {"seller": seller_id}
    if paused:
        marks, named = among("m", paused)
        where, values = f"{where} and marketplace_id not in ({marks})", values | named
    return where, values


async def to_submit(db: Database, listing: Listing, now: int) -> None:
    """What stands on Amazon is under another SKU or ASIN, or must not stand there: the offers lane decides anew."""
    await db.execute(
        "update listing set stage = 'submit', next_at = :now, attempts = 0 where id = :id"
        " and stage not in ('withdraw', 'match')",
        {"now": now, "id": listing.id},
    )
