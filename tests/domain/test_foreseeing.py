"""Foreseeing: what a change of rules changes for a listing, by the rules that then really decide."""

from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from backend.domain.decision import Publish, Standing, Wish, decide
from backend.domain.foreseeing import Figures, Foreseen, Mark, Outlook, foresee, outlook
from backend.domain.issues import Cause
from backend.domain.listing import Offer
from backend.domain.money import Money
from backend.domain.policy import Condition, ShippingPolicy
from backend.domain.selling import Change, ChangeKind, PriceFrom, SalePrice, SellingPolicy
from backend.domain.synchronization import SynchronizationPolicy
from tests.domain.samples import EAN, a_product, a_variation, an_attribute

PLAIN = SellingPolicy()
VARIATION = replace(a_variation(), cost_price=Money(2000, "EUR"))
PRODUCT = a_product(an_attribute(EAN), variations=(VARIATION,))


def wish(selling: SellingPolicy = PLAIN, **fields: object) -> Wish:
    made = Wish(
        listed=True, asin="B07MILL001", currency="EUR", sku_count=1, condition=Condition.NEW, selling=selling,
        synchronization=SynchronizationPolicy(), shipping=ShippingPolicy(),
    )  # fmt: skip
    return replace(made, **fields)  # type: ignore[arg-type]


def sent(before: Wish) -> Offer:
    """What is on Amazon once the lanes were through with a wish."""
    found = decide(PRODUCT, VARIATION, before, Standing())
    assert isinstance(found, Publish)
    return found.explained.offer


def seen(before: Wish, after: Wish, *, live: bool = True, other_rules: str = "") -> Foreseen:
    there = sent(before) if live else None
    standing = Standing(there)
    return foresee(
        outlook(PRODUCT, VARIATION, before, standing), outlook(PRODUCT, VARIATION, after, standing), sent=there,
        cost=VARIATION.cost_price, largest_move=after.selling.largest_move, other_rules=other_rules,
    )  # fmt: skip


def percent(hundredths: int, **fields: object) -> SellingPolicy:
    return SellingPolicy(changes=(Change(ChangeKind.PERCENT, hundredths),), **fields)  # type: ignore[arg-type]


def test_nothing_changes_by_the_same_rules() -> None:
    found = seen(wish(), wish())
    assert (found.marks, found.move) == (Mark(0), 0)


def test_a_price_changes_by_so_many_percent() -> None:
    found = seen(wish(), wish(percent(800)))
    assert found.marks == Mark.PRICE
    assert (found.before.price, found.after.price) == (Money(2299, "EUR"), Money(2483, "EUR"))
    assert found.move == 800


def test_a_price_under_cost_is_the_worst() -> None:
    found = seen(wish(), wish(percent(-1500)))
    assert found.marks == Mark.PRICE | Mark.UNDER_COST
    assert found.rank > seen(wish(), wish(percent(9000))).rank


def test_a_move_over_the_guard_waits() -> None:
    assert Mark.WAITS in seen(wish(), wish(percent(5001))).marks
    assert Mark.WAITS not in seen(wish(), wish(percent(5001, largest_move=None))).marks
    assert Mark.WAITS not in seen(wish(), wish(percent(5001)), live=False).marks


def test_rules_stop_and_start_what_sells() -> None:
    keeps = SellingPolicy(buffer=7)
    stops = seen(wish(), wish(keeps))
    assert Mark.STOPS in stops.marks
    assert stops.after.problem is not None
    assert stops.after.problem.cause is Cause.OUT_OF_STOCK
    starts = seen(wish(), wish(), live=False)
    assert starts.marks == Mark(0)  # it starts, but not because of the change
    assert seen(wish(), wish(keeps), live=False).marks == Mark.UNLISTED
    standing = Standing()
    before = outlook(PRODUCT, VARIATION, wish(keeps), standing)
    after = outlook(PRODUCT, VARIATION, wish(), standing)
    assert before == Outlook(None, before.problem)
    assert foresee(before, after, sent=None, cost=None, largest_move=None).marks == Mark.STARTS


def test_a_quantity_a_handling_time_and_other_rules_are_told_apart() -> None:
    assert seen(wish(), wish(SellingPolicy(buffer=2))).marks == Mark.QUANTITY
    assert seen(wish(), wish(SellingPolicy(handling_days=3))).marks == Mark.HANDLING
    assert seen(wish(), wish(), other_rules="Germany").marks == Mark.OTHER_RULES


POLICIES = st.builds(
    SellingPolicy,
    changes=st.lists(
        st.builds(Change, st.just(ChangeKind.PERCENT), st.integers(-9000, 20_000)), max_size=2
    ).map(tuple),
    buffer=st.integers(0, 10),
    percentage=st.integers(1, 100),
    floor=st.none() | st.builds(Money, st.integers(1, 5000), st.just("EUR")),
    largest_move=st.none() | st.integers(0, 10_000),
)


@given(POLICIES, POLICIES)
def test_what_is_foreseen_is_what_then_is_decided(one: SellingPolicy, other: SellingPolicy) -> None:
    before = decide(PRODUCT, VARIATION, wish(one), Standing())
    there = before.explained.offer if isinstance(before, Publish) else None
    found = outlook(PRODUCT, VARIATION, wish(other), Standing(there))
    then = decide(PRODUCT, VARIATION, wish(other), Standing(there))
    if isinstance(then, Publish):
        assert found.offer == then.explained.offer
    else:
        assert (found.offer is None) == (there is None)
    foreseen = foresee(
        outlook(PRODUCT, VARIATION, wish(one), Standing(there)), found, sent=there, cost=None,
        largest_move=other.largest_move,
    )  # fmt: skip
    assert bool(foreseen.marks & (Mark.STARTS | Mark.STOPS)) == (
        foreseen.before.sells != foreseen.after.sells
    )
    if Mark.PRICE in foreseen.marks:
        assert foreseen.before.price != foreseen.after.price


@given(st.lists(st.tuples(POLICIES, POLICIES), max_size=8), st.integers(0, 8))
def test_figures_are_the_same_in_whatever_bits_they_are_added(
    pairs: list[tuple[SellingPolicy, SellingPolicy]], cut: int
) -> None:
    found = [
        foresee(outlook(PRODUCT, VARIATION, wish(a), Standing()), outlook(PRODUCT, VARIATION, wish(b), Standing()),
                sent=None, cost=None, largest_move=None)
        for a, b in pairs
    ]  # fmt: skip
    whole = Figures().adding(found)
    assert Figures().adding(found[:cut]).adding(found[cut:]) == whole
    assert whole.looked == len(found)
    moves = [each.move for each in found if Mark.PRICE in each.marks]
    assert (whole.lowest, whole.highest) == (min(moves, default=0), max(moves, default=0))


def test_a_sale_price_under_cost_is_seen_before_it_is_saved() -> None:
    sale = SalePrice(PriceFrom(), (Change(ChangeKind.PERCENT, -2_000),))
    found = seen(wish(today="2026-11-26"), wish(SellingPolicy(sale=sale), today="2026-11-26"))
    assert found.marks == Mark.SALE_PRICE | Mark.UNDER_COST
    deep = replace(sale, changes=(Change(ChangeKind.PERCENT, -6_000),))
    waits = seen(wish(today="2026-11-26"), wish(SellingPolicy(sale=deep), today="2026-11-26"))
    assert waits.marks == Mark.SALE_PRICE | Mark.UNDER_COST | Mark.WAITS
