"""What is written of every sending for good: its fields, the rule or the person behind it, Amazon's reference."""

import json
from collections.abc import Mapping
from typing import Any

from backend.domain import audit
from backend.domain.audit import Sent
from backend.domain.issues import Problem
from backend.domain.listing import Offer, Outcome, Revision
from backend.storage import details, sent_fields
from backend.storage.database import Database
from backend.storage.listings import Listing


async def published(db: Database, listing: Listing, offer: Offer, outcome: Outcome, now: int) -> None:
    """A whole offer was taken, with the details of its product where it says some."""
    fields = audit.published(listing.sent, offer)
    if offer.details and (listing.sent is None or listing.sent.details != offer.details):
        fields += await _attributes(db, listing, offer)
    act, actor = ("publish", "merchant") if listing.sent_at is None else ("publish_again", "storelane")
    await sent_fields.write(db, listing, offer.sku, fields, act, actor, _reference(outcome), now)


async def revised(
    db: Database, listing: Listing, revision: Revision, outcome: Outcome, problem: Problem | None, now: int
) -> None:
    """Parts of an offer were taken: because something stops it, the merchant approved, the shop changed, or Amazon
    showed something else."""
    before, offer = listing.sent, revision.offer
    fields = audit.revised(before, revision)
    cause, actor = "revise", "rule"
    if problem:
        cause = problem.cause.value
    elif revision.sender:
        cause, actor = "switch", "merchant"
    elif revision.price and listing.approved_price == offer.price.amount:
        cause, actor = "approved_price", "merchant"
    elif before and before.quantity == 0 and offer.quantity > 0:
        cause = "relist"
    elif all(each.old == each.new for each in fields):
        cause, actor = "heal", "storelane"
    await sent_fields.write(db, listing, offer.sku, fields, cause, actor, _reference(outcome), now)


async def withdrawn(
    db: Database, listing: Listing, outcome: Outcome, problem: Problem | None, now: int, *, again: bool
) -> None:
    """It was taken off: by a rule, to come anew, or because the merchant wanted it."""
    cause, actor = ("replace", "storelane") if again else ("withdraw", "merchant")
    if problem:
        cause, actor = problem.cause.value, "rule"
    sku = listing.sent.sku if listing.sent else listing.sku
    fields = audit.withdrawn(listing.sent, sku)
    await sent_fields.write(db, listing, sku, fields, cause, actor, _reference(outcome), now)


async def _attributes(db: Database, listing: Listing, offer: Offer) -> tuple[Sent, ...]:
    """Every attribute of the details that were sent; when others were confirmed meanwhile, their key."""
    kept = (await details.of_listings(db, [listing.id])).get(listing.id)
    if kept is None or kept.key != offer.details:
        return (Sent(audit.ATTRIBUTES, listing.sent.details if listing.sent else "", offer.details),)
    before = await sent_fields.latest(db, listing, f"{audit.ATTRIBUTES}/")
    return audit.attributes(before, {name: _text(value) for name, value in kept.sent.items()})


def _text(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"), sort_keys=isinstance(value, Mapping))


def _reference(outcome: Outcome) -> str:
    return outcome.request_id or outcome.submission_id
