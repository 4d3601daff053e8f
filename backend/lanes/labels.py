"""The labels lane: buys what the merchant chose, once; brings the tracking number home; gives back what is voided."""

import logging

from backend.domain.labels import LabelState
from backend.lanes.ground import Ground, not_long, prepare, resting, shut_out
from backend.lanes.label_buying import LabelBuying
from backend.lanes.label_following import LabelFollowing
from backend.lanes.lane import DAILY, HOURLY, Held, Rest
from backend.storage import labels, shops
from backend.storage.labels import Label
from backend.storage.lanes import LeaseLost
from backend.storage.shops import Shop
from backend.transport.errors import NotAuthorized, Throttled, Unavailable

log = logging.getLogger("storelane.lanes")


class LabelsLane:
    """One seller's labels."""

    kind = "labels"

    async def drive(self, held: Held) -> Rest:
        resources = held.resources
        ground = await prepare(held)
        if ground is None:
            return resting(held)
        shop = await shops.find(resources.db, resources.vault, ground.seller.shop_id)
        if shop is None:
            return Rest(resources.now() + DAILY, "shop")
        if not ground.sending:
            return Rest(resources.now() + HOURLY, "paused")
        try:
            await self._all(held, ground, shop)
        except NotAuthorized as error:
            return await shut_out(held, ground.seller, error)
        at = await labels.next_due(resources.db, held.subject)
        now = resources.now()
        return Rest(not_long(at, now) if at is not None else now + DAILY)

    async def _all(self, held: Held, ground: Ground, shop: Shop) -> None:
        buying, following = LabelBuying(held, ground), LabelFollowing(held, ground, shop)
        for _ in range(50):  # steps that one drive takes at most
            due = await labels.due(held.resources.db, held.subject, held.resources.now())
            if not due or held.stopping():
                return
            await self._one(held, buying, following, due[0])

    async def _one(self, held: Held, buying: LabelBuying, following: LabelFollowing, label: Label) -> None:
        """Trouble with one label stops no other: it waits, longer each time."""
        db, now = held.resources.db, held.resources.now
        try:
            if label.state in (LabelState.WANTED, LabelState.BUYING):
                await buying.step(label)
            else:
                await following.step(label)
        except (LeaseLost, NotAuthorized):
            raise
        except Exception as error:
            wait = min(HOURLY, 5 * 2 ** min(label.attempts, 10))
            async with held.recording():
                await labels.later(db, label, now() + wait)
            if not isinstance(error, Throttled | Unavailable):
                log.exception("label=%s seller=%s could not be worked on", label.id, label.seller_id)
