"""The product types lane: asks daily whether Amazon changed a product type that is in use, and which shipping templates
the seller has."""

from backend.lanes.ground import Ground, prepare, resting, shut_out
from backend.lanes.lane import DAILY, Held, Rest
from backend.lanes.shipping_templates import look_at_templates
from backend.storage import product_types, shipping_templates
from backend.storage.product_types import Due
from backend.transport.errors import NotAuthorized, NotFound, Rejected, Throttled, Unavailable

AT_ONCE = 50


class ProductTypesLane:
    """One seller's product types, each looked at once a day, and at once when a person asks."""

    kind = "product_types"

    async def drive(self, held: Held) -> Rest:
        resources = held.resources
        ground = await prepare(held)
        if ground is None:
            return resting(held)
        try:
            await look_at_templates(held, ground)
            await self._look(held, ground)
        except NotAuthorized as error:
            return await shut_out(held, ground.seller, error)
        now = resources.now()
        types = await product_types.next_due(resources.db, held.subject)
        lists = await shipping_templates.next_due(resources.db, held.subject)
        at = min(each if each is not None else now + DAILY for each in (types, lists))
        return Rest(min(max(at, now + 1), now + DAILY))

    async def _look(self, held: Held, ground: Ground) -> None:
        """Each due type once; one that cannot be read waits, and stops no other."""
        db, seller = held.resources.db, ground.seller
        while not held.stopping():
            waiting = await product_types.due(db, seller.shop_id, seller.id, held.resources.now(), AT_ONCE)
            if not waiting:
                async with held.recording():
                    await product_types.forget_documents(db, held.resources.now())
                return
            for due in waiting:
                if held.stopping():
                    return
                try:
                    await self._one(held, ground, due)
                except (Unavailable, Throttled, Rejected, NotFound):
                    async with held.recording():
                        await product_types.put_off(db, due, held.resources.now())

    async def _one(self, held: Held, ground: Ground, due: Due) -> None:
        db = held.resources.db
        found = await ground.marketplace.type_definition(
            ground.seller.access, due.place.marketplace_id, due.name, due.place.locale
        )
        known = await product_types.has_document(db, found.checksum)
        body = None if known else await ground.marketplace.type_schema(found)
        async with held.recording():
            await product_types.keep(db, due.place, due.name, found, body, held.resources.now())
