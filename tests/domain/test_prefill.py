"""What the form of a new product says at first: the shop's own facts, in Amazon's shapes and units."""

import json
from dataclasses import replace
from typing import Any

import pytest

from backend.domain.attribute_shapes import chosen, grams_as, millimetres_as
from backend.domain.catalog import Attribute
from backend.domain.prefill import Speech, is_alike, lesson, prefill
from backend.marketplaces.amazon.schema_check import check
from backend.sandbox.amazon.definitions import Definitions
from tests.contract.reference import FOLDER
from tests.domain.samples import EAN, a_product, a_variation, an_attribute

FRANCE = "A13V1IB3VIYZZH"
HERE = Speech(FRANCE, "fr_FR")
LAMP: dict[str, Any] = Definitions().document("LAMP", FRANCE)
REAL = FOLDER / "product-types" / "MANUAL_FOOD_MILL_GRINDER.US.json"
HTML = "<p>Trois grilles. Se démonte sans outil.</p><ul><li>Inox 18/10</li><li>Va au lave-vaisselle</li></ul>"
MILL = replace(
    a_product(
        an_attribute(EAN), Attribute("BRAND", "Marque", "Forge du Lez"),
        Attribute("CUSTOM", "Pays d'origine", "France"),
        Attribute("CUSTOM", "Matière", "Inox"),
    ),
    description=HTML, pictures=("https://shop.example/1.jpg", "https://shop.example/2.jpg"),
)  # fmt: skip
SOLD = replace(
    a_variation(options=(("Couleur", "Noir"), ("Taille", "L"))), weight_grams=1250, size_mm=(280, 240, 160)
)


def value(found: dict[str, Any], name: str, field: str = "value") -> Any:
    return [entry[field] for entry in found[name]]


def test_what_the_shop_knows_stands_in_amazons_shapes() -> None:
    found = prefill(MILL, SOLD, LAMP, HERE, {})
    assert value(found, "item_name") == ["Moulin à légumes inox, Noir, L"]
    assert found["item_name"][0]["language_tag"] == "fr_FR"
    assert value(found, "brand") == value(found, "manufacturer") == ["Forge du Lez"]
    assert value(found, "bullet_point") == ["Inox 18/10", "Va au lave-vaisselle"]
    assert value(found, "product_description")[0].startswith("Trois grilles.")
    assert (value(found, "color"), value(found, "size")) == (["Noir"], ["L"])
    assert value(found, "country_of_origin") == ["FR"]
    assert found["externally_assigned_product_identifier"] == [
        {"type": "ean", "value": EAN, "marketplace_id": FRANCE}
    ]
    assert found["item_package_weight"] == [{"value": 1250, "unit": "grams", "marketplace_id": FRANCE}]
    sides = found["item_package_dimensions"][0]
    assert [sides[name] for name in ("length", "width", "height")] == [
        {"value": number, "unit": "centimeters"} for number in (28, 24, 16)
    ]
    assert value(found, "main_product_image_locator", "media_location") == ["https://shop.example/1.jpg"]
    assert value(found, "other_product_image_locator_1", "media_location") == ["https://shop.example/2.jpg"]


def test_all_that_is_filled_in_is_right_for_the_schema() -> None:
    found = prefill(MILL, SOLD, LAMP, HERE, {})
    wrong = [fault for fault in check(LAMP, found) if fault.code != "required"]
    assert wrong == []


@pytest.mark.skipif(not REAL.is_file(), reason="Amazon's real schema is not on this machine")
def test_amazons_real_schema_gets_its_own_units() -> None:
    said = json.loads(REAL.read_text())
    schema = said.get("schema", said)
    found = prefill(MILL, SOLD, schema, Speech("ATVPDKIKX0DER", "en_US"), {})
    assert found["item_package_weight"][0]["unit"] == "pounds"
    assert found["item_package_weight"][0]["value"] == pytest.approx(2.756)
    assert found["item_package_dimensions"][0]["length"] == {"value": 11.024, "unit": "inches"}
    named = set(found)
    assert not [fault for fault in check(schema, found) if fault.path and fault.path[0] in named]


def test_names_of_the_shop_find_the_attribute_of_that_title() -> None:
    schema = Definitions().document("LAMP", FRANCE, "LISTING", True, None, "NONE", "fr_FR")
    titled = schema["properties"]["material"]["title"]
    product = replace(MILL, attributes=(*MILL.attributes[:2], Attribute("CUSTOM", titled, "Laiton")))
    assert value(prefill(product, SOLD, schema, HERE, {}), "material") == ["Laiton"]


def test_what_was_learned_fills_the_gaps_only() -> None:
    learned = {
        "brand": [{"value": "Autre", "language_tag": "fr_FR"}],
        "batteries_required": [{"value": False, "marketplace_id": FRANCE}],
        "item_name": [{"value": "Ancien titre"}],
        "no_such_attribute": [{"value": 1}],
    }
    found = prefill(MILL, SOLD, LAMP, HERE, learned)
    assert value(found, "brand") == ["Forge du Lez"]
    assert found["batteries_required"] == learned["batteries_required"]
    assert value(found, "item_name") != ["Ancien titre"] and "no_such_attribute" not in found


def test_only_what_is_alike_is_learned() -> None:
    found = prefill(MILL, SOLD, LAMP, HERE, {})
    assert set(lesson(found, LAMP)) == {"brand", "manufacturer", "country_of_origin"}
    assert not is_alike(LAMP, "item_package_dimensions")
    assert is_alike(LAMP, "supplier_declared_dg_hz_regulation")


def test_nothing_known_is_nothing_said() -> None:
    found = prefill(a_product(name="X"), a_variation(), LAMP, HERE, {})
    assert set(found) == {"item_name"}
    assert prefill(MILL, SOLD, {}, HERE, {"brand": 1}) == {}
    odd = {"properties": {"item_name": True, "brand": {"items": []}, "color": {"items": {"properties": 3}}}}
    assert prefill(MILL, SOLD, odd, HERE, {}) == {}


def test_choices_are_found_by_value_or_label() -> None:
    field = {"type": "string", "enum": ["FR", "DE"], "enumNames": ["France", "Germany"]}
    assert (chosen(field, "france"), chosen(field, "de"), chosen(field, "Mars")) == ("FR", "DE", None)
    own = {"anyOf": [{"type": "string"}, {"enum": ["red"], "enumNames": ["Rouge"]}]}
    assert (chosen(own, "Rouge"), chosen(own, "Rose")) == ("red", "Rose")


def test_units_that_are_not_offered_are_not_guessed() -> None:
    assert grams_as({"enum": ["stone"]}, 500) is None
    assert grams_as({"enum": ["ounces", "kilograms"]}, 500) == (0.5, "kilograms")
    assert millimetres_as({"enum": ["inches"]}, 254) == (10, "inches")
