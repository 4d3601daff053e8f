"""The reversals lane: cancels orders on the marketplace and gives money back, whoever wanted it: the merchant, the
buyer or the shop. Many wait for one another and go in one feed of a kind, as feeds are counted."""

import logging

from backend.domain.orders import OrderStatus
from backend.domain.reversals import Act, No, covers, left_of, may_cancel, may_refund
from backend.ecwid.client import ShopAccess
from backend.ecwid.orders import ShopOrders
from backend.lanes.ground import Ground, not_long, prepare, resting, shut_out
from backend.lanes.lane import HOURLY, SOON, Held, Rest
from backend.lanes.returning import bring_back
from backend.lanes.reversal_feeds import ReversalFeeds
from backend.lanes.shop_wishes import look_at_shop
from backend.storage import journal, order_money, reversal_feeds, reversal_wishes, reversals, shops
from backend.storage.reversals import Reversal
from backend.transport.errors import NotAuthorized, Throttled, Unavailable

log = logging.getLogger("storelane.lanes")

GATHERING = 60  # seconds between two feeds of a kind: what comes meanwhile goes together
AT_ONCE = 500  # messages in a feed
PLACES = 25  # marketplaces that a feed may name (Amazon facts 4.3)


class ReversalsLane:
    """One seller's cancellations and refunds."""

    kind = "reversals"

    async def drive(self, held: Held) -> Rest:
        resources = held.resources
        ground = await prepare(held)
        if ground is None:
            return resting(held)
        if ground.seller.observing:
            return Rest(resources.now() + HOURLY, "observing")
        feeds = ReversalFeeds(held, ground)
        try:
            await look_at_shop(held, ground.seller)
            await self._weigh(held)
            await self._gather(held)
            await self._bring_back(held, ground)
            await feeds.drive()
        except NotAuthorized as error:
            if error.reason in ("plan", "suspended", "scope"):
                return Rest(resources.now() + HOURLY, f"shop_{error.reason}")  # the catalogue lane tells
            return await shut_out(held, ground.seller, error)
        return await self._rest(held)

    async def _rest(self, held: Held) -> Rest:
        db, now = held.resources.db, held.resources.now()
        waiting = [feed.next_at for feed in await reversal_feeds.open_feeds(db, held.subject)]
        if await reversals.in_state(db, held.subject, "wanted", 1):
            waiting.append(now + GATHERING)
        if await reversals.returning(db, held.subject):
            waiting.append(now + SOON)
        return Rest(not_long(min(waiting) if waiting else None, now), "feed" if waiting else "")

    async def _weigh(self, held: Held) -> None:
        """What waits is wanted once the order is paid, or sent; what came to nothing meanwhile is dropped."""
        db, now = held.resources.db, held.resources.now()
        for state in ("waits", "wanted"):
            for one in await reversals.in_state(db, held.subject, state):
                cause, after = await self._after(held, one)
                if (after, cause) == (one.state, one.cause if after == "waits" else cause):
                    continue
                async with held.recording():
                    if await reversals.move(db, one.id, [state], after, now, cause=cause):
                        await reversal_wishes.retell(db, one.order_id, now)
                        if after in ("done", "refused", "dropped"):
                            await journal.write(
                                db, one.shop_id, now, "storelane", f"{one.act.value}_{after}",
                                {"order": one.order_code, "why": cause}, order_id=one.order_id,
                            )  # fmt: skip

    async def _after(self, held: Held, one: Reversal) -> tuple[str, str]:
        """Why, and where one that is not on its way stands now."""
        if one.status is OrderStatus.CANCELLED:
            return "", "done" if one.act is Act.CANCEL else "dropped"
        if one.act is Act.CANCEL:
            no = may_cancel(one.status, one.sender, one.ours)
        else:
            _, paid = await order_money.of_order(held.resources.db, one.order_id)
            back = await reversals.given_back(held.resources.db, one.order_id, without=one.id)
            left = left_of(paid, back)
            no = may_refund(one.status, one.sender, one.ours, left)
            if no is None and not covers(left, one.shares):
                no = No.OVER  # given back otherwise meanwhile
        if no in (No.NOT_PAID, No.NOT_SENT, No.UNKNOWN):
            return no.value, "waits"
        return (no.value, "refused") if no else ("", "wanted")

    async def _gather(self, held: Held) -> None:
        """One feed for all that is wanted of a kind, unless one was just made, or has not left yet."""
        db, now = held.resources.db, held.resources.now()
        opened = await reversal_feeds.open_feeds(db, held.subject)
        for act in Act:
            if any(feed.act is act and feed.state != "working" for feed in opened):
                continue
            if now < await reversal_feeds.last_made(db, held.subject, act) + GATHERING:
                continue
            wanted = [one for one in await reversals.in_state(db, held.subject, "wanted") if one.act is act]
            places = list(dict.fromkeys(one.marketplace_id for one in wanted))[:PLACES]
            chosen = [one for one in wanted if one.marketplace_id in places][:AT_ONCE]
            if chosen:
                async with held.recording():
                    await reversal_feeds.make(db, held.subject, act, [one.id for one in chosen], places, now)

    async def _bring_back(self, held: Held, ground: Ground) -> None:
        """Pieces that came back with their refund go into the shop's stock."""
        resources = held.resources
        due = await reversals.returning(resources.db, held.subject)
        shop = await shops.find(resources.db, resources.vault, ground.seller.shop_id) if due else None
        if shop is None or shop.status == "token":
            return
        told = ShopOrders(resources.shop_client, channel=resources.channel, sleep=resources.sleep)
        try:
            for one in due:
                await bring_back(held, told, ShopAccess(shop.store_id, shop.access_token), one)
        except (Unavailable, Throttled) as error:
            log.info("seller=%s returned pieces wait: %s", held.subject, error.message)
