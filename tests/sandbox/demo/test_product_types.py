"""The product types: valid schemas in Amazon's shape, which together use every keyword that Amazon's do."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft201909Validator

from backend.sandbox.amazon.definitions import FOLDER
from backend.sandbox.demo.amazon import amazon_items

FILES = sorted(FOLDER.glob("*.json"))
TYPES = {file.stem: json.loads(file.read_text("utf-8")) for file in FILES}
KEYWORDS = [
    "$schema",
    "$id",
    "$defs",
    "$ref",
    "$lifecycle",
    "title",
    "description",
    "examples",
    "editable",
    "hidden",
    "default",
    "enum",
    "enumNames",
    "enumDeprecated",
    "selectors",
    "minUniqueItems",
    "maxUniqueItems",
    "minUtf8ByteLength",
    "maxUtf8ByteLength",
    "type",
    "properties",
    "required",
    "items",
    "additionalProperties",
    "allOf",
    "anyOf",
    "oneOf",
    "not",
    "if",
    "then",
    "else",
    "dependentRequired",
    "contains",
    "const",
    "pattern",
    "format",
    "minLength",
    "maxLength",
    "minItems",
    "maxItems",
    "minimum",
    "maximum",
    "exclusiveMinimum",
    "uniqueItems",
]


def keys(value: Any) -> Iterator[str]:
    if isinstance(value, dict):
        for key, inner in value.items():
            yield key
            yield from keys(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from keys(inner)


def mug(**changes: Any) -> dict[str, Any]:
    """A complete DRINKING_CUP; a change of None takes an attribute away."""
    place = {"marketplace_id": "A13V1IB3VIYZZH"}
    words = {"language_tag": "fr_FR", **place}
    attributes: dict[str, Any] = {
        "item_name": [{"value": "Mug", **words}],
        "brand": [{"value": "Terre & Sel", **words}],
        "product_description": [{"value": "Un mug.", **words}],
        "country_of_origin": [{"value": "FR", **place}],
        "number_of_items": [{"value": 1, **place}],
        "capacity": [{"value": 30, "unit": "centiliters", **place}],
        "condition_type": [{"value": "new_new", **place}],
        "externally_assigned_product_identifier": [{"type": "ean", "value": "3769990001035", **place}],
        **changes,
    }
    return {name: value for name, value in attributes.items() if value is not None}


def errors(name: str, attributes: dict[str, Any]) -> list[str]:
    schema = {key: value for key, value in TYPES[name].items() if key not in ("$schema", "$id")}
    return [error.message for error in Draft201909Validator(schema).iter_errors(attributes)]


@pytest.mark.parametrize("file", FILES, ids=lambda file: str(file.stem))
def test_it_is_a_valid_schema_in_amazons_shape(file: Path) -> None:
    document = TYPES[file.stem]
    schema = {key: value for key, value in document.items() if key != "$schema"}
    Draft201909Validator.check_schema(schema)
    assert document["$schema"].endswith("/meta-schema/v1") and document["$id"].endswith(f"/{file.stem}")
    assert set(document["$defs"]) == {"marketplace_id", "language_tag"}
    for name, attribute in document["properties"].items():
        assert attribute["type"] == "array" and attribute["title"] and attribute["description"], name
        fields = attribute["items"]["properties"]
        assert set(attribute.get("selectors", ())) <= set(fields), name
        assert set(attribute["items"]["required"]) <= set(fields), name


@pytest.mark.parametrize("file", FILES, ids=lambda file: str(file.stem))
def test_it_names_and_groups_every_attribute_in_both_languages(file: Path) -> None:
    document = TYPES[file.stem]
    steering = document["x-storelane"]
    grouped = [name for group in steering["groups"].values() for name in group["propertyNames"]]
    assert sorted(grouped) == sorted(document["properties"])
    french = steering["translations"]["fr"]
    assert document["title"] and french["title"]
    assert set(french["properties"]) == set(document["properties"])
    assert set(french["groups"]) == set(steering["groups"])
    assert len(steering["marketplaces"]) == 6


def test_it_uses_every_keyword_that_amazon_uses() -> None:
    used = set(keys(list(TYPES.values())))
    assert [keyword for keyword in KEYWORDS if keyword not in used] == []


def test_it_gives_every_enum_as_many_names_as_values() -> None:
    def enums(value: Any) -> Iterator[dict[str, Any]]:
        if isinstance(value, dict):
            if "enumNames" in value:
                yield value
            for inner in value.values():
                yield from enums(inner)
        elif isinstance(value, list):
            for inner in value:
                yield from enums(inner)

    found = list(enums(TYPES))
    assert len(found) > 50
    assert all(len(enum["enum"]) == len(enum["enumNames"]) for enum in found)


def test_it_covers_every_type_of_the_demo_catalogue() -> None:
    assert len(TYPES) == 7
    assert {item["product_type"] for item in amazon_items()} <= set(TYPES)


def test_it_accepts_a_complete_mug() -> None:
    assert errors("DRINKING_CUP", mug()) == []


def test_it_wants_a_barcode_unless_the_brand_is_freed_from_it() -> None:
    without: dict[str, Any] = {"externally_assigned_product_identifier": None}
    free = [{"value": True, "marketplace_id": "A13V1IB3VIYZZH"}]
    assert errors("DRINKING_CUP", mug(**without))
    assert not errors("DRINKING_CUP", mug(supplier_declared_has_product_identifier_exemption=free, **without))
    assert errors("DRINKING_CUP", mug(supplier_declared_has_product_identifier_exemption=free))


def test_it_wants_parent_and_theme_of_a_child_and_then_the_attribute_of_the_theme() -> None:
    place = {"marketplace_id": "A13V1IB3VIYZZH"}
    child: dict[str, Any] = {"parentage_level": [{"value": "child", **place}]}
    assert len(errors("DRINKING_CUP", mug(**child))) == 2
    child["child_parent_sku_relationship"] = [
        {"child_relationship_type": "variation", "parent_sku": "P", **place}
    ]
    child["variation_theme"] = [{"name": "COLOR"}]
    assert errors("DRINKING_CUP", mug(**child)) == ["'color' is a required property"]


def test_it_refuses_a_value_outside_the_list_and_an_attribute_outside_the_type() -> None:
    assert errors(
        "DRINKING_CUP", mug(country_of_origin=[{"value": "XX", "marketplace_id": "A13V1IB3VIYZZH"}])
    )
    assert errors("DRINKING_CUP", mug(wattage=[{"value": 1}]))
