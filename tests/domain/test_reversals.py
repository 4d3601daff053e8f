"""What may be cancelled or given back, and amounts that come to their parts, to the last cent, never to more."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from backend.domain.money import Money
from backend.domain.orders import OrderItem, OrderStatus, Sender
from backend.domain.reversals import (
    LineMoney,
    No,
    NotPossible,
    Part,
    apportioned,
    covers,
    everything,
    left_of,
    may_cancel,
    may_refund,
    paid_for,
    shares_of,
    shop_refunds,
    spread,
)
from backend.domain.shop_side import ShopPayment, ShopRefund, ShopSending, ShopSide

AMOUNT = st.integers(0, 10**7)
LINES = st.lists(st.dictionaries(st.sampled_from(list(Part)), AMOUNT), min_size=1, max_size=5).map(
    lambda found: [LineMoney(f"L{n}", parts) for n, parts in enumerate(found)]
)
PAID = [LineMoney("L0", {Part.GOODS: 100})]


@given(st.lists(st.integers(0, 10**6), min_size=1, max_size=6), st.data())
def test_an_amount_is_apportioned_to_the_last_cent_and_never_above_a_weight(
    weights: list[int], data: st.DataObject
) -> None:
    amount = data.draw(st.integers(0, sum(weights)))
    found = apportioned(amount, weights)
    assert sum(found) == amount
    assert all(0 <= each <= weight for each, weight in zip(found, weights, strict=True))
    with pytest.raises(ValueError, match="more than there is"):
        apportioned(sum(weights) + 1, weights)


@given(LINES, st.data())
def test_the_parts_come_to_the_amount_whatever_was_given_back_before(
    paid: list[LineMoney], data: st.DataObject
) -> None:
    left, back = paid, []
    for _ in range(3):
        total = sum(line.total for line in left)
        if not total:
            break
        amount = data.draw(st.integers(1, total))
        shares = shares_of(left, spread(left, amount))
        assert sum(share.amount for share in shares) == amount
        assert all(share.amount > 0 for share in shares)
        back += shares
        left = left_of(paid, back)
        assert sum(line.total for line in left) == total - amount
        assert covers(paid, back)
        with pytest.raises(NotPossible):
            spread(left, total - amount + 1)
    if any(line.total for line in left):
        assert not any(line.total for line in left_of(paid, [*back, *everything(left)]))
    else:
        with pytest.raises(NotPossible):
            everything(left)


MONEY = st.none() | st.integers(-(10**6), 10**6).map(lambda amount: Money(amount, "EUR"))


@given(st.integers(0, 9), st.integers(0, 9), MONEY, MONEY, MONEY, MONEY, MONEY, MONEY, MONEY, st.booleans())
def test_what_was_paid_is_never_below_nothing_nor_above_the_lines_total(
    ordered: int, cancelled: int, price: Money | None, total: Money | None, tax: Money | None,
    shipping: Money | None, shipping_tax: Money | None, discount: Money | None, gift: Money | None, inside: bool,
) -> None:  # fmt: skip
    item = OrderItem(
        "1", "S", "A", "T", ordered, min(cancelled, ordered), price=price, total=total, tax=tax, shipping=shipping,
        shipping_tax=shipping_tax, discount=discount, gift_wrap=gift,
    )  # fmt: skip
    paid = paid_for(item, "EUR", inside)
    assert all(amount > 0 for amount in paid.parts.values())
    assert total is None or paid.total <= max(0, total.amount)
    assert not inside or not {Part.GOODS_TAX, Part.SHIPPING_TAX} & set(paid.parts)
    assert paid_for(item, "USD", inside).total == 0


def test_parts_with_their_tax_the_goods_first() -> None:
    line = LineMoney("L0", {Part.GOODS: 1000, Part.GOODS_TAX: 80, Part.SHIPPING: 500, Part.SHIPPING_TAX: 40})
    (goods, tax) = shares_of([line], {"L0": 540})
    assert (goods.part, goods.amount, tax.part, tax.amount) == (Part.GOODS, 500, Part.GOODS_TAX, 40)
    assert {share.part: share.amount for share in shares_of([line], {"L0": 1350})} == {
        Part.GOODS: 1000, Part.GOODS_TAX: 80, Part.SHIPPING: 250, Part.SHIPPING_TAX: 20,
    }  # fmt: skip
    assert not covers(left_of([line], shares_of([line], {"L0": 1620})), shares_of([line], {"L0": 1}))
    for amounts, no in (
        ({"L0": 0}, No.NOTHING),
        ({"L0": 1621}, No.OVER),
        ({"X": 1}, No.OVER),
        ({"L0": -1}, No.OVER),
    ):
        with pytest.raises(NotPossible) as error:
            shares_of([line], amounts)
        assert error.value.no is no


@pytest.mark.parametrize(
    ("status", "sender", "ours", "cancel", "refund"),
    [
        (OrderStatus.PENDING, Sender.MERCHANT, True, No.NOT_PAID, No.NOT_PAID),
        (OrderStatus.UNSHIPPED, Sender.MERCHANT, True, None, No.NOT_SENT),
        (OrderStatus.PARTLY_SHIPPED, Sender.MERCHANT, True, No.SENT, None),
        (OrderStatus.SHIPPED, Sender.MERCHANT, True, No.SENT, None),
        (OrderStatus.CANCELLED, Sender.MERCHANT, True, No.CANCELLED, No.CANCELLED),
        (OrderStatus.UNKNOWN, Sender.MERCHANT, True, No.UNKNOWN, No.UNKNOWN),
        (OrderStatus.SHIPPED, Sender.MARKETPLACE, True, No.BY_AMAZON, No.BY_AMAZON),
        (OrderStatus.UNSHIPPED, Sender.MARKETPLACE, False, No.ELSEWHERE, No.ELSEWHERE),
    ],
)
def test_the_clear_no(
    status: OrderStatus, sender: Sender, ours: bool, cancel: No | None, refund: No | None
) -> None:
    assert may_cancel(status, sender, ours) is cancel
    assert may_refund(status, sender, ours, PAID) is refund
    if refund is None:
        assert may_refund(status, sender, ours, []) is No.NO_AMOUNTS
        assert may_refund(status, sender, ours, [LineMoney("L0", {})]) is No.ALL_BACK


def side(payment: ShopPayment, refunded: int = 0, *refunds: ShopRefund) -> ShopSide:
    return ShopSide(payment, ShopSending.SENT, refunded=refunded, refunds=refunds)


@given(st.lists(st.tuples(st.integers(1, 3), st.integers(1, 3)), max_size=6))
def test_refunds_of_the_shop_are_known_again_and_none_twice(found: list[tuple[int, int]]) -> None:
    refunds = [ShopRefund(amount, at) for amount, at in found]
    total = sum(amount for amount, _ in found)
    before = shop_refunds(side(ShopPayment.PARTLY_REFUNDED, total, *refunds))
    assert len({wish.key for wish in before}) == len(found)
    more = shop_refunds(side(ShopPayment.PARTLY_REFUNDED, total + 9, *refunds, ShopRefund(9, 1)))
    assert [wish.key for wish in more[: len(before)]] == [wish.key for wish in before]
    assert len(more) == len(before) + 1


def test_a_shop_that_names_no_refunds_is_followed_by_its_sum_or_its_status() -> None:
    assert shop_refunds(side(ShopPayment.PAID)) == []
    (wish,) = shop_refunds(side(ShopPayment.PARTLY_REFUNDED, 450))
    assert (wish.key, wish.amount) == ("sum:450", 450)
    (wish,) = shop_refunds(side(ShopPayment.REFUNDED))
    assert (wish.key, wish.amount) == ("all", None)
