"""The matching lane: finds for each listing the one ASIN it may be offered on, or says why there is none."""

from collections.abc import Sequence

from backend.domain.identifiers import Identifier, find_identifier
from backend.domain.issues import WITHOUT_ASIN, Cause, Problem
from backend.domain.listing import Stage, Status
from backend.domain.marketplace import CatalogItem, Restriction
from backend.domain.matching import Match, judge_matches
from backend.domain.obstacles import obstacles
from backend.lanes import plan_limit
from backend.lanes.ground import (
    Governed,
    Ground,
    governed,
    prepare,
    rest_until_due,
    resting,
    setting_aside,
    shut_out,
)
from backend.lanes.lane import Held, Rest
from backend.storage import claims, linking, listings, outcomes
from backend.storage.listings import Listing, Work
from backend.transport.errors import NotAuthorized, Rejected

AT_ONCE = 100
SEARCHED_AT_ONCE = 20  # identifiers a call (Amazon facts 4.4)


class MatchingLane:
    """One seller's listings in the stage `match`."""

    kind = "matching"

    async def drive(self, held: Held) -> Rest:
        resources = held.resources
        ground = await prepare(held)
        if ground is None:
            return resting(held)
        await plan_limit.release(held, ground)
        try:
            while not held.stopping():
                works = await listings.due(resources.db, held.subject, Stage.MATCH, resources.now(), AT_ONCE)
                if not works:
                    break
                await self._match(held, await governed(held, ground), works)
        except NotAuthorized as error:
            return await shut_out(held, ground.seller, error)
        return await rest_until_due(held, [Stage.MATCH])

    async def _match(self, held: Held, ground: Governed, works: Sequence[Work]) -> None:
        """Hold back what cannot go, ask Amazon for the rest in batches of one marketplace and one kind of number."""
        asked: dict[tuple[str, str], list[tuple[Work, Identifier]]] = {}
        doubled = await claims.doubled(held.resources.db, held.subject, works)
        for work in works:
            if work.details:
                # It makes a product of its own: nothing is to be found for it.
                await self._submit(held, work.listing)
                continue
            async with setting_aside(held, [work]):
                found = await self._look(held, ground, work, doubled=work.listing.id in doubled)
                if found is None:
                    await self._keep(held, ground, work)
            if isinstance(found, Problem):
                await self._hold(held, work, found)
            elif found is not None:
                asked.setdefault((work.listing.marketplace_id, found.searched_as), []).append((work, found))
        for (marketplace_id, kind), pairs in asked.items():
            for start in range(0, len(pairs), SEARCHED_AT_ONCE):
                batch = pairs[start : start + SEARCHED_AT_ONCE]
                values = list(dict.fromkeys(identifier.value for _, identifier in batch))
                async with setting_aside(held, [work for work, _ in batch]):
                    items = await self._search(ground, marketplace_id, kind, values)
                for work, identifier in batch:
                    async with setting_aside(held, [work]):
                        await self._settle(held, ground, work, identifier, items)

    async def _look(
        self, held: Held, ground: Governed, work: Work, *, doubled: bool
    ) -> Identifier | Problem | None:
        """What to search for; None when a person chose the ASIN. `doubled`: another listing owns its SKU there, which
        is asked again before it is sent."""
        wish = ground.wish(work)
        if work.variation is None or work.product.deleted:
            return Problem(Cause.PRODUCT_DELETED)
        problem = obstacles(
            work.product.product, work.variation.variation, sku_count=wish.sku_count, market=wish.market,
            selling=wish.selling, synchronization=wish.synchronization, linked=work.listing.by_hand,
            own_sku=wish.own_sku, categories=wish.categories, sent=work.listing.sent,
        )  # fmt: skip
        if problem:
            return problem
        if doubled:
            return Problem(Cause.DOUBLED_SKU, {"sku": work.sku, "count": 2})
        if work.listing.by_hand:
            return None
        found = find_identifier(work.variation.variation, work.product.product)
        if found is None:
            return Problem(Cause.NO_IDENTIFIER)
        return await plan_limit.over(held, work.listing) or found  # nothing is searched for what has to wait

    async def _keep(self, held: Held, ground: Ground, work: Work) -> None:
        """What a person chose is never chosen again, but it must be free and allowed all the same."""
        listing = work.listing
        problem = await self._forbidden(held, ground, listing, listing.asin)
        if problem:
            await self._hold(held, work, problem)
            return
        await self._submit(held, listing)

    async def _submit(self, held: Held, listing: Listing) -> None:
        """On to the offers lane, unless the plan has no room."""
        async with held.recording("offers"):
            if not await plan_limit.stopped(held, listing):
                await outcomes.to_stage(held.resources.db, listing, Stage.SUBMIT, held.resources.now())

    async def _search(
        self, ground: Ground, marketplace_id: str, kind: str, values: Sequence[str]
    ) -> list[CatalogItem]:
        """One batch; when Amazon cannot read one of the numbers the others are still asked for, one by one."""
        access = ground.seller.access
        try:
            return await ground.marketplace.find_by_identifiers(access, marketplace_id, kind, values)
        except Rejected:
            if len(values) == 1:
                return []
            found: list[CatalogItem] = []
            for value in values:
                found += await self._search(ground, marketplace_id, kind, [value])
            return found

    async def _settle(
        self, held: Held, ground: Ground, work: Work, identifier: Identifier, items: Sequence[CatalogItem]
    ) -> None:
        """One listing: its match judged, its restrictions asked for, the result recorded."""
        assert work.variation is not None
        listing, db = work.listing, held.resources.db
        refused = await linking.refused(db, listing.variation_id, listing.marketplace_id)
        verdict = judge_matches(work.product.product, work.variation.variation, identifier, items, refused)
        if isinstance(verdict, Match):
            problem = await self._forbidden(held, ground, listing, verdict.asin)
            if problem is None:
                async with held.recording("offers"):
                    if not await plan_limit.stopped(held, listing):
                        await outcomes.matched(
                            db, listing, verdict.asin, _kept(verdict, identifier), held.resources.now()
                        )
                return
            verdict = problem
        await self._hold(held, work, verdict)

    async def _forbidden(self, held: Held, ground: Ground, listing: Listing, asin: str) -> Problem | None:
        other = await claims.asin_taken_by(held.resources.db, listing, asin)
        if other:
            return Problem(Cause.ASIN_TAKEN, {"asin": asin, "sku": other})
        restrictions = await ground.marketplace.restrictions(
            ground.seller.access,
            listing.marketplace_id,
            asin,
            listing.condition,
            ground.language(listing.marketplace_id),
        )
        return _restricted(asin, restrictions) if restrictions else None

    async def _hold(self, held: Held, work: Work, problem: Problem) -> None:
        """Say it once: a listing looked at again with the same result keeps its since-when."""
        listing = work.listing
        async with held.recording(*(("proposals",) if problem.cause in WITHOUT_ASIN else ())):
            if listing.problem == problem and listing.status is Status.INCOMPLETE:
                await outcomes.rest_again(held.resources.db, listing)
            else:
                await outcomes.held(held.resources.db, listing, problem, held.resources.now())


def _restricted(asin: str, restrictions: Sequence[Restriction]) -> Problem:
    first = next((r for r in restrictions if r.link), restrictions[0])
    return Problem(
        Cause.RESTRICTED,
        {"asin": asin, "reason": first.reason, "message": first.message[:300], "link": first.link},
    )


def _kept(match: Match, identifier: Identifier) -> dict[str, object]:
    item = match.item
    return {
        "score": match.score, "reasons": list(match.reasons), "identifier": identifier.value,
        "kind": identifier.kind, "title": item.title, "brand": item.brand, "image": item.image_url,
        **({"parent": item.parent_asin} if item.parent_asin else {}),
    }  # fmt: skip
