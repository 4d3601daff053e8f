"""Handing over: one of the shop's own orders on its way to a marketplace's warehouse, and what becomes of it there.
Each deed is written down before it is done, and looked for before it is repeated."""

from backend.domain.outbound import CANCELLABLE, FINAL, NOTHING_LEFT, Following, Parcel, State, redacted
from backend.lanes.ground import Ground
from backend.lanes.lane import DAILY, HOURLY, Held
from backend.lanes.own_order_side import OwnOrderSide
from backend.storage import outbound, outbound_progress
from backend.storage.outbound import KeptOutbound
from backend.transport.errors import NotAuthorized, NotFound, Rejected, Throttled

SHOWS_AFTER = 45  # seconds an order whose answer was lost may take to be found at the marketplace
EVERY = 300  # seconds between two looks at what is under way
ON_THE_ROAD = 6 * HOURLY  # between two looks at parcels that left
WATCHED = 30 * DAILY  # how long parcels are watched
_ARRIVED = ("DELIVERED", "RETURNED", "UNDELIVERABLE", "PICKUP_SUCCESSFUL")
_TOLD = {State.PARTIAL: "partial", State.UNFULFILLABLE: "unfulfillable", State.INVALID: "invalid"}


class HandingOver:
    """One seller's orders, one after the other."""

    def __init__(self, held: Held, ground: Ground, side: OwnOrderSide) -> None:
        self._held, self._ground, self._side = held, ground, side
        self._db, self._port, self._access = (
            held.resources.db,
            ground.marketplace.outbound,
            ground.seller.access,
        )

    async def drive(self, order: KeptOutbound) -> None:
        """All that is owed now."""
        if order.stage == "create" and not await self._create(order):
            return
        await self._follow(await outbound.find(self._db, order.id))

    async def _create(self, order: KeptOutbound) -> bool:
        """Hand it over, once. True: the marketplace has it."""
        now = self._held.resources.now
        if order.creating_at is not None:
            if await self._known(order):
                return True
            if now() - order.creating_at < SHOWS_AFTER:
                async with self._held.recording():
                    await outbound_progress.later(self._db, order, order.creating_at + SHOWS_AFTER)
                return False
        if order.cancel_at is not None:
            async with self._held.recording():
                await outbound_progress.dropped(self._db, order, now())
            return False
        handover = await outbound.handover(self._db, self._held.resources.vault, order)
        async with self._held.recording():
            if handover is None:
                await outbound_progress.aside(self._db, order, "address_lost", now())
                return False
            await outbound_progress.creating(self._db, order, now())
        try:
            async with self._held.deed():
                await self._port.hand_over(self._access, handover)
        except (Throttled, NotAuthorized):
            async with self._held.recording():
                await outbound_progress.creating(self._db, order, None)
            raise
        except (Rejected, NotFound) as error:
            # Also how it says that our code is known there: then an earlier answer was lost.
            if await self._known(order):
                return True
            said = {"text": redacted(error.message, handover.recipient)}
            async with self._held.recording():
                await outbound_progress.aside(self._db, order, "refused", now(), said)
            return False
        async with self._held.recording():
            await outbound_progress.taken(self._db, order, now())
        return True

    async def _known(self, order: KeptOutbound) -> bool:
        """Whether the marketplace has it already; then that is written down."""
        try:
            await self._port.follow(self._access, order.code)
        except (NotFound, Rejected):
            return False
        async with self._held.recording():
            await outbound_progress.taken(self._db, order, self._held.resources.now())
        return True

    async def _follow(self, order: KeptOutbound) -> None:
        try:
            following = await self._look(order)
        except NotFound:
            now = self._held.resources.now()
            async with self._held.recording():
                if order.taken_at is not None and now - order.taken_at > HOURLY:
                    await outbound_progress.tell(self._db, order, "gone", now)
                await outbound_progress.later(self._db, order, now + EVERY)
            return
        if await self._wishes(await outbound.find(self._db, order.id), following):
            following = await self._look(await outbound.find(self._db, order.id))
        order = await outbound.find(self._db, order.id)
        await self._side.drive(order)
        await self._rest(await outbound.find(self._db, order.id))

    async def _look(self, order: KeptOutbound) -> Following:
        """Read and keep how it stands there, with its parcels."""
        following = await self._port.follow(self._access, order.code)
        known = {parcel.number: parcel for parcel in order.parcels}
        parcels = [await self._parcel(known.get(each.number), each) for each in following.parcels]
        async with self._held.recording():
            now = self._held.resources.now()
            await outbound_progress.seen(self._db, order, following, parcels, now)
            if following.state in _TOLD:
                await outbound_progress.tell(self._db, order, _TOLD[following.state], now)
        return following

    async def _parcel(self, known: Parcel | None, told: Parcel) -> Parcel:
        """Where a parcel is; one that arrived is not asked for again, one that nobody knows yet stays as it is told."""
        if known is not None and known.where in _ARRIVED:
            return known
        try:
            return await self._port.parcel(self._access, told)
        except (NotFound, Rejected):
            return told

    async def _wishes(self, order: KeptOutbound, following: Following) -> bool:
        """What the merchant wants otherwise. True: it has to be read again."""
        now = self._held.resources.now
        if order.cancel_at is not None and following.state not in NOTHING_LEFT:
            if following.state in CANCELLABLE or following.state is State.UNKNOWN:
                try:
                    async with self._held.deed():
                        await self._port.cancel(self._access, order.code)
                    return True
                except (Rejected, NotFound):
                    # Perhaps an earlier call was heard, and its answer lost.
                    again = await self._port.follow(self._access, order.code)
                    if again.state in NOTHING_LEFT:
                        return True
            async with self._held.recording():
                await outbound_progress.cancel_refused(self._db, order, now())
            return False
        if following.held and not order.hold and following.state in (State.NEW, State.RECEIVED):
            async with self._held.deed():
                await self._port.let_go(self._access, order.code)
            return True
        return False

    async def _rest(self, order: KeptOutbound) -> None:
        """When to look again, the shop knowing all."""
        now, db = self._held.resources.now(), self._db
        async with self._held.recording():
            if order.state not in FINAL:
                await outbound_progress.later(db, order, now + EVERY)
            elif self._on_the_road(order, now):
                await outbound_progress.later(db, order, now + ON_THE_ROAD)
            else:
                await outbound_progress.done(db, order)

    def _on_the_road(self, order: KeptOutbound, now: int) -> bool:
        young = now - (order.finished_at or now) < WATCHED
        return young and any(parcel.where not in _ARRIVED for parcel in order.parcels)
