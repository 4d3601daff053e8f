"""Amazon's Swagger 2.0 models, read once into operations with compiled validators."""

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from functools import lru_cache
from pathlib import Path
from typing import Any

from jsonschema import Draft4Validator, FormatChecker
from referencing import Registry, Resource
from referencing.jsonschema import DRAFT4

PARAMETER_KEYWORDS = (
    "type", "enum", "items", "format", "pattern", "minimum", "maximum",
    "minLength", "maxLength", "minItems", "maxItems", "uniqueItems",
)  # fmt: skip
SEPARATORS = {"csv": ",", "ssv": " ", "tsv": "\t", "pipes": "|"}
METHODS = ("get", "put", "post", "delete", "patch", "head", "options")
INSTANT = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)", re.IGNORECASE)

formats = FormatChecker(formats=())


@formats.checks("date-time", raises=ValueError)
def _is_instant(value: object) -> bool:
    if not isinstance(value, str):
        return True
    # Python reads at most six digits of a second; Amazon writes up to nine.
    shortened = re.sub(r"(\.\d{6})\d+", r"\1", value.upper())
    return bool(INSTANT.fullmatch(value)) and datetime.fromisoformat(shortened) is not None


@formats.checks("date", raises=ValueError)
def _is_date(value: object) -> bool:
    return not isinstance(value, str) or date.fromisoformat(value) is not None


@formats.checks("int32")
def _is_int32(value: object) -> bool:
    return not isinstance(value, int) or -(2**31) <= value < 2**31


@formats.checks("int64")
def _is_int64(value: object) -> bool:
    return not isinstance(value, int) or -(2**63) <= value < 2**63


@dataclass(frozen=True, slots=True)
class Parameter:
    """A path, query or header parameter. `separator` is set for lists; `kind` is the type of one value."""

    name: str
    place: str
    required: bool
    kind: str
    separator: str | None
    validator: Draft4Validator


@dataclass(frozen=True, slots=True)
class Operation:
    """An operation, named `<model file>.<operationId>`. `answers` is keyed by the status as text."""

    name: str
    method: str
    path: re.Pattern[str]
    parameters: tuple[Parameter, ...]
    body: Draft4Validator | None
    body_required: bool
    answers: Mapping[str, Draft4Validator | None]


@lru_cache
def load_operations(models: Path, strict: bool = True) -> tuple[Operation, ...]:
    """Read every `*.json` of the folder. Paths with fewer variables come first.

    `strict` closes every object that lists its properties, so that a mistyped field is an error; the models
    themselves leave all objects open.
    """
    found = [operation for file in sorted(models.glob("*.json")) for operation in _operations(file, strict)]
    return tuple(sorted(found, key=lambda operation: operation.path.groups))


def _operations(file: Path, strict: bool) -> Iterator[Operation]:
    urn = f"urn:amazon:{file.stem}"
    model = _linked(json.loads(file.read_text("utf-8")), urn)
    if strict:
        _close_model(model)
    resource: Resource[Any] = Resource.from_contents(model, default_specification=DRAFT4)
    registry: Registry[Any] = Registry().with_resource(urn, resource)

    def validator(schema: dict[str, Any]) -> Draft4Validator:
        return Draft4Validator(schema, registry=registry, format_checker=formats)

    for template, item in model["paths"].items():
        for method in METHODS:
            if method in item:
                shared = [*item.get("parameters", []), *item[method].get("parameters", [])]
                parameters = [_found(model, parameter) for parameter in shared]
                yield _operation(file.stem, template, method, item[method], parameters, validator)


def _operation(
    stem: str,
    template: str,
    method: str,
    entry: dict[str, Any],
    parameters: list[dict[str, Any]],
    validator: Any,
) -> Operation:
    body = next((parameter for parameter in parameters if parameter["in"] == "body"), None)
    answers = {
        status: validator(answer["schema"]) if "schema" in answer else None
        for status, answer in entry["responses"].items()
    }
    return Operation(
        name=f"{stem}.{entry['operationId']}",
        method=method.upper(),
        path=_pattern(template, parameters),
        parameters=tuple(_parameter(entry, validator) for entry in parameters if entry["in"] != "body"),
        body=validator(body["schema"]) if body else None,
        body_required=bool(body and body.get("required")),
        answers=answers,
    )


def _parameter(entry: dict[str, Any], validator: Any) -> Parameter:
    is_list = entry["type"] == "array"
    return Parameter(
        name=entry["name"],
        place=entry["in"],
        required=bool(entry.get("required")),
        kind=entry["items"]["type"] if is_list else entry["type"],
        separator=SEPARATORS[entry.get("collectionFormat", "csv")] if is_list else None,
        validator=validator({key: entry[key] for key in PARAMETER_KEYWORDS if key in entry}),
    )


def _pattern(template: str, parameters: list[dict[str, Any]]) -> re.Pattern[str]:
    greedy = {entry["name"] for entry in parameters if "x-amazon-spds-greedy-path-parameter" in entry}
    pieces = re.split(r"\{([^}]+)\}", template)
    return re.compile(
        "".join(
            re.escape(piece) if place % 2 == 0 else ("(.+)" if piece in greedy else "([^/]+)")
            for place, piece in enumerate(pieces)
        )
    )


def path_names(operation: Operation) -> list[str]:
    """The names of the path's variables in the order of the path."""
    return [parameter.name for parameter in operation.parameters if parameter.place == "path"]


def _found(model: dict[str, Any], parameter: dict[str, Any]) -> dict[str, Any]:
    if "$ref" not in parameter:
        return parameter
    place: Any = model
    for step in parameter["$ref"].split("#/")[1].split("/"):
        place = place[step]
    found: dict[str, Any] = place
    return found


def _linked(node: Any, urn: str) -> Any:
    """The same tree with its inner references made absolute, without Amazon's examples and sandbox cases."""
    if isinstance(node, dict):
        return {
            key: f"{urn}{value}" if key == "$ref" and isinstance(value, str) else _linked(value, urn)
            for key, value in node.items()
            if key not in ("x-amzn-api-sandbox", "examples")
        }
    return [_linked(entry, urn) for entry in node] if isinstance(node, list) else node


def _close_model(model: dict[str, Any]) -> None:
    schemas = model.get("definitions", {})
    for name in schemas:
        schemas[name] = _merged(schemas[name], schemas)
    for schema in schemas.values():
        _close(schema)


def _merged(schema: Any, schemas: dict[str, Any]) -> Any:
    """The same schema with each allOf made one object: parts closed by themselves would refuse each other."""
    if isinstance(schema, list):
        return [_merged(entry, schemas) for entry in schema]
    if not isinstance(schema, dict):
        return schema
    if "allOf" not in schema:
        return {key: _merged(value, schemas) for key, value in schema.items()}
    whole: dict[str, Any] = {"type": "object", "properties": {}, "required": []}
    for part in [*schema["allOf"], {key: value for key, value in schema.items() if key != "allOf"}]:
        found = _merged(schemas[part["$ref"].rpartition("/")[2]] if "$ref" in part else part, schemas)
        whole["properties"] |= found.get("properties", {})
        whole["required"] += found.get("required", [])
    # Draft 4 knows no empty list here.
    return whole if whole["required"] else {key: whole[key] for key in ("type", "properties")}


def _close(schema: Any) -> None:
    if not isinstance(schema, dict):
        return
    for inner in schema.get("properties", {}).values():
        _close(inner)
    _close(schema.get("items"))
    _close(schema.get("additionalProperties"))
    if "properties" in schema:
        schema.setdefault("additionalProperties", False)
