"""Accepting proposals, one or many at once, and taking a whole acceptance back."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from backend.storage import linking, proposals
from backend.storage.database import Database
from backend.storage.proposals import ACCEPTED, OPEN, Kept

BY_ITSELF = ("title", "")  # what rests on these needs a person each
AT_ONCE = 100  # in one transaction


@dataclass(frozen=True, slots=True)
class Done:
    """What became of it: `linked` were linked (or taken back), `left` could not be; whose lanes have work now."""

    linked: int
    left: int
    seller_ids: tuple[int, ...]


async def accept(db: Database, shop_id: int, listing_ids: Sequence[int] | None, now: int) -> Done:
    """Link what is proposed for these listings, or (None) for all that are sure from SURE_FROM on.

    What contradicts the product is left: it is decided side by side. What rests on a title alone is only taken when it
    is the one listing asked for, never together with others.
    """
    batch = await _next_batch(db, shop_id)
    linked, left, after, sellers = 0, 0, 0, set[int]()
    alone = listing_ids is not None and len(listing_ids) == 1
    while True:
        async with db.transaction():
            if listing_ids is None:
                some = await proposals.sure_ones(db, shop_id, after, AT_ONCE)
            else:
                some = await proposals.chosen(db, shop_id, listing_ids)
            done = [each for each in some if await _link(db, each, batch, now, alone=alone)]
            ids = [each.work.listing.id for each in done]
            await proposals.decide(db, shop_id, ids, ACCEPTED, now, batch)
        linked, left = linked + len(done), left + len(some) - len(done)
        sellers |= {each.work.listing.seller_id for each in done}
        if listing_ids is not None or len(some) < AT_ONCE:
            break
        after = some[-1].work.listing.id
    if listing_ids is not None:
        left = len(set(listing_ids)) - linked
    return Done(linked, left, tuple(sorted(sellers)))


async def take_back(db: Database, shop_id: int, batch: int, now: int) -> Done:
    """Undo an acceptance: no ASIN again, off Amazon too; the proposals are open again."""
    linked, sellers = 0, set[int]()
    async with db.transaction():
        works = await proposals.accepted_in(db, shop_id, batch)
        for work in works:
            if await linking.unlink(db, work.listing, "undone", now, remember=False):
                linked += 1
                sellers.add(work.listing.seller_id)
                await proposals.decide(db, shop_id, [work.listing.id], OPEN, now)
    return Done(linked, len(works) - linked, tuple(sorted(sellers)))


async def _link(db: Database, kept: Kept, batch: int, now: int, *, alone: bool) -> bool:
    found = kept.found
    if found.differs or (found.rests_on in BY_ITSELF and not alone):
        return False
    said = await linking.link(db, kept.work.listing, found.asin, _match(kept, batch), now)
    return said == "linked"


def _match(kept: Kept, batch: int) -> dict[str, Any]:
    found, body = kept.found, kept.found.body
    agreeing = [each for each in body.get("findings", ()) if each[4]]
    barcode = next((each[2] for each in agreeing if each[0] in ("identifier", "family")), "")
    return {
        "score": found.score, "reasons": [each[0] for each in agreeing], "title": body.get("title", ""),
        "brand": body.get("brand", ""), "image": body.get("image", ""), "batch": batch,
        **({"identifier": barcode} if barcode else {}),
    }  # fmt: skip


async def _next_batch(db: Database, shop_id: int) -> int:
    return 1 + int(
        await db.fetch_val(
            "select coalesce(max(batch), 0) from proposal where shop_id = :shop", {"shop": shop_id}
        )
    )
