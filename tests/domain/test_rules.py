"""Rules: the conditions that a page shows are those that decide."""

from dataclasses import replace

from hypothesis import given, settings
from hypothesis import strategies as st

from backend.domain.catalog import Product, Variation
from backend.domain.channel import ChannelStock
from backend.domain.decision import (
    Hold,
    Nothing,
    Publish,
    Standing,
    Wish,
    Withdraw,
    decide,
    explain,
    follows,
)
from backend.domain.money import Money
from backend.domain.revising import Facts, revise
from backend.domain.rules import Leaving, Rule, trace
from backend.domain.selling import SellingPolicy
from backend.domain.synchronization import Asks, Conditions, Field, Subject, SynchronizationPolicy
from backend.domain.synchronization import Test as Question
from tests.domain.samples import EAN, a_product, a_variation, an_attribute
from tests.domain.test_decision import GOOD, OFFER, WISH, products, standings, variations, wishes
from tests.domain.test_governing import policies


@settings(max_examples=300)
@given(products, variations, wishes, standings, st.just(SynchronizationPolicy()) | policies, st.booleans())
def test_all_conditions_hold_exactly_when_it_may_sell(
    product: Product,
    variation: Variation,
    wish: Wish,
    standing: Standing,
    policy: SynchronizationPolicy,
    elsewhere: bool,
) -> None:
    wish = replace(wish, synchronization=policy, stopped_elsewhere=elsewhere)
    told = trace(product, variation, wish, standing)
    match decide(product, variation, wish, standing):
        case Publish(explained=explained, problem=problem):
            sells = problem is None
            assert told.holds == sells, (told, problem)
            if sells and not wish.synchronization.only_in_stock:
                assert explained.offer.quantity >= 0
        case Hold():
            assert not told.holds
        case Withdraw(problem=problem):
            assert told.holds == (problem is None and wish.listed)
        case Nothing(why="said"):
            assert not told.holds
        case Nothing(why="same"):
            assert told.holds


@given(products, variations, wishes, st.integers(0, 9), policies)
def test_the_trace_says_what_follows_the_shop_and_why(
    product: Product, variation: Variation, wish: Wish, pieces: int, policy: SynchronizationPolicy
) -> None:
    wish, sent = replace(wish, synchronization=policy), replace(OFFER, quantity=pieces)
    told = trace(product, variation, wish, Standing(sent))
    assert set(told.apart) == set(Field) - follows(product, variation, wish, sent)
    unmet = [each.key for each in told.revises if not each.met]
    if unmet:
        assert set(told.apart) >= set(Field) - {Field.QUANTITY}
    else:
        assert set(told.apart) <= set(Field) - policy.fields


def test_the_merchants_own_conditions_stand_in_the_trace_with_what_they_met() -> None:
    few = Conditions(True, (Question(Subject.QUANTITY, Asks.AT_MOST, "2"),))
    policy = SynchronizationPolicy(list_when=Conditions(False, (few,)), stop_when=few)
    found = trace(GOOD, a_variation(), replace(WISH, synchronization=policy), Standing())
    lines = {each.key: each for each in found.conditions if each.found}
    assert (lines["stop_when"].met, lines["list_when"].met) == (True, False)
    assert lines["list_when"].found is not None
    (group,) = lines["list_when"].found.parts
    assert [(part.met, part.actual) for part in group.parts] == [(False, 7)]
    sells = trace(GOOD, a_variation(), replace(WISH, synchronization=policy), Standing(OFFER))
    assert [each.key for each in sells.conditions if each.found] == ["stop_when"]


def test_the_rule_follows_from_how_it_stands() -> None:
    variation = a_variation()
    stopped = Standing(OFFER.__class__(OFFER.sku, OFFER.asin, OFFER.price, 0, OFFER.condition), None)
    assert trace(GOOD, variation, WISH, Standing(None, None)).rule is Rule.LIST
    assert trace(GOOD, variation, WISH, Standing(OFFER, None)).rule is Rule.REVISE
    assert trace(GOOD, variation, WISH, stopped).rule is Rule.RELIST
    disabled = a_product(an_attribute(EAN), enabled=False)
    found = trace(disabled, variation, WISH, Standing(OFFER, None))
    assert found.rule is Rule.STOP
    assert [each.key for each in found.conditions if not each.met] == ["enabled"]


def test_every_condition_has_its_value() -> None:
    found = trace(a_product(), a_variation(sku="X" * 41, stock=-2), WISH, Standing(None, None))
    unmet = {each.key: (each.actual, each.wanted) for each in found.conditions if not each.met}
    assert unmet["sku_length"] == (41, 40)
    assert unmet["in_stock"] == (0, 1)


@given(
    products, variations, wishes, standings,
    st.builds(
        Facts, sent=st.just(OFFER), stock=st.builds(ChannelStock, seen=st.none() | st.integers(0, 40)),
        shown_price=st.none(), settled=st.booleans(), by_amazon=st.booleans(), orders_until=st.integers(0, 9),
        stock_read_at=st.integers(0, 9), largest_move=st.none() | st.integers(0, 20_000),
    ),
    st.sampled_from(["", "watch", "seller", "place", "listing"]),
)  # fmt: skip
def test_a_revision_leaves_exactly_when_what_lets_it_leave_holds(
    product: Product, variation: Variation, wish: Wish, standing: Standing, facts: Facts, paused: str
) -> None:
    plain = trace(product, variation, wish, standing)
    if standing.sent:
        facts = replace(facts, sent=standing.sent)
    told = trace(product, variation, wish, standing, Leaving(paused, facts))
    assert (told.rule, told.conditions, told.holds) == (plain.rule, plain.conditions, plain.holds)
    if told.rule in (Rule.LIST, Rule.STOP):
        assert told.leaves == ()
        return
    decided = revise(explain(product, variation, wish).offer, facts)
    waits = {"going"} if paused else set()
    waits |= {{"price": "price_move", "orders": "orders_fresh"}[word] for word in decided.waits}
    assert {each.key for each in told.leaves if not each.met} == waits


def test_what_lets_a_revision_leave_has_its_values() -> None:
    facts = Facts(
        sent=replace(OFFER, price=Money(1000, "EUR"), quantity=1), stock=ChannelStock(seen=1), shown_price=None,
        settled=True, by_amazon=False, orders_until=40, stock_read_at=50, largest_move=2_000,
    )  # fmt: skip
    variation, wish = a_variation(price=Money(1333, "EUR"), stock=9), replace(WISH, selling=SellingPolicy())
    found = trace(GOOD, variation, wish, Standing(facts.sent, None), Leaving("place", facts))
    assert {each.key: (each.met, each.actual, each.wanted) for each in found.leaves} == {
        "going": (False, "place", ""), "price_move": (False, 3_330, 2_000), "orders_fresh": (False, 40, 50),
    }  # fmt: skip
    same = a_variation(price=Money(1000, "EUR"), stock=1)
    fewer = trace(GOOD, same, wish, Standing(facts.sent, None), Leaving("", facts))
    assert [(each.key, each.met) for each in fewer.leaves] == [("going", True), ("price_move", True)]
