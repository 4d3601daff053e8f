"""Muted problems: the merchant leaves a listing as it is, until Amazon or the shop says something else about it."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from backend.domain.issues import Problem, mark_of, words_of
from backend.storage import journal
from backend.storage.database import Database
from backend.storage.listings import Listing
from backend.storage.statements import among


@dataclass(frozen=True, slots=True)
class Muted:
    """Why and since when (epoch seconds UTC)."""

    reason: str
    at: int


async def mute(db: Database, shop_id: int, listing_ids: Sequence[int], reason: str, now: int) -> list[int]:
    """Mute what has a problem and is not muted yet; those that were, by our ids."""
    if not listing_ids:
        return []
    marks, ids = among("l", listing_ids)
    async with db.transaction():
        rows = await db.fetch_all(
            f"update listing set muted = 1 where shop_id = :shop and id in ({marks}) and cause <> '' and muted = 0"
            " returning id",
            {"shop": shop_id, **ids},
        )
        done = [row["id"] for row in rows]
        await db.execute_many(
            "insert into mute (listing_id, shop_id, language, reason, at)"
            " values (:id, :shop, (select language from shop where id = :shop), :reason, :now)"
            " on conflict (listing_id) do update set language = excluded.language, reason = excluded.reason,"
            " at = excluded.at",
            [{"id": id, "shop": shop_id, "reason": reason, "now": now} for id in done],
        )
        told = {"reason": reason} if reason else {}
        await journal.write_many(
            db, [journal.line(shop_id, now, "merchant", "muted", told, listing_id=id) for id in done]
        )
    return done


async def unmute(db: Database, shop_id: int, listing_ids: Sequence[int], now: int) -> list[int]:
    """Take them up again; those that were muted, by our ids."""
    if not listing_ids:
        return []
    marks, ids = among("l", listing_ids)
    async with db.transaction():
        rows = await db.fetch_all(
            f"update listing set muted = 0 where shop_id = :shop and id in ({marks}) and muted = 1 returning id",
            {"shop": shop_id, **ids},
        )
        done = [row["id"] for row in rows]
        await journal.write_many(
            db, [journal.line(shop_id, now, "merchant", "unmuted", listing_id=id) for id in done]
        )
    return done


async def of_listing(db: Database, listing: Listing) -> Muted | None:
    """Why a listing's problem is muted; None when it is not."""
    if not listing.muted:
        return None
    row = await db.fetch_one("select reason, at from mute where listing_id = :id", {"id": listing.id})
    return Muted(row["reason"], row["at"]) if row else Muted("", 0)


async def reasons(db: Database, listing_ids: Iterable[int]) -> Mapping[int, str]:
    """Why listings were muted, by listing."""
    marks, ids = among("l", [*listing_ids, 0])
    rows = await db.fetch_all(f"select listing_id, reason from mute where listing_id in ({marks})", ids)
    return {row["listing_id"]: row["reason"] for row in rows}


async def stays(db: Database, listing: Listing, problem: Problem | None, now: int) -> bool:
    """Whether what was muted stays so with this problem; a muted one that comes back is told in the journal.

    The same issues in another language are the same, when it is the merchant's language that has changed.
    """
    before = listing.problem
    if problem is None or before is None:
        return False
    if mark_of(before) == mark_of(problem):
        if words_of(before) == words_of(problem):
            return True
        if listing.muted and await db.execute(
            "update mute set language = (select language from shop where id = :shop) where listing_id = :id"
            " and language <> (select language from shop where id = :shop)",
            {"shop": listing.shop_id, "id": listing.id},
        ):
            return True
    if listing.muted:
        details = {"cause": problem.cause.value, **problem.details}
        await journal.write(
            db, listing.shop_id, now, "storelane", "came_back", details, listing_id=listing.id
        )
    return False
