"""The sellers' shipping templates, read by the product types lane: daily, and at once when a person asks."""

from backend.lanes.ground import Ground
from backend.lanes.lane import Held
from backend.storage import journal, shipping_templates
from backend.storage.shipping_templates import TemplateList
from backend.transport.errors import NotFound, Rejected, Throttled, Unavailable


async def look_at_templates(held: Held, ground: Ground) -> None:
    """Each list that is due once. One that cannot be read waits, keeps what is known, and stops no other."""
    db, seller = held.resources.db, ground.seller
    places = [each.marketplace_id for each in seller.marketplaces if each.participating]
    lists = await shipping_templates.of_seller(db, seller.id)
    if missing := [place for place in places if (seller.id, place) not in lists]:
        async with held.recording():
            await shipping_templates.open_places(db, seller.id, missing)
        lists = await shipping_templates.of_seller(db, seller.id)
    for each in lists.values():
        if held.stopping():
            return
        if each.next_at > held.resources.now():
            continue
        try:
            await _one(held, ground, each)
        except (Unavailable, Throttled, Rejected, NotFound) as error:
            async with held.recording():
                await shipping_templates.put_off(db, each, error.message, held.resources.now())


async def _one(held: Held, ground: Ground, before: TemplateList) -> None:
    """Read, keep, and let the listings that name templates be looked at when the list is another."""
    db, seller, place = held.resources.db, ground.seller, before.marketplace_id
    found = await ground.marketplace.shipping_templates(seller.access, place)
    async with held.recording():
        now = held.resources.now()
        if not await shipping_templates.keep(db, before, found, now):
            return
        await shipping_templates.tell(db, seller.shop_id, (seller.id, place), now)
        for kind in ("offers", "status", "matching"):
            await held.resources.wake(kind, seller.id)
        ids = {each.id for each in found.listed}
        for lost in before.templates.listed:
            if not lost.gone and lost.id not in ids:
                said = {"template": lost.name, "place": place}
                await journal.write(db, seller.shop_id, now, "amazon", "template_gone", said)
