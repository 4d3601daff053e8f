"""What the shop's order tells whoever packs it: every kind and need, in both languages, and the page's own lines."""

from dataclasses import replace

import pytest

from backend.domain.money import Money
from backend.domain.orders import Kind, OrderItem
from backend.ecwid.order_notes import notes
from backend.ecwid.order_translation import Channel, order_body
from tests.domain.test_shop_orders import ORDER, in_shop

ITEM = ORDER.items[0]


def lines(language: str, *items: OrderItem, **change: object) -> list[str]:
    order = replace(ORDER, items=items or ORDER.items, **change)  # type: ignore[arg-type]
    return notes(in_shop(order), language).split("\n")


def test_an_ordinary_order_says_its_number_and_nothing_else() -> None:
    assert lines("en") == ["Amazon order 406-1234567-1234567"]
    assert lines("fr_FR") == ["Commande Amazon 406-1234567-1234567"]


@pytest.mark.parametrize("language", ["en", "fr"])
def test_every_kind_is_told_once(language: str) -> None:
    wish = replace(
        in_shop(ORDER),
        kinds=tuple(Kind),
        replaces="406-0000000-0000001",
        customizations=(("A", "https://x"),),
    )
    said = notes(wish, language).split("\n")
    assert len(said) == len(set(said)) == 1 + len(Kind) + 1
    assert sum("406-0000000-0000001" in line for line in said) == 2
    assert "  A: https://x" in said


def test_what_must_happen_at_the_door() -> None:
    needs = replace(ITEM, needs=("signatureConfirmation", "somethingNew"))
    assert lines("en", needs)[1] == "At the door: a signature, somethingNew."
    assert lines("fr", needs)[1] == "À la livraison : une signature, somethingNew."


def test_several_gift_messages_name_their_lines_and_one_stands_alone() -> None:
    first = replace(ITEM, gift=True, gift_message="Joy")
    other = replace(ITEM, item_code="2", title="Bowl", gift=True, gift_message="Peace")
    assert in_shop(replace(ORDER, items=(first, ITEM))).comment == "Joy"
    assert in_shop(replace(ORDER, items=(first, other))).comment == "Lamp: Joy\nBowl: Peace"


def test_the_order_page_has_lines_for_companies_and_customs_and_both_referers() -> None:
    item = replace(
        ITEM, customs_number="IM4420000001", shipping=Money(490, "EUR"), shipping_tax=Money(82, "EUR")
    )
    order = replace(
        ORDER, items=(item,), total=None, buyer_company="Fils SARL", purchase_number="PO-1", buyer_name="Léa"
    )
    body = order_body(in_shop(order), Channel("A", "B"), "fr")
    fields = {
        field["id"]: (field["title"], field["value"])
        for field in body["orderExtraFields"]  # type: ignore[attr-defined]
    }
    assert fields == {
        "amazon_order_id": ("N° de commande Amazon", "406-1234567-1234567"),
        "amazon_purchase_number": ("N° de bon de commande", "PO-1"),
        "amazon_customs_number": ("N° IOSS (douane)", "IM4420000001"),
    }
    assert body["billingPerson"] == {"name": "Léa", "companyName": "Fils SARL"}
    assert (body["refererId"], body["externalOrderData"]["refererId"]) == ("A", "B")  # type: ignore[index]
    assert body["taxesOnShipping"] == [{"name": "Amazon", "value": 0, "total": 0.82, "includeInPrice": True}]
    assert body["tax"] == 7.48
