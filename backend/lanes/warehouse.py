"""The warehouse lane: reads what lies in Amazon's warehouses. Often where the seller sells from there, rarely else, and
at once what a notice or a sale named."""

from collections.abc import Sequence
from dataclasses import replace

from backend.domain.warehouse import UNUSED, USED, Lying, Pace, due_at, wholly
from backend.lanes.ground import Ground, prepare, resting, shut_out
from backend.lanes.lane import DAILY, SOON, Held, Rest
from backend.storage import journal, warehouse
from backend.storage.warehouse import Look, Read
from backend.transport.errors import NotAuthorized

OVERLAP = 120  # seconds read twice: changes of the same second, and clocks that differ
_SELLERS = ("consent", "client")  # reasons that concern everything of a seller


class WarehouseLane:
    """One seller's pieces in its region's warehouses."""

    kind = "warehouse"

    async def drive(self, held: Held) -> Rest:
        ground = await prepare(held)
        if ground is None:
            return resting(held)
        db, now = held.resources.db, held.resources.now()
        pace = USED if await warehouse.used(db, held.subject, now) else UNUSED
        looks = await warehouse.looks(db, held.subject)
        known = await warehouse.reads(db, held.subject)
        nexts = []
        try:
            for place in await self._places(held, ground):
                if held.stopping():
                    return Rest(now)
                read = await self._place(held, ground, known.get(place, Read(place)), pace, looks)
                nexts.append(_next(read, pace))
        except NotAuthorized as error:
            return await shut_out(held, ground.seller, error)
        if looks:
            async with held.recording():
                await warehouse.looked(db, held.subject, looks)
        return Rest(max(min(nexts, default=now + DAILY), now + SOON))

    async def _places(self, held: Held, ground: Ground) -> list[str]:
        """Where anything of ours is listed; before that, the seller's first marketplace."""
        found = await warehouse.places(held.resources.db, held.subject)
        return found or [each.marketplace_id for each in ground.seller.marketplaces[:1]]

    async def _place(self, held: Held, ground: Ground, read: Read, pace: Pace, looks: Sequence[Look]) -> Read:
        """One marketplace: everything, or what changed and what was named. A missing role concerns nothing else."""
        now = held.resources.now()
        if read.refused and now < read.refused_at + DAILY:
            return read
        try:
            if wholly(pace, read.whole_at, now):
                return await self._whole(held, ground, read)
            if looks:
                read = await self._named(held, ground, read, [look.sku for look in looks])
            if now >= due_at(pace, read.whole_at, read.looked_at):
                return await self._changes(held, ground, read)
            return read
        except NotAuthorized as error:
            if error.reason in _SELLERS:
                raise
            return await self._refused(held, ground, read, error)

    async def _whole(self, held: Held, ground: Ground, read: Read) -> Read:
        seller, place, now = ground.seller, read.marketplace_id, held.resources.now()
        found = await ground.marketplace.warehouse.lying(seller.access, place)
        read = Read(place, now, now)
        async with held.recording():
            await self._keep(held, ground, place, found, now)
            await warehouse.drop_unread(held.resources.db, seller.id, place, now)
            await warehouse.save(held.resources.db, seller.id, read)
        return read

    async def _changes(self, held: Held, ground: Ground, read: Read) -> Read:
        seller, place, now = ground.seller, read.marketplace_id, held.resources.now()
        found = await ground.marketplace.warehouse.lying(seller.access, place, since=read.at - OVERLAP)
        read = replace(read, looked_at=now, refused="")
        async with held.recording():
            await self._keep(held, ground, place, found, now)
            await warehouse.save(held.resources.db, seller.id, read)
        return read

    async def _named(self, held: Held, ground: Ground, read: Read, skus: Sequence[str]) -> Read:
        seller, place, now = ground.seller, read.marketplace_id, held.resources.now()
        found = await ground.marketplace.warehouse.lying(seller.access, place, skus=skus)
        there = {each.sku for each in found}
        async with held.recording():
            await self._keep(held, ground, place, found, now)
            gone = [sku for sku in skus if sku not in there]
            await warehouse.drop(held.resources.db, seller.id, place, gone)
        return read

    async def _keep(self, held: Held, ground: Ground, place: str, found: list[Lying], now: int) -> None:
        await warehouse.keep(held.resources.db, ground.seller.shop_id, ground.seller.id, place, found, now)

    async def _refused(self, held: Held, ground: Ground, read: Read, error: NotAuthorized) -> Read:
        """Told once; tried again every day."""
        db, now, seller = held.resources.db, held.resources.now(), ground.seller
        told = bool(read.refused)
        read = replace(read, refused=error.reason, refused_at=now)
        async with held.recording():
            await warehouse.save(db, seller.id, read)
            if not told:
                where = ground.place(read.marketplace_id)
                details = {"seller": seller.name, "place": where.domain if where else read.marketplace_id}
                await journal.write(db, seller.shop_id, now, "amazon", "warehouse_refused", details)
        return read


def _next(read: Read, pace: Pace) -> int:
    """When a place is looked at again."""
    if read.refused:
        return read.refused_at + DAILY
    return due_at(pace, read.whole_at, read.looked_at)
