"""The four rules: every combination against the table, nothing ever sells more than the shop has, nothing flaps."""

from dataclasses import replace

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from backend.domain.catalog import Product, Variation
from backend.domain.conditions import Case, tried
from backend.domain.decision import Hold, Nothing, Publish, Standing, Wish, case, decide, follows, wanted
from backend.domain.following import allowed
from backend.domain.governing import ruled_out
from backend.domain.issues import Cause, Problem
from backend.domain.listing import Offer
from backend.domain.money import Money
from backend.domain.synchronization import Asks, Conditions, Field, Subject, SynchronizationPolicy
from backend.domain.synchronization import Test as Question
from tests.domain.samples import a_product, a_variation
from tests.domain.test_conditions import any_tests, cases, nested
from tests.domain.test_decision import GOOD, OFFER, WISH, apply, products, standings, variations, wishes

policies = st.builds(
    SynchronizationPolicy, only_enabled=st.booleans(), only_in_stock=st.booleans(), lists=st.booleans(),
    list_when=nested(any_tests), revises=st.booleans(), revise_when=nested(any_tests),
    fields=st.frozensets(st.sampled_from(Field)), relists=st.booleans(),
    relist_when=st.none() | nested(any_tests), stops=st.booleans(), stop_when=nested(any_tests),
)  # fmt: skip
FEW = Conditions(True, (Question(Subject.QUANTITY, Asks.AT_MOST, "2"),))
SOME = Conditions(True, (Question(Subject.QUANTITY, Asks.AT_LEAST, "2"),))


@given(policies, cases, st.none() | st.integers(0, 3))
def test_every_combination_is_as_the_table_says(
    policy: SynchronizationPolicy, tests: Case, stands: int | None
) -> None:
    switches = [
        problem
        for on, problem in (
            (policy.only_enabled and not tests.enabled, Cause.NOT_ENABLED),
            (policy.only_in_stock and not tests.quantity, Cause.OUT_OF_STOCK),
        )
        if on
    ]
    stop = (
        [Cause.STOPPED_BY_RULE]
        if policy.stops and policy.stop_when.parts and tried(policy.stop_when, tests).met
        else []
    )
    again = policy.list_when if policy.relist_when is None else policy.relist_when
    if stands is None:
        rest = [] if policy.lists else [Cause.LISTING_OFF]
        rest += [] if tried(policy.list_when, tests).met else [Cause.RULE_UNMET]
    elif stands and tests.quantity:
        switches, rest = switches if policy.stops else [], []
    else:
        rest = [] if policy.relists else [Cause.RELISTING_OFF]
        rest += [] if tried(again, tests).met else [Cause.RULE_UNMET]
    expected = next(iter([*switches, *stop, *rest]), None)
    found = ruled_out(policy, tests, stands)
    assert (found.cause if found else None) is expected


@settings(max_examples=300)
@given(products, variations, wishes, standings, policies, st.booleans())
def test_one_action_and_then_nothing_whatever_the_rules_say(
    product: Product,
    variation: Variation,
    wish: Wish,
    standing: Standing,
    policy: SynchronizationPolicy,
    elsewhere: bool,
) -> None:
    wish = replace(wish, listed=True, synchronization=policy, stopped_elsewhere=elsewhere)
    if standing.sent:  # a changed SKU or product of Amazon is another test's
        standing = replace(standing, sent=replace(standing.sent, sku=variation.sku, asin=wish.asin))
        wish = replace(wish, condition=OFFER.condition)
        assume(wish.told_apart)  # what was sent had a product on Amazon, or made one
    first = decide(product, variation, wish, standing)
    standing = apply(first, standing)
    assert isinstance(decide(product, variation, wish, standing), Nothing)


stocks = st.lists(st.integers(0, 9), min_size=1, max_size=6)


@settings(max_examples=300)
@given(policies, stocks, st.booleans(), st.lists(st.none() | st.integers(0, 9), min_size=2, max_size=2))
def test_countries_that_share_a_quantity_stop_and_sell_again_together(
    policy: SynchronizationPolicy, stocks: list[int], enabled: bool, starts: list[int | None]
) -> None:
    """Whatever the shop's stock does: each time both come to rest, and neither takes away what the other offers."""
    product = replace(GOOD, enabled=enabled)
    both = [Standing(None if n is None else replace(OFFER, quantity=n)) for n in starts]
    for stock in stocks:
        for _round in range(6):
            moved = False
            for n in (0, 1):
                other = both[1 - n].sent
                stopped = policy.remembers and other is not None and other.quantity == 0
                wish = replace(WISH, synchronization=policy, stopped_elsewhere=stopped)
                action = decide(product, a_variation(stock=stock), wish, both[n])
                moved = moved or not isinstance(action, Nothing)
                both[n] = apply(action, both[n])
            if not moved:
                break
        else:
            pytest.fail("they never come to rest")
        pieces = [standing.sent.quantity for standing in both if standing.sent]
        assert len({quantity == 0 for quantity in pieces}) <= 1


def test_a_new_country_is_not_listed_while_its_sku_is_stopped_in_another() -> None:
    enough = Conditions(True, (Question(Subject.QUANTITY, Asks.AT_LEAST, "9"),))
    wish = replace(rule(relist_when=enough), stopped_elsewhere=True)
    action = decide(GOOD, a_variation(), wish, Standing())
    assert isinstance(action, Hold)
    assert action.problem.details["rule"] == "relist"
    assert isinstance(
        decide(GOOD, a_variation(), replace(wish, stopped_elsewhere=False), Standing()), Publish
    )


@settings(max_examples=300)
@given(products, variations, wishes, standings, policies)
def test_never_more_is_offered_than_the_shop_has(
    product: Product, variation: Variation, wish: Wish, standing: Standing, policy: SynchronizationPolicy
) -> None:
    wish = replace(wish, synchronization=policy)
    action = decide(product, variation, wish, standing)
    after = apply(action, standing)
    if isinstance(action, Publish) and after.sent and variation.stock is not None:
        assert after.sent.quantity <= max(0, variation.stock)


@given(st.builds(lambda n: replace(OFFER, quantity=n), st.integers(0, 9)), st.integers(0, 9), policies, cases)
def test_a_quantity_falls_whatever_follows_and_rises_only_where_it_may(
    sent: Offer, pieces: int, policy: SynchronizationPolicy, tests: Case
) -> None:
    for fields in (frozenset[Field](), policy.fields):
        offer = allowed(replace(sent, quantity=pieces, price=Money(1, "EUR")), sent, fields)
        assert offer.quantity == (pieces if Field.QUANTITY in fields else min(pieces, sent.quantity))
        assert offer.price == (Money(1, "EUR") if Field.PRICE in fields else sent.price)


def rule(**wish: object) -> Wish:
    return replace(WISH, synchronization=SynchronizationPolicy(**wish))  # type: ignore[arg-type]


def test_a_stop_rule_stops_and_is_not_undone_by_a_relist_rule_that_holds_too() -> None:
    wish, few = rule(stop_when=FEW, relist_when=SOME), a_variation(stock=2)
    action = decide(GOOD, few, wish, Standing(OFFER))
    assert isinstance(action, Publish)
    assert action.explained.offer.quantity == 0
    said = {
        "rule": "stop",
        "subject": "quantity",
        "asks": "at_most",
        "value": "2",
        "attribute": "",
        "actual": 2,
    }
    assert action.problem == Problem(Cause.STOPPED_BY_RULE, said)
    stopped = apply(action, Standing(OFFER))
    assert decide(GOOD, few, wish, stopped) == Nothing("said")
    back = decide(GOOD, a_variation(stock=3), wish, stopped)
    assert isinstance(back, Publish)
    assert (back.explained.offer.quantity, back.problem) == (3, None)


def test_with_stops_off_what_is_sold_out_still_goes_to_nothing_and_says_why() -> None:
    action = decide(GOOD, a_variation(stock=0), rule(stops=False), Standing(OFFER))
    assert isinstance(action, Publish)
    assert action.explained.offer.quantity == 0
    assert action.problem == Problem(Cause.OUT_OF_STOCK, {"stock": 0})
    hidden = replace(GOOD, enabled=False)
    assert decide(hidden, a_variation(), rule(stops=False), Standing(OFFER)) == Nothing("same")


def test_what_sold_out_stays_at_nothing_with_relists_off() -> None:
    gone = Standing(replace(OFFER, quantity=0))
    action = decide(GOOD, a_variation(), rule(relists=False), gone)
    assert apply(action, gone) == Standing(gone.sent, Problem(Cause.RELISTING_OFF))
    assert isinstance(decide(GOOD, a_variation(), rule(), gone), Publish)


def test_a_list_rule_that_fails_names_its_very_test() -> None:
    inside = Question(Subject.ATTRIBUTE, Asks.EQUALS, "Sauvage", "Marque")
    rules = Conditions(True, (Conditions(False, (FEW, Conditions(True, (inside,)))),))
    action = decide(GOOD, a_variation(), rule(list_when=rules), Standing())
    problem = apply(action, Standing()).problem
    assert problem is not None
    assert (problem.cause, problem.details["subject"], problem.details["actual"]) == (
        Cause.RULE_UNMET,
        "quantity",
        7,
    )
    nothing = rule(list_when=Conditions(all=False))
    assert apply(decide(GOOD, a_variation(), nothing, Standing()), Standing()).problem == Problem(
        Cause.RULE_UNMET, {"rule": "list"}
    )
    assert decide(GOOD, a_variation(), nothing, Standing(OFFER)) == Nothing("same"), (
        "the list rule stops nothing"
    )


def test_a_price_that_does_not_follow_stays_as_it_was_sent_and_says_so() -> None:
    wish = rule(fields=frozenset(Field) - {Field.PRICE})
    dearer = a_variation(price=Money(9900, "EUR"), stock=3)
    action = decide(GOOD, dearer, wish, Standing(OFFER))
    assert isinstance(action, Publish)
    assert (action.explained.offer.price, action.explained.offer.quantity) == (OFFER.price, 3)
    last = action.explained.price_steps[-1]
    assert (last.word, last.value) == ("unfollowed", OFFER.price.amount)


@pytest.mark.parametrize("off", [{"revises": False}, {"fields": frozenset[Field]()}, {"revise_when": FEW}])
def test_where_nothing_follows_only_a_quantity_falls(off: dict[str, object]) -> None:
    wish = rule(**off)
    more = a_variation(price=Money(9900, "EUR"), stock=30)
    assert decide(GOOD, more, wish, Standing(OFFER)) == Nothing("same")
    fewer = decide(GOOD, replace(more, stock=5), wish, Standing(OFFER))
    assert isinstance(fewer, Publish)
    assert fewer.explained.offer == replace(OFFER, quantity=5)
    back = decide(GOOD, more, wish, Standing(replace(OFFER, quantity=0)))
    assert isinstance(back, Publish)
    assert back.explained.offer == replace(OFFER, quantity=30), "relisting gives it its pieces back"


def test_what_is_sent_again_whole_keeps_what_does_not_follow() -> None:
    wish = rule(fields=frozenset[Field](), lists=False)
    action = decide(GOOD, a_variation(price=Money(9900, "EUR"), stock=3), wish, Standing(again=OFFER))
    assert isinstance(action, Publish)
    assert action.explained.offer == replace(OFFER, quantity=3)


def test_a_category_above_counts() -> None:
    wish = replace(rule(), categories=frozenset((1, 10)))
    assert case(GOOD, a_variation(), wish).categories == {1, 10}
    inside = Conditions(True, (Question(Subject.CATEGORY, Asks.WITHIN, "1"),))
    policy = SynchronizationPolicy(list_when=inside)
    assert isinstance(decide(GOOD, a_variation(), replace(wish, synchronization=policy), Standing()), Publish)
    outside = apply(
        decide(GOOD, a_variation(), replace(WISH, synchronization=policy), Standing()), Standing()
    )
    assert outside.problem is not None
    assert outside.problem.details["actual"] == 0


@given(products, variations, wishes, policies, st.integers(0, 9))
def test_what_is_wanted_differs_from_what_was_sent_only_in_what_follows(
    product: Product, variation: Variation, wish: Wish, policy: SynchronizationPolicy, pieces: int
) -> None:
    wish = replace(wish, synchronization=policy)
    if variation.price.amount <= 0 or variation.price.currency != "EUR":
        return
    sent = replace(OFFER, quantity=pieces)
    offer, fields = wanted(product, variation, wish, sent).offer, follows(product, variation, wish, sent)
    assert offer.price == sent.price or Field.PRICE in fields
    assert offer.handling_days == sent.handling_days or Field.HANDLING in fields
    assert offer.shipping_template_id == sent.shipping_template_id or Field.SHIPPING in fields
    assert offer.quantity <= sent.quantity or Field.QUANTITY in fields


def test_an_offer_of_nothing_is_under_the_relist_rule_at_once() -> None:
    free = rule(only_in_stock=False, relist_when=SOME)
    action = decide(a_product(), a_variation(stock=0), free, Standing())
    assert isinstance(action, Publish)
    assert action.explained.offer.quantity == 0
    assert action.problem is not None
    assert action.problem.cause is Cause.RULE_UNMET
