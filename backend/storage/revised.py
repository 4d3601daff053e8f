"""What came of a revision, written down: sent, there already, refused, or not there any more."""

from typing import Any

from backend.domain.issues import Problem
from backend.domain.listing import Explained, Outcome, Revision, Stage, Status
from backend.storage import auditing, journal
from backend.storage.database import Database
from backend.storage.encoding import to_json, write_explained, write_offer
from backend.storage.issues import save_issues
from backend.storage.listings import Listing
from backend.storage.outcomes import set_status


async def sent(
    db: Database, listing: Listing, explained: Explained, revision: Revision, outcome: Outcome,
    problem: Problem | None, why: str, now: int, look_at: int,
) -> None:  # fmt: skip
    """Amazon took the revision; the status lane reads it back from `look_at` on. `why`: revised, stopped, relisted."""
    await db.execute(
        "update listing set sent = :sent, offer = :offer, look_again = :again, pushed_at = :now,"
        " submission_id = :submission, request_id = :request,"
        " stage = case when stage = 'watch' or stage = 'rest' then 'confirm' else stage end,"
        " next_at = :look, attempts = 0, updated_at = :now,"
        " approved_price = case when approved_price = :price then null else approved_price end where id = :id",
        {
            "sent": to_json(write_offer(explained.offer)), "offer": write_explained(explained), "now": now,
            "submission": outcome.submission_id, "request": outcome.request_id, "look": look_at, "id": listing.id,
            "price": explained.offer.price.amount, "again": explained.look_again,
        },
    )  # fmt: skip
    await _status(db, listing, problem, now)
    await auditing.revised(db, listing, revision, outcome, problem, now)
    before, price = listing.sent, explained.offer.price
    details: dict[str, Any] = {"price": [price.amount, price.currency], "quantity": explained.offer.quantity}
    if before:
        details |= {
            "price_before": [before.price.amount, before.price.currency],
            "quantity_before": before.quantity,
        }
    if parts := [name for name in ("sale", "list_price", "business") if getattr(revision, name)]:
        details |= {"parts": parts}
    if problem:
        details |= {"cause": problem.cause.value}
    await journal.write(
        db,
        listing.shop_id,
        now,
        "storelane",
        why,
        details,
        listing_id=listing.id,
        request_id=outcome.request_id,
    )


async def switched(
    db: Database, listing: Listing, revision: Revision, outcome: Outcome, now: int, look_at: int
) -> None:
    """Amazon took another sender; the status lane reads it back from `look_at` on."""
    await db.execute(
        "update listing set sent = :sent, pushed_at = :now, submission_id = :submission, request_id = :request,"
        " stage = case when stage = 'watch' or stage = 'rest' then 'confirm' else stage end,"
        " next_at = :look, attempts = 0, updated_at = :now where id = :id",
        {
            "sent": to_json(write_offer(revision.offer)), "now": now, "submission": outcome.submission_id,
            "request": outcome.request_id, "look": look_at, "id": listing.id,
        },
    )  # fmt: skip
    await auditing.revised(db, listing, revision, outcome, None, now)


async def agreed(
    db: Database, listing: Listing, explained: Explained, problem: Problem | None, now: int
) -> None:
    """Nothing had to be sent: what Amazon has is what is wanted."""
    await db.execute(
        "update listing set sent = :sent, offer = :offer, look_again = :again, updated_at = :now where id = :id",
        {
            "sent": to_json(write_offer(explained.offer)), "offer": write_explained(explained), "now": now,
            "id": listing.id, "again": explained.look_again,
        },
    )  # fmt: skip
    await _status(db, listing, problem, now)


async def computed(db: Database, listing: Listing, explained: Explained, now: int) -> None:
    """Only observing: what would be sent, for the page."""
    await db.execute(
        "update listing set offer = :offer, look_again = :again, updated_at = :now where id = :id",
        {
            "offer": write_explained(explained),
            "now": now,
            "id": listing.id,
            "again": explained.look_again,
        },
    )


async def refused(db: Database, listing: Listing, outcome: Outcome, problem: Problem, now: int) -> None:
    """Amazon said no to the change: the offer before it still stands, with the problem beside it."""
    await set_status(db, listing, listing.status, problem, now)
    await save_issues(db, listing.id, outcome.issues, now)
    await journal.write(
        db, listing.shop_id, now, "storelane", "held", {"cause": problem.cause.value, **problem.details},
        listing_id=listing.id, request_id=outcome.request_id,
    )  # fmt: skip


async def not_there(db: Database, listing: Listing, now: int) -> None:
    """Amazon does not know the SKU: the status lane says what became of it."""
    await db.execute(
        "update listing set stage = :stage, next_at = :now, attempts = 0 where id = :id",
        {"stage": Stage.CONFIRM.value, "now": now, "id": listing.id},
    )


async def _status(db: Database, listing: Listing, problem: Problem | None, now: int) -> None:
    """A stop shows at once with its reason; a reason that is gone goes at once. The rest is Amazon's to say."""
    if problem:
        # What Amazon sends goes on selling: the problem only stands beside it.
        status = listing.status if listing.by_amazon else Status.INACTIVE
        await set_status(db, listing, status, problem, now)
    elif listing.problem and not listing.issues and listing.status is Status.INACTIVE:
        await set_status(db, listing, Status.ON_ITS_WAY, None, now)
    elif listing.problem and not listing.issues and listing.by_amazon:
        await set_status(db, listing, listing.status, None, now)
