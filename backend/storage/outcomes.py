"""What the lanes found out or did, written down: each function is one step of a listing's life."""

from collections.abc import Mapping, Sequence
from typing import Any

from backend.domain.issues import SHOP_CAUSES, Issue, Problem
from backend.domain.listing import Explained, Outcome, Shown, Stage, Status, Verdict
from backend.storage import journal
from backend.storage.database import Database
from backend.storage.encoding import (
    to_json,
    write_details,
    write_explained,
    write_issue,
    write_offer,
    write_shown,
)
from backend.storage.listings import Listing


async def matched(db: Database, listing: Listing, asin: str, match: Mapping[str, Any], now: int) -> None:
    """Its ASIN is found: the offers lane goes on."""
    await db.execute(
        "update listing set asin = :asin, match = :match, stage = 'submit', next_at = :now, attempts = 0,"
        " updated_at = :now where id = :id",
        {"asin": asin, "match": to_json(dict(match)), "now": now, "id": listing.id},
    )
    await journal.write(
        db,
        listing.shop_id,
        now,
        "storelane",
        "matched",
        {"asin": asin, **_short(match)},
        listing_id=listing.id,
    )


async def held(
    db: Database,
    listing: Listing,
    problem: Problem,
    now: int,
    *,
    issues: Sequence[Issue] = (),
    request_id: str = "",
) -> None:
    """It cannot go on until somebody cures the problem: Incomplete, with its reason."""
    await set_status(db, listing, Status.INCOMPLETE, problem, now)
    await db.execute(
        "update listing set stage = 'rest', sending_at = null, attempts = 0 where id = :id",
        {"id": listing.id},
    )
    await save_issues(db, listing.id, issues, now)
    details = {"cause": problem.cause.value, **dict(problem.details)}
    await journal.write(
        db, listing.shop_id, now, "storelane", "held", details, listing_id=listing.id, request_id=request_id
    )


async def later(db: Database, listing: Listing, next_at: int, trouble: str = "") -> None:
    """Not now: try again at `next_at`; attempts count so that the waits grow."""
    await db.execute(
        "update listing set next_at = :at, attempts = attempts + 1 where id = :id",
        {"at": next_at, "id": listing.id},
    )


async def sending(db: Database, listings: Mapping[int, Explained], now: int, feed_id: int | None = None) -> None:
    """Write down the deed before it is done: the offer, and that its answer is awaited. The SKU is claimed."""
    await db.execute_many(
        "update listing set offer = :offer, sending_at = :now, claimed_sku = :sku, sku = :sku, feed_id = :feed,"
        " message_number = :message, updated_at = :now where id = :id",
        [
            {
                "offer": write_explained(explained), "now": now, "sku": explained.offer.sku, "feed": feed_id,
                "message": number if feed_id is not None else None, "id": listing_id,
            }
            for number, (listing_id, explained) in enumerate(listings.items(), start=1)
        ],
    )  # fmt: skip


async def not_sent(db: Database, listing: Listing) -> None:
    """Amazon was too busy to take it: nothing was done, so nothing is awaited."""
    await db.execute("update listing set sending_at = null where id = :id", {"id": listing.id})


async def to_stage(db: Database, listing: Listing, stage: Stage, now: int) -> None:
    """Another lane owes the next step."""
    await db.execute(
        "update listing set stage = :stage, next_at = :now, attempts = 0, sending_at = null where id = :id",
        {"stage": stage.value, "now": now, "id": listing.id},
    )


async def rest_again(db: Database, listing: Listing) -> None:
    """Looked at again with the same result."""
    await db.execute("update listing set stage = 'rest', sending_at = null where id = :id", {"id": listing.id})


async def release_feed(db: Database, feed_id: int, now: int) -> None:
    """A feed failed: what it carried and got no answer is looked for and sent one by one."""
    await db.execute(
        "update listing set feed_id = null, message_number = null, next_at = :now where feed_id = :feed"
        " and stage = 'submit'",
        {"now": now, "feed": feed_id},
    )


async def submitted(
    db: Database, listing: Listing, explained: Explained, outcome: Outcome, now: int, look_at: int
) -> None:
    """Amazon took it: accepted is not live, the status lane reads it back from `look_at` on."""
    await db.execute(
        "update listing set stage = 'confirm', sending_at = null, sent = :sent, sent_at = :now, offer = :offer,"
        " submission_id = :submission, request_id = :request, next_at = :look, attempts = 0, updated_at = :now,"
        " feed_id = null, message_number = null where id = :id",
        {
            "sent": to_json(write_offer(explained.offer)), "offer": write_explained(explained), "now": now,
            "submission": outcome.submission_id, "request": outcome.request_id, "look": look_at, "id": listing.id,
        },
    )  # fmt: skip
    await set_status(db, listing, Status.ON_ITS_WAY, None, now)
    await save_issues(db, listing.id, outcome.issues, now)
    price, quantity = explained.offer.price, explained.offer.quantity
    await journal.write(
        db, listing.shop_id, now, "storelane", "submitted",
        {"asin": explained.offer.asin, "price": [price.amount, price.currency], "quantity": quantity},
        listing_id=listing.id, request_id=outcome.request_id,
    )  # fmt: skip


async def seen(db: Database, listing: Listing, shown: Shown | None, verdict: Verdict, now: int, look_at: int) -> None:
    """What Amazon shows, and the status that follows; a change of status goes into the journal."""
    await db.execute(
        "update listing set shown = :shown, shown_at = :now, stage = :stage, next_at = :look,"
        " attempts = attempts + 1, live_at = case when :active = 1 and live_at is null then :now else live_at end,"
        " updated_at = :now where id = :id",
        {
            "shown": write_shown(shown), "now": now, "stage": verdict.stage.value, "look": look_at,
            "active": int(verdict.status is Status.ACTIVE), "id": listing.id,
        },
    )  # fmt: skip
    await save_issues(db, listing.id, shown.issues if shown else (), now)
    if verdict.status is not listing.status:
        await set_status(db, listing, verdict.status, verdict.problem, now)
        details = {"cause": verdict.problem.cause.value, **dict(verdict.problem.details)} if verdict.problem else {}
        await journal.write(
            db,
            listing.shop_id,
            now,
            "amazon",
            f"became_{verdict.status.value}",
            details,
            listing_id=listing.id,
        )
    elif verdict.problem != listing.problem:
        await set_status(db, listing, verdict.status, verdict.problem, now)


async def withdrawn(db: Database, listing: Listing, outcome: Outcome, now: int) -> None:
    """It is off Amazon: Ended, and the SKU is free again."""
    await db.execute(
        "update listing set stage = 'rest', sending_at = null, claimed_sku = null, sent = '', shown = '',"
        " submission_id = :submission, request_id = :request, attempts = 0 where id = :id",
        {"submission": outcome.submission_id, "request": outcome.request_id, "id": listing.id},
    )
    await set_status(db, listing, Status.ENDED, None, now)
    await save_issues(db, listing.id, (), now)
    await journal.write(
        db,
        listing.shop_id,
        now,
        "storelane",
        "withdrawn",
        listing_id=listing.id,
        request_id=outcome.request_id,
    )


async def set_status(db: Database, listing: Listing, status: Status, problem: Problem | None, now: int) -> None:
    """Status with since-when, cause with since-when; a moment only moves when the thing itself changes."""
    cause, details = (problem.cause.value if problem else ""), write_details(problem)
    await db.execute(
        "update listing set status_at = case when status = :status then status_at else :now end,"
        " cause_at = case when cause = :cause then cause_at else :now end, status = :status, cause = :cause,"
        " details = :details, updated_at = :now where id = :id",
        {"status": status.value, "cause": cause, "details": details, "now": now, "id": listing.id},
    )


async def save_issues(db: Database, listing_id: int, issues: Sequence[Issue], now: int) -> None:
    """Replace Amazon's issues of a listing; an issue that was there keeps its first moment."""
    rows = await db.fetch_all("select code, message, first_at from issue where listing_id = :id", {"id": listing_id})
    if not rows and not issues:
        return
    first = {(row["code"], row["message"]): row["first_at"] for row in rows}
    await db.execute("delete from issue where listing_id = :id", {"id": listing_id})
    await db.execute_many(
        "insert into issue (listing_id, position, code, message, severity, attribute_names, categories, actions,"
        " first_at) values (:listing, :position, :code, :message, :severity, :attribute_names, :categories, :actions,"
        " :first)",
        [
            {**write_issue(issue), "listing": listing_id, "position": position,
             "first": first.get((issue.code, issue.message), now)}
            for position, issue in enumerate(issues)
        ],
    )  # fmt: skip


async def reconsider(db: Database, shop_id: int, product_ids: Sequence[int], now: int) -> None:
    """A product changed in the shop: listings held back by something of the shop's are looked at again."""
    causes = ", ".join(f"'{cause.value}'" for cause in SHOP_CAUSES)
    await db.execute_many(
        "update listing set stage = 'match', next_at = :now, attempts = 0 where shop_id = :shop"
        f" and product_id = :product and stage = 'rest' and status = '{Status.INCOMPLETE}' and cause in ({causes})",
        [{"now": now, "shop": shop_id, "product": product_id} for product_id in product_ids],
    )


async def ask_again(db: Database, shop_id: int, listing_id: int, now: int) -> bool:
    """The merchant wants a held or ended listing tried again from the start."""
    done = await db.execute(
        f"update listing set stage = 'match', status = '{Status.ON_ITS_WAY}', status_at = :now, next_at = :now,"
        " attempts = 0, cause = '', details = '', updated_at = :now where id = :id and shop_id = :shop"
        f" and stage in ('{Stage.REST}', '{Stage.WATCH}') and status in ('{Status.INCOMPLETE}', '{Status.ENDED}')",
        {"now": now, "id": listing_id, "shop": shop_id},
    )
    if done:
        await journal.write(db, shop_id, now, "merchant", "asked_again", listing_id=listing_id)
    return bool(done)


async def ask_withdrawal(db: Database, shop_id: int, listing_id: int, now: int) -> bool:
    """The merchant wants it off Amazon. What never got there ends at once; anything else the offers lane withdraws."""
    values = {"now": now, "id": listing_id, "shop": shop_id}
    gone = await db.execute(
        f"update listing set stage = 'rest', status = '{Status.ENDED}', status_at = :now, cause = '', details = '',"
        " updated_at = :now where id = :id and shop_id = :shop and claimed_sku is null"
        f" and status <> '{Status.ENDED}'",
        values,
    )
    wanted = gone or await db.execute(
        "update listing set stage = 'withdraw', next_at = :now, attempts = 0, updated_at = :now where id = :id"
        " and shop_id = :shop and claimed_sku is not null and stage <> 'withdraw'",
        values,
    )
    if wanted:
        await journal.write(db, shop_id, now, "merchant", "asked_withdrawal", listing_id=listing_id)
    return bool(wanted)


def _short(match: Mapping[str, Any]) -> dict[str, Any]:
    return {key: match[key] for key in ("score", "title", "identifier") if key in match}
