"""What follows a purchase: the label, its number in the shop's order, where the parcel is, and giving it back."""

from backend.domain.labels import ENDED, LabelState
from backend.ecwid.client import ShopAccess
from backend.ecwid.orders import ShopOrders
from backend.lanes.ground import Ground
from backend.lanes.label_buying import PART, SHOWS_AFTER, trackings
from backend.lanes.lane import DAILY, HOURLY, Held
from backend.storage import journal, labels, order_looks, order_packages, order_troubles
from backend.storage.encoding import to_json
from backend.storage.labels import Label
from backend.storage.shops import Shop
from backend.transport.errors import NotAuthorized, NotFound, Rejected, Unavailable

LOOKED_EVERY = 6 * HOURLY  # seconds between two looks at where a parcel is
LOOKED_FOR = 45 * DAILY  # one that is nowhere by then is not looked for any more
ASKED_FOR = 5  # times that a label that did not come along is asked for


class LabelFollowing:
    """One seller's bought labels, step by step."""

    def __init__(self, held: Held, ground: Ground, shop: Shop) -> None:
        self._held, self._ground, self._db = held, ground, held.resources.db
        self._port, self._access = ground.marketplace.labels, ground.seller.access
        resources = held.resources
        self._orders = ShopOrders(resources.shop_client, channel=resources.channel, sleep=resources.sleep)
        self._shop = ShopAccess(shop.store_id, shop.access_token)

    async def step(self, label: Label) -> None:
        """The next deed that a label needs."""
        if label.state is LabelState.VOIDING:
            await self._void(label)
        elif label.state is LabelState.VOIDED:
            await self._forget(label)
        elif label.state is not LabelState.BOUGHT:
            await self._rest(label, None)
        elif label.cause == "fetching":
            await self._fetch(label)
        elif label.tracking and not label.shop_state:
            await self._tell_shop(label)
        else:
            await self._look(label)

    async def _rest(self, label: Label, until: int | None, **values: object) -> None:
        async with self._held.recording():
            await labels.change(self._db, label, until, **values)

    async def _fetch(self, label: Label) -> None:
        """The label did not come with the purchase: it is asked for; there is none after some times."""
        now = self._held.resources.now()
        try:
            found = await self._port.document(
                self._access, self._country(label), label.shipment_code, label.package_code
            )
        except (Rejected, NotFound):
            found = None
        if found:
            sealed = labels.sealed(self._held.resources.vault, label, found)
            async with self._held.recording():
                await labels.change(self._db, label, now, document=sealed, cause="")
                await order_troubles.clear(self._db, label.order_id, PART)
        elif label.attempts + 1 < ASKED_FOR:
            async with self._held.recording():
                await labels.later(self._db, label, now + 15 * 2**label.attempts)
        else:
            async with self._held.recording():
                await labels.change(self._db, label, now, cause="no_document")
                await order_troubles.tell(self._db, label.order_id, PART, "no_document", now)

    async def _tell_shop(self, label: Label) -> None:
        """The number comes into the shop's order once Amazon's own shows it, so that nobody confirms the same parcel
        to Amazon a second time; it is not waited for for ever."""
        now, since = self._held.resources.now(), label.bought_at or label.made_at
        packages = await order_packages.of_order(self._db, label.order_id)
        if not any(each.tracking == label.tracking for each in packages) and now < since + SHOWS_AFTER:
            async with self._held.recording("orders"):
                await order_looks.ask(self._db, label.seller_id, label.order_code, now)
                await labels.change(self._db, label, now + 20)
        elif not label.shop_code:
            await self._rest(label, now + 60)  # the shop has no order of it yet
        else:
            await self._write(label)

    async def _write(self, label: Label) -> None:
        now = self._held.resources.now()
        try:
            async with self._held.deed():
                await self._orders.set_tracking(self._shop, label.shop_code, label.tracking)
        except NotAuthorized:
            await self._rest(label, now + HOURLY)  # the catalogue lane tells of the shop's refusals
        except NotFound:
            await self._rest(label, now, shop_state="gone")  # somebody deleted the order in the shop
        except Rejected as error:
            async with self._held.recording():
                await labels.change(self._db, label, now, shop_state="gone")
                text = {"text": error.message[:200]}
                await order_troubles.tell(self._db, label.order_id, PART, "shop_refused", now, text)
        else:
            await self._rest(label, now, shop_state="told")

    async def _look(self, label: Label) -> None:
        """Where the parcel is, from time to time until it is there."""
        now, since = self._held.resources.now(), label.bought_at or label.made_at
        over = now > since + LOOKED_FOR or label.progress in ENDED
        if over or not (label.tracking and label.carrier_code):
            await self._rest(label, None)
            return
        at = label.progress_at + LOOKED_EVERY if label.progress_at is not None else since + HOURLY
        if now < at:
            await self._rest(label, at)
            return
        progress = label.progress
        try:
            found = await self._port.whereabouts(
                self._access, self._country(label), label.tracking, label.carrier_code
            )
            progress = found.status or progress
        except (NotFound, Rejected):
            pass  # the carrier has not heard of it yet
        await self._rest(label, now + LOOKED_EVERY, progress=progress, progress_at=now)

    async def _void(self, label: Label) -> None:
        """Each try is written down before: what follows one may have been done by it."""
        async with self._held.recording():
            await labels.later(self._db, label, self._held.resources.now() + 15)
        try:
            async with self._held.deed():
                await self._port.void(self._access, self._country(label), label.shipment_code)
        except (Rejected, NotFound) as error:
            # An earlier call whose answer was lost may have done it: then the order says so.
            if label.attempts and await self._off(label):
                await self._voided(label)
            else:
                await self._kept(label, error.message)
        except Unavailable:
            return  # asked again
        else:
            await self._voided(label)

    async def _off(self, label: Label) -> bool:
        """Whether Amazon's order has the package no more, or cancelled."""
        order = await self._ground.marketplace.order(self._access, label.order_code, personal=False)
        return label.tracking not in trackings(order)

    async def _voided(self, label: Label) -> None:
        now = self._held.resources.now()
        async with self._held.recording("orders"):
            await labels.change(
                self._db, label, now, state="voided", voided_at=now, document="", cause="", details=""
            )
            await order_troubles.clear(self._db, label.order_id, PART)
            await order_looks.ask(self._db, label.seller_id, label.order_code, now)
            told = {
                "carrier": label.carrier, "tracking": label.tracking, "order": label.order_code,
                "charge": [label.charge.amount, label.charge.currency],
            }  # fmt: skip
            await journal.write(
                self._db, label.shop_id, now, "storelane", "label_voided", told, order_id=label.order_id
            )

    async def _kept(self, label: Label, text: str) -> None:
        """Amazon does not take it back: it stays bought, and the merchant is told."""
        now, details = self._held.resources.now(), {"text": text[:200]}
        async with self._held.recording():
            await labels.change(
                self._db,
                label,
                now,
                state="bought",
                void_at=None,
                cause="void_refused",
                details=to_json(details),
            )
            await order_troubles.tell(self._db, label.order_id, PART, "void_refused", now, details)
            told = {"carrier": label.carrier, "order": label.order_code, **details}
            await journal.write(
                self._db, label.shop_id, now, "amazon", "label_kept", told, order_id=label.order_id
            )

    async def _forget(self, label: Label) -> None:
        """The number of a label that was given back leaves the shop's order, if it is ours."""
        now = self._held.resources.now()
        if label.shop_state != "told":
            await self._rest(label, None)
            return
        try:
            async with self._held.deed():
                await self._orders.drop_tracking(self._shop, label.shop_code, label.tracking)
        except NotAuthorized:
            await self._rest(label, now + HOURLY)
        except (NotFound, Rejected):
            await self._rest(label, None, shop_state="gone")
        else:
            await self._rest(label, None, shop_state="gone")

    def _country(self, label: Label) -> str:
        place = self._ground.place(label.marketplace_id)
        return place.country if place else ""
