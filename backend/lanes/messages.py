"""The messages lane: sends what the merchant wrote to buyers, each once as far as that is possible.

A message is written down as being sent before it is. Of one whose answer was lost, or in whose sending we were killed,
nobody can find out whether it went: the merchant is told so and decides; it is never sent again by itself. Only a
review can be looked up: the marketplace lets it be asked for once, so what it no longer allows has gone.
"""

import logging

from backend.domain.messages import DAY, REVIEW_UNTIL, Allowed, Draft, MessageKind
from backend.lanes.ground import Ground, prepare, resting, shut_out
from backend.lanes.lane import DAILY, HOURLY, IDLE, Held, Rest
from backend.marketplaces.messages import Addressed
from backend.storage import message_asks, message_steps, messages, review_requests
from backend.storage.lanes import LeaseLost
from backend.storage.messages import REVIEW_TOKEN, Message
from backend.storage.secrets import SecretLost
from backend.transport.errors import NotAuthorized, NotFound, Rejected, Throttled, Unavailable

log = logging.getLogger("storelane.lanes")

AT_ONCE = 20


class MessagesLane:
    """One seller's messages, one after the other."""

    kind = "messages"

    async def drive(self, held: Held) -> Rest:
        await self._look_after_killed(held)
        ground = await prepare(held)
        if ground is None:
            return resting(held)
        if not ground.sending:
            return Rest(held.resources.now() + IDLE, "paused" if ground.seller.paused else "observing")
        try:
            days = await review_requests.days_of(held.resources.db, ground.seller.shop_id)
            if days is not None:
                await self._want_reviews(held, days)
            await self._all(held, ground)
        except NotAuthorized as error:
            return await shut_out(held, ground.seller, error)
        at, now = await messages.next_due(held.resources.db, held.subject), held.resources.now()
        usual = now + (DAILY if days is None and at is None else HOURLY)
        return Rest(min(max(at, now + 1), usual) if at is not None else usual)

    async def _look_after_killed(self, held: Held) -> None:
        """Whoever was killed in a sending has left it open."""
        db, vault = held.resources.db, held.resources.vault
        for message in await messages.cut_short(db, vault, held.subject):
            async with held.recording():
                await message_steps.unsure(db, message, held.resources.now())

    async def _want_reviews(self, held: Held, days: int) -> None:
        """What the setting wants: a request for every order whose day has come, written down as the merchant's are."""
        db, vault, now = held.resources.db, held.resources.vault, held.resources.now()
        for order_id in await review_requests.due(db, held.subject, days, now, AT_ONCE):
            async with held.recording():
                await messages.write(
                    db, vault, order_id, MessageKind.REVIEW, REVIEW_TOKEN, "storelane", Draft(), (), now
                )

    async def _all(self, held: Held, ground: Ground) -> None:
        resources = held.resources
        while not held.stopping():
            due = await messages.due(resources.db, resources.vault, held.subject, resources.now(), AT_ONCE)
            for message in due:
                if held.stopping():
                    return
                await self._one(held, ground, message)
            if not due:
                return

    async def _one(self, held: Held, ground: Ground, message: Message) -> None:
        """Trouble with one stops no other; what certainly did not go waits, longer each time."""
        try:
            await _Sending(held, ground, message).drive()
        except (LeaseLost, NotAuthorized, Throttled):
            raise
        except Exception as error:
            await self._set_aside(held, message)
            if not isinstance(error, Unavailable):
                log.exception("message=%s seller=%s could not be worked on", message.id, ground.seller.id)

    async def _set_aside(self, held: Held, message: Message) -> None:
        """Something that nobody foresaw: if it came after the sending was begun, nobody knows whether it went."""
        db, now = held.resources.db, held.resources.now()
        wait = min(HOURLY, 15 * 2 ** min(message.attempts, 10))
        async with held.recording():
            kept = await messages.find(db, held.resources.vault, message.id)
            if kept is None:
                return
            if kept.state == "sending":
                await message_steps.unsure(db, kept, now)
            elif kept.state == "unsure":
                await message_steps.look_later(db, kept, now + wait)
            else:
                await message_steps.later(db, kept, now + wait)


class _Sending:
    """One message on its way."""

    def __init__(self, held: Held, ground: Ground, message: Message) -> None:
        self._held, self._message, self._db = held, message, held.resources.db
        self._port = ground.marketplace.messages
        self._to = Addressed(ground.seller.access, message.marketplace_id, message.order_code)

    async def drive(self) -> None:
        """All steps; raises only while nothing has been sent."""
        allowed = await self._ask()
        if self._message.state == "unsure":
            await self._look(allowed)
        elif self._message.kind in allowed.kinds:
            await self._send()
        else:
            await self._not_allowed(allowed)

    async def _ask(self) -> Allowed:
        """What may be sent now: what was allowed when it was written may not be any more."""
        try:
            allowed = await self._port.allowed(self._to)
        except (NotFound, Rejected):
            allowed = Allowed()
        async with self._held.recording():
            await message_asks.keep(self._db, self._message.order_id, allowed, self._now())
        return allowed

    async def _look(self, allowed: Allowed) -> None:
        """A review of which nobody knew whether it was asked for: what is still allowed was not."""
        async with self._held.recording():
            if MessageKind.REVIEW in allowed.kinds:
                await message_steps.later(self._db, self._message, self._now())
            elif "reviews" in allowed.no_role:
                await message_steps.look_later(self._db, self._message, self._now() + HOURLY)
            else:
                await message_steps.sent(self._db, self._message, self._now())

    async def _not_allowed(self, allowed: Allowed) -> None:
        """Refused, unless nobody wrote it: then it waits for its day, and is forgotten when that is over."""
        now, review = self._now(), self._message.kind is MessageKind.REVIEW
        role = ("reviews" if review else "messages") in allowed.no_role
        over = now > await review_requests.delivered_at(self._db, self._message.order_id) + REVIEW_UNTIL * DAY
        async with self._held.recording():
            if self._message.made_by == "merchant":
                await message_steps.refused(
                    self._db, self._message, "role" if role else "not_allowed", "", now
                )
            elif over:
                await message_steps.left(self._db, self._message, "not_allowed", now)
            else:
                await message_steps.later(self._db, self._message, now + DAILY)

    async def _send(self) -> None:
        message, draft = self._message, self._message.draft or Draft()
        if message.draft is None and message.kind is not MessageKind.REVIEW:
            await self._refused("unreadable")
            return
        try:
            attached = await self._attach()
        except (Rejected, NotFound) as error:
            await self._refused("files", error.code)
            return
        except SecretLost:
            await self._refused("unreadable")
            return
        async with self._held.recording():
            await message_steps.sending(self._db, message, self._now())
        try:
            async with self._held.deed():
                await self._port.send(self._to, message.kind, draft, attached)
        except (Rejected, NotFound) as error:
            await self._refused("not_allowed" if error.code == "not_allowed" else "refused", error.code)
        except (NotAuthorized, Throttled) as error:
            wait = max(1, int(error.retry_after + 1)) if isinstance(error, Throttled) else IDLE
            await self._certainly_not(wait)
            raise
        except Unavailable as error:
            if not error.may_have_happened:
                await self._certainly_not(15)
                return
            async with self._held.recording():
                await message_steps.unsure(self._db, message, self._now())
        else:
            async with self._held.recording():
                await message_steps.sent(self._db, message, self._now())
                await message_asks.forget(self._db, message.order_id)

    async def _attach(self) -> list[str]:
        """Put up its files; nobody gets them before the message goes, so doing it twice is harmless."""
        attached = []
        contents = await messages.contents(self._db, self._held.resources.vault, self._message)
        if len(contents) != len(self._message.draft.files if self._message.draft else ()):
            raise SecretLost("a message without its files")
        for content in contents:
            async with self._held.recording():
                pass  # a large file takes its time: the lease is lengthened before each
            attached.append(await self._port.attach(self._to, self._message.kind, content))
        return attached

    async def _refused(self, cause: str, code: str = "") -> None:
        async with self._held.recording():
            await message_steps.refused(self._db, self._message, cause, code, self._now())

    async def _certainly_not(self, wait: int) -> None:
        async with self._held.recording():
            await message_steps.later(self._db, self._message, self._now() + wait)

    def _now(self) -> int:
        return self._held.resources.now()
