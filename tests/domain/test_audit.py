"""The audit: which fields a sending had, before and after."""

from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from backend.domain import audit
from backend.domain.audit import Sent
from backend.domain.listing import Offer, Revision
from backend.domain.money import Money
from backend.domain.policy import Condition

offers = st.builds(
    Offer, st.just("S-1"), st.sampled_from(("", "B0A", "B0B")), st.builds(Money, st.integers(1, 10**7), st.just("EUR")),
    st.integers(0, 999), st.sampled_from(Condition), st.none() | st.integers(0, 30), st.sampled_from(("", "t-1")),
)  # fmt: skip


@given(offers, st.none() | offers)
def test_an_offer_is_sent_with_all_its_fields(offer: Offer, before: Offer | None) -> None:
    found = {each.field: each for each in audit.published(before, offer)}
    assert found[audit.QUANTITY].new == str(offer.quantity)
    assert found[audit.CONDITION].new == offer.condition.value
    assert (audit.HANDLING in found) == (offer.handling_days is not None)
    assert all(each.new for each in found.values())
    assert all(not each.old for each in found.values()) or before is not None
    assert set(found) <= set(audit.FIELDS)


@given(offers, offers, st.booleans(), st.booleans(), st.booleans())
def test_a_revision_tells_only_its_parts(
    before: Offer, offer: Offer, price: bool, quantity: bool, rest: bool
) -> None:
    found = [each.field for each in audit.revised(before, Revision(offer, price, quantity, rest))]
    assert (audit.PRICE in found) == price
    assert (audit.QUANTITY in found) == quantity
    assert (audit.CONDITION in found) == rest
    assert audit.ASIN not in found


def test_prices_are_written_in_their_currencys_own_digits() -> None:
    offer = Offer("S-1", "B0A", Money(5980, "JPY"), 1, Condition.NEW)
    euros = replace(offer, price=Money(2499, "EUR"))
    (yen,) = audit.revised(euros, Revision(offer, price=True))
    assert yen == Sent("price", "24.99 EUR", "5980 JPY")
    assert audit.withdrawn(offer, "S-1") == (Sent("listing", "B0A", ""),)


@given(
    st.dictionaries(st.sampled_from("abc"), st.text(min_size=1)),
    st.dictionaries(st.sampled_from("abc"), st.text(min_size=1)),
)
def test_attributes_are_told_with_those_that_went(before: dict[str, str], after: dict[str, str]) -> None:
    found = {each.field: (each.old, each.new) for each in audit.attributes(before, after)}
    names = {*before, *after}
    assert found == {f"attributes/{name}": (before.get(name, ""), after.get(name, "")) for name in names}
