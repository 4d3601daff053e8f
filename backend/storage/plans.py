"""Plans: what a shop may list by its plan and its trial, and what waits for a larger plan."""

from backend.domain.issues import Cause
from backend.domain.listing import Stage, Status
from backend.domain.plans import DAY, Allowance, Terms, allowance_of
from backend.storage import tally
from backend.storage.database import Database

# Live or on their way: found and sent, or about to be. What is still looked for, and what waits for somebody, is not.
_COUNTED = (Status.ON_ITS_WAY.value, Status.ACTIVE.value, Status.INACTIVE.value)


async def allowance(db: Database, shop_id: int, now: int, terms: Terms) -> Allowance:
    """What the shop may list (epoch seconds UTC). Its trial begins with the first look at it."""
    found = await tally.by_all(db, shop_id, ("status", "stage", "cause"), {})
    listings = sum(
        n for (status, stage, _), n in found.items() if status in _COUNTED and stage != Stage.MATCH.value
    )
    if not terms.billed:
        return allowance_of(terms, "", 0, listings, 0, now)
    held = sum(
        n
        for (_, stage, cause), n in found.items()
        if cause == Cause.PLAN_LIMIT.value and stage == Stage.REST.value
    )
    plan, trial_until = await _subscription(db, shop_id, now, terms)
    return allowance_of(terms, plan, trial_until, listings, held, now)


async def begun(db: Database, shop_id: int) -> bool:
    """Whether a shop was looked at before, and its trial runs or has run."""
    return bool(
        await db.fetch_val(
            "select 1 from subscription s join shop on shop.store_id = s.store_id where shop.id = :shop",
            {"shop": shop_id},
        )
    )


async def limited(db: Database, shop_id: int, now: int, terms: Terms) -> bool:
    """Whether anything is counted for a shop now: asked for every new listing, so nothing is counted for the answer."""
    if not terms.billed:
        return False
    plan, trial_until = await _subscription(db, shop_id, now, terms)
    return allowance_of(terms, plan, trial_until, 0, 0, now).limit is not None


async def _subscription(db: Database, shop_id: int, now: int, terms: Terms) -> tuple[str, int]:
    row = await db.fetch_one(
        "select s.plan, s.trial_until from subscription s join shop on shop.store_id = s.store_id"
        " where shop.id = :shop",
        {"shop": shop_id},
    )
    if row is None:
        until = now + terms.trial_days * DAY
        await db.execute(
            "insert into subscription (store_id, trial_until) select store_id, cast(:until as bigint) from shop"
            " where id = :shop on conflict (store_id) do nothing",
            {"until": until, "shop": shop_id},
        )
        return "", until
    return str(row["plan"]), int(row["trial_until"])


async def set_plan(db: Database, store_id: int, plan: str, now: int, terms: Terms) -> bool:
    """The operator gives a shop a plan ("" takes it away); False when we do not know the shop."""
    known = await db.fetch_val("select id from shop where store_id = :store", {"store": store_id})
    if known is None:
        return False
    await db.execute(
        "insert into subscription (store_id, plan, plan_at, trial_until) values (:store, :plan, :now, :until)"
        " on conflict (store_id) do update set plan = excluded.plan, plan_at = excluded.plan_at",
        {"store": store_id, "plan": plan, "now": now, "until": now + terms.trial_days * DAY},
    )
    return True


async def waits(db: Database, seller_id: int) -> bool:
    """Whether listings of a seller wait for a larger plan."""
    return bool(
        await db.fetch_val(
            "select 1 from listing where shop_id = (select shop_id from seller where id = :seller)"
            f" and cause = '{Cause.PLAN_LIMIT}' and stage = '{Stage.REST}' and seller_id = :seller limit 1",
            {"seller": seller_id},
        )
    )


async def release(db: Database, shop_id: int, seller_id: int, room: int, now: int) -> int:
    """The plan has room again: so many of a seller's listings that waited for it go on, the oldest first."""
    return await db.execute(
        f"update listing set stage = '{Stage.MATCH}', status = '{Status.ON_ITS_WAY}', status_at = :now, next_at = :now,"
        " attempts = 0, cause = '', details = '', topic = '', updated_at = :now where id in (select id from listing"
        f" where shop_id = :shop and seller_id = :seller and cause = '{Cause.PLAN_LIMIT}' and stage = '{Stage.REST}'"
        " order by id limit :room)",
        {"now": now, "shop": shop_id, "seller": seller_id, "room": room},
    )
