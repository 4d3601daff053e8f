"""What Amazon changed in a schema: what is new, gone, asked for, or no longer to be chosen."""

from copy import deepcopy
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from backend.domain.schema_changes import SchemaChanges, compare

SCHEMA: dict[str, Any] = {
    "properties": {
        "color": {
            "title": "Colour",
            "items": {"properties": {"value": {"type": "string"}}, "required": ["value"]},
        },
        "weight": {"items": {"properties": {"value": {}, "unit": {"enum": ["grams", "pounds"]}}}},
        "power": {"items": {"properties": {"value": {"anyOf": [{"type": "string"}, {"enum": ["a", "b"]}]}}}},
    },
    "required": ["color"],
    "allOf": [{"if": {"required": ["power"]}, "then": {"required": ["weight"]}}],
}
json = st.recursive(
    st.none() | st.booleans() | st.integers(-3, 3) | st.text(max_size=4),
    lambda inner: (
        st.lists(inner, max_size=4)
        | st.dictionaries(
            st.sampled_from(["properties", "items", "required", "enum", "allOf", "anyOf", "then", "a", "b"]),
            inner,
            max_size=4,
        )
    ),
    max_leaves=20,
)


def test_titles_and_help_are_no_change() -> None:
    after = deepcopy(SCHEMA)
    after["properties"]["color"]["title"] = "Color"
    after["properties"]["color"]["description"] = "How it looks"
    assert not compare(SCHEMA, after)


def test_each_kind_of_change_is_named() -> None:
    after = deepcopy(SCHEMA)
    del after["properties"]["power"]
    after["properties"]["warranty"] = {"items": {"properties": {"value": {}}, "required": ["value"]}}
    after["properties"]["weight"]["items"]["properties"]["unit"]["enum"] = ["grams"]
    after["properties"]["weight"]["items"]["required"] = ["unit"]
    after["required"] = ["color", "weight"]
    after["allOf"] = [{"if": {}, "then": {"required": ["warranty"]}}]
    found = compare(SCHEMA, after)
    assert found == SchemaChanges(
        added=("warranty",), removed=("power",), required=("weight", "weight.unit"), sometimes=("warranty",),
        values=(("weight.unit", ("pounds",)),),
    )  # fmt: skip
    assert found.names == {"warranty", "power", "weight"}


@given(json, json)
def test_any_two_documents_can_be_compared(before: Any, after: Any) -> None:
    one = before if isinstance(before, dict) else {}
    other = after if isinstance(after, dict) else {}
    assert not compare(one, one)
    compare(one, other)
