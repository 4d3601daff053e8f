"""A person's search in a marketplace's catalogue: asked while the page waits, and compared with the product."""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass

from backend.domain.candidates import Candidate, judge_candidates
from backend.domain.comparing import compare_identifier
from backend.domain.marketplace import CatalogItem, Participation, Restriction, SellerStatus
from backend.domain.sought import Sought, understand
from backend.storage import sellers
from backend.storage.listings import Work
from backend.storage.sellers import Seller
from backend.transport.errors import NotAuthorized, Rejected, RemoteError, Throttled
from backend.web.resources import Resources

LONGEST = 20.0  # seconds that a page waits for the marketplace
FAMILY = 20  # children of a family that are shown


@dataclass(frozen=True, slots=True)
class Asked:
    """What a search brought. `trouble`: "", limits, unavailable, refused, unreadable. `way`: how it was understood."""

    candidates: tuple[Candidate, ...] = ()
    trouble: str = ""
    way: str = ""


@dataclass(frozen=True, slots=True)
class Counter:
    """Where a person searches: the listing with its product, its seller and its place."""

    home: Resources
    work: Work
    seller: Seller
    place: Participation

    async def search(self, typed: str) -> Asked:
        """What was typed, in the first way that finds something; a family's children come with it."""
        try:
            async with asyncio.timeout(LONGEST):
                way, items = await self._found(typed)
                items += await self._children(items)
        except Rejected:
            return Asked(trouble="unreadable")
        except (RemoteError, TimeoutError) as error:
            return Asked(trouble=trouble_of(error))
        return Asked(tuple(self._judged(items)), way=way)

    async def one(self, asin: str) -> tuple[Candidate | None, list[Restriction]]:
        """One candidate with what forbids the seller to offer it; None where there is no such item.

        Raises RemoteError, TimeoutError.
        """
        place = self.place.marketplace_id
        async with asyncio.timeout(LONGEST):
            market, access = self.home.marketplaces[self.seller.kind], self.seller.access
            found = await market.search_catalog(access, place, Sought("ASIN", asin), "", interactive=True)
            if not found:
                return None, []
            if found[0].is_parent:
                return self._judged(found)[0], []
            parents = list(found[0].parents[:FAMILY])
            family = await market.find_by_identifiers(
                access, place, "ASIN", parents, whole=True, interactive=True
            )
            condition = self.work.listing.condition
            forbids = await market.restrictions(access, place, asin, condition, interactive=True)
        judged = self._judged([*found, *family])
        return next(each for each in judged if each.item.asin == found[0].asin), forbids

    async def _found(self, typed: str) -> tuple[str, list[CatalogItem]]:
        market, access = self.home.marketplaces[self.seller.kind], self.seller.access
        ways = understand(typed)
        for sought in ways:
            found = await market.search_catalog(
                access, self.place.marketplace_id, sought, self.place.language, interactive=True
            )
            if found:
                return sought.kind, list(found)
        return (ways[0].kind if ways else ""), []

    async def _children(self, items: Sequence[CatalogItem]) -> list[CatalogItem]:
        """A parent cannot be chosen: the children of the first one are shown instead."""
        known = {item.asin for item in items}
        parent = next((item for item in items if item.is_parent and item.children), None)
        asked = [asin for asin in parent.children if asin not in known][:FAMILY] if parent else []
        if not asked:
            return []
        return await self.home.marketplaces[self.seller.kind].find_by_identifiers(
            self.seller.access, self.place.marketplace_id, "ASIN", asked, whole=True, interactive=True
        )

    def _judged(self, items: Sequence[CatalogItem]) -> list[Candidate]:
        assert self.work.variation is not None
        product, variation = self.work.product.product, self.work.variation.variation
        families = [
            item.asin
            for item in items
            if item.is_parent and compare_identifier(product, variation, item).agrees
        ]
        return judge_candidates(product, variation, items, families=families)


async def counter(home: Resources, work: Work) -> Counter | None:
    """Where to search for a listing; None when its seller is not connected or its place is gone."""
    seller = await sellers.find(home.db, home.vault, work.listing.seller_id)
    if seller is None or seller.status is not SellerStatus.CONNECTED or work.variation is None:
        return None
    place = next((p for p in seller.marketplaces if p.marketplace_id == work.listing.marketplace_id), None)
    return Counter(home, work, seller, place) if place else None


def trouble_of(error: Exception) -> str:
    """Which trouble a page tells of."""
    if isinstance(error, Throttled):
        return "limits"
    return "refused" if isinstance(error, NotAuthorized) else "unavailable"
