"""Judges the documents beside Amazon's API: listings feeds, their reports, product type schemas."""

import json
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from jsonschema import Draft7Validator, Draft201909Validator
from jsonschema.exceptions import SchemaError

from backend.sandbox.amazon.judge_models import formats
from backend.sandbox.amazon.judge_parameters import shortened
from backend.sandbox.amazon.judge_rules import attribute_problems, patch_problems

FEED = "listings-feed-schema-v2.json"
REPORT = "listings-feed-processing-report-schema-v2.json"
ADDRESS = "https://schemas.amazon.com/selling-partners/definitions/product-types"
META_SCHEMA = f"{ADDRESS}/meta-schema/v1"
# Amazon's own keywords and the JSON type each must have.
KEYWORDS: dict[str, type | tuple[type, ...]] = {
    "editable": bool,
    "hidden": bool,
    "enumNames": list,
    "enumDeprecated": list,
    "selectors": list,
    "minUniqueItems": int,
    "maxUniqueItems": int,
    "minUtf8ByteLength": int,
    "maxUtf8ByteLength": int,
    "$lifecycle": dict,
}
MAPS = ("properties", "$defs", "patternProperties", "dependentSchemas")
LISTS = ("allOf", "anyOf", "oneOf")
SINGLES = ("items", "additionalProperties", "not", "if", "then", "else", "contains", "propertyNames")


def load_schema(folder: Path, name: str) -> Draft7Validator | None:
    """One of Amazon's document schemas, or None where the folder has it not."""
    file = folder / name
    if not file.is_file():
        return None
    return Draft7Validator(json.loads(file.read_text("utf-8")), format_checker=formats)


def document_problems(validator: Draft7Validator, document: Any) -> Iterator[str]:
    """What a schema says against a document."""
    for error in validator.iter_errors(document):
        yield f"{error.json_path}: {shortened(error.message)}"


def feed_problems(document: Any) -> Iterator[str]:
    """What the schema of a listings feed leaves unsaid: unique ids, attributes as lists of objects."""
    messages = document.get("messages") if isinstance(document, dict) else None
    entries = messages if isinstance(messages, list) else []
    listed = [message for message in entries if isinstance(message, dict)]
    for number, times in Counter(str(message.get("messageId")) for message in listed).items():
        if times > 1:
            yield f"$.messages: messageId {number} is given {times} times"
    for message in listed:
        where = f"message {message.get('messageId')}"
        yield from (f"{where}: {problem}" for problem in patch_problems(message.get("patches")))
        yield from attribute_problems(message.get("attributes"), where)


def product_type_problems(document: Any) -> Iterator[str]:
    """What is wrong with a product type schema: draft 2019-09, Amazon's keywords, a list per attribute."""
    if not isinstance(document, dict):
        yield "$: a product type is an object"
        return
    try:
        Draft201909Validator.check_schema({key: value for key, value in document.items() if key != "$schema"})
    except SchemaError as error:
        yield f"{error.json_path}: {shortened(error.message)}"
        return
    if document.get("$schema") != META_SCHEMA:
        yield f"$.$schema: is not {META_SCHEMA}"
    if not str(document.get("$id")).startswith(f"{ADDRESS}/schema/v1/"):
        yield f"$.$id: does not start with {ADDRESS}/schema/v1/"
    yield from _attribute_list_problems(document)
    yield from _keyword_problems(document, "$")


def _attribute_list_problems(document: dict[str, Any]) -> Iterator[str]:
    properties = document.get("properties", {})
    if not properties:
        yield "$.properties: a product type has attributes"
    for name in document.get("required", []):
        if name not in properties:
            yield f"$.required: {name} is no attribute"
    for name in ("marketplace_id", "language_tag"):
        if "default" not in document.get("$defs", {}).get(name, {}):
            yield f"$.$defs.{name}: has no default"
    for name, schema in properties.items():
        where = f"$.properties.{name}"
        if schema.get("type") != "array" or "items" not in schema:
            yield f"{where}: an attribute is a list"
            continue
        if not schema.get("title"):
            yield f"{where}: has no title"
        fields = schema["items"].get("properties", {})
        for selector in schema.get("selectors", []):
            if selector not in fields:
                yield f"{where}.selectors: {selector} is no field of its items"


def _keyword_problems(schema: Any, where: str) -> Iterator[str]:
    if not isinstance(schema, dict):
        return
    for keyword, kind in KEYWORDS.items():
        value = schema.get(keyword)
        if keyword in schema and (not isinstance(value, kind) or (kind is int and isinstance(value, bool))):
            yield f"{where}.{keyword}: {value!r} does not fit the keyword"
    names, values = schema.get("enumNames"), schema.get("enum")
    if isinstance(names, list) and (not isinstance(values, list) or len(values) != len(names)):
        yield f"{where}.enumNames: not one label for each value of enum"
    for key in MAPS:
        for name, inner in schema.get(key, {}).items():
            yield from _keyword_problems(inner, f"{where}.{key}.{name}")
    for key in LISTS:
        for place, inner in enumerate(schema.get(key, [])):
            yield from _keyword_problems(inner, f"{where}.{key}[{place}]")
    for key in SINGLES:
        yield from _keyword_problems(schema.get(key), f"{where}.{key}")
