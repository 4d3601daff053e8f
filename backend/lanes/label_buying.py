"""Buying a label: money is spent once.

The intention is written down before the call, with how often one may have reached Amazon. An answer that was lost is
asked for again under the same key, by which Amazon knows the purchase again. When its offers do not hold any more by
then, nobody can say whether it was bought: the order is looked at, and the merchant is told; nothing is bought anew.
"""

from dataclasses import replace

from backend.domain.labels import GOOD_FOR, Bought, LabelState
from backend.domain.orders import Order, OrderStatus, PackageState
from backend.lanes.ground import Ground
from backend.lanes.lane import Held
from backend.storage import journal, labels, order_looks, order_troubles
from backend.storage.encoding import to_json
from backend.storage.labels import Label
from backend.transport.errors import NotAuthorized, NotFound, Rejected, Throttled, Unavailable

PART = "label"  # the part of an order's life that its troubles belong to
SHOWS_AFTER = 300  # seconds that a package may take to show in its order
_OPEN = (OrderStatus.UNSHIPPED, OrderStatus.PARTLY_SHIPPED)


class LabelBuying:
    """One seller's purchases."""

    def __init__(self, held: Held, ground: Ground) -> None:
        self._held, self._ground, self._db = held, ground, held.resources.db
        self._port, self._access = ground.marketplace.labels, ground.seller.access

    async def step(self, label: Label) -> None:
        """Buy what is wanted, or ask again for what may have been bought."""
        now, place = self._held.resources.now, self._ground.place(label.marketplace_id)
        purchase = labels.purchase_of(self._held.resources.vault, label)
        if purchase is None or place is None:
            await (self._unsure(label, "") if label.sends else self._refused(label, "lost", ""))
            return
        known = label.known_before
        if not label.sends:
            order = await self._order(label)
            if why := unfit(order, label):
                await self._refused(label, why, "")
                return
            known = tuple(trackings(order))
        async with self._held.recording():
            await labels.change(
                self._db, label, now(), state="buying", sends=label.sends + 1, attempts=label.attempts,
                buying_at=label.buying_at or now(), known_before=to_json(known),
            )  # fmt: skip
        sent = replace(label, sends=label.sends + 1, buying_at=label.buying_at or now(), known_before=known)
        try:
            async with self._held.deed():
                bought = await self._port.buy(self._access, place.country, purchase)
        except (Rejected, NotFound) as error:
            await self._no(sent, error)
        except (Throttled, NotAuthorized, Unavailable) as error:
            if not (isinstance(error, Unavailable) and error.may_have_happened):
                async with self._held.recording():  # it surely did not reach anybody
                    await labels.change(self._db, label, now(), sends=label.sends, attempts=label.attempts)
            raise
        else:
            await self._bought(sent, bought)

    async def _bought(self, label: Label, bought: Bought) -> None:
        now, vault = self._held.resources.now(), self._held.resources.vault
        document = labels.sealed(vault, label, bought.document) if bought.document else ""
        async with self._held.recording("orders"):
            await labels.change(
                self._db, label, now, state="bought", bought_at=now, token="", shipment_code=bought.shipment_code,
                tracking=bought.tracking, document=document, cause="" if document else "fetching", details="",
                promised_until=bought.delivery_until or label.promised_until,
            )  # fmt: skip
            await order_troubles.clear(self._db, label.order_id, PART)
            await order_looks.ask(self._db, label.seller_id, label.order_code, now)
            told = {
                "carrier": label.carrier, "service": label.service, "tracking": bought.tracking,
                "charge": [label.charge.amount, label.charge.currency], "order": label.order_code,
            }  # fmt: skip
            await journal.write(
                self._db, label.shop_id, now, "storelane", "label_bought", told, order_id=label.order_id
            )

    async def _no(self, label: Label, error: Rejected | NotFound) -> None:
        """A clear no: nothing was bought, unless an earlier call whose answer was lost bought it."""
        if label.sends == 1:
            cause = "too_late" if self._port.too_late(error.code) else "refused"
            await self._refused(label, cause, "" if cause == "too_late" else error.message)
            return
        order, now = await self._order(label), self._held.resources.now()
        others = {each.tracking for each in await labels.of_order(self._db, label.order_id)}
        fresh = [each for each in trackings(order) if each not in {*label.known_before, *others}]
        if not fresh and now < (label.buying_at or now) + GOOD_FOR + SHOWS_AFTER:
            async with self._held.recording():
                await labels.later(self._db, label, now + 60)
            return
        await self._unsure(label, fresh[0] if fresh else "")

    async def _refused(self, label: Label, cause: str, text: str) -> None:
        await self._end(label, LabelState.REFUSED, cause, {"text": text[:200]} if text else {})

    async def _unsure(self, label: Label, tracking: str) -> None:
        """`tracking`: of a package that appeared in the order since; it is told, not taken for granted."""
        await self._end(label, LabelState.UNSURE, "unsure", {"tracking": tracking} if tracking else {})

    async def _end(self, label: Label, state: LabelState, cause: str, details: dict[str, str]) -> None:
        now = self._held.resources.now()
        async with self._held.recording():
            await labels.change(
                self._db, label, None, state=state.value, cause=cause, token="",
                details=to_json(details) if details else "",
            )  # fmt: skip
            await order_troubles.tell(self._db, label.order_id, PART, cause, now, details)
            told = {"cause": cause, "carrier": label.carrier, "order": label.order_code, **details}
            await journal.write(
                self._db,
                label.shop_id,
                now,
                "storelane",
                f"label_{state.value}",
                told,
                order_id=label.order_id,
            )

    async def _order(self, label: Label) -> Order:
        return await self._ground.marketplace.order(self._access, label.order_code, personal=False)


def unfit(order: Order, label: Label) -> str:
    """Why a label is not bought for an order as it is now; "" when it may be."""
    if order.status not in _OPEN:
        return "order_changed"
    there = {item.item_code: item.units - item.fulfilled for item in order.items}
    return "order_changed" if any(n > there.get(code, 0) for code, n in label.pieces) else ""


def trackings(order: Order) -> list[str]:
    """The tracking numbers that are under way for an order."""
    return [
        each.tracking for each in order.packages if each.tracking and each.state is not PackageState.CANCELLED
    ]
