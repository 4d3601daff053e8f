"""Revising: falls leave at once, rises wait for the orders, a price moves no further than it may."""

from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from backend.domain.channel import ChannelStock
from backend.domain.listing import Business, Offer, Sale
from backend.domain.money import Money
from backend.domain.policy import Condition
from backend.domain.revising import Facts, revise
from backend.domain.synchronization import Field

SENT = Offer("MILL-01", "B0MILL0001", Money(2499, "EUR"), 7, Condition.NEW)
FACTS = Facts(
    sent=SENT, stock=ChannelStock(base=7, base_at=10, seen=7, seen_at=20), shown_price=Money(2499, "EUR"), settled=True,
    by_amazon=False, orders_until=50, stock_read_at=40, largest_move=5_000,
)  # fmt: skip
QUANTITIES = st.integers(0, 500)


def test_nothing_is_sent_when_nothing_differs() -> None:
    decided = revise(SENT, FACTS)
    assert (decided.revision, decided.agreed, decided.waits) == (None, SENT, ())


def test_a_sale_that_amazon_took_off_already_is_not_sent_back() -> None:
    """Seven were sent, one was sold there: six is wanted and six is there."""
    facts = replace(FACTS, stock=ChannelStock(base=7, base_at=10, seen=6, seen_at=30))
    decided = revise(replace(SENT, quantity=6), facts)
    assert (decided.revision, decided.agreed.quantity) == (None, 6)


@given(QUANTITIES, QUANTITIES, st.integers(0, 100), st.integers(0, 100))
def test_a_fall_leaves_at_once_and_a_rise_waits_for_the_orders(
    there: int, wanted: int, orders_until: int, read_at: int
) -> None:
    stock = ChannelStock(base=there, base_at=1, seen=there, seen_at=2)
    facts = replace(FACTS, stock=stock, orders_until=orders_until, stock_read_at=read_at)
    decided = revise(replace(SENT, quantity=wanted), facts)
    fresh = orders_until >= read_at
    assert decided.agreed.quantity == (wanted if wanted <= there or fresh else there)
    assert ("orders" in decided.waits) == (wanted > there and not fresh)
    assert bool(decided.revision and decided.revision.quantity) == (decided.agreed.quantity != there)


@given(QUANTITIES)
def test_amazons_own_warehouse_never_gets_a_quantity(wanted: int) -> None:
    facts = replace(FACTS, by_amazon=True)
    decided = revise(replace(SENT, quantity=wanted, handling_days=3, price=Money(2399, "EUR")), facts)
    assert decided.revision is not None
    assert decided.revision.price
    assert not decided.revision.quantity


@given(st.integers(1, 10_000), st.integers(1, 10_000), st.integers(0, 10_000))
def test_a_price_moves_no_further_than_it_may(before: int, after: int, largest: int) -> None:
    facts = replace(
        FACTS, sent=replace(SENT, price=Money(before, "EUR")), shown_price=None, largest_move=largest
    )
    decided = revise(replace(SENT, price=Money(after, "EUR")), facts)
    too_far = abs(after - before) * 10_000 > largest * before
    assert decided.asked == (Money(after, "EUR") if too_far else None)
    assert decided.agreed.price.amount == (before if too_far else after)


def test_a_price_that_the_merchant_let_pass_leaves() -> None:
    high = Money(9999, "EUR")
    decided = revise(replace(SENT, price=high), replace(FACTS, approved=high))
    assert decided.revision is not None
    assert (decided.revision.price, decided.agreed.price, decided.asked) == (True, high, None)


def test_the_handling_time_goes_with_the_quantity_that_is_there() -> None:
    """A new handling time must not raise a quantity that has to wait."""
    decided = revise(replace(SENT, quantity=9, handling_days=2), replace(FACTS, orders_until=0))
    assert decided.revision is not None
    assert decided.revision.quantity
    assert decided.agreed.quantity == 7


def test_a_price_that_somebody_changed_on_amazon_is_put_right() -> None:
    decided = revise(SENT, replace(FACTS, shown_price=Money(1999, "EUR")))
    assert decided.revision is not None
    assert (decided.revision.price, decided.revision.quantity) == (True, False)
    young = revise(SENT, replace(FACTS, shown_price=Money(1999, "EUR"), settled=False))
    assert young.revision is None


def test_what_does_not_follow_is_left_as_it_is_there_and_a_quantity_only_falls() -> None:
    facts = replace(FACTS, follows=frozenset[Field](), shown_price=Money(1, "EUR"))
    stock = ChannelStock(base=7, base_at=10, seen=5, seen_at=20)
    more = revise(replace(SENT, quantity=9, price=Money(99, "EUR")), replace(facts, stock=stock))
    assert (more.revision, more.agreed, more.waits) == (None, replace(SENT, quantity=5), ())
    fewer = revise(replace(SENT, quantity=3, handling_days=4), replace(facts, stock=stock))
    assert fewer.revision is not None
    assert (fewer.revision.price, fewer.revision.quantity, fewer.agreed.quantity) == (False, True, 3)


@given(QUANTITIES, st.sampled_from(["", "aaaa", "bbbb"]), st.sampled_from(["PRODUCT", "LAMP", "HOME"]))
def test_what_is_said_of_the_product_is_never_taken_for_sent(wanted: int, key: str, kind: str) -> None:
    facts = replace(FACTS, sent=replace(SENT, details="aaaa", product_type="LAMP"))
    decided = revise(replace(SENT, quantity=wanted, details=key, product_type=kind), facts)
    assert (decided.agreed.details, decided.agreed.product_type) == ("aaaa", "LAMP")
    assert decided.revision is None or decided.revision.offer.product_type == "LAMP"


PRICED = replace(
    SENT, sale=Sale(Money(1999, "EUR"), "2026-11-20", "2026-11-30"), list_price=Money(2999, "EUR"),
    business=Business(Money(2399, "EUR"), ((5, Money(2199, "EUR")),)),
)  # fmt: skip
PARTS = ("price", "quantity", "rest", "sale", "list_price", "business")


def parts(wanted: Offer, facts: Facts) -> set[str]:
    revision = revise(wanted, facts).revision
    return {part for part in PARTS if revision and getattr(revision, part)}


def test_the_prices_are_compared_one_by_one() -> None:
    facts = replace(FACTS, sent=PRICED)
    assert parts(PRICED, facts) == set()
    assert parts(replace(PRICED, sale=None), facts) == {"sale"}
    assert parts(replace(PRICED, list_price=Money(3099, "EUR")), facts) == {"list_price"}
    assert parts(replace(PRICED, business=Business(Money(2399, "EUR"))), facts) == {"business"}
    assert parts(PRICED, FACTS) == {"sale", "list_price", "business"}


def test_while_a_sale_runs_amazon_may_show_either_price() -> None:
    facts = replace(FACTS, sent=PRICED, shown_price=Money(1999, "EUR"))
    assert parts(PRICED, facts) == set()
    assert parts(PRICED, replace(facts, shown_price=Money(2099, "EUR"))) == {"price"}
    gone = replace(PRICED, sale=None)
    assert parts(gone, replace(facts, sent=gone)) == {"price"}


def test_a_business_price_that_was_changed_on_amazon_is_put_right_and_one_that_is_not_ours_left_alone() -> (
    None
):
    other = replace(FACTS, sent=PRICED, shown_business=Money(2000, "EUR"))
    assert parts(PRICED, other) == {"business"}
    assert parts(PRICED, replace(other, settled=False)) == set()
    assert parts(SENT, replace(FACTS, shown_business=Money(2000, "EUR"))) == set()


def test_the_other_prices_wait_with_the_price_that_they_are_measured_by() -> None:
    facts = replace(FACTS, sent=PRICED)
    low = replace(
        PRICED, price=Money(999, "EUR"), sale=None, list_price=None, business=Business(Money(899, "EUR"))
    )
    decided = revise(low, facts)
    assert (decided.revision, decided.agreed, decided.waits) == (None, PRICED, ("price",))


@given(st.integers(1, 5_000), st.integers(1, 5_000), st.integers(1, 5_000), st.integers(1, 5_000))
def test_prices_of_which_some_stayed_never_contradict_each_other(
    price: int, sale: int, listed: int, companies: int
) -> None:
    wanted = replace(
        SENT, price=Money(price, "EUR"), sale=Sale(Money(sale, "EUR"), "2026-11-20", "2026-11-30"),
        list_price=Money(listed, "EUR"), business=Business(Money(companies, "EUR")),
    )  # fmt: skip
    agreed = revise(wanted, replace(FACTS, largest_move=None)).agreed
    assert (agreed.sale is None) == (sale >= price)
    assert (agreed.list_price is None) == (listed <= price)
    assert (agreed.business is None) == (companies > price)


def on_sale(amount: int) -> Offer:
    return replace(SENT, sale=Sale(Money(amount, "EUR"), "2026-11-20", "2026-11-30"))


@given(st.integers(1, 2498), st.none() | st.integers(1, 2498), st.integers(0, 10_000))
def test_a_sale_price_falls_no_further_than_a_price_may(after: int, before: int | None, largest: int) -> None:
    sent = SENT if before is None else on_sale(before)
    decided = revise(on_sale(after), replace(FACTS, sent=sent, shown_price=None, largest_move=largest))
    paid = SENT.price.amount if before is None else before
    too_low = (paid - after) * 10_000 > largest * paid
    assert decided.asked == (Money(after, "EUR") if too_low else None)
    assert decided.waits == (("sale",) if too_low else ())
    assert decided.agreed.sale == (sent.sale if too_low else on_sale(after).sale)
    assert decided.agreed.price == SENT.price


def test_a_low_price_for_companies_waits_too_until_it_is_let_pass() -> None:
    low = replace(SENT, business=Business(Money(2399, "EUR"), ((5, Money(99, "EUR")),)))
    asks = revise(low, FACTS)
    assert (asks.asked, asks.waits, asks.agreed.business) == (Money(99, "EUR"), ("business",), None)
    passed = revise(low, replace(FACTS, approved=Money(99, "EUR")))
    assert (passed.asked, passed.agreed.business) == (None, low.business)


@given(
    st.sampled_from(("", "Worn.", "Used.")), st.sampled_from(("", "Worn.")), *[st.sampled_from(("", "a"))] * 2
)
def test_what_stands_there_and_is_wanted_no_more_is_taken_away(
    note: str, wanted_note: str, template: str, wanted_template: str
) -> None:
    sent = replace(SENT, condition=Condition.USED_GOOD, condition_note=note, shipping_template_id=template)
    wanted = replace(sent, condition_note=wanted_note, shipping_template_id=wanted_template)
    revision = revise(wanted, replace(FACTS, sent=sent)).revision
    same = (note, template) == (wanted_note, wanted_template)
    assert (revision is None) == same
    if revision is not None:
        assert revision.rest
        assert revision.note_gone == (note != "" and wanted_note == "")
        assert revision.template_gone == (template != "" and wanted_template == "")
