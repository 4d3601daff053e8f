"""Lists of values to choose from: enum, const, yes and no, with Amazon's names and what it is phasing out."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from backend.domain.product_form.document import Document, Schema
from backend.domain.product_form.holding import holds, same
from backend.domain.product_form.parts import Part
from backend.domain.product_form.tree import Kind

MOST_OPTIONS, LONG_FROM = 5_000, 200


@dataclass(frozen=True, slots=True)
class Value:
    """A value of a list with Amazon's name for it."""

    value: Any
    label: str = ""
    deprecated: bool = False


def listed(document: Document, parts: Sequence[Part]) -> tuple[Value, ...]:
    """The values of the list that stands here, without those that another part refuses; () where there is no list."""
    for place, part in enumerate(parts):
        values = values_in(part.schema)
        if values:
            others = [other.schema for at, other in enumerate(parts) if at != place and _asks(other.schema)]
            rest = {key: word for key, word in part.schema.items() if key not in ("enum", "const")}
            asked = [*others, *([rest] if "not" in rest else [])]
            kept = [v for v in values if all(holds(document, other, v.value) for other in asked)]
            return tuple(kept) or values
    return ()


def values_in(schema: Schema) -> tuple[Value, ...]:
    """The values that a schema itself lists, with their names."""
    if "const" in schema:
        return (Value(schema["const"], schema.get("title", "")),)
    values = schema.get("enum", [])
    if not values and schema.get("type") == "null":
        values = [None]
    if not values and schema.get("type") == "boolean":
        values = [True, False]
    names = schema.get("enumNames", [])
    named = names if len(names) == len(values) else []
    going = schema.get("$lifecycle", {}).get("enumDeprecated", schema.get("enumDeprecated", ()))
    gone = going if isinstance(going, list) else []
    return tuple(
        Value(value, named[at] if named and isinstance(named[at], str) else "", any(same(value, x) for x in gone))
        for at, value in enumerate(values[:MOST_OPTIONS])
    )  # fmt: skip


def kind_of_list(values: Sequence[Value]) -> Kind:
    """CHOICE, or SEARCHED where a list is long and its names tell its values apart."""
    if len(values) <= LONG_FROM or not all(isinstance(each.value, str) for each in values):
        return Kind.CHOICE
    names = {(each.label or each.value).casefold() for each in values}
    plain = all((each.label or each.value) == " ".join((each.label or each.value).split()) for each in values)
    return Kind.SEARCHED if len(names) == len(values) and plain and "" not in names else Kind.CHOICE


_WORDLESS = frozenset(("title", "description", "examples", "hidden", "editable", "deprecated", "default", "$lifecycle",
                       "enumNames", "type"))  # fmt: skip


def _asks(schema: Schema) -> bool:
    return not _WORDLESS.issuperset(schema)


def once(values: list[Value]) -> tuple[Value, ...]:
    found: list[Value] = []
    seen: set[tuple[str, str]] = set()
    for value in values:
        key = (type(value.value).__name__, repr(value.value))
        if key not in seen:
            seen.add(key)
            found.append(value)
    return tuple(found)
