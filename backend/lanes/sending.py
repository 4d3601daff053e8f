"""Sending: one order's packages, step by step until Amazon shows what it was told. Every package is written down before
Amazon is told of it; an answer that was lost is looked for before it is told again."""

import contextlib
from dataclasses import replace
from typing import Any

from backend.domain.carrier_numbers import bare
from backend.domain.carriers import named
from backend.domain.orders import Order, OrderStatus, PackageState
from backend.domain.orders import made_at as order_made_at
from backend.domain.shipments import Ask, Confirm, Nothing, Shipment, ShipmentState
from backend.domain.shipping import arrived, next_step, shown, wrong_with
from backend.lanes.ground import Ground
from backend.lanes.lane import DAILY, HOURLY, SOON, Held
from backend.storage import (
    carrier_answers,
    journal,
    order_packages,
    order_settings,
    order_troubles,
    orders,
    reversals,
    sendings,
    shipments,
)
from backend.storage.orders import Taking
from backend.storage.sendings import Sent, under_way
from backend.storage.shipments import KeptShipment
from backend.transport.errors import NotFound, Rejected, Throttled

PART = "shipping"
SHOWS_AFTER = 30  # seconds an order may take to show a package whose answer was lost
LOOKS_AFTER = (
    20  # seconds until an accepted package is looked for the first time; a search may bring it before
)
SILENT_AFTER = HOURLY  # an accepted package that is not shown by then is told to the merchant
STEPS = 40  # more than any order has packages and looks


class Sending:
    """One seller's orders, one after the other."""

    def __init__(self, held: Held, ground: Ground) -> None:
        self._held, self._ground, self._db = held, ground, held.resources.db
        self._read: set[int] = set()  # orders that were read in this drive, since they were last told of

    async def drive(self, order_id: int) -> None:
        """All that Amazon has to be told of an order now."""
        for _ in range(STEPS):
            order = await sendings.find(self._db, order_id, self._held.resources.now())
            if order is None or not await self._step(order):
                return
        if order is not None:  # it never comes to rest: others go first
            async with self._held.recording():
                await sendings.set_aside(self._db, order, self._held.resources.now() + SHOWS_AFTER)

    async def _step(self, order: Sent) -> bool:
        """The next deed of an order. False: nothing is owed now."""
        for kept in under_way(order, ShipmentState.SENDING, ShipmentState.ACCEPTED):
            if await self._look_for(order, kept):
                return True
        if await self._adopt(order):
            return True
        if await reversals.cancelling(self._db, order.id):  # what is called off is not sent
            async with self._held.recording():
                await sendings.set_aside(self._db, order, self._held.resources.now() + SOON)
            return False
        book = await carrier_answers.book(self._db, order.shop_id, order.marketplace_id)
        match next_step(order.scene, book.choose):
            case Confirm(shipment, reason):
                return await self._tell(order, shipment, reason)
            case Ask() as ask:
                return await self._rest(order, ask)
            case Nothing():
                return await self._rest(order, None)

    async def _rest(self, order: Sent, ask: Ask | None) -> bool:
        """Nothing can be done now; the merchant is asked where only he knows."""
        now = self._held.resources.now()
        silent = [
            each for each in under_way(order, ShipmentState.ACCEPTED) if now - each.changed_at > SILENT_AFTER
        ]
        if ask is None and silent:
            ask = Ask("not_shown", (("reference", silent[0].shipment.reference),))
        if ask is not None and ask.cause == "refused":
            refused = next(each for each in order.shipments if each.shipment.state is ShipmentState.REFUSED)
            ask = Ask(refused.cause or "refused", ask.details)
        waits = under_way(order, ShipmentState.SENDING, ShipmentState.ACCEPTED)
        async with self._held.recording():
            if ask is None:
                await order_troubles.clear(self._db, order.id, PART)
            else:
                await order_troubles.tell(self._db, order.id, PART, ask.cause, now, dict(ask.details))
            for kept in under_way(order, ShipmentState.WANTED):
                await shipments.later(self._db, kept, now + HOURLY)
            await sendings.looked(self._db, order, min((each.next_at for each in waits), default=None))
        return False

    async def _look_for(self, order: Sent, kept: KeptShipment) -> bool:
        """A package that Amazon was told of: does it show it? True: something is known that was not."""
        now = self._held.resources.now()
        number = _said(order, kept.shipment)
        if not arrived(order.scene, kept.shipment, number):
            lost = kept.shipment.state is ShipmentState.SENDING
            if not lost and kept.next_at > now:
                return False
            if order.id not in self._read:
                await self._fresh(order)
                return True
            if lost and kept.tried_at is not None and now - kept.tried_at >= SHOWS_AFTER:
                async with self._held.recording():
                    await shipments.not_sent(self._db, kept)
                return True
            at = (
                (kept.tried_at or now) + SHOWS_AFTER
                if lost
                else now + min(HOURLY, LOOKS_AFTER * 2**kept.attempts)
            )
            if kept.next_at > now:
                return False
            async with self._held.recording():
                await shipments.later(self._db, kept, max(at, now + 1))
            return True
        async with self._held.recording():
            await shipments.end(self._db, order.id, kept.shipment.reference, ShipmentState.SEEN, now)
        return True

    async def _adopt(self, order: Sent) -> bool:
        """What somebody changed on Amazon of a package that it showed as it was told."""
        for kept in under_way(order, ShipmentState.SEEN):
            package = shown(order.scene, kept.shipment)
            number = _said(order, kept.shipment)
            if package is not None and package.tracking and bare(package.tracking) != bare(number):
                async with self._held.recording():
                    await shipments.adopt(self._db, kept, package.tracking, self._held.resources.now())
                return True
        return False

    async def _tell(self, order: Sent, shipment: Shipment, reason: str) -> bool:
        """One package: read first where Amazon may know of others, written down, told, and what came of it."""
        if order.id not in self._read and _part(order, shipment):
            await self._fresh(order)
            return True
        wrong = wrong_with(order.scene, shipment)
        if wrong:
            return await self._rest(order, Ask(wrong, (("reference", shipment.reference),)))
        now, db = self._held.resources.now(), self._db
        method = shipment.method or await order_settings.find(db, order.shop_id, carrier_answers.METHOD)
        async with self._held.recording():
            if shipment not in order.scene.told:
                await shipments.want(db, order.id, shipment, now)
            if not await shipments.sending(db, order.id, shipment, now):
                return True
        try:
            async with self._held.deed():
                await self._ground.marketplace.shipments.confirm(
                    self._ground.seller.access, order.marketplace_id, order.order_code,
                    _with(shipment, method), _said(order, shipment), urgent=_urgent(order, now),
                )  # fmt: skip
        except (Rejected, NotFound) as error:
            return await self._refused(order, shipment, error)
        except Throttled:
            async with self._held.recording():
                for kept in (await self._again(order)).shipments:
                    if kept.shipment.reference == shipment.reference:
                        await shipments.not_sent(db, kept)
            raise
        corrected = shown(order.scene, shipment) is not None
        self._read.discard(order.id)
        now = self._held.resources.now()
        async with self._held.recording():
            await shipments.end(
                db, order.id, shipment.reference, ShipmentState.ACCEPTED, now, next_at=now + LOOKS_AFTER
            )
            await self._say(
                order, "shipment_corrected" if corrected else "shipment_told", shipment, why=reason
            )
        return True

    async def _refused(self, order: Sent, shipment: Shipment, error: Rejected | NotFound) -> bool:
        """Amazon says no: perhaps because the order is another than we knew. It is read, and then judged."""
        gone = False
        with contextlib.suppress(Rejected):
            try:
                await self._fresh(order)
            except NotFound:
                gone = True
        order = await self._again(order)
        kept = next(each for each in order.shipments if each.shipment.reference == shipment.reference)
        there = [one for one in order.scene.packages if one.state is not PackageState.CANCELLED]
        number = bare(shipment.tracking)
        theirs = [one for one in there if number and bare(one.tracking) == number]
        now = self._held.resources.now()
        async with self._held.recording():
            if theirs and theirs[0].reference != shipment.reference:
                await shipments.forget(self._db, kept)
                return True
            wrong = "order_gone" if gone else _why(order, shipment, error)
            await shipments.end(
                self._db,
                order.id,
                shipment.reference,
                ShipmentState.REFUSED,
                now,
                cause=wrong,
                answer=error.message,
            )
            await self._say(order, "shipment_refused", shipment, why=wrong)
        return True

    async def _fresh(self, order: Sent) -> Order:
        """The order as it is on Amazon now, taken in like any other; nobody's personal data."""
        fresh = await self._ground.marketplace.order(
            self._ground.seller.access, order.order_code, personal=False
        )
        taking = Taking(order.shop_id, order.seller_id, 0 if order.moves_stock else order_made_at(fresh) + 1)
        now = self._held.resources.now()
        async with self._held.recording():
            before = await order_packages.of_order(self._db, order.id)
            taken = await orders.take_in(self._db, taking, fresh, now)
            if not taken and fresh.changed_at >= order.order_at and before != list(fresh.packages):
                # Told twice within one second: its date is the same, and its packages are others.
                await order_packages.keep(self._db, order.id, fresh.packages)
                await sendings.told_differently(self._db, order.id, now)
                taken = True
            if taken:
                await self._held.resources.wake("shop_orders", self._held.subject)
        self._read.add(order.id)
        return fresh

    async def _again(self, order: Sent) -> Sent:
        found = await sendings.find(self._db, order.id, self._held.resources.now())
        assert found is not None
        return found

    async def _say(self, order: Sent, act: str, shipment: Shipment, **more: Any) -> None:
        said = {
            "order": order.order_code, "package": shipment.reference,
            "carrier": named(shipment.carrier, shipment.name), **more,
        }  # fmt: skip
        now = self._held.resources.now()
        await journal.write(self._db, order.shop_id, now, "storelane", act, said, order_id=order.id)


def _said(order: Sent, shipment: Shipment) -> str:
    """What Amazon is told as the tracking number: for what has none the shop's number of the order, which a buyer may
    name (see docs/decisions)."""
    return shipment.tracking or order.shop_code or order.order_code


def _part(order: Sent, shipment: Shipment) -> bool:
    """Whether a package holds less than the whole order: Amazon would not refuse it if it knew of the same package
    under another reference. Of the whole it would."""
    return sum(n for _, n in shipment.pieces) < sum(line.units for line in order.scene.lines)


def _urgent(order: Sent, now: int) -> bool:
    """Whether it is late, or will be within a day."""
    return order.ship_by is not None and order.ship_by - now < DAILY


def _with(shipment: Shipment, method: str) -> Shipment:
    return replace(shipment, method=method) if method else shipment


def _why(order: Sent, shipment: Shipment, error: Rejected | NotFound) -> str:
    """Why Amazon refused, as a key; its own words stand beside it."""
    if "PackageToUpdateNotFound" in f"{error.code} {error.message}":
        return "package_gone"
    if order.scene.status is OrderStatus.CANCELLED:
        return "cancelled"
    return wrong_with(order.scene, shipment) or "refused"
