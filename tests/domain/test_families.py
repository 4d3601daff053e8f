"""Families: which theme fits, what is missing, the parent's SKU, and what parents and children say."""

import re
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from backend.domain.families import Lack, Member, Plan, parent_sku, plan_family
from backend.domain.family_attributes import (
    FamilyPlace,
    child_attributes,
    parent_of,
    shared_facts,
    without_family,
)
from backend.domain.family_types import FamilyType, read_type
from backend.domain.option_names import candidates, folded, meant

FRANCE = FamilyPlace("A13V1IB3VIYZZH", "fr_FR")


def attribute(value: dict[str, Any], **fields: Any) -> dict[str, Any]:
    place: dict[str, Any] = {"language_tag": {}, "marketplace_id": {}}
    return {"title": "T", "type": "array", "items": {"properties": {"value": value, **fields, **place}}}


def schema(*themes: str, **attributes: dict[str, Any]) -> dict[str, Any]:
    text = {"type": "string", "maxLength": 20}
    known = {"color": attribute(text), "size": attribute(text)} | attributes
    name = {"enum": list(themes), "enumNames": [theme.title() for theme in themes]}
    return {"properties": {**known, "variation_theme": {"items": {"properties": {"name": name}}}}}


SHIRT = read_type("SHIRT", schema("SIZE", "COLOR", "SIZE/COLOR", "SIZE_NAME/COLOR_NAME"))
SHIRTS = [
    Member(1, "TS-S-V", (("Taille", "S"), ("Couleur", "Vert"))),
    Member(2, "TS-M-V", (("Taille", "M"), ("Couleur", "Vert"))),
    Member(3, "TS-M-B", (("Taille", "M"), ("Couleur", "Blanc"))),
]


def lacks(plan: Plan) -> list[Lack]:
    return [trouble.lack for trouble in plan.troubles]


@pytest.mark.parametrize(
    ("names", "attribute"),
    [
        (("Colour", "couleur", "COLOR", "Farbe", "color", "Colore", "kleur", "Coloris"), "color"),
        (("Size", "Taille", "Größe", "Groesse", "talla", "Taglia", "maat", "Diamètre"), "size"),
        (("Contenance", "Volume", "Fassungsvermögen", "Capacidad", "capacità", "inhoud"), "capacity"),
        (("Matière", "Material", "materiale", "materiaal"), "material"),
        (("Parfum", "Scent", "Duft", "fragancia", "profumo", "geur"), "scent"),
        (("Flavour", "goût", "Geschmack", "sabor", "gusto", "smaak"), "flavor"),
        (("Motif", "Pattern", "Muster", "estampado", "fantasia", "patroon"), "pattern"),
        (("Lot", "Pack", "Anzahl", "cantidad", "quantità", "aantal"), "number_of_items"),
    ],
)
def test_option_names_are_understood_in_the_shops_languages(names: tuple[str, ...], attribute: str) -> None:
    assert {candidates(name)[0] for name in names} == {attribute}


def test_a_name_that_says_two_things_or_nothing_is_asked_for() -> None:
    assert candidates("Size / Colour") == ()
    assert candidates("Finition") == ()
    assert meant("Finition", ("color", "size"), {}) == ""
    assert meant("FINITION ", ("color", "size"), {folded("Finition"): "color"}) == "color"
    assert meant("Taille", ("color", "size"), {folded("Taille"): "wattage"}) == "size"


def test_options_in_french_become_the_theme_of_size_and_colour() -> None:
    plan = plan_family(SHIRTS, SHIRT, {})
    assert plan.theme is not None
    assert (plan.theme.name, plan.troubles) == ("SIZE/COLOR", ())
    assert plan.mapping == {"Taille": "size", "Couleur": "color"}
    assert plan.values[3] == {"size": "M", "color": "Blanc"}


def test_an_older_name_of_a_theme_is_read_and_comes_after_the_newer_one() -> None:
    plan = plan_family(SHIRTS, SHIRT, {})
    assert [theme.name for theme in plan.fitting] == ["SIZE/COLOR", "SIZE_NAME/COLOR_NAME"]
    only_old = read_type("SHIRT", schema("SIZE_NAME/COLOR_NAME"))
    chosen = plan_family(SHIRTS, only_old, {}).theme
    assert chosen is not None
    assert chosen.attributes == ("size", "color")


def test_an_option_that_is_the_same_for_all_may_be_left_out_of_the_theme() -> None:
    small = read_type("SHIRT", schema("SIZE"))
    same = [Member(each.id, each.sku, (each.options[0], ("Couleur", "Vert"))) for each in SHIRTS[:2]]
    plan = plan_family(same, read_type("SHIRT", schema("SIZE", "COLOR", "SIZE/COLOR")), {})
    assert plan.theme is not None
    assert plan.theme.name == "SIZE/COLOR"
    assert lacks(plan_family(SHIRTS, small, {})) == [Lack.UNMAPPED]
    two = read_type("SHIRT", schema("SIZE", "COLOR"))
    fallback = plan_family(same, two, {}).theme
    assert fallback is not None
    assert fallback.name == "SIZE"
    assert lacks(plan_family(SHIRTS, two, {})) == [Lack.NO_THEME]


def test_everything_that_is_missing_is_said() -> None:
    said = [
        Member(1, "A", (("Taille", "S"), ("Couleur", "Vert"))),
        Member(2, "B", (("Taille", "s "), ("Couleur", "VERT"))),
        Member(3, "", (("Taille", "M"), ("Couleur", "Vert"))),
        Member(4, "D", (("Taille", "L"),)),
        Member(5, "E", (("Taille", "x" * 21), ("Couleur", "Vert"))),
    ]
    troubles = plan_family(said, SHIRT, {}).troubles
    assert {(each.lack, each.sku) for each in troubles} == {
        (Lack.DOUBLED, "B"), (Lack.NO_SKU, ""), (Lack.NO_VALUE, "D"), (Lack.TOO_LONG, "E"),
    }  # fmt: skip
    assert [each.limit for each in troubles if each.lack is Lack.TOO_LONG] == [20]
    assert [each.other for each in troubles if each.lack is Lack.DOUBLED] == ["A"]


def test_an_option_nobody_mapped_two_that_are_one_and_types_without_families() -> None:
    odd = [Member(1, "A", (("Finition", "mat"),)), Member(2, "B", (("Finition", "brillant"),))]
    assert lacks(plan_family(odd, SHIRT, {})) == [Lack.UNMAPPED]
    assert lacks(plan_family(odd, SHIRT, {"finition": "color"})) == []
    twice = [Member(1, "A", (("Taille", "S"), ("Longueur", "L")))]
    assert Lack.SAME_ATTRIBUTE in lacks(plan_family(twice, SHIRT, {}))
    assert lacks(plan_family(SHIRTS, read_type("PRODUCT", {}), {})) == [Lack.NO_THEMES]
    assert lacks(plan_family([Member(1, "A", ())], SHIRT, {})) == [Lack.NO_OPTIONS]
    assert lacks(plan_family(SHIRTS, SHIRT, {}, "COLOR")) == [Lack.NO_THEME]


def test_measures_and_choices_are_written_as_the_type_wants_them() -> None:
    litres = attribute({"type": "number"}, unit={"enum": ["liters", "milliliters", "centiliters"]})
    names = attribute({"type": "string", "enum": ["red", "blue"], "enumNames": ["Rouge", "Bleu"]})
    kind = read_type("CUP", schema("CAPACITY", "COLOR", capacity=litres, color=names))
    assert kind.attributes["capacity"].value("0,5 L") == {"value": 0.5, "unit": "liters"}
    assert kind.attributes["capacity"].value("30 cl") == {"value": 30, "unit": "centiliters"}
    assert kind.attributes["capacity"].value("grand") is None
    assert kind.attributes["color"].value("rouge") == {"value": "red"}
    cups = [Member(1, "A", (("Contenance", "30 cl"),)), Member(2, "B", (("Contenance", "grand"),))]
    assert lacks(plan_family(cups, kind, {})) == [Lack.NOT_A_VALUE]


def test_parent_and_children_say_what_amazon_wants() -> None:
    plan = plan_family(SHIRTS, SHIRT, {})
    child = child_attributes(plan, 3, SHIRT, "TS-F7", FRANCE)
    here = {"marketplace_id": FRANCE.marketplace_id}
    assert child["parentage_level"] == [{"value": "child", **here}]
    assert child["child_parent_sku_relationship"] == [
        {"child_relationship_type": "variation", "parent_sku": "TS-F7", **here}
    ]
    assert child["variation_theme"] == [{"name": "SIZE/COLOR"}]
    assert child["color"] == [{"value": "Blanc", "language_tag": "fr_FR", **here}]
    facts = {"brand": [{"value": "MV"}], "color": [{"value": "Blanc"}], "purchasable_offer": [{}]}
    parent = parent_of(plan, SHIRT, "TS-F7", "T-shirt", facts, FRANCE, asin="B0PARENT00")
    assert set(parent.attributes) == {
        "brand", "item_name", "parentage_level", "variation_theme", "merchant_suggested_asin",
    }  # fmt: skip
    assert without_family(child).keys() == {"size", "color"}


def test_what_children_share_is_the_familys() -> None:
    first = {"brand": [{"value": "MV"}], "item_name": [{"value": "a"}], "model_number": [{"value": "1"}]}
    second = {"brand": [{"value": "MV"}], "item_name": [{"value": "b"}], "fabric_type": [{"value": "c"}]}
    assert shared_facts([first, second]) == {"brand": [{"value": "MV"}], "fabric_type": [{"value": "c"}]}
    assert shared_facts([first, second]) == shared_facts([second, first])


WORD = st.text("abcdeé ÄS", min_size=1, max_size=6).filter(lambda text: text.strip())
OPTIONS = st.lists(st.sampled_from(["Taille", "Couleur", "Finition", "Farbe"]), unique=True, max_size=3)


@st.composite
def families(draw: st.DrawFn) -> list[Member]:
    names = draw(OPTIONS)
    count = draw(st.integers(1, 5))
    return [
        Member(n, draw(st.sampled_from(["", f"SKU-{n}"])), tuple((name, draw(WORD)) for name in names))
        for n in range(1, count + 1)
    ]


@given(
    families(), st.dictionaries(st.sampled_from(["finition", "farbe"]), st.sampled_from(["color", "size"]))
)
def test_a_family_without_troubles_tells_every_child_apart(
    members: list[Member], said: dict[str, str]
) -> None:
    plan = plan_family(members, SHIRT, said)
    assert set(plan.values) == {each.id for each in members}
    if plan.troubles:
        return
    assert plan.theme is not None
    children = [child_attributes(plan, each.id, SHIRT, "P", FRANCE) for each in members]
    told = [tuple(child[name][0]["value"] for name in plan.theme.attributes) for child in children]
    assert len(set(told)) == len(members)
    assert {child["variation_theme"][0]["name"] for child in children} == {plan.theme.name}
    assert {child["child_parent_sku_relationship"][0]["parent_sku"] for child in children} == {"P"}


@given(families(), st.randoms(use_true_random=False))
def test_the_order_of_members_options_and_mapping_changes_nothing(members: list[Member], chance: Any) -> None:
    said = {"finition": "color", "farbe": "size"}
    shuffled = [Member(m.id, m.sku, tuple(chance.sample(m.options, len(m.options)))) for m in members]
    chance.shuffle(shuffled)
    before = plan_family(members, SHIRT, said)
    after = plan_family(shuffled, SHIRT, dict(reversed(said.items())))
    assert (before.theme, before.fitting) == (after.theme, after.fitting)
    assert before.mapping == after.mapping
    assert before.values == after.values
    assert {each.lack for each in before.troubles} == {each.lack for each in after.troubles}


SKU = st.text("ABC-F0123456789 X", max_size=45)


@given(SKU, st.integers(1, 10**12), st.lists(SKU, max_size=4))
def test_the_parents_sku_is_stable_short_and_nobodys(sku: str, number: int, taken: list[str]) -> None:
    first = parent_sku(sku, number, {*taken, parent_sku(sku, number, taken)})
    made = parent_sku(sku, number, taken)
    assert made == parent_sku(sku, number, list(reversed(taken)))
    assert 1 <= len(made) <= 40
    assert made not in taken
    assert made == made.strip()
    assert first != made


@given(SKU, SKU, st.integers(1, 999), st.integers(1, 999), st.lists(SKU, max_size=3))
def test_two_products_never_have_one_parents_sku(
    one: str, two: str, first: int, second: int, taken: list[str]
) -> None:
    made = [parent_sku(one, first, taken), parent_sku(two, second, taken)]
    assert (made[0] == made[1]) <= (first == second)
    assert [int(re.search(r"-F(\d+)X*$", sku)[1]) for sku in made] == [first, second]  # type: ignore[index]


def test_a_schema_of_any_shape_is_read() -> None:
    shapes: list[dict[str, Any]] = [
        {},
        {"properties": {"variation_theme": {}}},
        schema("NONSENSE", "SIZE/NONSENSE"),
    ]
    for odd in shapes:
        assert read_type("X", odd) == FamilyType("X", (), read_type("X", odd).attributes)
