"""Matching: a table of what agrees, what contradicts and what is not guessed."""

import pytest

from backend.domain.catalog import Attribute, Product, Variation
from backend.domain.identifiers import Identifier
from backend.domain.issues import Cause, Problem
from backend.domain.marketplace import CatalogItem
from backend.domain.matching import Match, judge_matches
from backend.domain.packs import pack_size, same_colour, same_size
from tests.domain.samples import EAN, a_product, a_variation, an_item

IDENTIFIER = Identifier("EAN", EAN)


def judge(
    *items: CatalogItem, product: Product | None = None, variation: Variation | None = None
) -> Match | Problem:
    return judge_matches(product or a_product(), variation or a_variation(), IDENTIFIER, items)


def brand(name: str) -> Attribute:
    return Attribute("BRAND", "Brand", name)


def contradicts(found: Match | Problem, field: str) -> bool:
    return (
        isinstance(found, Problem) and found.cause is Cause.CONTRADICTION and found.details["field"] == field
    )


def test_nothing_found_names_the_identifier() -> None:
    assert judge() == Problem(Cause.NO_MATCH, {"identifier": EAN, "kind": "EAN"})


def test_an_item_with_another_identifier_is_no_hit_however_equal_its_title() -> None:
    found = judge(an_item(title="Moulin à légumes inox", eans=("4006381333931",)))
    assert isinstance(found, Problem) and found.cause is Cause.NO_MATCH


def test_the_same_number_in_another_writing_is_a_hit() -> None:
    found = judge_matches(
        a_product(), a_variation(), Identifier("UPC", "036000291452"), [an_item(eans=("0036000291452",))]
    )
    assert isinstance(found, Match)


def test_only_a_parent_is_not_sellable() -> None:
    found = judge(an_item("B0PARENT01", is_parent=True))
    assert found == Problem(Cause.PARENT_FOUND, {"asins": "B0PARENT01", "count": 1})


def test_a_parent_beside_its_child_does_not_disturb() -> None:
    found = judge(an_item("B0PARENT01", is_parent=True), an_item("B0CHILD001"))
    assert isinstance(found, Match) and found.asin == "B0CHILD001"


def test_several_that_agree_are_not_guessed() -> None:
    found = judge(an_item("B000000001"), an_item("B000000002"))
    assert found == Problem(Cause.SEVERAL_MATCHES, {"asins": "B000000001, B000000002", "count": 2})


def test_the_same_item_twice_is_one() -> None:
    assert isinstance(judge(an_item(), an_item()), Match)


def test_of_two_the_one_that_agrees_is_taken() -> None:
    found = judge(an_item("B000000001", pieces=6), an_item("B000000002", pieces=1))
    assert isinstance(found, Match) and found.asin == "B000000002"


def test_more_agreement_scores_more_and_says_why() -> None:
    product = a_product(brand("Maison Verte"))
    plain, rich = judge(an_item()), judge(an_item(brand="MAISON VERTE SAS"), product=product)
    assert isinstance(plain, Match) and isinstance(rich, Match)
    assert plain.reasons == ("identifier", "title") and rich.reasons == ("identifier", "brand", "title")
    assert 50 < plain.score < rich.score <= 100


@pytest.mark.parametrize(
    ("yours", "theirs"),
    [
        ("L'Oréal", "LOREAL S.A."),
        ("Bosch", "Bosch Professional"),
        ("Société Générale des Moulins SARL", "societe generale des moulins"),
        ("Sans marque", "Tefal"),
        ("Maison Verte", "Generic"),
        ("", "Tefal"),
    ],
)
def test_brands_are_compared_folded(yours: str, theirs: str) -> None:
    assert isinstance(judge(an_item(brand=theirs), product=a_product(brand(yours))), Match)


def test_another_brand_contradicts() -> None:
    found = judge(an_item("B0TEFAL001", brand="Tefal"), product=a_product(brand("Maison Verte")))
    assert found == Problem(
        Cause.CONTRADICTION,
        {"asin": "B0TEFAL001", "field": "brand", "yours": "Maison Verte", "theirs": "Tefal"},
    )


def test_a_pack_of_six_is_not_a_single_piece() -> None:
    found = judge(an_item("B0SIXPACK1", pieces=6))
    assert isinstance(found, Problem)
    assert found.details == {"asin": "B0SIXPACK1", "field": "pack", "yours": "1", "theirs": "6"}


@pytest.mark.parametrize(
    ("name", "title", "pieces", "agrees"),
    [
        ("Verres à eau, lot de 6", "Verres à eau (6 pièces)", None, True),
        ("Verres à eau, lot de 6", "Verres à eau", 6, True),
        ("Verres à eau, lot de 6", "Verres à eau", 1, False),
        ("Verres à eau, lot de 6", "Verres à eau", None, True),
        ("Verres à eau", "Verres à eau, lot de 6", None, False),
        ("6 verres à eau", "Verres à eau", 6, True),
        ("Verres à eau", "Verres à eau", 1, True),
        ("Water glasses x6", "Water glasses 6-Pack", None, True),
        ("Water glasses x6", "Water glasses 6-Pack", 1, True),
        ("Water glasses x6", "Water glasses 12-Pack", None, False),
    ],
)
def test_pack_sizes(name: str, title: str, pieces: int | None, agrees: bool) -> None:
    found = judge(an_item(title=title, pieces=pieces), product=a_product(name=name))
    assert isinstance(found, Match) if agrees else contradicts(found, "pack")


def test_titles_are_compared_in_every_language() -> None:
    product = a_product(name="Passevite", names={"fr": "Passevite", "en": "Vegetable mill, stainless steel"})
    assert isinstance(judge(an_item(title="Stainless vegetable mill"), product=product), Match)


def test_a_title_with_nothing_in_common_contradicts_unless_the_brand_is_the_same() -> None:
    item = an_item(title="Roman policier", brand="Maison Verte")
    assert contradicts(judge(item), "title")
    assert isinstance(judge(item, product=a_product(brand("Maison Verte"))), Match)


@pytest.mark.parametrize(
    ("options", "size", "colour", "field"),
    [
        ((("Taille", "M"),), "Medium", "", None),
        ((("Taille", "M"),), "L", "", "size"),
        ((("Pointure", "38"),), "40", "", None),
        ((("Size", "38"),), "EU 38", "", None),
        ((("Size", "38"),), "40", "", "size"),
        ((("Couleur", "Rouge"),), "", "Red", None),
        ((("Couleur", "Rouge"),), "", "Blue", "colour"),
        ((("Couleur", "Bordeaux"),), "", "Blue", None),
        ((("Couleur", "Rouge"),), "", "", None),
    ],
)
def test_options_are_compared_where_both_are_known(
    options: tuple[tuple[str, str], ...], size: str, colour: str, field: str | None
) -> None:
    found = judge(an_item(size=size, colour=colour), variation=a_variation(options=options))
    assert contradicts(found, field) if field else isinstance(found, Match)


@pytest.mark.parametrize(
    ("text", "size"),
    [
        ("Lot de 6 verres", 6),
        ("Savon x3", 3),
        ("Savon 3x100 g", 3),
        ("6 Pack", 6),
        ("6er-Set", 6),
        ("Pack of 12", 12),
        ("Confezione da 4", 4),
        ("Set of 2 pcs", 2),
        ("Boîte 500 g", None),
        ("Table 40 x 60 cm", None),
        ("Moulin 18 cm", None),
        ("iPhone 15", None),
        ("Table 40 x 60", None),
        ("Téléphone X 128", None),
        ("Puzzle 500 pièces", None),
        ("Couverts 24 pièces", 24),
        ("Torchons 4 x 50 cm", None),
        ("2 x Moulin", 2),
    ],
)
def test_pack_sizes_are_read_from_words(text: str, size: int | None) -> None:
    assert pack_size(text) == size


def test_what_cannot_be_compared_is_said_so() -> None:
    assert same_colour("Anthracite", "Taupe") is None
    assert same_size("M", "38") is None
