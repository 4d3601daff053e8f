"""What the lanes found out or did, written down: each function is one step of a listing's life."""

from collections.abc import Mapping, Sequence
from typing import Any

from backend.domain.issues import Issue, Problem, topic_of
from backend.domain.listing import Explained, Outcome, Shown, Stage, Status, Verdict
from backend.storage import auditing, journal, muting
from backend.storage.database import Database
from backend.storage.details import OTHER_DETAILS
from backend.storage.encoding import to_json, write_details, write_explained, write_offer, write_shown
from backend.storage.issues import save_issues
from backend.storage.listings import Listing, Work
from backend.storage.manual import SET_BY_HAND
from backend.storage.pausing import PAUSED
from backend.storage.senders import sender_of


async def matched(db: Database, listing: Listing, asin: str, match: Mapping[str, Any], now: int) -> None:
    """Its ASIN is found: the offers lane goes on. A listing that was withdrawn meanwhile is left alone, and so is one
    that a person gave another ASIN, or none."""
    done = await db.execute(
        "update listing set asin = :asin, match = :match, stage = 'submit', next_at = :now, attempts = 0,"
        " updated_at = :now where id = :id and stage = 'match' and asin = :was",
        {"asin": asin, "match": to_json(dict(match)), "now": now, "id": listing.id, "was": listing.asin},
    )
    if not done:
        return
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
    """It cannot go on until somebody cures the problem: Incomplete, with its reason.

    When the merchant asked for something else meanwhile, that stands.
    """
    done = await db.execute(
        "update listing set stage = 'rest', attempts = 0 where id = :id and stage = :was"
        # What was found out by the search for an ASIN is old once a person chose one.
        " and (stage <> 'match' or asin = :asin)",
        {"id": listing.id, "was": listing.stage.value, "asin": listing.asin},
    )
    await _answered(db, listing)
    if not done:
        return
    await set_status(db, listing, Status.INCOMPLETE, problem, now)
    await save_issues(db, listing.id, issues, now)
    details = _told(problem)
    await journal.write(
        db, listing.shop_id, now, "storelane", "held", details, listing_id=listing.id, request_id=request_id
    )


async def later(db: Database, listing: Listing, next_at: int) -> None:
    """Not now: try again at `next_at`; attempts count so that the waits grow."""
    await db.execute(
        "update listing set next_at = :at, attempts = attempts + 1 where id = :id",
        {"at": next_at, "id": listing.id},
    )


# The account, or its country, waits or only computes: no drive is so young that it must have noticed.
_STANDS_STILL = (
    "exists (select 1 from seller s left join seller_marketplace m on m.seller_id = s.id"
    " and m.marketplace_id = listing.marketplace_id where s.id = listing.seller_id"
    " and (s.paused = 1 or s.observing = 1 or m.paused = 1))"
)
_SENDING = (
    "update listing set offer = :offer, sending_at = :now, claimed_sku = :sku, sku = :sku, feed_id = :feed,"
    " message_number = :message, updated_at = :now, basis = :basis where id = :id and stage = 'submit'"
    f" and paused = 0 and not ({PAUSED}) and not {_STANDS_STILL}"
)


async def sending(db: Database, work: Work, explained: Explained, now: int) -> bool:
    """Write down the deed before it is done: the offer, and that its answer is awaited. The SKU is claimed.

    False when the merchant withdrew it meanwhile, or paused it, its publication or its account: then nothing may be
    sent.
    """
    return bool(await db.execute(_SENDING, _deed(work, explained, now, None, None)))


async def sending_by_feed(
    db: Database, carried: Sequence[tuple[Work, Explained]], now: int, feed_id: int
) -> set[int]:
    """The same for all that a feed is to carry; what may not be sent meanwhile does not get on. Returns our ids of the
    listings that did."""
    rows = [_deed(work, explained, now, feed_id, n) for n, (work, explained) in enumerate(carried, start=1)]
    await db.execute_many(_SENDING, rows)
    return {
        row["id"]
        for row in await db.fetch_all("select id from listing where feed_id = :feed", {"feed": feed_id})
    }


def _deed(
    work: Work, explained: Explained, now: int, feed_id: int | None, number: int | None
) -> dict[str, Any]:
    return {
        "offer": write_explained(explained), "now": now, "sku": explained.offer.sku, "feed": feed_id,
        "message": number, "id": work.listing.id, "basis": work.variation.version if work.variation else 0,
    }  # fmt: skip


async def not_sent(db: Database, listing: Listing) -> None:
    """It surely did not get through: nothing was done, so nothing is awaited."""
    await db.execute("update listing set sending_at = null where id = :id", {"id": listing.id})


async def to_stage(db: Database, listing: Listing, stage: Stage, now: int) -> None:
    """Another lane owes the next step."""
    await db.execute(
        "update listing set stage = :stage, next_at = :now, attempts = 0, sending_at = null where id = :id"
        " and stage = :was",
        {"stage": stage.value, "now": now, "id": listing.id, "was": listing.stage.value},
    )


async def rest_again(db: Database, listing: Listing) -> None:
    """Looked at again with the same result."""
    await db.execute(
        "update listing set stage = 'rest' where id = :id and stage = 'match' and asin = :asin",
        {"id": listing.id, "asin": listing.asin},
    )


async def _answered(db: Database, listing: Listing) -> None:
    """Nothing is awaited any more, no feed carries it."""
    await db.execute(
        "update listing set sending_at = null, feed_id = null, message_number = null where id = :id",
        {"id": listing.id},
    )


async def release_feed(db: Database, feed_id: int, now: int) -> None:
    """A feed failed: what it carried and got no answer is looked for and sent one by one."""
    await db.execute(
        "update listing set feed_id = null, message_number = null, next_at = :now where feed_id = :feed",
        {"now": now, "feed": feed_id},
    )


async def submitted(
    db: Database, listing: Listing, explained: Explained, outcome: Outcome, now: int, look_at: int
) -> None:
    """Amazon took it: accepted is not live, the status lane reads it back from `look_at` on.

    A withdrawal that was asked for meanwhile stays owed, and so do another ASIN that was chosen and other details that
    were confirmed meanwhile.
    """
    await db.execute(
        f"update listing set stage = case when stage = 'submit' and asin in ('', :asin) and not {OTHER_DETAILS}"
        " then 'confirm' else stage end,"
        " sending_at = null,"
        " sent = :sent, sender = :sender, sent_at = :now, pushed_at = :now, offer = :offer, look_again = :again,"
        " replacing = 0,"
        # What changed in the shop while it was under way is owed at once, and so is what a person decided meanwhile.
        " revise_at = case when basis <> (select version from variation v where v.id = listing.variation_id)"
        f" or revise_n <> :n or {SET_BY_HAND} then cast(:now as bigint) else null end,"
        " submission_id = :submission, request_id = :request, next_at = :look, attempts = 0, updated_at = :now,"
        " feed_id = null, message_number = null where id = :id",
        {
            "sent": to_json(write_offer(explained.offer)), "offer": write_explained(explained), "now": now,
            "submission": outcome.submission_id, "request": outcome.request_id, "look": look_at, "id": listing.id,
            "details": explained.offer.details, "asin": explained.offer.asin, "again": explained.look_again,
            "n": listing.revise_n, "sender": sender_of(explained.offer).value,
        },
    )  # fmt: skip
    await set_status(db, listing, Status.ON_ITS_WAY, None, now)
    await save_issues(db, listing.id, outcome.issues, now)
    await auditing.published(db, listing, explained.offer, outcome, now)
    price, quantity = explained.offer.price, explained.offer.quantity
    await journal.write(
        db, listing.shop_id, now, "storelane", "submitted",
        {"asin": explained.offer.asin, "price": [price.amount, price.currency], "quantity": quantity},
        listing_id=listing.id, request_id=outcome.request_id,
    )  # fmt: skip


async def seen(
    db: Database, listing: Listing, shown: Shown | None, verdict: Verdict, now: int, look_at: int
) -> None:
    """What Amazon shows, and the status that follows; a change of status goes into the journal.

    What is gone from Amazon leaves its SKU free and nothing sent, so that it can be published anew. When the merchant
    asked for something else meanwhile, that stands.
    """
    done = await db.execute(
        "update listing set shown = :shown, shown_at = :now, stage = :stage, next_at = :look,"
        " attempts = attempts + 1, live_at = case when :active = 1"
        " and coalesce(live_at, 0) < coalesce(sent_at, 1) then :now else live_at end,"
        " sent = case when :ended = 1 then '' else sent end,"
        " claimed_sku = case when :ended = 1 then null else claimed_sku end,"
        # The product that Amazon made for it is its own from now on.
        " asin = case when asin = '' and :asin <> '' and exists"
        " (select 1 from details d where d.listing_id = listing.id) then :asin else asin end,"
        " updated_at = :now where id = :id and stage = :was",
        {
            "shown": write_shown(shown), "now": now, "stage": verdict.stage.value, "look": look_at,
            "active": int(verdict.status is Status.ACTIVE), "ended": int(verdict.status is Status.ENDED),
            "id": listing.id, "was": listing.stage.value, "asin": shown.asin if shown else "",
        },
    )  # fmt: skip
    if not done:
        return
    await save_issues(db, listing.id, shown.issues if shown else (), now)
    if (verdict.status, verdict.problem) == (listing.status, listing.problem):
        return
    await set_status(db, listing, verdict.status, verdict.problem, now)
    if verdict.status is not listing.status:
        details = _told(verdict.problem) if verdict.problem else {}
        act = f"became_{verdict.status.value}"
        await journal.write(db, listing.shop_id, now, "amazon", act, details, listing_id=listing.id)


def _told(problem: Problem) -> dict[str, str | int]:
    """A problem as a line of the journal keeps it."""
    return {"cause": problem.cause.value, **problem.details}


async def withdrawn(
    db: Database,
    listing: Listing,
    outcome: Outcome,
    now: int,
    *,
    problem: Problem | None = None,
    again_at: int = 0,
) -> None:
    """It is off Amazon: Ended, and the SKU is free again. With `again_at` it is published anew from then on."""
    await db.execute(
        "update listing set stage = :stage, sending_at = null, claimed_sku = null, sent = '', shown = '',"
        " live_at = null, revise_at = null, asked_price = null, approved_price = null, kept_price = null,"
        " next_at = :again, submission_id = :submission, request_id = :request, attempts = 0, replacing = :replacing"
        " where id = :id",
        {
            "stage": (Stage.MATCH if again_at else Stage.REST).value, "again": again_at or now,
            "replacing": int(bool(again_at)),
            "submission": outcome.submission_id, "request": outcome.request_id, "id": listing.id,
        },
    )  # fmt: skip
    await set_status(db, listing, Status.ON_ITS_WAY if again_at else Status.ENDED, problem, now)
    await save_issues(db, listing.id, (), now)
    await auditing.withdrawn(db, listing, outcome, problem, now, again=bool(again_at))
    await journal.write(
        db,
        listing.shop_id,
        now,
        "storelane",
        "withdrawn",
        listing_id=listing.id,
        request_id=outcome.request_id,
    )


async def set_status(
    db: Database, listing: Listing, status: Status, problem: Problem | None, now: int
) -> None:
    """Status with since-when, cause with since-when; a moment only moves when the thing itself changes.

    What the merchant muted stays muted as long as it says the same.
    """
    cause, details = (problem.cause.value if problem else ""), write_details(problem)
    muted = await muting.stays(db, listing, problem, now)
    await db.execute(
        "update listing set status_at = case when status = :status then status_at else :now end,"
        " cause_at = case when cause = :cause then cause_at else :now end, status = :status, cause = :cause,"
        " details = :details, topic = :topic, muted = case when :muted = 1 then muted else 0 end,"
        " updated_at = :now where id = :id",
        {
            "status": status.value, "cause": cause, "details": details, "topic": topic_of(problem),
            "muted": int(muted), "now": now, "id": listing.id,
        },
    )  # fmt: skip


def _short(match: Mapping[str, Any]) -> dict[str, Any]:
    return {key: match[key] for key in ("score", "title", "identifier") if key in match}
