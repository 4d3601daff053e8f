"""What Amazon sends: never stopped, taken off or counted; and what stands when somebody else sends it."""

from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from backend.domain.catalog import Product, Variation
from backend.domain.decision import Hold, Nothing, Publish, Standing, Withdraw, decide, explain
from backend.domain.handing_over import handed_over, standing
from backend.domain.orders import Sender
from tests.domain.samples import a_variation
from tests.domain.test_decision import GOOD, OFFER, WISH, products, variations


@given(products, variations)
def test_what_amazon_sends_is_never_stopped_taken_off_or_counted(
    product: Product, variation: Variation
) -> None:
    wish = replace(WISH, by_amazon=True)
    sent = replace(OFFER, by_amazon=True, quantity=0, shipping_template_id="")
    action = decide(product, variation, wish, Standing(sent))
    assert not isinstance(action, Withdraw)
    if isinstance(action, Publish):
        offer = action.explained.offer
        assert (offer.sku, offer.by_amazon, offer.quantity) == (sent.sku, True, 0)
        assert (offer.handling_days, offer.shipping_template_id, action.problem) == (None, "", None)
        assert decide(product, variation, wish, Standing(offer)) == Nothing("same")
    assert isinstance(decide(None, None, wish, Standing(sent)), Hold)  # told, and goes on selling
    assert decide(product, variation, replace(wish, listed=False), Standing(sent)) == Withdraw(sent.sku)


def test_an_empty_shop_is_no_problem_of_what_amazon_sends() -> None:
    wish = replace(WISH, by_amazon=True, sold=9)
    sent = replace(OFFER, by_amazon=True, quantity=0, shipping_template_id="")
    assert decide(GOOD, a_variation(sku="MILL-01", stock=0), wish, Standing(sent)) in (
        Nothing("same"), Publish(explain(GOOD, a_variation(sku="MILL-01", stock=0), wish)),
    )  # fmt: skip


@given(st.integers(0, 50), st.integers(0, 9), st.booleans())
def test_the_merchant_gets_the_pieces_of_the_policy_and_amazon_none(
    stock: int, sold: int, listed: bool
) -> None:
    variation, wish = a_variation(sku="MILL-01", stock=stock), replace(WISH, sold=sold, by_amazon=listed)
    amazons = handed_over(GOOD, variation, wish, OFFER, Sender.MARKETPLACE)
    assert (amazons.by_amazon, amazons.quantity, amazons.handling_days) == (True, 0, None)
    mine = handed_over(GOOD, variation, wish, amazons, Sender.MERCHANT)
    assert (mine.by_amazon, mine.quantity) == (False, max(0, stock - sold))
    assert handed_over(None, None, wish, amazons, Sender.MERCHANT).quantity == 0
    assert standing(mine, Sender.MERCHANT, 99) == mine
    assert standing(mine, Sender.MARKETPLACE, 99) == replace(mine, by_amazon=True, quantity=0)
    assert standing(amazons, Sender.MERCHANT, stock).quantity == stock
