"""What Amazon has already of a family's missing children: offered to be linked before anything new is made."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from backend.domain.family_steps import JOINS
from backend.domain.family_twins import twins
from backend.domain.kinship import FamilyThere, Kin
from backend.domain.listing import Stage, Status
from backend.storage import linking, proposals
from backend.storage.database import Database
from backend.storage.family_wishes import Spot
from backend.storage.listings import Work
from backend.storage.proposals import Found


@dataclass(frozen=True, slots=True)
class Twin:
    """Amazon's product that a missing child is. `member`: of the family itself, not a proposal; `match`: what it rests
    on, as the listing keeps it."""

    asin: str
    title: str
    member: bool
    match: Mapping[str, Any]


async def of_family(
    db: Database, spot: Spot, works: Mapping[int, Work], there: FamilyThere
) -> dict[int, Twin]:
    """By variation: members of Amazon's family with the same option values, else sure proposals that wait.

    What a person took off, or another product is sold on, is none.
    """
    waiting = {id: work for id, work in works.items() if _waits(work)}
    if not waiting:
        return {}
    taken = {work.listing.asin for work in works.values()} | {each.asin for each in there.relatives}
    # Where a sibling's barcode leads, whatever the values say there.
    taken |= {
        str(work.listing.problem.details.get("asin")) for work in works.values() if work.listing.problem
    }
    options = {id: work.variation.variation.options for id, work in waiting.items() if work.variation}
    found = {id: _of_kin(kin, there.parent_asin) for id, kin in twins(options, there, taken).items()}
    kept = await proposals.chosen(db, spot.shop_id, [work.listing.id for work in waiting.values()])
    for each in kept:
        if _sure(each.found):
            found.setdefault(each.work.listing.variation_id, _of_proposal(each.found))
    free: dict[int, Twin] = {}
    for id, twin in found.items():
        listing = waiting[id].listing
        used = twin.asin in taken or await linking.holder_of(db, listing, twin.asin) is not None
        refused = await linking.refused(db, listing.variation_id, listing.marketplace_id)
        if not used and twin.asin not in refused:
            free[id] = twin
            taken.add(twin.asin)
    return free


def _waits(work: Work) -> bool:
    """Whether a listing is one that a new product would be made for: nothing was chosen, found or made yet."""
    listing = work.listing
    idle = listing.stage is Stage.REST and listing.status is Status.INCOMPLETE
    joins = listing.problem is not None and listing.problem.cause in JOINS
    return idle and joins and not listing.asin and work.details is None and work.variation is not None


def _sure(found: Found) -> bool:
    """Whether a proposal rests on more than a title, and nothing contradicts."""
    return found.score >= proposals.SURE_FROM and found.rests_on not in ("", "title") and found.differs == 0


def _of_kin(kin: Kin, parent: str) -> Twin:
    match = {"reasons": ["option"], "differs": [], "title": kin.title[:200], "parent": parent}
    return Twin(kin.asin, kin.title, True, match)


def _of_proposal(found: Found) -> Twin:
    body = found.body
    agreeing = [each[0] for each in body.get("findings", ()) if each[4]]
    title = str(body.get("title", ""))
    match = {
        "score": found.score, "reasons": agreeing, "differs": [], "title": title,
        "brand": body.get("brand", ""), "image": body.get("image", ""),
    }  # fmt: skip
    return Twin(found.asin, title, False, match)


async def refuse(db: Database, work: Work, asin: str, now: int) -> None:
    """A person says that it is another product: it is offered no more, and a new one may be made."""
    async with db.transaction():
        await linking.refuse(db, work.listing, asin, "wrong_product", now)
        kept = await proposals.chosen(db, work.listing.shop_id, [work.listing.id])
        if kept and kept[0].found.asin == asin:
            await proposals.decide(db, work.listing.shop_id, [work.listing.id], proposals.DISMISSED, now)
