"""Cancelling an order and giving money back: what may be done of one, the clear no where it may not, and how an amount
is made of the parts of its lines."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from backend.domain.money import Money
from backend.domain.orders import OrderItem, OrderStatus, Sender
from backend.domain.shop_side import ShopPayment, ShopSide

OLD = 90 * 86_400  # seconds; Amazon gives no promise for older orders, so the page says that it may refuse


class Act(StrEnum):
    """What is undone."""

    CANCEL = "cancel"  # the whole order, before anything of it has left: the feed knows no single lines
    REFUND = "refund"  # money of what has left


class Part(StrEnum):
    """What a line's money is made of; where prices hold the tax there are no parts for it."""

    GOODS = "goods"
    GOODS_TAX = "goods_tax"
    SHIPPING = "shipping"
    SHIPPING_TAX = "shipping_tax"
    GIFT_WRAP = "gift_wrap"


class Reason(StrEnum):
    """Why, in the trade's words; the marketplace spells its own (marketplaces/amazon/order_feeds.py)."""

    NO_STOCK = "no_stock"
    BUYER = "buyer"
    ADDRESS = "address"
    EXCHANGE = "exchange"
    GENERAL = "general"
    RETURN = "return"
    WRONG_ITEM = "wrong_item"
    NOT_SENT = "not_sent"
    PRICE = "price"
    UNDELIVERABLE = "undeliverable"
    REFUSED = "refused"
    OTHER = "other"


CANCEL_REASONS = (Reason.NO_STOCK, Reason.BUYER, Reason.ADDRESS, Reason.EXCHANGE, Reason.GENERAL)
REFUND_REASONS = (
    Reason.RETURN, Reason.GENERAL, Reason.WRONG_ITEM, Reason.NOT_SENT, Reason.NO_STOCK, Reason.BUYER, Reason.PRICE,
    Reason.ADDRESS, Reason.UNDELIVERABLE, Reason.REFUSED, Reason.EXCHANGE, Reason.OTHER,
)  # fmt: skip


class No(StrEnum):
    """Why it may not be."""

    NOT_PAID = "not_paid"  # nobody but buyer and Amazon ends an order before it is paid
    BY_AMAZON = "by_amazon"
    ELSEWHERE = "elsewhere"  # not sold on the marketplace
    CANCELLED = "cancelled"
    SENT = "sent"
    NOT_SENT = "not_sent"  # nothing to give back: it is cancelled instead
    UNKNOWN = "unknown"
    NO_AMOUNTS = "no_amounts"  # what the buyer paid was never read
    ALL_BACK = "all_back"
    OVER = "over"
    NOTHING = "nothing"
    OTHER_SUM = "other_sum"  # another amount than the shop gave back


class NotPossible(ValueError):
    """An amount that cannot be given back; `no` says why."""

    def __init__(self, no: No) -> None:
        super().__init__(no.value)
        self.no = no


@dataclass(frozen=True, slots=True)
class LineMoney:
    """What a line was paid with, or what is left of it: minor units of the order's currency, by part."""

    item_code: str
    parts: Mapping[Part, int]

    @property
    def total(self) -> int:
        return sum(self.parts.values())


@dataclass(frozen=True, slots=True)
class Share:
    """One part of a line that is given back."""

    item_code: str
    part: Part
    amount: int


def may_cancel(status: OrderStatus, sender: Sender, ours: bool) -> No | None:
    """Why a seller cannot cancel an order; None when it may be."""
    if no := _nobody(status, sender, ours):
        return no
    if status is OrderStatus.PENDING:
        return No.NOT_PAID
    return None if status is OrderStatus.UNSHIPPED else No.SENT


def may_refund(status: OrderStatus, sender: Sender, ours: bool, left: Sequence[LineMoney]) -> No | None:
    """Why no money of an order can be given back; None when some can. `left`: what was paid and is not back."""
    if no := _nobody(status, sender, ours):
        return no
    if status is OrderStatus.PENDING:
        return No.NOT_PAID
    if status is OrderStatus.UNSHIPPED:
        return No.NOT_SENT
    if not left:
        return No.NO_AMOUNTS
    return None if any(line.total for line in left) else No.ALL_BACK


def _nobody(status: OrderStatus, sender: Sender, ours: bool) -> No | None:
    if not ours:
        return No.ELSEWHERE
    if sender is Sender.MARKETPLACE:
        return No.BY_AMAZON
    if status is OrderStatus.CANCELLED:
        return No.CANCELLED
    return No.UNKNOWN if status is OrderStatus.UNKNOWN else None


def paid_for(item: OrderItem, currency: str, tax_inside: bool) -> LineMoney:
    """What a line was paid with. A discount comes off the goods, then off the shipping; cancelled pieces were not paid;
    the parts never come to more than the line's own total."""
    goods = _in(item.price, currency) * item.ordered
    total = item.total.amount if item.total is not None and item.total.currency == currency else None
    shipping, gift = _in(item.shipping, currency), _in(item.gift_wrap, currency)
    tax = 0 if tax_inside else _in(item.tax, currency)
    shipping_tax = 0 if tax_inside else _in(item.shipping_tax, currency)
    if item.price is None and total is not None:
        goods = total - shipping - gift - tax - shipping_tax
    rebate = abs(item.discount.amount) if item.discount and item.discount.currency == currency else 0
    off_goods = min(rebate, max(0, goods))
    parts = {
        Part.GOODS: max(0, goods) - off_goods, Part.GOODS_TAX: tax,
        Part.SHIPPING: max(0, shipping - (rebate - off_goods)), Part.SHIPPING_TAX: shipping_tax, Part.GIFT_WRAP: gift,
    }  # fmt: skip
    if total is not None and sum(parts.values()) > max(0, total):
        parts = dict(zip(parts, apportioned(max(0, total), list(parts.values())), strict=True))
    if item.ordered and item.units < item.ordered:
        parts = {part: amount * item.units // item.ordered for part, amount in parts.items()}
    return LineMoney(item.item_code, {part: amount for part, amount in parts.items() if amount})


def _in(money: Money | None, currency: str) -> int:
    return max(0, money.amount) if money is not None and money.currency == currency else 0


def left_of(paid: Sequence[LineMoney], back: Iterable[Share]) -> list[LineMoney]:
    """What of the paid is not given back yet, line by line; never below nothing."""
    given: dict[tuple[str, Part], int] = {}
    for share in back:
        given[share.item_code, share.part] = given.get((share.item_code, share.part), 0) + share.amount
    return [
        LineMoney(
            line.item_code,
            {p: max(0, amount - given.get((line.item_code, p), 0)) for p, amount in line.parts.items()},
        )
        for line in paid
    ]


def covers(left: Sequence[LineMoney], shares: Iterable[Share]) -> bool:
    """Whether so much of each part is still there to be given back."""
    there = {(line.item_code, part): amount for line in left for part, amount in line.parts.items()}
    return all(share.amount <= there.get((share.item_code, share.part), 0) for share in shares)


def apportioned(amount: int, weights: Sequence[int]) -> list[int]:
    """An amount over weights that come to at least as much: in their proportion, to the last cent, none above its
    weight. Raises ValueError for more than they come to."""
    whole = sum(weights)
    if not 0 <= amount <= whole:
        raise ValueError("more than there is")
    if not amount:
        return [0] * len(weights)
    found = [amount * weight // whole for weight in weights]
    rests = sorted(range(len(weights)), key=lambda n: (-(amount * weights[n] % whole), n))
    for number in rests[: amount - sum(found)]:
        found[number] += 1
    return found


# A part of a line is taken with its tax: the goods first, then the shipping, then the wrapping.
_ORDER = ((Part.GOODS, Part.GOODS_TAX), (Part.SHIPPING, Part.SHIPPING_TAX), (Part.GIFT_WRAP,))


def shares_of(left: Sequence[LineMoney], amounts: Mapping[str, int]) -> tuple[Share, ...]:
    """The parts of what is given back of each line (`amounts`, by item code). They come to exactly the amounts. Raises
    NotPossible for nothing at all, and for more than is left of a line."""
    by_code = {line.item_code: line for line in left}
    if any(amount < 0 or (code not in by_code and amount) for code, amount in amounts.items()):
        raise NotPossible(No.OVER)
    shares: list[Share] = []
    for code, amount in amounts.items():
        if not amount:
            continue
        if amount > by_code[code].total:
            raise NotPossible(No.OVER)
        shares += _of_line(by_code[code], amount)
    if not shares:
        raise NotPossible(No.NOTHING)
    return tuple(shares)


def _of_line(line: LineMoney, amount: int) -> list[Share]:
    shares: list[Share] = []
    for parts in _ORDER:
        weights = [line.parts.get(part, 0) for part in parts]
        step = min(amount, sum(weights))
        amount -= step
        found = apportioned(step, weights)
        shares += [Share(line.item_code, part, each) for part, each in zip(parts, found, strict=True) if each]
    return shares


def everything(left: Sequence[LineMoney]) -> tuple[Share, ...]:
    """All that is left, of all lines. Raises NotPossible when nothing is."""
    if left and not any(line.total for line in left):
        raise NotPossible(No.ALL_BACK)
    return shares_of(left, {line.item_code: line.total for line in left})


def spread(left: Sequence[LineMoney], amount: int) -> dict[str, int]:
    """An amount for a whole order over its lines, in proportion to what is left of them. Raises NotPossible."""
    if amount <= 0:
        raise NotPossible(No.NOTHING)
    if amount > sum(line.total for line in left):
        raise NotPossible(No.OVER)
    found = apportioned(amount, [line.total for line in left])
    return {line.item_code: each for line, each in zip(left, found, strict=True)}


@dataclass(frozen=True, slots=True)
class ShopWish:
    """Money that was given back in the shop: `key` is the same whenever it is read again. `amount` None: all of it.
    `said`: why, as the merchant wrote it; it may name a person, so it is never logged."""

    key: str
    amount: int | None
    said: str = ""


def shop_refunds(side: ShopSide) -> list[ShopWish]:
    """What the shop gave back, one by one: known again by date, amount, and which of several alike it is. A shop that
    names a sum only is followed by what was added to it."""
    found: list[ShopWish] = []
    alike: dict[tuple[int, int], int] = {}
    for refund in side.refunds:
        if refund.amount <= 0:
            continue
        which = (refund.at or 0, refund.amount)
        alike[which] = alike.get(which, 0) + 1
        found.append(ShopWish(f"{which[0]}:{which[1]}:{alike[which]}", refund.amount, refund.reason))
    if not side.refunds and side.refunded > 0:
        found.append(ShopWish(f"sum:{side.refunded}", side.refunded))
    if not found and side.payment is ShopPayment.REFUNDED:
        found.append(ShopWish("all", None))
    return found
