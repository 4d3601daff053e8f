"""A JSON Schema document made safe to walk: senseless keywords are left out, references stay inside the document.

What is left is what both the form and the check go by, so that they never disagree about a schema that is not one.
"""

import math
import re
from collections import OrderedDict
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import quote, unquote

Schema = dict[str, Any]
TYPES = ("string", "number", "integer", "boolean", "object", "array", "null")
DEEPEST = 60
_KEPT_DOCUMENTS = 16


@dataclass(frozen=True, slots=True, eq=False)
class Document:
    """A tidied document: its root, where its references lead, and room for what is worked out once."""

    root: Schema
    places: Mapping[str, "Schema | bool"]
    memo: dict[Any, Any] = field(default_factory=dict)

    def target(self, schema: Schema) -> "Schema | bool":
        """What a schema's reference leads to; True, which asks for nothing, without one."""
        return self.places.get(schema.get("$ref", ""), True)


_kept: OrderedDict[int, tuple[Mapping[str, Any], Document]] = OrderedDict()


def document_of(schema: Mapping[str, Any]) -> Document:
    """The tidied document of a schema. It is kept by the schema's identity: do not change a schema that was given."""
    found = _kept.get(id(schema))
    if found and found[0] is schema:
        return found[1]
    made = tidy(schema)
    _kept[id(schema)] = (schema, made)
    while len(_kept) > _KEPT_DOCUMENTS:
        _kept.popitem(last=False)
    return made


def tidy(schema: object) -> Document:
    """A document of whatever JSON. Anything but an object asks for nothing."""
    places: dict[str, Schema | bool] = {}
    root = _tidied(schema, "#", places, 0)
    for place in places.values():
        if isinstance(place, dict) and "$ref" in place:
            wanted = _canonical(place["$ref"])
            if wanted in places:
                place["$ref"] = wanted
            else:
                del place["$ref"]
    return Document(root if isinstance(root, dict) else {}, places)


def _tidied(schema: object, at: str, places: dict[str, Schema | bool], depth: int) -> Schema | bool:
    made: Schema | bool
    if isinstance(schema, bool):
        made = schema
    elif not isinstance(schema, Mapping) or depth > DEEPEST:
        made = True
    else:
        made = {}
        for word, value in schema.items():
            reading = _READ.get(word)
            if reading is None:
                continue
            said = reading(value, lambda below, *steps, word=word: _tidied(
                below, _under(at, word, *steps), places, depth + 1
            ))  # fmt: skip
            if said is not None or word in ("const", "default"):
                made[word] = said
    places[at] = made
    return made


def _under(at: str, *steps: object) -> str:
    return at + "".join(f"/{_quoted(str(step))}" for step in steps)


def _quoted(step: str) -> str:
    return quote(step.replace("~", "~0").replace("/", "~1").encode("utf-8", "surrogatepass"), safe="~")


def _canonical(reference: str) -> str:
    steps = reference.removeprefix("#").split("/")
    return "#" + "/".join(_quoted(unquote(step).replace("~1", "/").replace("~0", "~")) for step in steps)


Below = Callable[..., Any]


def _schema(value: object, below: Below) -> Any:
    return below(value) if isinstance(value, Mapping | bool) else None


def _schemas(value: object, below: Below) -> Any:
    if not isinstance(value, list):
        return None
    return [below(entry, place) for place, entry in enumerate(value)] or None


def _items(value: object, below: Below) -> Any:
    return _schemas(value, below) if isinstance(value, list) else _schema(value, below)


def _mapped(value: object, below: Below) -> Any:
    if not isinstance(value, Mapping):
        return None
    return {name: below(entry, name) for name, entry in value.items() if isinstance(name, str)}


def _patterns(value: object, below: Below) -> Any:
    if not isinstance(value, Mapping):
        return None
    return {name: below(entry, name) for name, entry in value.items() if _pattern(name, below)}


def _pattern(value: object, _below: Below) -> Any:
    if not isinstance(value, str) or len(value) > 2_000:
        return None
    try:
        re.compile(value)
    except (re.error, RecursionError, OverflowError):
        return None
    return value


def _type(value: object, _below: Below) -> Any:
    if isinstance(value, str):
        return value if value in TYPES else None
    return [name for name in value if name in TYPES] or None if isinstance(value, list) else None


def _words(value: object, _below: Below) -> Any:
    return [name for name in value if isinstance(name, str)] if isinstance(value, list) else None


def _dependent(value: object, below: Below) -> Any:
    if not isinstance(value, Mapping):
        return None
    return {name: _words(names, below) for name, names in value.items() if isinstance(names, list)}


def _number(value: object, _below: Below) -> Any:
    fits = isinstance(value, int | float) and not isinstance(value, bool) and math.isfinite(value)
    return value if fits else None


def _multiple(value: object, below: Below) -> Any:
    said = _number(value, below)
    return said if said is not None and said > 0 else None


def _count(value: object, below: Below) -> Any:
    said = _number(value, below)
    return int(said) if said is not None and said >= 0 and said == int(said) else None


def _listed(value: object, _below: Below) -> Any:
    return value if isinstance(value, list) and value else None


def _text(value: object, _below: Below) -> Any:
    return value if isinstance(value, str) else None


def _flag(value: object, _below: Below) -> Any:
    return value if isinstance(value, bool) else None


def _map(value: object, _below: Below) -> Any:
    return dict(value) if isinstance(value, Mapping) else None


def _anything(value: object, _below: Below) -> Any:
    return value


def _reference(value: object, _below: Below) -> Any:
    return value if isinstance(value, str) and value.startswith("#") else None


_READ: dict[str, Callable[[object, Below], Any]] = {
    **dict.fromkeys(("not", "if", "then", "else", "contains", "additionalProperties", "propertyNames",
                     "additionalItems", "unevaluatedProperties", "unevaluatedItems"), _schema),
    **dict.fromkeys(("allOf", "anyOf", "oneOf"), _schemas),
    **dict.fromkeys(("properties", "$defs", "definitions", "dependentSchemas"), _mapped),
    **dict.fromkeys(("minLength", "maxLength", "minItems", "maxItems", "minUniqueItems", "maxUniqueItems",
                     "minUtf8ByteLength", "maxUtf8ByteLength", "minContains", "maxContains", "minProperties",
                     "maxProperties"), _count),
    **dict.fromkeys(("minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum"), _number),
    **dict.fromkeys(("title", "description", "format"), _text),
    **dict.fromkeys(("hidden", "editable", "deprecated", "uniqueItems"), _flag),
    **dict.fromkeys(("required", "selectors"), _words),
    **dict.fromkeys(("examples", "enum", "enumNames"), _listed),
    **dict.fromkeys(("const", "default"), _anything),
    "items": _items, "patternProperties": _patterns, "pattern": _pattern, "type": _type, "multipleOf": _multiple,
    "dependentRequired": _dependent, "$ref": _reference, "$lifecycle": _map,
}  # fmt: skip
