"""Details: their key, and what of them is sent."""

from backend.domain.details import EXEMPTION, IDENTIFIER, Details

NAME = [{"value": "Lampe", "language_tag": "fr_FR"}]


def test_the_same_details_have_the_same_key_in_any_order() -> None:
    one = Details("LAMP", {"item_name": NAME, "brand": [{"value": "Maison"}]})
    same = Details("LAMP", {"brand": [{"value": "Maison"}], "item_name": NAME})
    assert one.key == same.key and len(one.key) == 16
    others = {
        Details("HOME", one.attributes).key,
        Details("LAMP", {"item_name": NAME}).key,
        Details("LAMP", one.attributes, exempt=True).key,
    }
    assert len(others | {one.key}) == 4


def test_the_offers_own_attributes_are_no_details() -> None:
    priced = Details("LAMP", {"item_name": NAME, "purchasable_offer": [{}], "merchant_suggested_asin": [{}]})
    assert priced.sent == {"item_name": NAME}
    assert priced.key == Details("LAMP", {"item_name": NAME}).key


def test_a_barcode_or_an_exemption_is_sent_never_both() -> None:
    both = {IDENTIFIER: [{"type": "ean", "value": "1"}], EXEMPTION: [{"value": True}]}
    assert set(Details("LAMP", both).sent) == {IDENTIFIER}
    assert set(Details("LAMP", both, exempt=True).sent) == {EXEMPTION}
    assert Details("LAMP", both).identified and Details("LAMP", {}, exempt=True).identified
    assert not Details("LAMP", {IDENTIFIER: []}).identified
