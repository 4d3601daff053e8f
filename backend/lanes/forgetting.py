"""The forgetting lane: erases what is known of buyers once its time has come, and answers whoever asks about their
own data.

What is due is found by comparing moments, so nothing is lost with a process; each piece is erased and said in one
transaction.
"""

import logging
from datetime import UTC, datetime

from backend.domain.forgetting import days_of
from backend.ecwid.client import ShopAccess
from backend.ecwid.orders import ShopOrders
from backend.lanes.lane import DAILY, HOURLY, Held, Rest
from backend.storage import (
    lanes,
    order_people,
    order_settings,
    order_sides,
    outbound_wishes,
    own_data,
    personal,
    privacy_requests,
    shops,
)
from backend.storage.encoding import to_json
from backend.storage.privacy_requests import PrivacyRequest
from backend.storage.shops import Shop
from backend.transport.errors import NotFound, Rejected, RemoteError

log = logging.getLogger("storelane.lanes")


class ForgettingLane:
    """One shop's buyers."""

    kind = "forgetting"

    async def drive(self, held: Held) -> Rest:
        resources = held.resources
        shop = await shops.find(resources.db, resources.vault, held.subject)
        if shop is None:
            await lanes.close(resources.db, held.subject, lanes.SHOP_LANES)
            return Rest(resources.now())
        said = await order_settings.find(resources.db, shop.id, "personal_days")
        days = days_of(said, resources.personal_days)
        while not held.stopping() and await self._piece(held, shop.id, days):
            pass
        for request in await privacy_requests.due(resources.db, resources.vault, shop.id, resources.now()):
            if held.stopping():
                break
            await self._answer(held, shop, request)
        async with held.recording():
            await privacy_requests.expire(resources.db, shop.id, resources.now())
        at, now = await privacy_requests.next_due(resources.db, shop.id), resources.now()
        return Rest(min(max(at, now + 1) if at is not None else now + HOURLY, now + HOURLY))

    async def _piece(self, held: Held, shop_id: int, days: int) -> bool:
        """Some orders' buyers are forgotten; False: none is due."""
        db, now = held.resources.db, held.resources.now()
        due = await personal.due(db, shop_id, days, now)
        if due:
            async with held.recording():
                for why, order_ids in due.items():
                    await personal.forget(db, order_ids, why, "storelane", now)
        return bool(due)

    async def _answer(self, held: Held, shop: Shop, request: PrivacyRequest) -> None:
        """One request; what the shop cannot say now is asked again, and stops no other."""
        db, now = held.resources.db, held.resources.now()
        try:
            codes = await self._codes(held, shop, request)
            orders = await self._orders(held, shop, request, codes)
        except (Rejected, NotFound):
            async with held.recording():
                await privacy_requests.failed(db, request, "shop_refused", now)
            return
        except RemoteError as error:
            wait = min(DAILY // 4, 60 * 2 ** min(request.attempts, 10))
            log.info("shop=%s request=%s waits: %s", shop.id, request.id, type(error).__name__)
            async with held.recording():
                await privacy_requests.later(db, request, now + wait, "shop_away")
            return
        async with held.recording():
            if request.kind == "removal":  # orders of the shop's own, that Amazon's warehouse was to send
                await outbound_wishes.erase(held.resources.db, shop.id, codes)
            await self._done(held, shop, request, orders)

    async def _done(self, held: Held, shop: Shop, request: PrivacyRequest, orders: list[int]) -> None:
        """What was found is erased, or told in a file."""
        db, vault, now = held.resources.db, held.resources.vault, held.resources.now()
        if request.kind == "removal":
            await personal.forget(db, orders, "asked", "storelane", now)
            await privacy_requests.answered(db, vault, request, len(orders), now)
            return
        head = {
            "format": "storelane-personal-data", "version": 1, "store": shop.store_id,
            "made_at": datetime.fromtimestamp(now, UTC).strftime("%Y-%m-%dT%H:%M:%SZ"),
        }  # fmt: skip
        if request.about == "profile":
            file = to_json({**head, **await own_data.told(db, shop.id)})
        else:
            told = await personal.told_of(db, vault, orders)
            file = to_json({**head, "orders": told}) if told else ""
        await privacy_requests.answered(db, vault, request, len(orders), now, file=file)

    async def _codes(self, held: Held, shop: Shop, request: PrivacyRequest) -> list[str]:
        """The shop's orders that a request is about. Whose number a customer's is the shop alone knows: it is asked
        live."""
        if request.about == "order":
            return [request.subject]
        if request.about != "customer" or not request.subject:
            return []
        told = ShopOrders(held.resources.shop_client, channel=held.resources.channel)
        return await told.of_customer(ShopAccess(shop.store_id, shop.access_token), int(request.subject))

    async def _orders(self, held: Held, shop: Shop, request: PrivacyRequest, codes: list[str]) -> list[int]:
        """Which of our orders it is about; whose mail address it is stands with the orders' people."""
        db, vault = held.resources.db, held.resources.vault
        if request.about == "order":
            return await personal.by_number(db, shop.id, request.subject)
        found = await order_people.with_email(db, vault, shop.id, request.email) if request.email else set()
        for start in range(0, len(codes), personal.AT_ONCE):
            booked = await order_sides.booked_as(db, shop.id, codes[start : start + personal.AT_ONCE])
            found |= {order.id for order in booked.values()}
        return sorted(found)
