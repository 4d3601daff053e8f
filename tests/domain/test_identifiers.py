"""Identifiers: python-stdnum is the oracle for check digits, tables say the rest."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from stdnum import ean, isbn

from backend.domain.catalog import Attribute
from backend.domain.identifiers import Identifier, check_digit, find_identifier, read_identifier
from backend.domain.issues import Cause, Problem
from tests.domain.samples import EAN, a_product, a_variation, an_attribute

DIGITS = st.text("0123456789", min_size=1, max_size=18)


@given(st.one_of(*(st.text("0123456789", min_size=size, max_size=size) for size in (8, 12, 13, 14))))
def test_a_number_is_taken_exactly_when_its_check_digit_is_right(number: str) -> None:
    found = read_identifier(number)
    if isinstance(found, Identifier):
        assert ean.is_valid(number) and found.gtin14 == number.zfill(14)
    elif found.cause is Cause.WRONG_CHECK_DIGIT:
        assert not ean.is_valid(number)
        assert ean.is_valid(number[:-1] + str(found.details["expected"]))
    elif found.cause is Cause.NOT_A_BARCODE:
        assert len(set(number)) == 1
    else:
        assert found.cause is Cause.IN_STORE_BARCODE


@given(DIGITS)
def test_the_check_digit_is_the_one_of_the_standard(digits: str) -> None:
    assert check_digit(digits) == ean.calc_check_digit(digits)


@given(st.text("0123456789", min_size=9, max_size=9).filter(lambda digits: len(set(digits)) > 1))
def test_an_isbn_of_ten_becomes_the_one_of_thirteen(digits: str) -> None:
    ten = digits + isbn._calc_isbn10_check_digit(digits)
    assert read_identifier(ten) == Identifier("ISBN", isbn.to_isbn13(ten))


@given(st.text())
def test_no_text_makes_it_fall(text: str) -> None:
    assert isinstance(read_identifier(text), Identifier | Problem)


@given(
    st.text("0123456789", min_size=12, max_size=12), st.sampled_from([" ", "-", "\u2013", "\u00a0", "\u200b"])
)
def test_gaps_do_not_matter(body: str, gap: str) -> None:
    number = body + check_digit(body)
    written = gap.join((number[:1], number[1:7], number[7:]))
    assert _plain(read_identifier(written)) == _plain(read_identifier(number))


def _plain(found: Identifier | Problem) -> object:
    return found if isinstance(found, Identifier) else found.cause


@pytest.mark.parametrize(
    ("text", "kind", "value", "searched_as"),
    [
        ("4006381333931", "EAN", "4006381333931", "EAN"),
        ("96385074", "EAN", "96385074", "EAN"),
        ("036000291452", "UPC", "036000291452", "UPC"),
        ("0036000291452", "UPC", "036000291452", "UPC"),
        ("00036000291452", "UPC", "036000291452", "UPC"),
        ("04006381333931", "EAN", "4006381333931", "EAN"),
        ("00000096385074", "EAN", "96385074", "EAN"),
        ("14006381333938", "GTIN", "14006381333938", "GTIN"),
        ("4901234567894", "JAN", "4901234567894", "EAN"),
        ("978-2-07-036822-8", "ISBN", "9782070368228", "ISBN"),
        ("0-8044-2957-X", "ISBN", "9780804429573", "ISBN"),
        ("9790201808055", "EAN", "9790201808055", "EAN"),
        ("EAN13: 4006381333931", "EAN", "4006381333931", "EAN"),
        ("ISBN 207036822X", "ISBN", "9782070368228", "ISBN"),
        ("４００６３８１３３３９３１", "EAN", "4006381333931", "EAN"),
    ],
)
def test_every_kind_is_told_by_its_digits(text: str, kind: str, value: str, searched_as: str) -> None:
    found = read_identifier(text)
    assert isinstance(found, Identifier)
    assert (found.kind, found.value, found.searched_as) == (kind, value, searched_as)


@pytest.mark.parametrize(
    ("text", "cause", "expected"),
    [
        ("4006381333932", Cause.WRONG_CHECK_DIGIT, "1"),
        ("0804429575", Cause.WRONG_CHECK_DIGIT, "X"),
        ("2012345678900", Cause.IN_STORE_BARCODE, None),
        ("0212345678909", Cause.IN_STORE_BARCODE, None),
        ("0412345678903", Cause.IN_STORE_BARCODE, None),
        ("036000291453", Cause.WRONG_CHECK_DIGIT, "2"),
        ("212345678909", Cause.IN_STORE_BARCODE, None),
        ("20123451", Cause.IN_STORE_BARCODE, None),
        ("0000000000000", Cause.NOT_A_BARCODE, None),
        ("MILL-01", Cause.NOT_A_BARCODE, None),
        ("12345", Cause.NOT_A_BARCODE, None),
        ("4,00638E+12", Cause.NOT_A_BARCODE, None),
        ("4006381333931, 4006381333948", Cause.NOT_A_BARCODE, None),
    ],
)
def test_what_cannot_be_a_barcode_says_why(text: str, cause: Cause, expected: str | None) -> None:
    found = read_identifier(text)
    assert isinstance(found, Problem) and found.cause is cause
    assert found.details.get("expected") == expected


def test_the_types_of_the_shop_come_before_names_and_a_right_one_before_a_wrong_one() -> None:
    upc, custom = an_attribute("4006381333931"), Attribute("CUSTOM", "EAN", EAN)
    external = Attribute("EXTERNAL_EAN", "EAN", "96385074")
    assert _found(custom, upc) == "4006381333931"
    assert _found(custom, upc, external) == "96385074"
    assert _found(an_attribute("4006381333932"), custom) == EAN


def _found(*attributes: Attribute) -> str:
    found = find_identifier(a_variation(), a_product(*attributes))
    assert isinstance(found, Identifier)
    return found.value


@pytest.mark.parametrize(
    "name",
    [
        "EAN",
        "ean-13",
        "GTIN",
        "Barcode",
        "Code-barres",
        "CODE BARRES",
        "ISBN",
        "UPC",
        "JAN",
        "Code EAN",
        "EAN / GTIN",
        "Código de barras",
        "Strichcode",
        "čárový kód",
        "バーコード",
        "Штрих-код",
    ],
)
def test_a_custom_attribute_is_known_by_its_name(name: str) -> None:
    assert _found(Attribute("CUSTOM", name, EAN)) == EAN


@pytest.mark.parametrize(
    "name", ["Océan", "Year of Jan production", "Material", "European size chart EAN zone"]
)
def test_other_attributes_are_left_alone(name: str) -> None:
    assert find_identifier(a_variation(), a_product(Attribute("CUSTOM", name, EAN))) is None


@pytest.mark.parametrize("value", ["", "  ", "N/A", "-", "Does not apply", "0"])
def test_a_field_filled_with_nothing_is_empty(value: str) -> None:
    assert find_identifier(a_variation(), a_product(an_attribute(value))) is None


def test_a_wrong_one_names_the_attribute_that_holds_it() -> None:
    found = find_identifier(a_variation(Attribute("CUSTOM", "Code-barres", "4006381333932")), a_product())
    assert isinstance(found, Problem)
    assert found.details == {"value": "4006381333932", "expected": "1", "attribute": "Code-barres"}


def test_the_variations_own_comes_before_the_products() -> None:
    own = a_variation(an_attribute(EAN), external_id=5)
    assert find_identifier(own, a_product(an_attribute("4006381333931"), variations=(own,))) == Identifier(
        "EAN", EAN
    )


def test_the_products_is_not_used_for_several_variations() -> None:
    small, large = a_variation(external_id=5), a_variation(external_id=6)
    found = find_identifier(small, a_product(an_attribute(EAN), variations=(small, large)))
    assert found == Problem(Cause.NO_IDENTIFIER, {"shared": EAN})
