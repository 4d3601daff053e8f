"""Whose a tracking number is: by its form and check digits, by the address of its page, by a label, by an answer."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from backend.domain.carrier_choice import LETTER, CarrierBook, samples
from backend.domain.carrier_numbers import bare, guess, numbers_in, shape
from backend.domain.carriers import BY_KEY, CARRIERS, by_host, by_name, page_of
from backend.domain.shipments import Ask, Chosen, Named, Source

SURE = {
    "1Z999AA10123456784": "ups", "1z 999 aa1 01 2345 6784": "ups", "9361 2898 7870 0317 6337 95": "usps",
    "TBA123456789012": "amazon", "RB123456785GB": "royal_mail", "CC123456785FR": "colissimo",
    "EE123456785FR": "chronopost", "RR123456785FR": "la_poste", "6A12345678901": "colissimo",
    "3SABCD123456789": "postnl", "RR123456785US": "usps", "RR123456785CA": "canada_post", "GD123456785WW": "tnt",
    "CC123456785DE": "dhl", "RR123456785IT": "poste_italiane", "RR123456785BE": "bpost", "00340434161094042557": "dhl",
}  # fmt: skip
UNSURE = (
    "1Z999AA10123456785",
    "RB123456784GB",
    "12345678",
    "123456789012",
    "13 digits?",
    "",
    "CC123456785GB",
)


@pytest.mark.parametrize(("number", "carrier"), SURE.items())
def test_a_number_with_a_check_digit_says_whose_it_is(number: str, carrier: str) -> None:
    found = guess(number)
    assert (found.carriers, found.sure) == ((carrier,), True)
    assert carrier in BY_KEY


@pytest.mark.parametrize("number", UNSURE)
def test_what_says_nothing_for_certain_is_asked_about(number: str) -> None:
    assert not guess(number).sure
    assert set(guess(number).carriers) <= set(BY_KEY)
    if number:
        assert isinstance(CarrierBook().choose(Named(number)), Ask)


@given(st.text(max_size=40))
def test_whatever_is_typed_gives_numbers_each_once_and_no_mess(text: str) -> None:
    found = numbers_in(text)
    assert len({bare(each) for each in found}) == len(found)
    assert all(bare(each) and not any(c.isspace() for c in each) for each in found)
    for each in found:
        guess(each), shape(each), by_name(each), by_host(each)


def test_numbers_are_taken_out_of_what_a_merchant_types() -> None:
    assert numbers_in("6A12345678901, 6A12345678902;6A12345678901\n8R12345678901") == (
        "6A12345678901", "6A12345678902", "8R12345678901",
    )  # fmt: skip
    assert numbers_in("1Z 999 AA1 01 2345 6784") == ("1Z999AA10123456784",)
    assert numbers_in("6A12345678901 6A12345678902") == ("6A12345678901", "6A12345678902")
    assert numbers_in(" , ;\n") == () == numbers_in("remis à Mme Durand")


def test_carriers_are_known_by_name_and_by_the_host_of_their_pages() -> None:
    assert by_name("COLISSIMO - Domicile sans signature") == "colissimo"
    assert by_name("Mondial Relay Point") == "mondial_relay" and by_name("Österreichische  post") == by_name(
        "Post AT"
    )
    assert by_name("Nobody's") == by_name("") == ""
    assert (
        by_host("https://www.laposte.fr/suivi?x=1") == "la_poste" and by_host("tools.usps.com/go") == "usps"
    )
    assert by_host("https://evil-ups.com.example/") == by_host("not an address") == by_host("http://[") == ""
    assert len({carrier.key for carrier in CARRIERS}) == len(CARRIERS)
    assert page_of("ups", "1Z 9/8") == "https://www.ups.com/track?tracknum=1Z%209%2F8"
    assert page_of("brt", "1") == page_of("nobody", "1") == ""


def test_what_is_told_goes_before_what_is_guessed_and_an_answer_before_both() -> None:
    number = "1Z999AA10123456784"
    book = CarrierBook()
    assert book.choose(Named(number)) == Chosen("ups")
    assert book.choose(Named(number, "https://www.dpd.fr/trace")) == Chosen("dpd")
    assert book.choose(Named(number, "https://parcelsapp.com/x")) == Chosen("ups")
    assert book.choose(Named(number, "https://www.dpd.fr", "GLS", Source.LABEL)) == Chosen("gls")
    asked = book.choose(Named(number, "", "Chez Paul"))
    assert asked == Ask("which_carrier", (("kind", "name"), ("sample", "chez paul"), ("carriers", [])))
    mine = Chosen("other", "Paul")
    assert CarrierBook({("name", "chez paul"): mine}).choose(Named(number, "", "Chez Paul")) == mine
    assert CarrierBook({("shape", shape(number)): mine}).choose(Named("1Z999AA10123456784")) == mine
    assert samples(Named("12-34", "https://www.paul.example/a")) == (
        ("host", "paul.example"),
        ("shape", "9999"),
    )
    usual = CarrierBook(usual=Chosen("dpd"))
    assert usual.choose(Named("??1")) == Chosen("dpd") and usual.choose(Named(number)) == Chosen("ups")
    assert usual.choose(Named("01234567890123")) == Chosen("dpd")  # one of those whose form it is
    assert isinstance(usual.choose(Named("12345678")), Ask)  # others' form, not his
    assert usual.choose(Named("")) == Chosen("dpd") and book.choose(Named("")) == LETTER
