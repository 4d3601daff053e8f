"""Which shipping template an offer names, and what is said when it cannot be the one that was meant."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from backend.domain.catalog import Attribute
from backend.domain.issues import Cause
from backend.domain.policy import ShippingPolicy
from backend.domain.shipping_templates import Chosen, ChosenBy, ShippingTemplate, Templates, choose, read_now

PARCEL, BULKY = ShippingTemplate("id-1", "Parcel, 2 days"), ShippingTemplate("id-2", "Sperrgut Größe L")
LOST = ShippingTemplate("id-3", "Old parcel", gone=True)
KNOWN = Templates((PARCEL, BULKY, LOST), read=True)
HERE = (7, "A13V1IB3VIYZZH")
BY_ATTRIBUTE = ShippingPolicy("id-1", "Parcel, 2 days", "Shipping", *HERE)


def said(value: str, name: str = "Shipping") -> list[Attribute]:
    return [Attribute("CUSTOM", name, value)]


def test_without_a_word_it_is_the_default() -> None:
    assert choose(ShippingPolicy(), said("Parcel, 2 days"), *HERE, KNOWN) == Chosen()


def test_the_policys_template_is_named_as_amazon_calls_it_now() -> None:
    policy = ShippingPolicy("id-1", "Parcel as it was called", "", *HERE)
    assert choose(policy, (), *HERE, KNOWN) == Chosen("id-1", "Parcel, 2 days", ChosenBy.POLICY)


@pytest.mark.parametrize("value", ["Sperrgut Größe L", "  sperrgut   GRÖSSE l ", "id-2", "ID-2"])
def test_an_attribute_names_a_template_by_name_or_id(value: str) -> None:
    chosen = choose(BY_ATTRIBUTE, said(value, " shipping "), *HERE, KNOWN)
    assert (chosen.template_id, chosen.by, chosen.problem) == ("id-2", ChosenBy.ATTRIBUTE, None)


@pytest.mark.parametrize("value", ["Express", "Old parcel", "id-3"])
def test_an_attribute_that_leads_nowhere_is_said_and_the_policys_stands_in(value: str) -> None:
    chosen = choose(BY_ATTRIBUTE, said(value), *HERE, KNOWN)
    assert (chosen.template_id, chosen.stops) == ("id-1", False)
    assert chosen.problem is not None and chosen.problem.cause is Cause.TEMPLATE_UNKNOWN
    assert chosen.problem.details == {"attribute": "Shipping", "value": value, "used": "Parcel, 2 days"}


@pytest.mark.parametrize("value", ["", "   "])
def test_an_attribute_that_says_nothing_is_no_problem(value: str) -> None:
    assert choose(BY_ATTRIBUTE, said(value), *HERE, KNOWN).problem is None
    assert choose(BY_ATTRIBUTE, (), *HERE, KNOWN).template_id == "id-1"


def test_the_variations_own_attribute_goes_before_its_products() -> None:
    both = [*said("id-2"), *said("id-1")]
    assert choose(BY_ATTRIBUTE, both, *HERE, KNOWN).template_id == "id-2"


@pytest.mark.parametrize("place", [(8, HERE[1]), (7, "A1PA6795UKMFR9")])
def test_a_template_of_another_seller_or_country_is_the_default_here(place: tuple[int, str]) -> None:
    policy = ShippingPolicy("id-1", "Parcel, 2 days", "", *HERE)
    assert choose(policy, (), *place, KNOWN) == Chosen(by=ChosenBy.ELSEWHERE)


def test_a_policy_from_before_owners_were_written_down_is_tried_on_the_list() -> None:
    old = ShippingPolicy("id-1", "Parcel, 2 days")
    assert choose(old, (), *HERE, KNOWN).template_id == "id-1"
    assert choose(ShippingPolicy("else", "Else"), (), *HERE, KNOWN).by is ChosenBy.ELSEWHERE


@pytest.mark.parametrize("code", ["id-3", "never-listed"])
def test_a_template_that_is_gone_stops_what_is_new_and_keeps_what_was_sent(code: str) -> None:
    policy = ShippingPolicy(code, "Old parcel", "", *HERE)
    fresh, live = choose(policy, (), *HERE, KNOWN), choose(policy, (), *HERE, KNOWN, sent=code)
    assert fresh.stops and fresh.template_id == "" and live.template_id == code
    assert fresh.problem is not None and fresh.problem.cause is Cause.TEMPLATE_GONE
    assert fresh.problem.details == {"template": "Old parcel"}


def test_before_amazon_listed_anything_nothing_is_missing() -> None:
    chosen = choose(BY_ATTRIBUTE, said("Express"), *HERE, Templates())
    assert (chosen.template_id, chosen.problem) == ("id-1", None)


NAMES = st.lists(st.sampled_from("abcdef"), unique=True).map(
    lambda ids: [ShippingTemplate(i, i.upper()) for i in ids]
)


@given(NAMES, NAMES)
def test_a_list_forgets_nothing_and_what_comes_back_is_there(
    first: list[ShippingTemplate], second: list[ShippingTemplate]
) -> None:
    known = read_now(read_now(Templates(), first), second)
    assert {each.id for each in known.listed} == {each.id for each in (*first, *second)}
    assert [each for each in known.listed if not each.gone] == second
    assert read_now(known, second) == known
