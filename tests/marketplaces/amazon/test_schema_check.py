"""The check of attributes: each of Amazon's keywords, with the path of the field and its numbers."""

from decimal import Decimal
from typing import Any

import pytest
from hypothesis import HealthCheck, assume, given, settings
from jsonschema import Draft201909Validator
from jsonschema.exceptions import ValidationError
from jsonschema.validators import extend

from backend.marketplaces.amazon.schema_check import FORMATS, Fault, check
from tests.domain.product_form.schemas import Schema, documents

DAY_OR_MOMENT: Schema = {
    "oneOf": [{"type": "string", "format": "date"}, {"type": "string", "format": "date-time"}]
}


def faults(inside: Schema, value: Any) -> list[tuple[tuple[Any, ...], str, Any, Any]]:
    found = check({"properties": {"a": inside}}, {"a": value})
    return [(fault.path, fault.code, fault.says.get("limit"), fault.says.get("now")) for fault in found]


@pytest.mark.parametrize(
    ("schema", "value", "path", "code", "limit", "now"),
    [
        ({"type": "number"}, "x", (), "type", "number", "x"),
        ({"maxLength": 3}, "éééé", (), "maxLength", 3, 4),
        ({"maxUtf8ByteLength": 5}, "ééé", (), "maxUtf8ByteLength", 5, 6),
        ({"minUtf8ByteLength": 5}, "éé", (), "minUtf8ByteLength", 5, 4),
        ({"enum": ["a"]}, "b", (), "enum", ["a"], "b"),
        ({"minItems": 2}, [1], (), "minItems", 2, 1),
        ({"minUniqueItems": 1}, [], (), "minUniqueItems", 1, 0),
        ({"maxUniqueItems": 1, "selectors": ["m"]}, [{"m": 1, "v": 1}, {"m": 1}], (), "maxUniqueItems", 1, None),
        ({"required": ["x", "y"]}, {"x": 1}, ("y",), "required", None, None),
        ({"dependentRequired": {"x": ["z"]}}, {"x": 1}, ("z",), "required", None, None),
        ({"not": {"required": ["x"]}}, {"x": 1}, ("x",), "forbidden", None, None),
        ({"not": {"enum": ["x"]}}, "x", (), "not", None, None),
        ({"multipleOf": 0.01}, 19.999, (), "multipleOf", 0.01, 19.999),
        ({"format": "date"}, "31.12.2026", (), "format", "date", "31.12.2026"),
        ({"additionalProperties": False, "properties": {}}, {"z": 1}, ("z",), "additionalProperties", None, None),
        ({"anyOf": [{"type": "string", "maxLength": 2}, {"type": "object"}]}, "abc", (), "maxLength", 2, 3),
        (DAY_OR_MOMENT, "x", (), "format", "date", "x"),
    ],
)  # fmt: skip
def test_a_fault_names_its_field_and_its_numbers(
    schema: Schema, value: Any, path: tuple[Any, ...], code: str, limit: Any, now: Any
) -> None:
    assert faults(schema, value) == [(("a", *path), code, limit, now)]


@pytest.mark.parametrize(
    ("schema", "value"),
    [
        ({"multipleOf": 0.01}, 19.99),
        ({"maxUniqueItems": 1, "selectors": ["m"]}, [{"m": 1}, {"m": 2}]),
        ({"maxUniqueItems": 1}, [{"m": 1}, {"m": 2}]),
        (DAY_OR_MOMENT, "2026-01-31"),
        (DAY_OR_MOMENT, "2026-01-31T10:00:00Z"),
    ],
)  # fmt: skip
def test_what_is_right_has_no_fault(schema: Schema, value: Any) -> None:
    assert faults(schema, value) == []


def test_one_of_several_is_one_fault_that_names_them_all() -> None:
    schema = {"anyOf": [{"required": ["a"]}, {"required": ["b"]}]}
    assert check(schema, {}) == [Fault(("a",), "one_of", {"names": ("a", "b")})]


def test_no_reference_is_fetched_and_none_leads_astray() -> None:
    schema = {
        "$schema": "https://nowhere.invalid/meta", "$id": "https://nowhere.invalid/x",
        "properties": {"a": {"$ref": "https://nowhere.invalid/y"}, "b": {"$ref": "#/$defs/gone"},
                       "c": {"$ref": "#/properties"}},
    }  # fmt: skip
    assert check(schema, {"a": 1, "b": 2, "c": 3}) == []
    assert [fault.code for fault in check({"$ref": "#"}, {})] == ["schema"]


def _multiple(validator: Any, step: Any, value: Any, schema: Any) -> Any:
    if (
        isinstance(value, int | float)
        and not isinstance(value, bool)
        and Decimal(str(value)) % Decimal(str(step))
    ):
        yield ValidationError("no multiple")


def _most(validator: Any, most: int, value: Any, schema: Any) -> Any:
    chosen = [tuple(each.get(name) for name in schema["selectors"]) for each in value]
    if any(chosen.count(one) > most for one in chosen):
        yield ValidationError("too many of a kind")


def _bytes(validator: Any, most: int, value: Any, schema: Any) -> Any:
    if isinstance(value, str) and len(value.encode()) > most:
        yield ValidationError("too long")


PLAIN: Any = extend(
    Draft201909Validator, {"maxUniqueItems": _most, "maxUtf8ByteLength": _bytes, "multipleOf": _multiple}
)


@settings(max_examples=40, deadline=None, suppress_health_check=list(HealthCheck))
@given(documents())
def test_what_it_accepts_plain_jsonschema_accepts(made: tuple[Schema, Schema]) -> None:
    schema, values = made
    assume(check(schema, values) == [])
    plain = {key: value for key, value in schema.items() if key not in ("$schema", "$id")}
    assert PLAIN(plain, format_checker=FORMATS).is_valid(values)
