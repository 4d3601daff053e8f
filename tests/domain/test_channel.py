"""The quantity on Amazon: what was sent arrives or not, and pieces that are missing are sales on their way."""

from hypothesis import given
from hypothesis import strategies as st

from backend.domain.channel import (
    PATIENCE,
    ChannelStock,
    accepted,
    explained,
    inferring,
    observed,
    refused,
    sending,
    solved,
)


def at(base: int, moment: int = 100) -> ChannelStock:
    return ChannelStock(base=base, base_at=moment, seen=base, seen_at=moment)


def test_pieces_missing_without_an_order_are_sales_under_way() -> None:
    stock = inferring(observed(at(10), 8, 200), 0, 150)
    assert (stock.inferred, stock.base, stock.seen) == (2, 10, 8)


def test_orders_that_are_known_explain_them() -> None:
    assert inferring(observed(at(10), 8, 200), 2, 150).inferred == 0
    assert inferring(observed(at(10), 8, 200), 1, 150).inferred == 1
    assert inferring(observed(at(10), 8, 200), 5, 150).inferred == 0


def test_a_reading_older_than_the_orders_holds_no_riddle() -> None:
    stock = inferring(observed(at(10), 8, 200), 0, 200)
    assert stock.inferred == 0
    assert explained(inferring(observed(at(10), 8, 200), 0, 150), 250) == ChannelStock(
        8, 200, None, 0, False, 8, 200, 0
    )


def test_orders_that_are_not_fresh_enough_explain_nothing_yet() -> None:
    stock = inferring(observed(at(10), 8, 200), 0, 150)
    assert explained(stock, 199) == stock


def test_a_decrease_that_did_not_show_yet_keeps_its_base() -> None:
    stock = observed(accepted(sending(at(10), 7, 150)), 10, 160)
    assert (stock.sent, stock.base, stock.expected) == (7, 10, 7)
    stock = observed(stock, 7, 170)
    assert (stock.sent, stock.base, stock.expected) == (None, 7, 7)


def test_a_sale_after_an_increase_is_counted_from_the_increase() -> None:
    stock = observed(accepted(sending(at(5), 12, 150)), 11, 170)
    assert (stock.base, inferring(stock, 0, 100).inferred) == (12, 1)


def test_a_push_without_an_answer_is_not_counted_on() -> None:
    stock = sending(at(10), 7, 150)
    assert stock.expected == 10
    assert refused(stock, at(10)) == at(10)


def test_a_push_that_never_shows_is_taken_for_lost() -> None:
    stock = observed(accepted(sending(at(10), 7, 150)), 10, 151 + PATIENCE)
    assert (stock.sent, stock.expected) == (None, 10)


def test_more_than_we_put_there_is_the_new_base() -> None:
    """A cancelled order came back, or somebody edited it on Amazon: later sales are counted from there."""
    stock = observed(at(10), 12, 300)
    assert (stock.base, stock.base_at) == (12, 300)


def test_our_own_push_does_not_make_missing_pieces_forgotten() -> None:
    """Three were sold, the shop lowered by one, then by three more: all seven are off before any order is known."""
    stock = inferring(observed(at(32), 29, 200), 0, 150)
    assert stock.inferred == 3
    stock = inferring(observed(accepted(sending(stock, 28, 201)), 28, 215), 0, 150)
    assert (stock.base, stock.inferred, stock.owed) == (28, 3, 3)
    stock = inferring(observed(accepted(sending(stock, 25, 216)), 24, 230), 0, 150)
    assert stock.inferred == 4, "three from before, and one more since"
    stock = solved(solved(stock, 2, 190), 1, 225)
    assert (stock.inferred, stock.owed) == (1, 1)
    assert explained(stock, 215).inferred == 0


def test_pieces_that_are_filled_up_again_stay_missed_until_orders_tell() -> None:
    stock = inferring(observed(at(10), 8, 200), 0, 150)
    sent = accepted(sending(stock, 10, 201))
    assert inferring(observed(sent, 8, 205), 0, 150).inferred == 2, "it has not arrived yet"
    stock = inferring(observed(sent, 10, 210), 0, 150)
    assert (stock.sent, stock.inferred) == (None, 2)


STEPS = st.lists(
    st.tuples(st.sampled_from(("sell", "push", "read", "order", "orders")), st.integers(0, 9)), max_size=30
)


@given(STEPS)
def test_unknown_sales_are_never_overlooked_at_a_reading(steps: list[tuple[str, int]]) -> None:
    """Amazon's side played through with pushes that arrive at once: what is inferred right after a reading is exactly
    what was sold since the orders became known, whatever we pushed meanwhile."""
    there, known_until, now, stock = 10, 100, 100, at(10)
    sales: list[tuple[int, int]] = []
    single: set[int] = set()  # moments of orders that are known by themselves

    def look(stock: ChannelStock) -> ChannelStock:
        stock = observed(stock, there, now)
        assert stock.base is not None
        known = sum(
            n
            for moment, n in sales
            if stock.base_at <= moment and (moment <= known_until or moment in single)
        )
        return inferring(stock, known, known_until)

    for step, n in steps:
        now += 10
        if step == "sell":
            sales.append((now, min(n, there)))
            there -= min(n, there)
        elif step == "order":
            for moment, pieces in sales[:: n + 1]:
                if moment > known_until and moment not in single:
                    single.add(moment)
                    stock = solved(stock, pieces, moment)
        elif step == "orders":
            known_until = now
            stock = explained(stock, known_until)
        else:
            stock = look(stock)
            unknown = sum(n for moment, n in sales if moment > known_until and moment not in single)
            assert stock.inferred == unknown
            if step == "push":
                there, now = n, now + 1
                stock = look(accepted(sending(stock, n, now)))
                assert stock.inferred == unknown, "a push of ours explains no sale"
