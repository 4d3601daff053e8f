"""Variations that Amazon's family has already, and the parent that fits its type's rules."""

from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from backend.domain.family_attributes import Parent
from backend.domain.family_fit import fitted
from backend.domain.family_twins import same_values, twins
from backend.domain.kinship import FamilyThere, Kin
from backend.marketplaces.amazon.schema_check import check

GREEN_XL = (("Taille", "XL"), ("Couleur", "Vert forêt"))


def member(asin: str, size: str, colour: str, parent: str = "P") -> Kin:
    return Kin(asin, (parent,), varies=(("size", size), ("color", colour)))


def test_a_twin_says_the_very_same_and_nobody_else_is_sold_on_it() -> None:
    there = FamilyThere("P", (), (member("B0XL", "xl", "vert foret"), member("B0L", "L", "Vert forêt")))
    assert {id: kin.asin for id, kin in twins({1: GREEN_XL}, there, ()).items()} == {1: "B0XL"}
    assert twins({1: GREEN_XL}, there, ("B0XL",)) == {}
    doubled = FamilyThere("P", (), (*there.kin, member("B0XX", "XL", "Vert forêt")))
    assert twins({1: GREEN_XL}, doubled, ()) == {}
    other = FamilyThere("P", (), (member("B0XL", "XL", "Vert forêt", "Q"),))
    assert twins({1: GREEN_XL}, other, ()) == {}
    assert twins({1: GREEN_XL}, FamilyThere("", (), (member("B0XL", "XL", "Vert forêt", ""),)), ()) == {}


def test_nothing_less_than_all_values_is_the_same() -> None:
    assert not same_values(GREEN_XL, (("size", "XL"),))
    assert not same_values((("Taille", "XL"),), (("size", "XL"), ("color", "Vert forêt")))
    assert not same_values((), ())
    assert same_values((("Taille", "L"),), (("size", "Large"),))
    assert not same_values((("Taille", "L"),), (("size", "X-Large"),))
    assert not same_values((("Taille", "30 x 40"),), (("size", "40 x 50"),))


PAIRS = st.lists(st.tuples(st.just("Couleur"), st.sampled_from(["Vert", "Bleu", "Ocre"])), max_size=3)


@given(PAIRS, PAIRS)
def test_both_sides_say_the_same_whoever_asks(
    ours: list[tuple[str, str]], theirs: list[tuple[str, str]]
) -> None:
    assert same_values(ours, theirs) == same_values(theirs, ours)
    assert same_values(ours, list(reversed(ours))) == bool(ours)


IS_PARENT = {
    "required": ["parentage_level"],
    "properties": {"parentage_level": {"contains": {"properties": {"value": {"enum": ["parent"]}}}}},
}
RULES: dict[str, Any] = {
    "type": "object", "required": ["brand", "origin"],
    "properties": {"origin": {"items": {"properties": {"value": {"enum": ["FR", "DE"]}}}}},
    "allOf": [
        {"oneOf": [{"required": ["capacity"]}, IS_PARENT]},
        {"if": IS_PARENT, "then": {"not": {"required": ["weight"]}}},
    ],
}  # fmt: skip
SAID = {
    "brand": [{"value": "B"}], "capacity": [{"value": 3}], "weight": [{"value": 1}], "origin": [{"value": "FR"}],
    "parentage_level": [{"value": "parent"}],
}  # fmt: skip


def test_only_what_is_forbidden_a_parent_is_left_out() -> None:
    fit = fitted(Parent("P", "CUP", SAID), RULES, check)
    assert fit.unfit == ()
    assert set(fit.parent.attributes) == {"brand", "origin", "parentage_level"}
    assert check(RULES, fit.parent.attributes) == []
    # Known under an ASIN of Amazon's it says the same.
    asin = [{"value": "B0PARENT00"}]
    known = fitted(Parent("P", "CUP", {**SAID, "merchant_suggested_asin": asin}), RULES, check).parent
    assert known.attributes == {**fit.parent.attributes, "merchant_suggested_asin": asin}
    assert known.key == fit.parent.key
    # Done once more it stays as it is.
    assert fitted(fit.parent, RULES, check) == fit


def test_what_breaks_a_rule_for_everybody_is_kept_and_named() -> None:
    wrong = Parent("P", "CUP", {**SAID, "origin": [{"value": "XX"}]})
    fit = fitted(wrong, RULES, check)
    assert fit.unfit == (("origin", "enum"),)
    assert "origin" in fit.parent.attributes
    assert "capacity" not in fit.parent.attributes


def test_that_something_is_missing_is_for_amazon_to_say() -> None:
    bare = Parent("P", "CUP", {"parentage_level": [{"value": "parent"}]})
    assert fitted(bare, RULES, check).unfit == ()
