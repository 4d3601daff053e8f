"""Switching: another warehouse sends a listing from now on. Each step is written down before it is done; what Amazon
shows says the next one. It is done by the lane that also sends quantities, so that the two never cross."""

from backend.domain.channel import ChannelStock, accepted, sending
from backend.domain.handing_over import handed_over, standing
from backend.domain.listing import Offer, Outcome, Revision, Shown
from backend.domain.orders import Sender
from backend.domain.sending import AGAIN_AFTER, Switch, SwitchStep, next_step, wait
from backend.lanes.ground import Governed, Ground, by_place, governed, read_shown, setting_aside
from backend.lanes.lane import Held
from backend.lanes.quantities import keep, known
from backend.storage import ledger, listings, revised, revising, switches
from backend.storage.listings import Work
from backend.transport.errors import NotAuthorized, NotFound, Rejected, Throttled, Unavailable

AT_ONCE = 20
LOOK_AFTER = 3
UNKNOWN_FOR = 900  # seconds that Amazon may not know a SKU which was just sent


class Switching:
    """One drive's switches of one seller."""

    def __init__(self, held: Held, ground: Ground) -> None:
        self._held, self._ground, self._db = held, ground, held.resources.db

    async def all(self) -> None:
        """All that are due, until nothing is. A place that waits makes its switches wait."""
        while not self._held.stopping():
            now = self._held.resources.now()
            owed = {
                each.listing_id: each
                for each in await switches.due(self._db, self._held.subject, now, AT_ONCE)
            }
            if not owed:
                return
            works = await listings.of_ids(self._db, self._ground.seller.shop_id, list(owed))
            ground = await governed(self._held, self._ground)
            for there in by_place(works):
                if ground.waits(there[0].listing.marketplace_id) or not ground.sending:
                    for work in there:
                        await self._later(work, now + 600)
                    continue
                skus = [work.listing.sku for work in there]
                for work, shown in await read_shown(self._held, ground, there, skus, later=switches.later):
                    async with setting_aside(self._held, [work], switches.later):
                        await self._one(ground, work, owed[work.listing.id], shown)

    async def _one(self, ground: Governed, work: Work, switch: Switch, shown: Shown | None) -> None:
        now = self._held.resources.now()
        if shown is None or work.listing.sent is None:
            if now - switch.asked_at < UNKNOWN_FOR:
                await self._later(work, now + wait(switch))
            else:
                await self._give_up(work, switch, "not_there")
            return
        match next_step(switch, shown, now):
            case SwitchStep.ARRIVED:
                await self._arrived(work, switch, shown)
            case SwitchStep.WAIT:
                await self._later(work, min(now + wait(switch), (switch.sent_at or now) + AGAIN_AFTER))
            case SwitchStep.GIVE_UP:
                await self._give_up(work, switch, "silent", shown=shown)
            case SwitchStep.SEND:
                await self._send(ground, work, switch)

    async def _arrived(self, work: Work, switch: Switch, shown: Shown) -> None:
        """Amazon shows it. What the new sender needs otherwise (pieces, handling time, template) is owed now."""
        now, sent = self._held.resources.now(), work.listing.sent
        assert sent is not None
        stands = standing(sent, switch.target, shown.quantity)
        async with self._held.recording("warehouse", "status"):
            await switches.arrived(self._db, work.listing, switch, stands, now)
            await revising.mark_listing(self._db, work.listing.id, now)

    async def _send(self, ground: Governed, work: Work, switch: Switch) -> None:
        """Write down, send, write down."""
        listing, now, place = work.listing, self._held.resources.now, work.listing.marketplace_id
        revision = Revision(await self._offer(ground, work, switch.target), sender=True)
        stock = None
        async with self._held.recording():
            if not await switches.sending(self._db, listing, switch, now()):
                return  # taken back meanwhile
            if switch.target is Sender.MERCHANT:
                before = await known(self._held, work, listing.sku) or ChannelStock()
                stock = sending(before, revision.offer.quantity, now())
                await keep(self._held, work, listing.sku, stock, before)
        try:
            async with self._held.deed():
                outcome = await self._ground.marketplace.revise(
                    self._ground.seller.access, place, revision, self._ground.language(place)
                )
        except (Throttled, NotAuthorized, Unavailable) as error:
            if not (isinstance(error, Unavailable) and error.may_have_happened):
                async with self._held.recording():
                    await switches.not_sent(self._db, listing, switch, now())
            raise
        except (Rejected, NotFound) as error:
            cause = "not_there" if isinstance(error, NotFound) else "refused"
            await self._give_up(
                work, switch, cause, Outcome(False, "", request_id=error.request_id), error.message
            )
            return
        if not outcome.accepted:
            said = next((issue.message for issue in outcome.issues), "")
            await self._give_up(work, switch, "refused", outcome, said)
            return
        async with self._held.recording("status"):
            if stock is not None:
                await keep(self._held, work, listing.sku, accepted(stock), stock)
            await revised.switched(self._db, listing, revision, outcome, now(), now() + LOOK_AFTER)
            await switches.taken(self._db, listing, now(), now() + LOOK_AFTER)

    async def _offer(self, ground: Governed, work: Work, target: Sender) -> Offer:
        """What was sent, under the new sender: the merchant's with the pieces that the policy comes to."""
        sent = work.listing.sent
        assert sent is not None
        stocks = await ledger.stocks(self._db, [work.listing.variation_id])
        wish = ground.wish(work, stock=stocks.get(work.listing.variation_id))
        product = None if work.product.deleted else work.product.product
        variation = work.variation.variation if work.variation else None
        return handed_over(product, variation, wish, sent, target)

    async def _give_up(
        self, work: Work, switch: Switch, cause: str, outcome: Outcome | None = None, said: str = "", *,
        shown: Shown | None = None,
    ) -> None:  # fmt: skip
        """Who sent it before goes on, as far as anybody knows."""
        now, listing = self._held.resources.now(), work.listing
        request_id = outcome.request_id if outcome else ""
        pieces = shown.quantity if shown else None
        stands = standing(listing.sent, switch.back, pieces) if listing.sent else None
        async with self._held.recording("status"):
            await switches.refused(self._db, listing, switch, stands, cause, said, now, request_id)
            await revising.mark_listing(self._db, listing.id, now)

    async def _later(self, work: Work, at: int) -> None:
        async with self._held.recording():
            await switches.later(self._db, work.listing, at)
