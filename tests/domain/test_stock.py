"""Stock: the ledger's lines always come to the number that can be sold."""

from hypothesis import given
from hypothesis import strategies as st

from backend.domain.stock import Kind, Movement, Settled, Stock, count, replay

COUNTED = st.none() | st.integers(-50, 500)
READINGS = st.lists(st.tuples(COUNTED, st.integers(0, 5), st.integers(0, 5), st.integers(0, 5)), max_size=12)


@given(READINGS)
def test_the_ledger_replays_to_the_stock(readings: list[tuple[int | None, int, int, int]]) -> None:
    """Whatever the shop says, is sold on a marketplace, shown by a reading or put back."""
    stock, lines = Stock(None), list[Movement]()
    for counted, sold, shown, put_back in readings:
        stock = Stock(stock.counted, stock.sold + sold, stock.inferred)
        lines.append(Movement(Kind.SOLD, -sold, stock.free))
        shown = min(shown, stock.sold)
        stock, more = count(stock, counted, [Settled(1, shown, put_back)])
        lines += more
        assert replay(lines) == stock.free
        assert all(line.after is None or isinstance(line.after, int) for line in lines)
        assert stock.sold >= 0


def test_an_order_that_the_shop_now_shows_moves_nothing() -> None:
    """Nine, two of them sold on Amazon: the shop's own number falls to seven, and that is no movement of its own."""
    after, lines = count(Stock(9, sold=2), 7, [Settled(5, shown=2)])
    assert (after, lines) == (Stock(7), [])
    assert after.free == 7


def test_what_moved_in_the_shop_beside_an_order_is_told_apart() -> None:
    after, lines = count(Stock(9, sold=2), 6, [Settled(5, shown=2)])
    assert lines == [Movement(Kind.SHOP, -1, 6)]
    assert after.free == 6


def test_a_cancelled_order_that_came_back_is_told_apart() -> None:
    _, lines = count(Stock(7), 9, [Settled(5, put_back=2)])
    assert lines == [Movement(Kind.PUT_BACK, 2, 9, order_id=5)]


def test_a_shop_that_did_not_lower_its_stock_shows_in_the_ledger() -> None:
    """We were told that it would: the ledger says that the piece is back, and nothing is hidden."""
    after, lines = count(Stock(9, sold=2), 9, [Settled(5, shown=2)])
    assert lines == [Movement(Kind.SHOP, 2, 9)]
    assert after.free == 9


def test_the_same_reading_again_is_no_line() -> None:
    assert count(Stock(4, 1, 1), 4) == (Stock(4, 1, 1), [])


def test_unlimited_and_back() -> None:
    after, lines = count(Stock(4), None)
    assert (after.free, [line.kind for line in lines]) == (None, [Kind.UNLIMITED])
    after, lines = count(after, 3)
    assert [(line.kind, line.delta) for line in lines] == [(Kind.COUNTED, 3)]
