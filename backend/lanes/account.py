"""The account lane: which marketplaces a seller has, and when the consent ends."""

from backend.domain.marketplace import SellerStatus
from backend.lanes.ground import prepare, resting, shut_out
from backend.lanes.lane import DAILY, Held, Rest
from backend.storage import journal, sellers
from backend.transport.errors import NotAuthorized


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
        return Rest(now + DAILY)
