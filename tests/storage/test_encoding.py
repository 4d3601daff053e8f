"""Offers as they are kept: what is written is read back, and what was written before a field was there still is."""

import json
from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from backend.domain.conversion import Market
from backend.domain.decision import Wish, explain
from backend.domain.listing import Shown
from backend.domain.money import Money
from backend.domain.policy import Condition, ShippingPolicy
from backend.domain.pricing import price_problem
from backend.domain.synchronization import SynchronizationPolicy
from backend.storage.encoding import (
    read_explained,
    read_offer,
    read_shown,
    write_explained,
    write_offer,
    write_shown,
)
from tests.domain.pricing_ground import RATES, TODAY, currencies, goods, policies
from tests.domain.samples import a_product


@given(st.data(), currencies, currencies)
def test_an_explained_offer_comes_back_as_it_was(data: st.DataObject, theirs: str, shops: str) -> None:
    policy, good = data.draw(policies(theirs)), data.draw(goods(shops))
    if price_problem(a_product(), good, policy, Market(theirs, RATES, TODAY)):
        return
    wish = Wish(
        True, "B07MILL001", theirs, 1, Condition.NEW, policy, SynchronizationPolicy(), ShippingPolicy(),
        rates=RATES, today=TODAY,
    )  # fmt: skip
    explained = explain(a_product(), good, wish)
    assert read_explained(write_explained(explained)) == explained
    assert read_offer(json.loads(json.dumps(write_offer(explained.offer)))) == explained.offer


def test_an_offer_from_before_there_were_other_prices_has_none() -> None:
    old = {
        "sku": "A", "asin": "B", "price": [1, "EUR"], "quantity": 2, "condition": "new_new", "handling_days": None,
        "shipping_template_id": "", "product_type": "PRODUCT", "details": "", "condition_note": "",
    }  # fmt: skip
    offer = read_offer(old)
    assert offer and (offer.sale, offer.list_price, offer.business) == (None, None, None)
    assert write_offer(offer) == old, "nothing is written that is not there"


def test_what_amazon_shows_companies_is_kept() -> None:
    shown = Shown("A", price=Money(2, "EUR"), business_price=Money(1, "EUR"))
    assert read_shown(write_shown(shown)) == shown
    assert read_shown(write_shown(replace(shown, business_price=None))) == replace(shown, business_price=None)
