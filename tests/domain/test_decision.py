"""Decisions: obstacles in a merchant's order, and one action after which nothing is left to do."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from backend.domain.catalog import Kind, Product, Variation
from backend.domain.conversion import Market
from backend.domain.decision import (
    Action,
    Hold,
    Nothing,
    Publish,
    Standing,
    Wish,
    Withdraw,
    decide,
)
from backend.domain.details import IDENTIFIER, Details
from backend.domain.issues import Cause, Problem
from backend.domain.listing import Offer
from backend.domain.money import Money
from backend.domain.obstacles import obstacles
from backend.domain.policy import Condition, ShippingPolicy
from backend.domain.selling import Change, ChangeKind, Rounding, SellingPolicy
from backend.domain.synchronization import SynchronizationPolicy
from tests.domain.samples import EAN, a_product, a_variation, an_attribute

WISH = Wish(
    listed=True,
    asin="B07MILL001",
    currency="EUR",
    sku_count=1,
    condition=Condition.NEW,
    selling=SellingPolicy(changes=(Change(ChangeKind.PERCENT, 800),), roundings=(Rounding(99, 100),)),
    synchronization=SynchronizationPolicy(),
    shipping=ShippingPolicy("template-1"),
)
OFFER = Offer("MILL-01", "B07MILL001", Money(2499, "EUR"), 7, Condition.NEW, None, "template-1")
GOOD = a_product(an_attribute(EAN))
NEW = Details("LAMP", {"item_name": [{"value": "Lampe"}]}, exempt=True)
NUMBERED = Details("LAMP", {"item_name": [{"value": "Lampe"}], IDENTIFIER: [{"type": "ean", "value": EAN}]})

products = st.builds(
    lambda kind, enabled, trouble, code: a_product(
        an_attribute(code), kind=kind, enabled=enabled, trouble=trouble
    ),
    st.sampled_from(list(Kind) + [Kind.GOODS] * 6),
    st.booleans() | st.just(True),
    st.sampled_from([(), (), (), ("price",)]),
    st.sampled_from(["", EAN, "3760123456785", "2012345678900", "abc"]),
)
variations = st.builds(
    lambda sku, price, currency, stock: a_variation(sku=sku, price=Money(price, currency), stock=stock),
    st.sampled_from(["", "MILL-01", "MILL-01", "MILL-02", "X" * 41]),
    st.integers(-1, 5_000),
    st.sampled_from(["EUR", "EUR", "EUR", "GBP"]),
    st.none() | st.integers(-5, 50),
)
wishes = st.builds(
    Wish,
    listed=st.booleans() | st.just(True),
    asin=st.sampled_from(["", "B07MILL001", "B07MILL001", "B07MILL002"]),
    currency=st.just("EUR"),
    sku_count=st.integers(1, 2),
    condition=st.sampled_from(list(Condition)),
    selling=st.builds(
        SellingPolicy,
        changes=st.tuples(st.builds(Change, st.just(ChangeKind.PERCENT), st.integers(-500, 500))),
        buffer=st.integers(0, 5),
    ),
    synchronization=st.builds(SynchronizationPolicy, st.booleans(), st.booleans()),
    shipping=st.just(ShippingPolicy()),
    details=st.none() | st.sampled_from([NEW, NUMBERED, Details("LAMP", {})]),
)
standings = st.builds(
    Standing,
    st.none()
    | st.builds(
        lambda quantity, asin, details: replace(OFFER, quantity=quantity, asin=asin, details=details),
        st.integers(0, 9),
        st.sampled_from([OFFER.asin, OFFER.asin, ""]),
        st.sampled_from(["", NEW.key]),
    ),
    st.none() | st.builds(Problem, st.sampled_from(list(Cause))),
)


def apply(action: Action, standing: Standing) -> Standing:
    """What is recorded once an action is done."""
    match action:
        case Publish(explained, problem):
            return Standing(explained.offer, problem)
        case Withdraw(_, problem):
            return Standing(None, problem)
        case Hold(problem):
            return Standing(standing.sent, problem)
        case Nothing():
            return standing


@given(st.none() | products, st.none() | variations, wishes, standings)
def test_after_the_action_nothing_is_left_to_do(
    product: Product | None, variation: Variation | None, wish: Wish, standing: Standing
) -> None:
    first = decide(product, variation, wish, standing)
    standing = apply(first, standing)
    second = decide(product, variation, wish, standing)
    if isinstance(first, Withdraw) and isinstance(second, Publish | Hold):
        assert wish.listed and first.problem is None
        second = decide(product, variation, wish, apply(second, standing))
    assert isinstance(second, Nothing)


@given(st.none() | products, st.none() | variations, wishes, standings)
def test_what_has_an_obstacle_is_never_left_selling(
    product: Product | None, variation: Variation | None, wish: Wish, standing: Standing
) -> None:
    after = apply(decide(product, variation, wish, standing), standing)
    problem = obstacles(
        product,
        variation,
        sku_count=wish.sku_count,
        market=wish.market,
        selling=wish.selling,
        synchronization=wish.synchronization,
        linked=wish.told_apart,
    )
    if problem or not wish.listed:
        assert after.sent is None or after.sent.quantity == 0


def test_a_good_product_is_published_with_its_steps() -> None:
    action = decide(GOOD, a_variation(), WISH, Standing())
    assert isinstance(action, Publish) and action.explained.offer == OFFER
    assert [step.value for step in action.explained.price_steps] == [2299, 2483, 2499]
    assert [step.value for step in action.explained.quantity_steps] == [7]


def test_the_same_offer_is_not_sent_twice() -> None:
    assert decide(GOOD, a_variation(), WISH, Standing(OFFER)) == Nothing("same")


def test_fewer_pieces_are_sent() -> None:
    action = decide(GOOD, a_variation(stock=3), WISH, Standing(OFFER))
    assert isinstance(action, Publish) and action.explained.offer.quantity == 3


def test_without_an_asin_it_is_matched_first() -> None:
    assert decide(GOOD, a_variation(), replace(WISH, asin=""), Standing()) == Nothing("unmatched")


def test_with_details_it_makes_a_product_of_its_own() -> None:
    new = replace(WISH, asin="", details=NEW)
    action = decide(a_product(), a_variation(), new, Standing())
    assert isinstance(action, Publish)
    offer = action.explained.offer
    assert (offer.asin, offer.product_type, offer.details) == ("", "LAMP", NEW.key)
    bare = replace(new, details=Details("LAMP", {}))
    assert decide(a_product(), a_variation(), bare, Standing()) == Hold(Problem(Cause.NO_IDENTIFIER))
    assert isinstance(decide(a_product(), a_variation(), replace(new, details=NUMBERED), Standing()), Publish)


def test_the_asin_that_amazon_gave_is_no_move() -> None:
    made = replace(OFFER, asin="", product_type="LAMP", details=NEW.key)
    known = replace(WISH, asin="B0NEWLAMP1", details=NEW)
    action = decide(GOOD, a_variation(), known, Standing(made))
    assert isinstance(action, Publish) and action.explained.offer == replace(made, asin="B0NEWLAMP1")
    assert decide(GOOD, a_variation(), known, Standing(action.explained.offer)) == Nothing("same")


def test_a_product_of_its_own_leaves_amazons_first() -> None:
    new = replace(WISH, asin="", details=NEW)
    assert decide(GOOD, a_variation(), new, Standing(OFFER)) == Withdraw("MILL-01")


def test_other_details_are_another_offer() -> None:
    made = replace(OFFER, asin="", product_type="LAMP", details=NEW.key)
    wish = replace(WISH, asin="", details=NUMBERED)
    action = decide(GOOD, a_variation(), wish, Standing(made))
    assert isinstance(action, Publish) and action.explained.offer.details == NUMBERED.key


def test_sold_out_stops_selling_and_keeps_the_listing() -> None:
    action = decide(GOOD, a_variation(stock=0), WISH, Standing(OFFER))
    assert isinstance(action, Publish) and action.explained.offer == replace(OFFER, quantity=0)
    assert action.problem == Problem(Cause.OUT_OF_STOCK, {"stock": 0})


def test_a_deleted_product_is_taken_off() -> None:
    assert decide(None, None, WISH, Standing(OFFER)) == Withdraw("MILL-01", Problem(Cause.PRODUCT_DELETED))


def test_a_listing_that_the_merchant_ends_is_taken_off_once() -> None:
    ended = replace(WISH, listed=False)
    assert decide(GOOD, a_variation(), ended, Standing(OFFER)) == Withdraw("MILL-01")
    assert decide(GOOD, a_variation(), ended, Standing()) == Nothing("ended")


def test_a_changed_sku_takes_the_old_one_off_first() -> None:
    renamed = a_variation(sku="MILL-02")
    assert decide(GOOD, renamed, WISH, Standing(OFFER)) == Withdraw("MILL-01")
    assert isinstance(decide(GOOD, renamed, WISH, Standing()), Publish)


def test_what_cannot_be_published_is_said_once() -> None:
    bare = replace(WISH, asin="")
    assert decide(a_product(), a_variation(), bare, Standing()) == Hold(Problem(Cause.NO_IDENTIFIER))
    known = Standing(None, Problem(Cause.NO_IDENTIFIER))
    assert decide(a_product(), a_variation(), bare, known) == Nothing("said")


def stopped_by(product: Product | None, variation: Variation | None, *, count: int = 1) -> Problem | None:
    return obstacles(
        product,
        variation,
        sku_count=count,
        market=Market("EUR"),
        selling=SellingPolicy(buffer=2),
        synchronization=SynchronizationPolicy(),
    )


def test_a_good_product_has_no_obstacle() -> None:
    assert stopped_by(GOOD, a_variation()) is None


@pytest.mark.parametrize(
    ("product", "variation", "count", "cause", "details"),
    [
        (None, None, 1, Cause.PRODUCT_DELETED, {}),
        (GOOD, None, 1, Cause.PRODUCT_DELETED, {}),
        (a_product(kind=Kind.GIFT_CARD), a_variation(sku=""), 9, Cause.NOT_GOODS, {"kind": "gift_card"}),
        (GOOD, a_variation(sku=""), 9, Cause.NO_SKU, {}),
        (GOOD, a_variation(), 3, Cause.DOUBLED_SKU, {"sku": "MILL-01", "count": 3}),
        (
            GOOD,
            a_variation(sku="X" * 41),
            1,
            Cause.SKU_TOO_LONG,
            {"sku": "X" * 41, "length": 41, "limit": 40},
        ),
        (a_product(trouble=("price",)), a_variation(), 1, Cause.UNREADABLE, {"what": "price"}),
        (a_product(enabled=False), a_variation(price=Money(0, "EUR")), 1, Cause.NO_PRICE, {"price": 0}),
        (
            a_product(enabled=False),
            a_variation(price=Money(100, "GBP")),
            1,
            Cause.OTHER_CURRENCY,
            {"yours": "GBP", "theirs": "EUR"},
        ),
        (a_product(enabled=False), a_variation(stock=0), 1, Cause.NOT_ENABLED, {}),
        (a_product(), a_variation(stock=2), 1, Cause.OUT_OF_STOCK, {"stock": 2}),
        (
            a_product(an_attribute("abc")),
            a_variation(),
            1,
            Cause.NOT_A_BARCODE,
            {"value": "abc", "attribute": "UPC"},
        ),
        (a_product(), a_variation(), 1, Cause.NO_IDENTIFIER, {}),
    ],
)
def test_obstacles_come_in_the_order_of_their_cure(
    product: Product | None, variation: Variation | None, count: int, cause: Cause, details: dict[str, object]
) -> None:
    assert stopped_by(product, variation, count=count) == Problem(cause, details)  # type: ignore[arg-type]


def test_policies_may_let_hidden_and_sold_out_products_through() -> None:
    free = SynchronizationPolicy(only_enabled=False, only_in_stock=False)
    action = decide(
        a_product(enabled=False), a_variation(stock=0), replace(WISH, synchronization=free), Standing()
    )
    assert isinstance(action, Publish) and action.explained.offer.quantity == 0
