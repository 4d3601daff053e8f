"""Rules: the conditions that a page shows are those that decide."""

from hypothesis import given

from backend.domain.catalog import Product, Variation
from backend.domain.decision import Hold, Nothing, Publish, Standing, Wish, Withdraw, decide
from backend.domain.rules import Rule, trace
from tests.domain.samples import EAN, a_product, a_variation, an_attribute
from tests.domain.test_decision import GOOD, OFFER, WISH, products, standings, variations, wishes


@given(products, variations, wishes, standings)
def test_all_conditions_hold_exactly_when_it_may_sell(
    product: Product, variation: Variation, wish: Wish, standing: Standing
) -> None:
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
            assert told.holds == (standing.sent is not None and standing.problem is None) or not told.holds


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
