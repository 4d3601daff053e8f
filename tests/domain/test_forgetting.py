"""When buyers are forgotten, and texts without them."""

import re
from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from backend.domain.forgetting import CANCELLED_AFTER, DAY, counted_from, days_of, kept_for
from backend.domain.orders import Order, OrderItem, OrderStatus, Package, Sender
from backend.domain.people import hushed, said_under

LINE = OrderItem("1", "SKU", "B0", "Bowl", 1)
ORDER = Order("4-1", "A1", OrderStatus.SHIPPED, Sender.MERCHANT, 1000, 9000, (LINE,))
MOMENTS = st.integers(0, 20_000)


@given(st.lists(st.none() | MOMENTS, max_size=4), st.sampled_from(OrderStatus))
def test_time_runs_from_the_last_parcel_that_can_be_believed(
    sent: list[int | None], status: OrderStatus
) -> None:
    packages = tuple(Package(str(n), sent_at=at) for n, at in enumerate(sent))
    order = replace(ORDER, packages=packages, status=status)
    at = counted_from(order)
    known = [each for each in sent if each is not None]
    assert ORDER.created_at <= at <= ORDER.changed_at
    if status is not OrderStatus.SHIPPED or not known:
        assert at == ORDER.changed_at
    elif 1000 <= max(known) <= 9000:
        assert at == max(known)


@given(st.sampled_from(OrderStatus), st.integers(1, 400))
def test_nobody_is_known_longer_than_a_month(status: OrderStatus, days: int) -> None:
    assert CANCELLED_AFTER <= kept_for(status, days) <= 30 * DAY
    if status is OrderStatus.SHIPPED:
        assert kept_for(status, days) == min(days, 30) * DAY


@given(st.text(max_size=6), st.integers(1, 30))
def test_a_setting_that_makes_no_sense_is_the_operators(text: str, most: int) -> None:
    number = int(text) if re.fullmatch("[0-9]{1,3}", text) else 0
    assert days_of(text, most) == (min(number, most) if number else most)


WORDS = st.text(st.characters(categories=("L", "N")), min_size=3, max_size=9).filter(
    lambda word: len(word.casefold()) == len(word)
)


@given(
    st.lists(WORDS, min_size=1, max_size=4), st.lists(WORDS | st.sampled_from((" ", "'", "…")), max_size=6)
)
def test_nothing_that_was_said_of_people_is_left(said: list[str], around: list[str]) -> None:
    text = " ".join([*around, " ".join(said), *said, *around])
    left = hushed(text, [" ".join(said)])
    for word in said:
        assert not re.search(rf"(?<!\w){re.escape(word)}(?!\w)", left, re.IGNORECASE), (word, left)


def test_what_is_hidden_and_what_is_not() -> None:
    said = ["Anna Lee", "+33 744 918 273", "anna.lee@example.com", "Rue 5"]
    assert hushed("Field phone: 33744918273 of ANNA is bad", said) == "Field phone: … of … is bad"
    assert hushed("Hannah stays, anna.lee@example.com goes", said) == "Hannah stays, … goes"
    letter = "Dear Anna, the parcel leaves tomorrow and will be with you on Friday at noon."
    assert hushed(f"the text {letter!r} has a day", [letter]) == "the text '…' has a day"
    assert hushed("400 Field Order.total is absent", said) == "400 Field Order.total is absent"
    body = {"a": [{"ShipTo": {"name": "Anna", "lines": ["x\ny"]}}], "name": "Bowl", "text": "hi"}
    assert sorted(said_under(body, {"shipto", "text"})) == ["Anna", "hi", "x", "y"]
