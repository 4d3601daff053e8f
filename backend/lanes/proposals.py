"""The proposals lane: looks for candidates for listings without an ASIN, politely, while nothing else is due.

It links nothing. What it finds waits for a person on the page of matches.
"""

from collections.abc import Sequence
from typing import Any

from backend.domain.candidates import Candidate, Proposal, compared_by, judge_candidates, propose
from backend.domain.catalog import Product, Variation
from backend.domain.identifiers import Identifier, find_identifier
from backend.domain.listing import Stage
from backend.domain.marketplace import CatalogItem
from backend.domain.sought import Sought, by_words
from backend.lanes.ground import Ground, not_long, prepare, resting, setting_aside, shut_out
from backend.lanes.lane import Held, Rest
from backend.storage import linking, listings, proposals
from backend.storage.listings import Work
from backend.storage.proposals import DISMISSED, NONE, OPEN, Found, Known
from backend.transport.errors import NotAuthorized, Rejected

AT_ONCE = 20
WEEK = 7 * 86_400
YIELDS = 5  # seconds it stands back when listings wait to be matched
FAMILY = 20  # children of a family that are looked at


class ProposalsLane:
    """One seller's listings that wait for an ASIN."""

    kind = "proposals"

    async def drive(self, held: Held) -> Rest:
        db, now = held.resources.db, held.resources.now
        ground = await prepare(held)
        if ground is None:
            return resting(held)
        try:
            while not held.stopping():
                found = await proposals.due(db, held.subject, now(), AT_ONCE)
                if not found:
                    break
                for work, known in found:
                    if held.stopping() or await self._others_wait(held):
                        return Rest(now() + YIELDS)
                    async with setting_aside(held, [work], proposals.later):
                        await self._look(held, ground, work, known)
        except NotAuthorized as error:
            return await shut_out(held, ground.seller, error)
        return Rest(not_long(await proposals.next_due(db, held.subject), now()))

    async def _others_wait(self, held: Held) -> bool:
        """Listings to be matched go first: they share the searches that Amazon allows."""
        at = await listings.next_due(held.resources.db, held.subject, [Stage.MATCH])
        return at is not None and at <= held.resources.now()

    async def _look(self, held: Held, ground: Ground, work: Work, known: Known | None) -> None:
        """One listing: its candidates searched, the best one kept. What was compared before is not asked for again."""
        db, now = held.resources.db, held.resources.now()
        assert work.variation is not None
        product, variation = work.product.product, work.variation.variation
        cause = work.listing.problem.cause.value if work.listing.problem else ""
        compared = f"{cause} {compared_by(product, variation)}"
        if known and known.compared == compared and known.next_at > now:
            async with held.recording():
                await proposals.unchanged(db, work)
            return
        listing = work.listing
        candidates = await self._candidates(ground, work, product, variation)
        shut = await linking.refused(db, listing.variation_id, listing.marketplace_id)
        shut |= await linking.taken(db, listing, [each.item.asin for each in candidates])
        best = propose([each for each in candidates if each.item.asin not in shut])
        same = known is not None and best is not None and known.asin == best.candidate.item.asin
        dismissed = same and known is not None and known.state == DISMISSED and known.compared == compared
        state = NONE if best is None else DISMISSED if dismissed else OPEN
        async with held.recording():
            await proposals.put(db, work, _found(best), state, compared, now, now + WEEK)

    async def _candidates(
        self, ground: Ground, work: Work, product: Product, variation: Variation
    ) -> list[Candidate]:
        """By barcode where there is a good one, else (or where that finds nothing) by brand, name and options."""
        families: list[str] = []
        items: list[CatalogItem] = []
        found = find_identifier(variation, product)
        if isinstance(found, Identifier):
            items = await self._search(ground, work, Sought(found.searched_as, found.value))
            families = [item.asin for item in items if item.is_parent]
        if not any(not item.is_parent for item in items):
            place = work.listing.marketplace_id
            language = ground.language(place)
            words = by_words(product, variation, language[:2])
            known = language if language[:2] in product.names else ""
            items += await self._search(ground, work, Sought("WORDS", words), known) if words else []
        items += await self._children(ground, work, items)
        return judge_candidates(product, variation, items, families=families)

    async def _children(self, ground: Ground, work: Work, items: Sequence[CatalogItem]) -> list[CatalogItem]:
        """The children of the first family found: one of them may be the variation."""
        known = {item.asin for item in items}
        parent = next((item for item in items if item.is_parent and item.children), None)
        asked = [asin for asin in parent.children if asin not in known][:FAMILY] if parent else []
        if not asked:
            return []
        place = work.listing.marketplace_id
        return await ground.marketplace.find_by_identifiers(
            ground.seller.access, place, "ASIN", asked, whole=True
        )

    async def _search(
        self, ground: Ground, work: Work, sought: Sought, language: str = ""
    ) -> list[CatalogItem]:
        """What the marketplace cannot read finds nothing."""
        try:
            return await ground.marketplace.search_catalog(
                ground.seller.access, work.listing.marketplace_id, sought, language
            )
        except Rejected:
            return []


def _found(best: Proposal | None) -> Found | None:
    if best is None:
        return None
    each = best.candidate
    return Found(each.item.asin, each.score, each.rests_on, best.sure, len(each.differing), _body(best))


def _body(best: Proposal) -> dict[str, Any]:
    each = best.candidate
    findings = [[f.field, f.name, f.yours[:200], f.theirs[:200], f.agrees] for f in each.findings]
    return {
        "title": each.item.title, "brand": each.item.brand, "image": each.item.image_url, "rivals": best.rivals,
        "findings": findings,
    }  # fmt: skip
