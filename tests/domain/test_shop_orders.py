"""The shop's order for one of Amazon's: it adds up, keeps every piece, and strange orders come in."""

from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from backend.domain.money import Money
from backend.domain.orders import Order, OrderItem, OrderStatus, Recipient, Sender
from backend.domain.shop_orders import Link, Payment, Sending, ShopOrder, refused, shop_order

CURRENCY = st.sampled_from(["EUR", "USD", "JPY", "KWD"])


@st.composite
def orders(draw: st.DrawFn) -> Order:
    """Anything that reading Amazon's JSON may come to."""
    currency = draw(CURRENCY)
    amount = st.none() | st.builds(Money, st.integers(-500, 10**7), st.just(currency))
    items = draw(
        st.lists(
            st.builds(
                OrderItem, item_code=st.uuids().map(str), sku=st.text(max_size=40), asin=st.just("B000000001"),
                title=st.text(max_size=400), ordered=st.integers(0, 9), cancelled=st.integers(0, 9), price=amount,
                total=amount, tax=amount, shipping=amount, shipping_tax=amount, discount=amount, gift_wrap=amount,
                gift_message=st.text(max_size=10), gift=st.booleans(),
            ), max_size=5,
        )
    )  # fmt: skip
    return Order(
        draw(st.text(max_size=19)), "A13V1IB3VIYZZH", draw(st.sampled_from(OrderStatus)), draw(st.sampled_from(Sender)),
        draw(st.integers(788_918_400, 1_900_000_000)), 1_790_000_000, tuple(items),
        ours=draw(st.booleans()), total=draw(amount), prices_include_tax=draw(st.booleans()),
        buyer_name=draw(st.text(max_size=5)), recipient=draw(st.none() | st.builds(Recipient, st.text(max_size=5))),
    )  # fmt: skip


def in_shop(order: Order, *, moves_stock: bool = True) -> ShopOrder:
    links = {item.item_code: Link(7, 8, "Lamp", (("Colour", "Red"),), item.sku) for item in order.items}
    return shop_order(
        order, links, moves_stock=moves_stock, channel="www.amazon.fr", currency="EUR", shop_currency="EUR"
    )


@given(orders())
def test_it_adds_up_or_says_that_it_does_not(order: Order) -> None:
    wish = in_shop(order)
    sum_ = wish.subtotal.amount + wish.shipping.amount - wish.discount.amount
    sum_ += 0 if wish.prices_include_tax else wish.tax.amount
    assert (sum_ == wish.total.amount) != ("other_total" in wish.notes)
    lines = sum(line.price.amount * line.pieces for line in wish.lines)
    assert lines == wish.subtotal.amount
    amounts = [wish.subtotal, wish.shipping, wish.tax, wish.discount, wish.total]
    assert all(money.amount >= 0 for money in amounts)
    assert len({money.currency for money in amounts}) == 1


@given(orders())
def test_every_piece_that_has_to_leave_is_there_and_no_other(order: Order) -> None:
    wish = in_shop(order)
    assert [line.pieces for line in wish.lines] == [item.units for item in order.items if item.units]
    assert wish == in_shop(order)
    assert (refused(order) is None) == (order.ours and bool(wish.lines))


@given(orders())
def test_what_moves_no_stock_names_no_product(order: Order) -> None:
    assert all(line.link is None for line in in_shop(order, moves_stock=False).lines)
    assert all(line.link is not None for line in in_shop(order).lines)


@given(orders(), st.text(min_size=3, max_size=20).filter(lambda text: text not in "Amazon customer"))
def test_personal_words_stand_only_where_they_are_meant_to(order: Order, secret: str) -> None:
    secret = f"§{secret}§"
    order = replace(
        order, buyer_name=secret, buyer_email=secret,
        items=tuple(replace(item, gift_message=secret) for item in order.items),
        recipient=Recipient(secret, lines=(secret,)),
    )  # fmt: skip
    wish = replace(in_shop(order), buyer_name="", buyer_email="", recipient=None, comment="")
    assert secret not in repr(wish)


ORDER = Order(
    "406-1234567-1234567", "A13V1IB3VIYZZH", OrderStatus.UNSHIPPED, Sender.MERCHANT, 1_790_000_000, 1_790_000_000,
    (OrderItem("1", "LAMP-1", "B000000001", "Lamp", 2, price=Money(1999, "EUR"), tax=Money(666, "EUR")),),
    total=Money(3998, "EUR"),
)  # fmt: skip


def test_how_it_stands_with_money_and_parcel() -> None:
    stands = {
        (status, sender): (wish.payment, wish.sending, wish.external)
        for status in OrderStatus
        for sender in Sender
        for wish in [in_shop(replace(ORDER, status=status, sender=sender))]
    }
    mine, amazons = Sender.MERCHANT, Sender.MARKETPLACE
    assert stands[OrderStatus.PENDING, mine] == (Payment.AWAITING, Sending.TO_SEND, False)
    assert stands[OrderStatus.UNKNOWN, mine] == (Payment.AWAITING, Sending.TO_SEND, False)
    assert stands[OrderStatus.UNSHIPPED, mine] == (Payment.PAID, Sending.TO_SEND, False)
    assert stands[OrderStatus.SHIPPED, mine] == (Payment.PAID, Sending.SENT, False)
    assert stands[OrderStatus.UNSHIPPED, amazons] == (Payment.PAID, Sending.SENT, True)
    assert stands[OrderStatus.CANCELLED, mine][0] is Payment.CANCELLED


def test_a_pending_order_has_no_prices_yet() -> None:
    bare = replace(ORDER, status=OrderStatus.PENDING, total=None)
    bare = replace(bare, items=tuple(replace(item, price=None, tax=None) for item in bare.items))
    wish = in_shop(bare)
    assert wish.total == Money(0, "EUR") and "no_prices" in wish.notes


def test_nobody_and_nowhere() -> None:
    wish = in_shop(ORDER)
    assert (wish.buyer_name, wish.recipient) == ("Amazon customer", None)
    assert wish.buyer_email == "406-1234567-1234567@orders.invalid"


def test_pieces_that_were_cancelled_are_not_paid_for() -> None:
    wish = in_shop(replace(ORDER, items=tuple(replace(item, cancelled=1) for item in ORDER.items)))
    assert (wish.lines[0].pieces, wish.total, wish.tax) == (1, Money(1999, "EUR"), Money(333, "EUR"))


def test_another_currency_than_the_shops_is_said_and_not_converted() -> None:
    yen = replace(
        ORDER, total=Money(3998, "JPY"), items=(replace(ORDER.items[0], price=Money(1999, "JPY"), tax=None),)
    )
    wish = in_shop(yen)
    assert wish.total == Money(3998, "JPY") and "other_currency" in wish.notes


def test_what_cannot_come_in() -> None:
    assert refused(replace(ORDER, ours=False)) == "sold_elsewhere"
    assert refused(replace(ORDER, items=())) == "no_pieces"
    assert refused(ORDER) is None


@given(orders(), st.text(min_size=3, max_size=20))
def test_of_what_amazon_sends_only_the_town_is_known(order: Order, secret: str) -> None:
    secret = f"§{secret}§"
    order = replace(
        order, sender=Sender.MARKETPLACE, buyer_name=secret, buyer_email=secret, buyer_company="",
        items=tuple(replace(item, gift_message=secret) for item in order.items),
        recipient=Recipient(secret, secret, (secret,), "Lyon", "", "69001", "FR", secret),
    )  # fmt: skip
    wish = in_shop(order)
    assert secret not in repr(wish)
    assert wish.recipient == Recipient(city="Lyon", postal_code="69001", country="FR")
