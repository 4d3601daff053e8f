"""Amazon's own schema of a product type, and those of the simulated Amazon, as forms."""

import json
from functools import cache
from typing import Any

import pytest

from backend.domain.product_form.entering import read_values
from backend.domain.product_form.reading import read_form, required_now
from backend.domain.product_form.tree import FormPlace, Kind, Shown
from backend.marketplaces.amazon.schema_check import check
from backend.sandbox.amazon.definitions import FOLDER, Definitions
from tests.contract.reference import PRODUCT_TYPES
from tests.domain.product_form.person import EVERYTHING, enter, posted

FILE = PRODUCT_TYPES / "MANUAL_FOOD_MILL_GRINDER.US.json"
needs_schema = pytest.mark.skipif(
    not FILE.is_file(), reason="Amazon's schema of a product type is not here: set STORELANE_REFERENCE"
)
US = FormPlace("ATVPDKIKX0DER", "en_US", "USD")
OFFER = (
    "purchasable_offer",
    "fulfillment_availability",
    "condition_type",
    "list_price",
    "merchant_suggested_asin",
)
NAMES = sorted(file.stem for file in FOLDER.glob("*.json"))


@cache
def mill() -> dict[str, Any]:
    schema: dict[str, Any] = json.loads(FILE.read_text("utf-8"))
    return schema


def value(said: Any, **more: Any) -> list[dict[str, Any]]:
    return [{"value": said, "marketplace_id": US.marketplace_id, **more}]


def words(said: str) -> list[dict[str, Any]]:
    return value(said, language_tag=US.language)


MILL = {
    "brand": words("Maison Verte"), "item_name": words("Food mill"), "bullet_point": words("Steel"),
    "country_of_origin": value("FR"), "product_description": words("Mills vegetables."), "model_number": value("M-1"),
    "item_type_keyword": value("food-mills"), "supplier_declared_dg_hz_regulation": value("not_applicable"),
    "model_name": words("Mill"), "care_instructions": words("Hand wash"), "included_components": words("Mill"),
    "manufacturer": words("Maison Verte"), "material": words("Steel"), "number_of_items": value(1),
    "color": words("Grey"), "merchant_shipping_group": value("legacy"),
    "size": words("Large"), "batteries_required": value(False), "condition_type": value("new_new"),
    "externally_assigned_product_identifier": value("714532191586", type="upc"),
    "list_price": value(64, currency="USD"),
    "item_package_weight": value(1.5, unit="pounds"),
    "item_package_dimensions": [{"marketplace_id": US.marketplace_id, **{
        side: {"value": 4.25, "unit": "inches"} for side in ("length", "width", "height")}}],
    "supplier_declared_has_product_identifier_exemption": value(False),
    "merchant_suggested_asin": value("B007KQBXN0"),
    "fulfillment_availability": [{"fulfillment_channel_code": "DEFAULT", "quantity": 3}],
}  # fmt: skip


@needs_schema
def test_amazons_own_schema_is_drawn_to_its_last_attribute() -> None:
    form = read_form(mill(), (), {}, US, EVERYTHING)
    drawn = {str(field.path[0]) for field in form.fields()}
    assert drawn == set(mill()["properties"]) and len(drawn) == 100
    assert not any(field.kind in (Kind.RAW, Kind.SHAPES) for field in form.fields())
    assert required_now(mill(), {}) <= drawn


@needs_schema
def test_a_product_that_amazons_schema_accepts_can_be_entered_by_hand() -> None:
    assert check(mill(), MILL) == []
    entered = enter(mill(), MILL, place=US)
    assert entered == MILL


@needs_schema
def test_its_conditions_come_and_go() -> None:
    powered = {**MILL, "batteries_required": value(True)}
    assert {"batteries_included"} == required_now(mill(), powered) - required_now(mill(), MILL)
    assert [(fault.path, fault.code) for fault in check(mill(), powered)] == [
        (("batteries_included",), "required")
    ]
    ghs = {**MILL, "supplier_declared_dg_hz_regulation": value("ghs")}
    form = read_form(mill(), (), ghs, US, without=OFFER)
    needed = {field.path[0]: field for section in form.sections for field in section.needed}
    assert {"ghs", "safety_data_sheet_url"} <= set(needed)
    inside = next(field for field in needed["ghs"].everything() if field.path[-1] == "classification")
    assert inside.asked
    assert not set(OFFER) & set(needed)


@pytest.mark.parametrize("name", NAMES)
def test_the_simulated_types_are_drawn_and_come_back(name: str) -> None:
    place = FormPlace("A13V1IB3VIYZZH", "fr_FR", "EUR")
    schema = Definitions().document(name, place.marketplace_id)
    form = read_form(schema, (), {}, place, EVERYTHING)
    assert {str(field.path[0]) for field in form.fields()} >= required_now(schema, {})
    first = {
        field.name: next((option.key for option in field.options if option.key), (*field.examples, "7")[0])
        for field in form.leaves()
    }
    values = read_values(schema, posted(form, first), place)
    again = read_form(schema, (), values, place, Shown(everything=True))
    assert read_values(schema, posted(again), place) == values
    assert all(fault.code != "schema" for fault in check(schema, values))
