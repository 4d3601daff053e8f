"""What a merchant does about cancelling and giving money back: each checked against the order as it stands, and written
down once. All of them are called inside the shop's turn."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from backend.domain.orders import OrderStatus, Sender
from backend.domain.reversals import (
    Act,
    LineMoney,
    No,
    NotPossible,
    Reason,
    Share,
    left_of,
    may_cancel,
    may_refund,
    shares_of,
)
from backend.storage import journal, order_money, order_work, reversal_wishes, reversals
from backend.storage.database import Database
from backend.storage.reversals import NewReversal, Reversal
from backend.storage.statements import among


@dataclass(frozen=True, slots=True)
class Standing:
    """How an order stands for whoever wants to cancel it or give money back. `left`: what was paid and is not back, in
    `currency`; `pieces` of each line that may still go back into the stock; `next_name`: of a wish made now."""

    order_id: int
    seller_id: int
    order_code: str
    asked: str
    found: Sequence[Reversal]
    currency: str
    left: Sequence[LineMoney]
    pieces: Mapping[str, int]
    no_cancel: No | None
    no_refund: No | None

    @property
    def moving(self) -> bool:
        return any(each.state in ("wanted", "sending") for each in self.found)

    @property
    def cancelling(self) -> bool:
        return any(
            each.act is Act.CANCEL and each.state in ("waits", "wanted", "sending") for each in self.found
        )

    def next_name(self, act: Act) -> str:
        return reversal_wishes.name_after(self.found, act, "page")


async def standing(db: Database, shop_id: int, order_id: int, *, without: int = 0) -> Standing | None:
    """An order of a shop as it stands. `without`: a wish that is just being decided on."""
    row = await db.fetch_one(
        "select seller_id, order_code, status, sender, ours, asked_to_cancel from orders"
        " where id = :id and shop_id = :shop",
        {"id": order_id, "shop": shop_id},
    )
    if row is None:
        return None
    found = await reversals.of_order(db, order_id)
    currency, paid = await order_money.of_order(db, order_id)
    left = left_of(paid, await reversals.given_back(db, order_id, without=without))
    stands = OrderStatus(row["status"]), Sender(row["sender"]), bool(row["ours"])
    return Standing(
        order_id, row["seller_id"], row["order_code"], row["asked_to_cancel"], found, currency, left,
        await _pieces(db, order_id, found, without), may_cancel(*stands), may_refund(*stands, left),
    )  # fmt: skip


async def _pieces(db: Database, order_id: int, found: Sequence[Reversal], without: int) -> dict[str, int]:
    """Pieces of lines that the shop knows, that were sent, and that did not come back yet."""
    rows = await db.fetch_all(
        "select item_code, fulfilled from order_item where order_id = :id and product_id is not null",
        {"id": order_id},
    )
    left = {row["item_code"]: int(row["fulfilled"]) for row in rows}
    for one in found:
        if one.id != without and one.state not in ("refused", "dropped"):
            for code, pieces in one.pieces.items():
                left[code] = max(0, left.get(code, 0) - pieces)
    return {code: pieces for code, pieces in left.items() if pieces}


async def cancel(
    db: Database, shop_id: int, order_id: int, reason: Reason, name: str, now: int, source: str = "merchant"
) -> No | None:
    """The whole order shall be cancelled on the marketplace. Returns why it cannot be."""
    order = await standing(db, shop_id, order_id)
    if order is None:
        return No.UNKNOWN
    if order.no_cancel or order.cancelling:
        return order.no_cancel
    wish = NewReversal(order_id, Act.CANCEL, source, name, "wanted", reason)
    if await reversals.add(db, wish, now):
        await _said(db, shop_id, order, f"cancel_by_{source}", now)
        await reversal_wishes.retell(db, order_id, now)
    return None


async def accept(db: Database, shop_id: int, order_id: int, now: int) -> No | None:
    """The buyer's request is granted. Returns why it cannot be."""
    order = await standing(db, shop_id, order_id)
    if order is None or not order.asked:
        return No.UNKNOWN
    name = reversal_wishes.name_after(order.found, Act.CANCEL, "buyer")
    return await cancel(db, shop_id, order_id, Reason.BUYER, name, now, "buyer")


async def asking(db: Database, shop_id: int, order_ids: Sequence[int]) -> dict[int, int]:
    """Those of some orders whose buyers ask to cancel, with their sellers."""
    if not order_ids:
        return {}
    marks, values = among("o", order_ids)
    rows = await db.fetch_all(
        f"select id, seller_id from orders where id in ({marks}) and shop_id = :shop and asked_to_cancel <> ''"
        " and status in ('unshipped', 'partly_shipped') order by id",
        {**values, "shop": shop_id},
    )
    return {row["id"]: row["seller_id"] for row in rows}


async def decline(db: Database, shop_id: int, order_id: int, now: int) -> bool:
    """The buyer's request is not granted: it is shown no more, and nothing is sent. False: there is none."""
    if not await reversal_wishes.decline(db, shop_id, order_id, now):
        return False
    order = await standing(db, shop_id, order_id)
    assert order is not None
    await _said(db, shop_id, order, "request_declined", now)
    return True


@dataclass(frozen=True, slots=True)
class RefundWish:
    """What a merchant enters: how much of each line (minor units), why, what came back into the stock. `of`: a refund
    of the shop's that asks for its lines, 0 for a new one."""

    amounts: Mapping[str, int]
    reason: Reason
    pieces: Mapping[str, int]
    name: str
    of: int = 0


async def refund(db: Database, shop_id: int, order_id: int, wish: RefundWish, now: int) -> tuple[Share, ...]:
    """Give money back, once for each name. Raises NotPossible when it may not be, or not so much."""
    order = await standing(db, shop_id, order_id, without=wish.of)
    if order is None:
        raise NotPossible(No.UNKNOWN)
    asking = next((one for one in order.found if one.id == wish.of), None) if wish.of else None
    if order.no_refund and not (asking and order.no_refund is No.NOT_SENT):
        raise NotPossible(order.no_refund)
    if any(wish.pieces.get(code, 0) > order.pieces.get(code, 0) for code in wish.pieces):
        raise NotPossible(No.OVER)
    shares = shares_of(order.left, wish.amounts)
    if asking is not None:
        await _answered(db, shop_id, order, asking, shares, wish, now)
        return shares
    amount = sum(share.amount for share in shares)
    made = NewReversal(
        order_id, Act.REFUND, "merchant", wish.name, "wanted", wish.reason, shares, amount, order.currency,
        pieces={code: pieces for code, pieces in wish.pieces.items() if pieces},
    )  # fmt: skip
    if await reversals.add(db, made, now):
        await _said(db, shop_id, order, "refund_by_merchant", now, amount)
        await reversal_wishes.retell(db, order_id, now)
    return shares


async def _answered(
    db: Database, shop_id: int, order: Standing, asking: Reversal, shares: Sequence[Share], wish: RefundWish, now: int
) -> None:  # fmt: skip
    """The shop's refund knows its lines now; the merchant's words stand for the reason from now on."""
    if asking.amount is not None and sum(share.amount for share in shares) != asking.amount:
        raise NotPossible(No.OTHER_SUM)
    if await reversals.decided(db, asking.id, shares, order.currency, wish.reason, "waits", wish.pieces):
        await reversal_wishes.remember(db, shop_id, asking.said, wish.reason, now)
        await reversal_wishes.retell(db, order.order_id, now)


async def settle(db: Database, shop_id: int, order_id: int, reversal_id: int, act: str, now: int) -> bool:
    """The merchant's answer to one that is stuck: again, done (it was made after all), leave, stand (the shop's order
    shall stand again), stock (it is correct now). False: it is not stuck that way any more."""
    one = await reversals.find(db, shop_id, reversal_id)
    if one is None or one.order_id != order_id:
        return False
    match act:
        case "again":
            moved = bool(one.shares or one.act is Act.CANCEL) and await reversals.move(
                db, one.id, ["refused", "unsure"], "waits", now
            )
        case "done":
            moved = await reversals.move(db, one.id, ["unsure"], "done", now)
        case "leave":
            moved = await reversals.move(db, one.id, ["asks", "waits", "refused", "unsure"], "dropped", now)
        case "stand":
            moved = one.act is Act.CANCEL and await reversals.move(
                db, one.id, ["waits", "refused"], "dropped", now
            )
            if moved:
                await order_work.stray(db, order_id, now)
        case _:
            moved = act == "stock" and one.cause in ("stock_unsure", "stock_refused")
            if moved:
                await reversals.returned(db, one.id, now)
    if moved:
        await reversal_wishes.retell(db, order_id, now)
        told = {"order": one.order_code, "kind": one.act.value}
        await journal.write(db, shop_id, now, "merchant", f"reversal_{act}", told, order_id=order_id)
    return moved


async def _said(
    db: Database, shop_id: int, order: Standing, act: str, now: int, amount: int | None = None
) -> None:
    told = {"order": order.order_code, "amount": amount, "currency": order.currency}
    await journal.write(db, shop_id, now, "merchant", act, told, order_id=order.order_id)
