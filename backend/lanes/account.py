"""The account lane: which marketplaces a seller has, when the consent ends, and where its notices are sent."""

import logging

from backend.domain.marketplace import SellerStatus
from backend.lanes.ground import Ground, prepare, resting, shut_out
from backend.lanes.lane import DAILY, HOURLY, Held, Rest
from backend.storage import journal, sellers
from backend.transport.errors import NotAuthorized, RemoteError

log = logging.getLogger("storelane.lanes")


class AccountLane:
    """Looks after one seller, once a day (its quota is one call a minute, Amazon facts 3.4)."""

    kind = "account"

    async def drive(self, held: Held) -> Rest:
        resources = held.resources
        ground = await prepare(held)
        if ground is None:
            return resting(held)
        seller, now = ground.seller, resources.now()
        if seller.expires_at <= now:
            async with held.recording():
                await sellers.set_status(
                    resources.db, seller.id, SellerStatus.RECONNECT, "consent_ran_out", now
                )
                await journal.write(
                    resources.db, seller.shop_id, now, "amazon", "consent_ended", {"seller": seller.name}
                )
            return resting(held)
        try:
            participations = await ground.marketplace.participations(seller.access)
        except NotAuthorized as error:
            return await shut_out(held, seller, error)
        async with held.recording():
            await sellers.save_participations(resources.db, seller.id, participations, now)
        subscribed = await self._subscribe(ground)
        return Rest(resources.now() + (DAILY if subscribed else HOURLY))

    async def _subscribe(self, ground: Ground) -> bool:
        """Have the seller's notices sent to us, where there is a place for them. They only make things quicker, so what
        is refused stops nothing; False: it could not be asked for and is tried again soon."""
        letterbox = ground.marketplace.letterbox
        if letterbox is None:
            return True
        try:
            refused = await letterbox.subscribe(ground.seller.access)
        except RemoteError as error:
            log.warning("seller=%s no notices: %s", ground.seller.id, error.message)
            return False
        for words in refused:
            log.warning("seller=%s no notices of %s", ground.seller.id, words)
        return True
