"""Schemas as Amazon makes them, made up, each with what fulfils it; and any JSON at all."""

import json
from dataclasses import dataclass
from typing import Any

from hypothesis import strategies as st

from backend.domain.product_form.tree import FormPlace

Schema = dict[str, Any]
PLACE = FormPlace("A13V1IB3VIYZZH", "fr_FR", "EUR")
NAMES = (
    "brand",
    "color",
    "size",
    "item-weight",
    "bullet.point",
    "Größe",
    "0",
    "~json",
    "unit",
    "value",
    "f",
    "a b/c~d",
)
TEXTS = st.text(
    st.characters(codec="utf-8", exclude_categories=("Cc", "Cs", "Zs", "Zl", "Zp", "Cf")),
    min_size=1,
    max_size=12,
)
WORDS = st.text("abcdefgéß日 -", min_size=1, max_size=14).map(str.strip).filter(bool)
DEFINITIONS: Schema = {
    "marketplace_id": {
        "type": "string", "hidden": True, "default": PLACE.marketplace_id, "editable": False,
        "anyOf": [{"type": "string"}, {"type": "string", "enum": [PLACE.marketplace_id], "enumNames": ["Amazon.fr"]}],
    },
    "language_tag": {
        "type": "string", "hidden": True, "default": PLACE.language,
        "anyOf": [{"type": "string"}, {"type": "string", "enum": [PLACE.language], "enumNames": ["French"]}],
    },
    "currency": {"type": "string", "hidden": True, "enum": [PLACE.currency]},
}  # fmt: skip
MARKETPLACE: Schema = {"$ref": "#/$defs/marketplace_id"}
LANGUAGE: Schema = {"$ref": "#/$defs/language_tag"}


@dataclass(frozen=True)
class Node:
    """A schema of one place, and values that fulfil it."""

    schema: Schema
    values: st.SearchStrategy[Any]


@st.composite
def texts(draw: st.DrawFn) -> Node:
    most = draw(st.integers(8, 500))
    schema: Schema = {"type": "string", "title": "Own words", "maxLength": most}
    if draw(st.booleans()):
        schema |= {"maxUtf8ByteLength": draw(st.integers(4, 60)), "minUtf8ByteLength": 1, "examples": ["x"]}
    size = schema.get("maxUtf8ByteLength", 4000)
    return Node(
        schema, st.one_of(TEXTS, WORDS).filter(lambda text: len(text) <= most and len(text.encode()) <= size)
    )


@st.composite
def listed(draw: st.DrawFn) -> Node:
    kind = draw(st.sampled_from(("string", "boolean", "integer", "mixed")))
    each: dict[str, st.SearchStrategy[Any]] = {
        "string": st.one_of(WORDS, st.sampled_from(("~true", "", " padded ", "two\nlines"))),
        "boolean": st.booleans(), "integer": st.integers(-5, 10**20),
        "mixed": st.one_of(st.none(), st.booleans(), st.floats(-10, 10), WORDS),
    }  # fmt: skip
    values = draw(st.lists(each[kind], min_size=1, max_size=6, unique_by=repr))
    schema: Schema = {"enum": values, "title": "One of a list"}
    if kind != "mixed":
        schema["type"] = kind
    if draw(st.booleans()):
        schema["enumNames"] = [f"Name of {value}" for value in values]
    if draw(st.booleans()):
        schema["$lifecycle"] = {"enumDeprecated": values[:1]}
    return Node(schema, st.sampled_from(values))


@st.composite
def suggested(draw: st.DrawFn) -> Node:
    values = draw(st.lists(WORDS, min_size=1, max_size=5, unique=True))
    schema = {
        "type": "string",
        "anyOf": [
            {"type": "string"},
            {"type": "string", "enum": values, "enumNames": [f"<{v}>" for v in values]},
        ],
    }
    return Node(schema, st.one_of(st.sampled_from(values), WORDS))


@st.composite
def numbers(draw: st.DrawFn) -> Node:
    least = draw(st.integers(-100, 100))
    schema: Schema = {"type": "number", "minimum": least, "maximum": least + 5000}
    if draw(st.booleans()):
        schema["multipleOf"] = 0.01
        return Node(schema, st.integers(least * 100, least * 100 + 500_000).map(lambda cents: cents / 100))
    return Node(schema, st.one_of(st.floats(least, least + 5000), st.integers(least, least + 5000)))


DAYS = st.dates().map(str)
MOMENTS = st.datetimes().map(lambda moment: moment.isoformat() + "Z")
PLAIN = (
    st.just(Node({"type": "integer", "exclusiveMinimum": 0}, st.integers(1, 10**30))),
    st.just(Node({"type": "boolean"}, st.booleans())),
    st.just(Node({"type": "string", "format": "date"}, DAYS)),
    st.just(Node({"type": "string", "format": "date-time"}, MOMENTS)),
    st.just(Node({"oneOf": [{"type": "string", "format": "date"}, {"type": "string", "format": "date-time"}]},
                 st.one_of(DAYS, MOMENTS))),
    st.just(Node({"type": "string", "format": "uri", "pattern": "^(https?|s3)://"}, st.just("https://shop.test/a.jpg"))),
    st.just(Node({"type": ["string", "null"], "maxLength": 40}, WORDS)),
    st.just(Node({"allOf": [{"type": "string"}, {"maxLength": 30}]}, WORDS)),
    st.just(Node({"oneOf": [{"const": "a", "title": "Letter"}, {"const": 1, "title": "Figure"}]},
                 st.sampled_from(("a", 1)))),
    st.just(Node({"type": ["number", "string"]}, st.one_of(WORDS, st.integers(0, 9)))),
    st.just(Node({"const": {"fixed": [1, None]}}, st.just({"fixed": [1, None]}))),
    st.just(Node({}, st.one_of(WORDS, st.integers(), st.lists(st.booleans(), min_size=1)))),
    st.just(Node({"type": "object"}, st.dictionaries(WORDS, st.integers(), min_size=1, max_size=2))),
    st.just(Node({"type": "array", "items": [{"type": "integer"}, {"type": "string"}]}, st.just([1, "b"]))),
)  # fmt: skip
LEAVES = st.one_of(texts(), listed(), suggested(), numbers(), *PLAIN)


@st.composite
def objects(draw: st.DrawFn, inner: st.SearchStrategy[Node]) -> Node:
    members = draw(st.dictionaries(st.sampled_from(NAMES), inner, min_size=1, max_size=3))
    needed = draw(st.lists(st.sampled_from(sorted(members)), unique=True, min_size=1))
    schema: Schema = {
        "type": "object", "required": needed, "additionalProperties": False,
        "properties": {name: node.schema for name, node in members.items()},
    }  # fmt: skip
    optional = {name: node.values for name, node in members.items() if name not in needed}
    return Node(schema, st.fixed_dictionaries({n: members[n].values for n in needed}, optional=optional))


@st.composite
def lists(draw: st.DrawFn, inner: st.SearchStrategy[Node]) -> Node:
    node, least = draw(inner), draw(st.integers(0, 2))
    most = draw(st.one_of(st.none(), st.integers(max(least, 1), 4)))
    schema: Schema = {"type": "array", "items": node.schema, "minItems": least}
    if most is not None:
        schema["maxItems"] = most
    return Node(schema, st.lists(node.values, min_size=max(least, 1), max_size=most or 3))


@st.composite
def shapes(draw: st.DrawFn, inner: st.SearchStrategy[Node]) -> Node:
    one, other = draw(objects(inner)), draw(lists(inner))
    schema: Schema = {draw(st.sampled_from(("oneOf", "anyOf"))): [one.schema, other.schema]}
    return Node(schema, st.one_of(one.values, other.values))


NODES = st.recursive(
    LEAVES, lambda inner: st.one_of(objects(inner), lists(inner), shapes(inner)), max_leaves=5
)


@st.composite
def attributes(draw: st.DrawFn, languages: tuple[str, ...]) -> Node:
    """One of Amazon's attributes: a list of objects with hidden selectors, now and then with a unit beside a number."""
    members: dict[str, Node] = {"value": draw(NODES)}
    if draw(st.booleans()):
        members = {"value": draw(numbers()), "unit": draw(listed())}
    elif draw(st.booleans()):
        members["kind"] = draw(listed())
    needed = [name for name in members if name == "value" or draw(st.booleans())]
    most = draw(st.integers(1, 3))
    properties: Schema = {name: node.schema for name, node in members.items()}
    properties |= {"marketplace_id": MARKETPLACE, "language_tag": LANGUAGE}
    hidden = {"marketplace_id": st.just(PLACE.marketplace_id), "language_tag": st.sampled_from(languages)}
    schema = {
        "type": "array", "title": draw(WORDS), "minItems": 1, "minUniqueItems": 1, "maxUniqueItems": most,
        "selectors": ["marketplace_id", "language_tag"],
        "items": {"type": "object", "required": [*needed, "language_tag"], "properties": properties,
                  "additionalProperties": False},
    }  # fmt: skip
    optional = {name: node.values for name, node in members.items() if name not in needed}
    entry = st.fixed_dictionaries({**{n: members[n].values for n in needed}, **hidden}, optional=optional)
    return Node(schema, st.lists(entry, min_size=1, max_size=most))


@st.composite
def documents(
    draw: st.DrawFn, languages: tuple[str, ...] = (PLACE.language, "en_GB")
) -> tuple[Schema, Schema]:
    """A whole document with conditionals, and attributes (which may or may not fulfil all of them)."""
    named = draw(st.dictionaries(st.sampled_from(NAMES), attributes(languages), min_size=1, max_size=4))
    names = sorted(named)
    needed = draw(st.lists(st.sampled_from(names), unique=True))
    optional = {name: node.values for name, node in named.items() if name not in needed}
    values = draw(st.fixed_dictionaries({n: named[n].values for n in needed}, optional=optional))
    schema: Schema = {
        "$schema": "https://schemas.amazon.com/selling-partners/definitions/product-types/meta-schema/v1",
        "$id": "https://schemas.amazon.com/selling-partners/definitions/product-types/schema/v1/MADE_UP",
        "$defs": DEFINITIONS, "type": "object", "required": needed, "additionalProperties": False,
        "properties": {name: node.schema for name, node in named.items()},
    }  # fmt: skip
    rules = draw(st.lists(conditionals(named, values), max_size=3))
    return {**schema, "allOf": rules} if rules else schema, values


def conditionals(named: dict[str, Node], values: Schema) -> st.SearchStrategy[Schema]:
    """Rules between attributes, of every kind that Amazon's documents have."""
    names = st.sampled_from(sorted(named))
    some = st.lists(names, min_size=1, max_size=2, unique=True)
    there: list[Schema] = [
        {"required": [name], "properties": {name: {"contains": {"required": ["value"], "properties": {
            "value": {"enum": [entries[0]["value"]]}}}}}}
        for name, entries in values.items()
    ]  # fmt: skip
    asked = st.one_of(some.map(lambda n: {"required": n}), st.sampled_from(there or [{}]))
    condition = st.one_of(
        asked, asked.map(lambda a: {"not": a}), st.lists(asked, min_size=1, max_size=2).map(lambda a: {"allOf": a}),
        st.lists(asked, min_size=1, max_size=2).map(lambda a: {"anyOf": a}),
    )  # fmt: skip
    then = st.one_of(
        some.map(lambda n: {"required": n}), names.map(lambda n: {"not": {"required": [n]}}),
        names.map(lambda n: {"properties": {n: {"maxItems": 2}}}),
        names.map(lambda n: {"properties": {n: {"items": {"required": ["kind"]}}}}),
    )  # fmt: skip
    return st.one_of(
        st.builds(lambda i, t: {"if": i, "then": t}, condition, then),
        st.builds(lambda i, t, e: {"if": i, "then": t, "else": e}, condition, then, then),
        some.map(lambda n: {"anyOf": [{"required": [one]} for one in n]}),
        some.map(lambda n: {"oneOf": [{"required": [one]} for one in n]}),
        st.builds(lambda n, o: {"dependentRequired": {n: o}}, names, some),
        st.builds(lambda n, t: {"dependentSchemas": {n: t}}, names, then),
        st.builds(lambda n, i: {"properties": {n: {"items": i}}}, names, st.just(
            {"if": {"required": ["kind"]}, "then": {"required": ["unit"]}, "else": {"not": {"required": ["unit"]}}})),
    )  # fmt: skip


WORD = st.sampled_from((
    "type", "properties", "items", "enum", "const", "required", "allOf", "anyOf", "oneOf", "not", "if", "then", "else",
    "$ref", "$defs", "minItems", "maxItems", "maxLength", "minimum", "multipleOf", "pattern", "format", "selectors",
    "maxUniqueItems", "maxUtf8ByteLength", "enumNames", "examples", "title", "hidden", "default", "dependentRequired",
    "dependentSchemas", "additionalProperties", "patternProperties", "contains", "$lifecycle", "uniqueItems", "a", "",
))  # fmt: skip
JUNK = st.recursive(
    st.one_of(
        st.none(), st.booleans(), st.integers(-3, 10**25), st.floats(), st.text(max_size=5),
        st.sampled_from(("string", "object", "array", "number", "#", "#/$defs/a", "#/properties/a", "(", "date", "http://x")),
    ),
    lambda below: st.one_of(
        st.lists(below, max_size=4), st.dictionaries(st.one_of(WORD, st.text(max_size=4)), below, max_size=6)
    ),
    max_leaves=25,
)  # fmt: skip
"""Any JSON, thick with the words of JSON Schema where they make no sense."""


@st.composite
def spoiled(draw: st.DrawFn) -> tuple[Schema, Schema]:
    """A document like Amazon's with values, in which some places were replaced by any JSON at all."""
    made: tuple[Schema, Schema] = draw(documents())
    holder: dict[str, Any] = {"schema": made[0], "values": made[1]}
    holder = json.loads(json.dumps(holder))
    for _time in range(draw(st.integers(1, 4))):
        place: Any = holder
        while isinstance(place, dict | list) and place:
            steps = list(place) if isinstance(place, dict) else list(range(len(place)))
            step = draw(st.sampled_from(steps))
            if place is not holder and (draw(st.integers(0, 3)) == 0 or not place[step]):
                place[step] = draw(JUNK)
                break
            place = place[step]
    kept = {key: value if isinstance(value, dict) else {} for key, value in holder.items()}
    return kept["schema"], kept["values"]
