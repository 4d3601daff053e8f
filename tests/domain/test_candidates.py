"""Candidates: whatever is compared, the score keeps its order, and nothing that contradicts goes unnamed."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from backend.domain.candidates import Candidate, compared_by, judge_candidates, propose
from backend.domain.catalog import Attribute, Product, Variation
from backend.domain.identifiers import Identifier
from backend.domain.issues import Cause, Problem
from backend.domain.marketplace import CatalogItem
from backend.domain.matching import Match, judge_matches
from backend.domain.money import Money
from backend.domain.packs import measures, same_colour, same_measures, same_size
from tests.domain.samples import EAN, a_product, a_variation, an_attribute, an_item

BRANDS = ("", "Terre & Sel", "Vallon", "Générique", "Brico Nord")
TITLES = (
    "Moulin à poivre 18 cm", "Vallon Moulin à poivre en olivier, 18 cm", "Pot en terre cuite 30 cm", "Pot 16 cm",
    "T-shirt coton bio, lot de 3", "Bougie parfumée 180 g", "",
)  # fmt: skip
VALUES = ("S", "M", "XL", "Vert", "Rouge", "Blanc", "30 cm", "16 cm", "0,5 L", "1 L")
CODES = (EAN, "4006381333931", "3769990001134")

options = st.lists(
    st.tuples(st.sampled_from(("Taille", "Couleur", "Diamètre")), st.sampled_from(VALUES)), max_size=2
)
attributes = st.one_of(st.just(()), st.sampled_from(CODES).map(lambda code: (an_attribute(code),)))


@st.composite
def products(draw: st.DrawFn) -> tuple[Product, Variation]:
    chosen = tuple(dict(draw(options)).items())
    variation = Variation(0, "SKU-1", chosen, Money(1000, "EUR"), 3, draw(attributes))
    brand = draw(st.sampled_from(BRANDS))
    said = (Attribute("BRAND", "Brand", brand),) if brand else ()
    return a_product(*said, name=draw(st.sampled_from(TITLES)), variations=(variation,)), variation


@st.composite
def items(draw: st.DrawFn) -> CatalogItem:
    codes = tuple(draw(st.lists(st.sampled_from(CODES), max_size=2, unique=True)))
    item = an_item(
        draw(st.sampled_from(("B000000001", "B000000002", "B000000003"))), draw(st.sampled_from(TITLES)),
        brand=draw(st.sampled_from(BRANDS)), size=draw(st.sampled_from(("", "M", "30 cm"))),
        colour=draw(st.sampled_from(("", "Vert", "Rouge"))), pieces=draw(st.sampled_from((None, 1, 3))), eans=codes,
        is_parent=draw(st.booleans()),
    )  # fmt: skip
    varies = tuple(dict(draw(options)).items())
    return replace(item, varies=varies, parents=draw(st.sampled_from(((), ("B0PARENT01",)))))


@given(products(), st.lists(items(), max_size=5), st.booleans())
def test_scores_stay_within_their_bounds_and_in_order(
    sold: tuple[Product, Variation], found: list[CatalogItem], family: bool
) -> None:
    judged = judge_candidates(*sold, found, families=["B0PARENT01"] if family else [])
    assert [each.score for each in judged] == sorted((each.score for each in judged), reverse=True)
    assert all(0 <= each.score <= 100 for each in judged)
    assert {each.item.asin for each in judged} == {item.asin for item in found}


@given(products(), st.lists(items(), max_size=6))
def test_the_same_barcode_is_always_above_the_title_alone(
    sold: tuple[Product, Variation], found: list[CatalogItem]
) -> None:
    judged = judge_candidates(*sold, found)
    identified = [each.score for each in judged if each.rests_on == "identifier"]
    by_title = [each.score for each in judged if each.rests_on in ("title", "")]
    assert all(one > other for one in identified for other in by_title)


@given(products(), items())
def test_every_contradiction_is_named_and_lowers_the_score(
    sold: tuple[Product, Variation], item: CatalogItem
) -> None:
    (judged,) = judge_candidates(*sold, [item])
    if judged.differing:
        assert judged.score <= (60 if judged.rests_on == "identifier" else 30)
        assert all(each.yours or each.theirs for each in judged.differing)
    assert set(judged.agreeing).isdisjoint(judged.differing)


@given(products(), st.lists(items(), max_size=6))
def test_what_is_sure_contradicts_nothing_rests_on_more_than_a_title_and_has_no_rival(
    sold: tuple[Product, Variation], found: list[CatalogItem]
) -> None:
    proposal = propose(judge_candidates(*sold, found))
    if proposal is not None:
        assert proposal.candidate.choosable
        if proposal.sure:
            assert not proposal.candidate.differing
            assert proposal.candidate.rests_on in ("identifier", "family", "brand")
            assert proposal.rivals == 0


@given(products(), st.lists(items(), max_size=4), st.booleans())
def test_what_was_refused_is_neither_proposed_nor_matched(
    sold: tuple[Product, Variation], found: list[CatalogItem], all_refused: bool
) -> None:
    product, variation = sold
    refused = {item.asin for item in found if all_refused or item.asin == "B000000001"}
    proposal = propose(judge_candidates(product, variation, found), refused)
    assert proposal is None or proposal.candidate.item.asin not in refused
    matched = judge_matches(product, variation, Identifier("EAN", EAN), found, refused)
    assert not (isinstance(matched, Match) and matched.asin in refused)
    # A refusal makes nothing sure that was in doubt before.
    if isinstance(matched, Match):
        assert judge_matches(product, variation, Identifier("EAN", EAN), found) == matched


@given(st.sampled_from(VALUES + TITLES), st.sampled_from(VALUES + TITLES))
def test_it_is_the_same_from_both_sides(one: str, other: str) -> None:
    for same in (same_size, same_colour, same_measures):
        assert same(one, other) == same(other, one)


def best(
    *found: CatalogItem, product: Product, variation: Variation, families: tuple[str, ...] = ()
) -> Candidate:
    return judge_candidates(product, variation, found, families=families)[0]


def test_the_one_item_of_a_barcode_that_was_taken_off_is_told_so() -> None:
    found = judge_matches(a_product(), a_variation(), Identifier("EAN", EAN), [an_item()], {"B07MILL001"})
    assert found == Problem(Cause.UNLINKED, {"asin": "B07MILL001"})


def test_of_two_with_one_taken_off_the_other_is_not_sure_by_that() -> None:
    two = [an_item("B000000001"), an_item("B000000002")]
    found = judge_matches(a_product(), a_variation(), Identifier("EAN", EAN), two, {"B000000001"})
    assert isinstance(found, Problem) and found.cause is Cause.SEVERAL_MATCHES


def test_a_family_whose_barcode_it_is_finds_its_child_by_the_options() -> None:
    variation = a_variation(an_attribute(EAN), options=(("Longueur", "250 cm"),))
    product = a_product(Attribute("BRAND", "Brand", "Vallon"), name="Nappe", variations=(variation,))
    child = replace(
        an_item("B0CHILD250", "Vallon Nappe", brand="Vallon", eans=("4006381333931",)),
        parents=("B0PARENT01",), varies=(("size", "250 cm"),),
    )  # fmt: skip
    other = replace(child, asin="B0CHILD300", varies=(("size", "300 cm"),))
    found = best(other, child, product=product, variation=variation, families=("B0PARENT01",))
    assert (found.item.asin, found.rests_on, found.score) == ("B0CHILD250", "family", 85)


@pytest.mark.parametrize(
    ("yours", "theirs", "same"),
    [
        ("Suspension 45 cm", "Suspension 60 cm", False),
        ("Suspension 45 cm", "Suspension 450 mm", True),
        ("Carafe 1 L", "Carafe 1 litre", True),
        ("Carafe 0,5 L", "Carafe 50 cl", True),
        ("Bougie 180 g", "Bougie 180 g, 8 cm", True),
        ("Nappe", "Nappe 200 cm", None),
        ("Lampe 4 W", "Lampe E27", None),
        ("Papier 180 g/m²", "Papier 90 g", None),
    ],
)  # fmt: skip
def test_measures_are_compared_in_their_units(yours: str, theirs: str, same: bool | None) -> None:
    assert same_measures(yours, theirs) is same


def test_a_measure_is_no_part_of_another_number() -> None:
    assert measures("EAN 376012345678 modèle X12m") == {}


def test_what_is_compared_changes_with_the_product_and_not_with_its_stock() -> None:
    variation = a_variation()
    product = a_product(variations=(variation,))
    assert compared_by(product, variation) == compared_by(
        product, replace(variation, stock=0, price=Money(1, "EUR"))
    )
    assert compared_by(product, variation) != compared_by(replace(product, name="Autre chose"), variation)
