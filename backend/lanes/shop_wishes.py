"""What a shop's merchant cancelled or gave back in the shop, written down as what is wanted on the marketplace."""

from collections.abc import Mapping, Sequence

from backend.domain.orders import OrderStatus
from backend.domain.reversals import (
    Act,
    LineMoney,
    No,
    NotPossible,
    Reason,
    Share,
    ShopWish,
    everything,
    left_of,
    shares_of,
    shop_refunds,
    spread,
)
from backend.domain.shop_side import ShopPayment
from backend.lanes.lane import Held
from backend.storage import (
    journal,
    order_money,
    order_settings,
    order_work,
    reversal_wishes,
    reversals,
    shops,
)
from backend.storage.database import Database
from backend.storage.reversal_wishes import Said, mark_of
from backend.storage.reversals import NewReversal
from backend.storage.sellers import Seller

AT_ONCE = 50


async def look_at_shop(held: Held, seller: Seller) -> None:
    """Each order of which the shop says something new, one after the other."""
    db = held.resources.db
    settings: Mapping[str, str] | None = None
    while not held.stopping():
        found = await reversal_wishes.unseen(db, seller.id, AT_ONCE)
        if not found:
            return
        settings = settings or await order_settings.of_shop(db, seller.shop_id) or {"": ""}
        for said in found:
            async with held.recording():
                if said.side.payment is ShopPayment.CANCELLED:
                    await _hold(db, seller.shop_id, said, held.resources.now())
                for wish in await _wishes(db, seller.shop_id, said, settings):
                    await _keep(db, seller.shop_id, said, wish, held.resources.now())
                await reversal_wishes.seen(db, said)
                await reversal_wishes.retell(db, said.order_id, held.resources.now())


async def _hold(db: Database, shop_id: int, said: Said, now: int) -> None:
    """A shop that lowers its stock for orders has just put the pieces of this one on sale again: too early."""
    order = await order_work.find(db, said.order_id)
    standing = order.status is not OrderStatus.CANCELLED and order.stock_state == "moved"
    if standing and await shops.order_stock(db, shop_id) == "on":
        await order_work.undone(db, order, now)


async def _keep(db: Database, shop_id: int, said: Said, wish: NewReversal, now: int) -> None:
    if await reversals.add(db, wish, now):
        told = {"order": said.order_code, "amount": wish.amount, "currency": wish.currency}
        await journal.write(
            db, shop_id, now, "shop", f"{wish.act.value}_from_shop", told, order_id=said.order_id
        )


async def _wishes(db: Database, shop_id: int, said: Said, settings: Mapping[str, str]) -> list[NewReversal]:
    """What the shop's side asks of the marketplace now and was never written down."""
    if not said.ours or said.status is OrderStatus.CANCELLED:
        return []
    payment, under_way = said.side.payment, await reversals.cancelling(db, said.order_id)
    if payment is ShopPayment.CANCELLED:
        if under_way or said.before == payment.value or settings.get("cancelling_cancel") == "off":
            return []
        return [await _cancel(db, said, settings)]
    refunds = shop_refunds(said.side)
    if not refunds or settings.get("cancelling_refund") == "off":
        return []
    currency, paid = await order_money.of_order(db, said.order_id)
    if said.status in (OrderStatus.PENDING, OrderStatus.UNSHIPPED) and _all_of_it(refunds, paid):
        # All money went back before anything was sent: that is an order cancelled.
        if under_way or said.before == ShopPayment.REFUNDED.value:
            return []
        return [await _cancel(db, said, settings)]
    found: list[NewReversal] = []
    back = await reversals.given_back(db, said.order_id)
    before = await reversals.names(db, said.order_id, Act.REFUND)
    for wish in refunds:
        fresh = _since(wish, before)
        if fresh is None or fresh.key in before:
            continue
        made = await _refund(db, shop_id, said, fresh, left_of(paid, back), currency, settings)
        back += list(made.shares)
        before[fresh.key] = made.amount
        found.append(made)
    return found


def _since(wish: ShopWish, before: Mapping[str, int | None]) -> ShopWish | None:
    """Where the shop names a sum only, what of it is new."""
    if not wish.key.startswith("sum:") or wish.amount is None:
        return wish
    told = sum(amount or 0 for name, amount in before.items() if name.startswith("sum:"))
    return ShopWish(wish.key, wish.amount - told, wish.said) if wish.amount > told else None


def _all_of_it(refunds: Sequence[ShopWish], paid: Sequence[LineMoney]) -> bool:
    amount = sum(wish.amount or 0 for wish in refunds)
    return any(wish.amount is None for wish in refunds) or (bool(paid) and amount >= _total(paid))


def _total(paid: Sequence[LineMoney]) -> int:
    return sum(line.total for line in paid)


async def _cancel(db: Database, said: Said, settings: Mapping[str, str]) -> NewReversal:
    name = reversal_wishes.name_after(await reversals.of_order(db, said.order_id), Act.CANCEL, "shop")
    reason = Reason(settings.get("cancelling_why_cancel") or Reason.NO_STOCK)
    return NewReversal(said.order_id, Act.CANCEL, "shop", name, "waits", reason)


async def _refund(
    db: Database, shop_id: int, said: Said, wish: ShopWish, left: Sequence[LineMoney], currency: str,
    settings: Mapping[str, str],
) -> NewReversal:  # fmt: skip
    """The parts of a refund that the shop knows as an amount for the whole order; asks of which lines where nobody can
    know."""
    mark = mark_of(wish.said)
    reason = await reversal_wishes.reason_for(db, shop_id, mark) if mark else None
    reason = reason or Reason(settings.get("cancelling_why_refund") or Reason.GENERAL)
    state, cause, shares = "waits", "", tuple[Share, ...]()
    try:
        shares = _shares(left, wish.amount, settings.get("cancelling_spread") == "on")
        state = "waits" if shares else "asks"
    except NotPossible as no:
        state, cause = "refused", (No.NO_AMOUNTS if not left else no.no).value
    amount = sum(share.amount for share in shares) if shares else wish.amount
    return NewReversal(
        said.order_id, Act.REFUND, "shop", wish.key, state, reason, shares, amount, currency or said.currency, mark,
        cause,
    )  # fmt: skip


def _shares(left: Sequence[LineMoney], amount: int | None, may_spread: bool) -> tuple[Share, ...]:
    """The parts; none when it must be asked of which lines. Raises NotPossible."""
    total = _total(left)
    if amount is None or amount == total:
        return everything(left)
    open_ = [line for line in left if line.total]
    amounts = spread(left, amount)
    if len(open_) > 1 and not may_spread:
        return ()
    return shares_of(left, amounts)
