"""Existing listings are claimed by SKU, then by barcode; never two variations for one, never one for two."""

import random
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from backend.domain.adopting import would_change
from backend.domain.decision import Wish
from backend.domain.existing import (
    By,
    Claim,
    Finding,
    Known,
    RemoteItem,
    Why,
    claim,
    judge,
    standing_offer,
)
from backend.domain.issues import Cause
from backend.domain.listing import Shown
from backend.domain.money import Money
from backend.domain.policy import Condition, ShippingPolicy
from backend.domain.selling import SellingPolicy
from backend.domain.synchronization import SynchronizationPolicy
from tests.domain.samples import a_product, a_variation

EAN, OTHER = "4006381333931", "3760000000017"
BOWL = Known(1, "MV-BOWL", 1, EAN.zfill(14))

SKUS = st.sampled_from(["A", "a", "A ", "B", "b b", "BB", "C", "Ç", ""])
CODES = st.sampled_from(["", EAN, OTHER, "96385074"])
KNOWN = st.builds(
    Known, st.integers(1, 8), SKUS, st.integers(1, 2), CODES.map(lambda code: code.zfill(14) if code else ""),
    st.sampled_from(["", "A", "Z"]),
)  # fmt: skip
ITEMS = st.builds(
    RemoteItem, SKUS.filter(bool).map(lambda sku: f"{sku}"), by_amazon=st.booleans(),
    barcodes=st.lists(CODES.filter(bool), max_size=2).map(tuple),
)  # fmt: skip
MANY_ITEMS = st.lists(ITEMS, max_size=8, unique_by=lambda item: item.sku)
MANY_KNOWN = st.lists(KNOWN, max_size=8, unique_by=lambda known: known.variation_id)


@given(MANY_ITEMS, MANY_KNOWN)
def test_no_variation_is_proposed_for_two_items(items: list[RemoteItem], known: list[Known]) -> None:
    found = judge(items, known)
    assert set(found) == {item.sku for item in items}
    proposed = [each.variation_id for each in found.values() if each.finding is Finding.PROPOSED]
    assert None not in proposed
    assert len(proposed) == len(set(proposed))


@given(MANY_ITEMS, MANY_KNOWN, st.randoms(use_true_random=False))
def test_the_order_does_not_matter(
    items: list[RemoteItem], known: list[Known], chance: random.Random
) -> None:
    first = judge(items, known)
    chance.shuffle(items)
    chance.shuffle(known)
    assert judge(items, known) == first


@given(MANY_ITEMS, MANY_KNOWN)
def test_a_proposal_has_a_sound_reason(items: list[RemoteItem], known: list[Known]) -> None:
    by_id = {each.variation_id: each for each in known}
    by_sku = {item.sku: item for item in items}
    for sku, each in judge(items, known).items():
        if each.finding is not Finding.PROPOSED:
            assert each.finding is Finding.UNMANAGED or each.why is not None
            continue
        assert each.variation_id is not None
        found, item = by_id[each.variation_id], by_sku[sku]
        assert found.listed_as in ("", sku)
        assert not item.by_amazon
        if each.by is By.SKU:
            assert (found.sku, found.sku_count) == (sku, 1)
        elif each.by is By.BARCODE:
            assert found.barcode in {code.zfill(14) for code in item.barcodes}
        else:
            assert found.sku != sku
            assert not any(other.sku == sku for other in known)


@pytest.mark.parametrize(
    ("item", "known", "wanted"),
    [
        (RemoteItem("MV-BOWL"), [BOWL], (Finding.PROPOSED, By.SKU, None)),
        (RemoteItem("mv-bowl"), [BOWL], (Finding.PROPOSED, By.LIKE_SKU, None)),
        (RemoteItem("X", barcodes=(EAN,)), [BOWL], (Finding.PROPOSED, By.BARCODE, None)),
        (RemoteItem("X", barcodes=("0" + EAN,)), [BOWL], (Finding.PROPOSED, By.BARCODE, None)),
        (RemoteItem("X", barcodes=("123",)), [BOWL], (Finding.UNMANAGED, None, None)),
        (RemoteItem("X"), [BOWL], (Finding.UNMANAGED, None, None)),
        (RemoteItem("MV-BOWL"), [replace(BOWL, sku_count=2)], (Finding.CONFLICT, By.SKU, Why.DOUBLED_SKU)),
        (RemoteItem("X", barcodes=(EAN,)), [BOWL, replace(BOWL, variation_id=2)],
         (Finding.CONFLICT, By.BARCODE, Why.SEVERAL)),
        (RemoteItem("MV-BOWL"), [replace(BOWL, listed_as="OLD")], (Finding.CONFLICT, By.SKU, Why.LISTED)),
        (RemoteItem("MV-BOWL", by_amazon=True), [BOWL], (Finding.CONFLICT, By.SKU, Why.BY_AMAZON)),
        # The SKU speaks before the barcode, also against it.
        (RemoteItem("MV-BOWL", barcodes=(OTHER,)), [BOWL, Known(2, "Y", 1, OTHER.zfill(14))],
         (Finding.PROPOSED, By.SKU, None)),
    ],
)  # fmt: skip
def test_an_item_is_claimed(
    item: RemoteItem, known: list[Known], wanted: tuple[Finding, By | None, Why | None]
) -> None:
    found = claim(item, known)
    assert (found.finding, found.by, found.why) == wanted


def test_the_surest_of_two_stays() -> None:
    found = judge([RemoteItem("MV-BOWL"), RemoteItem("X", barcodes=(EAN,))], [BOWL])
    assert found["MV-BOWL"].finding is Finding.PROPOSED
    assert found["X"] == Claim("X", Finding.CONFLICT, 1, By.BARCODE, Why.TWO_SKUS, {"sku": "MV-BOWL"})
    both = judge([RemoteItem("X", barcodes=(EAN,)), RemoteItem("Y", barcodes=(EAN,))], [BOWL])
    assert {each.why for each in both.values()} == {Why.TWO_SKUS}


ITEM = RemoteItem("OLD-1", "B0SOMETHIN", "Bowl", Money(1500, "EUR"), 4, condition=Condition.USED_GOOD)
WISH = Wish(
    listed=True, asin="B0SOMETHIN", currency="EUR", sku_count=3, condition=Condition.USED_GOOD,
    selling=SellingPolicy(), synchronization=SynchronizationPolicy(), shipping=ShippingPolicy(), own_sku="OLD-1",
)  # fmt: skip


def test_what_would_change_is_said_before_anything_is_sent() -> None:
    variation = a_variation(sku="", price=Money(1600, "EUR"), stock=7)
    product = a_product(variations=(variation,))
    change = would_change(ITEM, product, variation, WISH)
    assert (change.price, change.quantity, change.move, change.asks) == (Money(1600, "EUR"), 7, 666, False)
    far = would_change(replace(ITEM, price=Money(100, "EUR")), product, variation, WISH)
    assert far.asks
    unpriced = would_change(replace(ITEM, price=None), product, variation, WISH)
    assert (unpriced.move, unpriced.asks) == (None, True)
    same = replace(ITEM, price=Money(1600, "EUR"), quantity=7)
    assert would_change(same, product, variation, WISH).nothing
    amazons = replace(ITEM, quantity=None, by_amazon=True)
    assert would_change(amazons, product, variation, WISH).quantity is None
    empty = replace(variation, stock=0)
    stopped = would_change(ITEM, replace(product, variations=(empty,)), empty, WISH)
    assert stopped.problem is not None
    assert (stopped.problem.cause, stopped.quantity, stopped.price) == (Cause.OUT_OF_STOCK, 0, None)


def test_what_stands_counts_as_sent() -> None:
    shown = Shown("OLD-1", "B0SOMETHIN", True, True, Money(1700, "EUR"), 3)
    offer = standing_offer(ITEM, shown, "EUR")
    assert (offer.sku, offer.asin, offer.price, offer.quantity) == (
        "OLD-1", "B0SOMETHIN", Money(1700, "EUR"), 3,
    )  # fmt: skip
    assert offer.condition is Condition.USED_GOOD
    assert standing_offer(ITEM, None, "GBP").price == Money(0, "GBP")
    warehouse = replace(shown, quantity=None, fulfilled_by_amazon=True)
    assert standing_offer(ITEM, warehouse, "EUR").quantity == 0
