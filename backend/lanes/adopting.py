"""Adopting: items that a person linked become listings. What Amazon shows at that moment is what counts as sent, so
nothing is sent where nothing differs."""

from collections.abc import Sequence

from backend.domain.existing import Why, standing_offer
from backend.domain.listing import Shown
from backend.domain.verdict import read_verdict
from backend.lanes.ground import Governed, Ground, governed
from backend.lanes.lane import Held
from backend.storage import adopting, listings, wishes
from backend.storage.adopting import Owed

AT_ONCE = 20  # SKUs a reading (Amazon facts 4.2)


async def adopt_all(held: Held, ground: Ground) -> None:
    """Everything that people want linked, twenty at a time."""
    while not held.stopping():
        owed = await adopting.owed(held.resources.db, held.subject, AT_ONCE)
        if not owed:
            return
        for place in dict.fromkeys(each.at.marketplace_id for each in owed):
            await _adopt(held, ground, place, [each for each in owed if each.at.marketplace_id == place])


async def _adopt(held: Held, ground: Ground, marketplace_id: str, owed: Sequence[Owed]) -> None:
    skus = [each.item.sku for each in owed]
    shown = await ground.marketplace.shown(
        ground.seller.access, marketplace_id, skus, ground.language(marketplace_id), handling=True
    )
    rules = await governed(held, ground)
    for each in owed:
        async with held.recording("offers", "status"):
            if await adopting.still_wanted(held.resources.db, each):
                await _one(held, rules, each, shown.get(each.item.sku))


async def _one(held: Held, ground: Governed, each: Owed, shown: Shown | None) -> None:
    db, now = held.resources.db, held.resources.now()
    place = ground.place(each.at.marketplace_id)
    if shown is None or not shown.known:
        await adopting.failed(db, each, Why.NOT_THERE, {})
        return
    if other := await adopting.listed_as(db, each):
        await adopting.failed(db, each, Why.LISTED, {"sku": other})
        return
    offer = standing_offer(each.item, shown, place.currency if place else "")
    verdict = read_verdict(shown, submitted_at=now, now=now, patience=1, was_active=True, ours=False)
    try:
        async with db.transaction():
            listing_id = await adopting.adopt(db, each, offer, shown, verdict, now)
            if listing_id is None:
                await adopting.failed(db, each, Why.NO_PRODUCT, {})
                return
            work = await listings.find(db, each.at.shop_id, listing_id)
            if work and (code := await wishes.differing(db, ground.wishes, work.listing, offer.sku)):
                raise _OtherRules(code)
    except _OtherRules as other_rules:
        there = ground.place(str(other_rules))
        await adopting.failed(db, each, Why.OTHER_RULES, {"country": there.domain if there else ""})


class _OtherRules(Exception):
    """A SKU has one quantity in all countries of a region: what was begun for this one is undone."""
