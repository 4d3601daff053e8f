"""Values by hand, and what differs field by field: rules that hold for any numbers."""

from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from backend.domain.by_hand import MOST, Manual, by_hand, doubts, floor_of, refused_price, refused_quantity
from backend.domain.field_differences import State, compare
from backend.domain.listing import Business, Explained, Offer, Sale, Shown, Step
from backend.domain.money import Money
from backend.domain.policy import Condition
from backend.domain.selling import SellingPolicy
from backend.domain.stock import Stock

currencies = st.sampled_from(("EUR", "JPY", "GBP", "SEK", "KWD"))
amounts = st.integers(1, 10**7)
stocks = st.builds(Stock, st.none() | st.integers(-5, 50), st.integers(0, 9), st.integers(0, 9))
manuals = st.builds(Manual, st.none() | st.builds(Money, amounts, currencies), st.none() | st.integers(0, 60))


def offered(price: Money, quantity: int) -> Explained:
    offer = Offer("S", "B0", price, quantity, Condition.NEW, 2, "T")
    return Explained(offer, (Step("source", price.amount),), (Step("stock", quantity),))


@given(st.builds(Money, amounts, currencies), st.integers(0, 60), manuals, stocks)
def test_what_is_set_by_hand_holds_and_the_steps_end_at_it(
    price: Money, quantity: int, manual: Manual, stock: Stock
) -> None:
    before = offered(price, quantity)
    after = by_hand(before, manual, stock)
    offer = after.offer
    assert offer.price.currency == price.currency  # whatever is typed, the marketplace's currency stays
    assert after.price_steps[-1].value == offer.price.amount
    assert after.quantity_steps[-1].value == offer.quantity
    if manual.quantity is None:
        assert offer.quantity == quantity
    else:
        assert 0 <= offer.quantity <= manual.quantity
        assert stock.free is None or offer.quantity <= max(0, stock.free)
    if manual.price is None:
        assert offer.price == price
    elif manual.price.currency == price.currency:
        assert offer.price == manual.price
    if not manual:
        assert after == before


@given(st.integers(-5, 60), stocks)
def test_a_quantity_that_can_be_set_is_there_to_sell(quantity: int, stock: Stock) -> None:
    why = refused_quantity(quantity, stock, False)
    assert (why == "") == (quantity > 0 and (stock.free is None or quantity <= stock.free))
    assert refused_quantity(quantity, stock, True) == "by_amazon"


@given(st.integers(-5, 2 * MOST), currencies)
def test_a_price_that_can_be_set_is_more_than_zero_and_of_the_marketplace(amount: int, currency: str) -> None:
    assert (refused_price(Money(amount, currency), "EUR") == "") == (currency == "EUR" and 0 < amount <= MOST)


def test_the_least_price_is_the_greatest_that_the_policy_names() -> None:
    explained = offered(Money(2000, "EUR"), 1)
    explained = Explained(explained.offer, (*explained.price_steps, Step("floor", 2000, "1800")), ())
    assert floor_of(explained, SellingPolicy(), "EUR") == Money(1800, "EUR")
    assert floor_of(explained, SellingPolicy(floor=Money(1900, "EUR")), "EUR") == Money(1900, "EUR")
    assert floor_of(explained, SellingPolicy(floor=Money(1900, "EUR")), "GBP") is None
    assert floor_of(None, SellingPolicy(), "EUR") is None


@given(amounts, amounts, st.integers(0, 9), st.integers(0, 9), st.booleans(), st.booleans())
def test_a_field_says_why_exactly_where_it_differs(
    sent: int, there: int, pieces: int, pieces_there: int, settled: bool, by_amazon: bool
) -> None:
    explained = offered(Money(sent, "EUR"), pieces)
    shown = Shown("S", "B0", True, True, Money(there, "EUR"), pieces_there, by_amazon)
    found = {
        each.field: each for each in compare(explained, explained.offer, shown, State("B0", settled=settled))
    }
    assert bool(found["price"].why) == (sent != there)
    assert ("quantity" in found) == (not by_amazon)
    if sent != there:
        assert found["price"].why == ("changed_there" if settled else "not_yet")
    if not by_amazon and settled and pieces_there < pieces:
        assert found["quantity"].why == "sold"
    assert not any(found[field].why for field in ("asin", "condition", "handling", "template"))


def test_what_was_not_sent_says_what_it_waits_for() -> None:
    explained = offered(Money(2000, "EUR"), 9)
    sent = offered(Money(1000, "EUR"), 4).offer
    waiting = Explained(sent, (), (Step("stock", 9), Step("waiting", 4)))
    shown = Shown("S", "B9", True, True, Money(1000, "EUR"), 4)

    def why(explained: Explained, state: State) -> dict[str, str]:
        return {each.field: each.why for each in compare(explained, sent, shown, state) if each.why}

    assert why(explained, State("B0", paused=True)) == {
        "price": "paused",
        "quantity": "paused",
        "asin": "elsewhere",
    }
    assert why(waiting, State("B9", asked=Money(2000, "EUR"))) == {"price": "guard", "quantity": "orders"}
    assert why(explained, State("B9", going=True)) == {"price": "owed", "quantity": "owed"}
    assert compare(explained, None, shown, State()) == ()


@given(amounts, amounts, amounts, amounts)
def test_the_other_prices_fit_a_price_by_hand_or_are_not_sent(
    hand: int, sale: int, list_price: int, business: int
) -> None:
    def euros(amount: int) -> Money:
        return Money(amount, "EUR")

    before = offered(euros(10_000), 1)
    offer = replace(
        before.offer, sale=Sale(euros(sale), "2026-01-01", "2026-02-01"), list_price=euros(list_price),
        business=Business(euros(business)),
    )  # fmt: skip
    after = by_hand(replace(before, offer=offer), Manual(euros(hand)), Stock(5))
    assert after.offer.sale is None
    assert after.sale_steps[-1].word == "set_by_hand"
    assert (after.offer.list_price is not None) == (list_price > hand)
    assert (after.offer.business is not None) == (business <= hand)
    for kept, steps in (
        (after.offer.list_price, after.list_steps),
        (after.offer.business, after.business_steps),
    ):
        assert bool(kept) != bool(steps)


def test_a_sale_that_runs_is_no_difference() -> None:
    explained = offered(Money(2000, "EUR"), 4)
    offer = replace(explained.offer, sale=Sale(Money(1500, "EUR"), "2026-01-01", "2026-02-01"))
    shown = Shown("S", "B0", True, True, Money(1500, "EUR"), 4)
    found = {each.field: each for each in compare(replace(explained, offer=offer), offer, shown, State("B0"))}
    assert (found["price"].why, found["price"].shown) == ("", None)
    assert (found["sale"].why, found["sale"].shown) == ("", Money(1500, "EUR"))


prices = st.builds(Money, amounts, currencies)


@given(prices, st.none() | prices, st.none() | prices, st.none() | prices)
def test_only_a_far_or_low_price_of_the_same_currency_is_doubted(
    price: Money, wanted: Money | None, floor: Money | None, cost: Money | None
) -> None:
    found = {doubt.word: doubt for doubt in doubts(price, wanted, floor, cost)}
    for doubt in found.values():
        assert doubt.against.currency == price.currency
        assert (doubt.move > 0) == (doubt.word == "rose")
    near = wanted is None or wanted.currency != price.currency
    near = near or (wanted.amount <= price.amount * 2 and price.amount <= wanted.amount * 2)  # type: ignore[union-attr]
    assert near == ("fell" not in found and "rose" not in found)
    for word, least in (("under_floor", floor), ("under_cost", cost)):
        known = least is not None and least.currency == price.currency
        assert (word in found) == (known and least is not None and price.amount < least.amount)


@given(st.integers(1, 10**6), currencies, st.integers(1, 3))
def test_a_slip_of_the_decimal_point_is_always_doubted(amount: int, currency: str, places: int) -> None:
    right, slipped = Money(amount * 10**places, currency), Money(amount, currency)
    assert [doubt.word for doubt in doubts(slipped, right)] == ["fell"]
    assert [doubt.word for doubt in doubts(right, slipped)] == ["rose"]


@given(prices)
def test_a_price_that_is_wanted_already_is_not_doubted(price: Money) -> None:
    assert doubts(price, price, price, price) == ()
