"""The alerts lane: tells a shop's merchant by mail what he asked to be told, at once or in a daily digest.

What was told is written down with the mail, in one transaction; the mail lane sends it. So a kill tells nothing twice,
and what mends itself before it was told is told to nobody.
"""

import secrets
from email.utils import parseaddr

from backend.domain.alerts import Known, decide
from backend.lanes.lane import DAILY, Held, Rest
from backend.storage import alert_news, alerts, lanes, letters, sellers, shops
from backend.storage.alerts import KeptSetting
from backend.storage.shops import Shop

EVERY = 120  # seconds between two looks
LASTS = DAILY  # seconds in which a mail is still of use


class AlertsLane:
    """One shop's alerts."""

    kind = "alerts"

    async def drive(self, held: Held) -> Rest:
        resources, now = held.resources, held.resources.now()
        shop = await shops.find(resources.db, resources.vault, held.subject)
        if shop is None:
            await lanes.close(resources.db, held.subject, lanes.SHOP_LANES)
            return Rest(now)
        kept = await alerts.setting_of(resources.db, shop.id)
        if kept is None or not kept.address or resources.post is None:
            return Rest(now + DAILY)  # the page wakes this lane
        found = await sellers.of_shop(resources.db, resources.vault, shop.id)
        holding = await alert_news.of_shop(resources.db, shop.id, found, now)
        async with held.recording():
            known = await alerts.known(resources.db, shop.id, holding, now)
            mailing = decide(kept.setting, known, kept.last_once, kept.last_digest, now)
            for which, digest in ((mailing.once, False), (mailing.digest, True)):
                if which:
                    await self._post(held, shop, kept, which, digest=digest)
            if mailing.once or mailing.digest_done:
                await alerts.mailed(
                    resources.db, shop.id, now, once=bool(mailing.once), digest=mailing.digest_done
                )
        return Rest(min(now + EVERY, mailing.next_at or now + EVERY))

    async def _post(
        self, held: Held, shop: Shop, kept: KeptSetting, which: tuple[Known, ...], *, digest: bool
    ) -> None:
        """Put a mail into the post; its news count as told with it."""
        resources, now = held.resources, held.resources.now()
        assert resources.post is not None
        subject, body = resources.alert_words(shop, kept, which, digest=digest)
        domain = parseaddr(resources.post.sender)[1].partition("@")[2]
        message_id = f"{secrets.token_hex(16)}@{domain}"
        await letters.write(
            resources.db, resources.vault, "alert", kept.address, subject, body, message_id, now, now + LASTS
        )
        await alerts.note_mail(resources.db, shop.id, subject, message_id, now)
        await alerts.told(resources.db, shop.id, which, now)
        await resources.wake("mail", 0)
