"""Whether a value is what a schema asks for: JSON Schema 2019-09 with Amazon's keywords, quick and without messages.

It answers the questions of conditionals on every change of a value. The check before something is sent is
marketplaces/amazon/schema_check.py; a test holds the two together.
"""

import json
import math
import re
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from datetime import date, datetime
from decimal import Decimal
from functools import lru_cache
from typing import Any

from backend.domain.product_form.document import Document, Schema

DEEPEST = 80
_DAY = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)
_INSTANT = re.compile(r"\d{4}-\d{2}-\d{2}[Tt]\d{2}:\d{2}:\d{2}(\.\d+)?([Zz]|[+-]\d{2}:\d{2})", re.ASCII)


def holds(document: Document, schema: Schema | bool, value: Any, depth: int = 0) -> bool:
    """Whether the value fulfils the schema. What goes deeper than any real schema is taken to hold."""
    if isinstance(schema, bool):
        return schema
    if depth > DEEPEST:
        return True
    if "$ref" in schema and not holds(document, document.target(schema), value, depth + 1):
        return False
    for word, wanted in schema.items():
        ask = _PLAIN.get(word)
        if ask is not None:
            if not ask(value, wanted, schema):
                return False
            continue
        deep = _DEEP.get(word)
        if deep is not None and not deep(document, value, wanted, schema, depth + 1):
            return False
    return True


def is_number(value: Any) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)


def is_type(value: Any, wanted: str) -> bool:
    """Whether a value is of a JSON type. 5.0 is an integer."""
    if wanted == "integer":
        return is_number(value) and math.isfinite(value) and value == int(value)
    if wanted == "number":
        return is_number(value)
    return {
        "string": isinstance(value, str), "boolean": isinstance(value, bool), "object": isinstance(value, dict),
        "array": isinstance(value, list), "null": value is None,
    }[wanted]  # fmt: skip


def same(one: Any, other: Any) -> bool:
    """Whether two JSON values are equal: 1 and 1.0 are, 1 and true are not."""
    if isinstance(one, bool) or isinstance(other, bool):
        return one is other
    if isinstance(one, dict) and isinstance(other, dict):
        return one.keys() == other.keys() and all(same(one[key], other[key]) for key in one)
    if isinstance(one, list) and isinstance(other, list):
        return len(one) == len(other) and all(map(same, one, other))
    return bool(one == other)


def is_multiple(value: Any, step: Any) -> bool:
    """Whether a number is a multiple, in decimals: 19.99 is one of 0.01."""
    try:
        return Decimal(str(value)) % Decimal(str(step)) == 0
    except ArithmeticError:
        return (value / step) == int(value / step) if abs(value / step) < 1e300 else True


def is_format(value: str, wanted: str) -> bool:
    """Whether a text is a day or an instant; other formats are not judged."""
    if wanted == "date":
        return _is_day(value)
    if wanted == "date-time":
        return bool(_INSTANT.fullmatch(value)) and _is_instant(value)
    return True


def _is_day(value: str) -> bool:
    try:
        return bool(_DAY.fullmatch(value) and date.fromisoformat(value))
    except ValueError:
        return False


def _is_instant(value: str) -> bool:
    try:
        return bool(datetime.fromisoformat(value.upper()))
    except ValueError:
        return False


def selected(entries: Sequence[Any], selectors: Sequence[str] | None) -> Counter[str]:
    """How often each combination of the selectors occurs; without selectors, each whole entry."""
    counted: Counter[str] = Counter()
    for entry in entries:
        chosen = {n: entry.get(n) for n in selectors} if selectors and isinstance(entry, dict) else entry
        counted[json.dumps(chosen, sort_keys=True, default=str)] += 1
    return counted


@lru_cache(maxsize=2048)
def _compiled(pattern: str) -> re.Pattern[str]:
    return re.compile(pattern)


def _typed(value: Any, wanted: Any, _schema: Schema) -> bool:
    return any(is_type(value, name) for name in ([wanted] if isinstance(wanted, str) else wanted))


def _required(value: Any, wanted: Any, _schema: Schema) -> bool:
    return not isinstance(value, dict) or all(name in value for name in wanted)


def _dependent_required(value: Any, wanted: Any, _schema: Schema) -> bool:
    if not isinstance(value, dict):
        return True
    return all(other in value for name, others in wanted.items() if name in value for other in others)


def _unique(value: Any, wanted: Any, _schema: Schema) -> bool:
    if not wanted or not isinstance(value, list):
        return True
    return not any(same(one, other) for place, one in enumerate(value) for other in value[:place])


def _when(kind: Callable[[Any], bool], ask: Callable[[Any, Any], bool]) -> Callable[[Any, Any, Schema], bool]:
    return lambda value, wanted, schema: not kind(value) or ask(value, wanted)


def _is(kind: type) -> Callable[[Any], bool]:
    return lambda value: isinstance(value, kind)


_PLAIN: dict[str, Callable[[Any, Any, Schema], bool]] = {
    "type": _typed,
    "enum": lambda value, wanted, schema: any(same(value, each) for each in wanted),
    "const": lambda value, wanted, schema: same(value, wanted),
    "required": _required,
    "dependentRequired": _dependent_required,
    "uniqueItems": _unique,
    "minimum": _when(is_number, lambda value, wanted: value >= wanted),
    "maximum": _when(is_number, lambda value, wanted: value <= wanted),
    "exclusiveMinimum": _when(is_number, lambda value, wanted: value > wanted),
    "exclusiveMaximum": _when(is_number, lambda value, wanted: value < wanted),
    "multipleOf": _when(is_number, is_multiple),
    "minLength": _when(_is(str), lambda value, wanted: len(value) >= wanted),
    "maxLength": _when(_is(str), lambda value, wanted: len(value) <= wanted),
    "minUtf8ByteLength": _when(_is(str), lambda value, wanted: utf8(value) >= wanted),
    "maxUtf8ByteLength": _when(_is(str), lambda value, wanted: utf8(value) <= wanted),
    "pattern": _when(_is(str), lambda value, wanted: _compiled(wanted).search(value) is not None),
    "format": _when(_is(str), is_format),
    "minItems": _when(_is(list), lambda value, wanted: len(value) >= wanted),
    "maxItems": _when(_is(list), lambda value, wanted: len(value) <= wanted),
    "minUniqueItems": _when(_is(list), lambda value, wanted: len(value) >= wanted),
    "maxUniqueItems": lambda value, wanted, schema: (
        not isinstance(value, list)
        or all(times <= wanted for times in selected(value, schema.get("selectors")).values())
    ),
    "minProperties": _when(_is(dict), lambda value, wanted: len(value) >= wanted),
    "maxProperties": _when(_is(dict), lambda value, wanted: len(value) <= wanted),
}  # fmt: skip


def utf8(text: str) -> int:
    """Bytes of a text in UTF-8."""
    return len(text.encode("utf-8", "surrogatepass"))


def _properties(document: Document, value: Any, wanted: Any, schema: Schema, depth: int) -> bool:
    if not isinstance(value, dict):
        return True
    return all(holds(document, below, value[name], depth) for name, below in wanted.items() if name in value)


def _patterns(document: Document, value: Any, wanted: Any, schema: Schema, depth: int) -> bool:
    if not isinstance(value, dict):
        return True
    return all(
        holds(document, below, value[name], depth)
        for pattern, below in wanted.items() for name in value if _compiled(pattern).search(name)
    )  # fmt: skip


def _additional(document: Document, value: Any, wanted: Any, schema: Schema, depth: int) -> bool:
    if not isinstance(value, dict):
        return True
    known, patterns = schema.get("properties", {}), schema.get("patternProperties", {})
    return all(
        holds(document, wanted, entry, depth) for name, entry in value.items()
        if name not in known and not any(_compiled(pattern).search(name) for pattern in patterns)
    )  # fmt: skip


def _items(document: Document, value: Any, wanted: Any, schema: Schema, depth: int) -> bool:
    if not isinstance(value, list):
        return True
    if isinstance(wanted, list):
        return all(holds(document, below, entry, depth) for below, entry in zip(wanted, value, strict=False))
    return all(holds(document, wanted, entry, depth) for entry in value)


def _additional_items(document: Document, value: Any, wanted: Any, schema: Schema, depth: int) -> bool:
    items = schema.get("items", True)
    if not isinstance(value, list) or not isinstance(items, list):
        return True
    return all(holds(document, wanted, entry, depth) for entry in value[len(items) :])


def _contains(document: Document, value: Any, wanted: Any, schema: Schema, depth: int) -> bool:
    if not isinstance(value, list):
        return True
    found = sum(holds(document, wanted, entry, depth) for entry in value)
    least, most = schema.get("minContains", 1), schema.get("maxContains", len(value))
    return bool(least <= found <= most)


def _dependent_schemas(document: Document, value: Any, wanted: Any, schema: Schema, depth: int) -> bool:
    if not isinstance(value, dict):
        return True
    return all(holds(document, below, value, depth) for name, below in wanted.items() if name in value)


def _if(document: Document, value: Any, wanted: Any, schema: Schema, depth: int) -> bool:
    branch = "then" if holds(document, wanted, value, depth) else "else"
    return holds(document, schema.get(branch, True), value, depth)


def _names(document: Document, value: Any, wanted: Any, schema: Schema, depth: int) -> bool:
    return not isinstance(value, dict) or all(holds(document, wanted, name, depth) for name in value)


def _all(document: Document, value: Any, wanted: Any, schema: Schema, depth: int) -> bool:
    return all(holds(document, each, value, depth) for each in wanted)


def _any(document: Document, value: Any, wanted: Any, schema: Schema, depth: int) -> bool:
    return any(holds(document, each, value, depth) for each in wanted)


def _one(document: Document, value: Any, wanted: Any, schema: Schema, depth: int) -> bool:
    return sum(holds(document, each, value, depth) for each in wanted) == 1


def _not(document: Document, value: Any, wanted: Any, schema: Schema, depth: int) -> bool:
    return not holds(document, wanted, value, depth)


_Deep = Callable[[Document, Any, Any, Mapping[str, Any], int], bool]
_DEEP: dict[str, Any] = {
    "properties": _properties, "patternProperties": _patterns, "additionalProperties": _additional, "items": _items,
    "additionalItems": _additional_items, "contains": _contains, "dependentSchemas": _dependent_schemas, "if": _if,
    "propertyNames": _names, "allOf": _all, "anyOf": _any, "oneOf": _one, "not": _not,
}  # fmt: skip
