"""A JSON object read in pieces: the same as read at once, wherever it is cut."""

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from backend.domain.json_pieces import NotAnObject, Pieces

VALUES = st.recursive(
    st.none() | st.booleans() | st.integers(-(10**12), 10**12) | st.text(max_size=12),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=4), inner, max_size=3),
    max_leaves=6,
)
OBJECTS = st.dictionaries(
    st.text(max_size=6), st.lists(VALUES, max_size=4) | st.text(max_size=9) | st.integers(), max_size=5
)


def read(text: str, size: int) -> tuple[list[tuple[str, Any]], Pieces]:
    pieces, found = Pieces(), list[tuple[str, Any]]()
    for start in range(0, len(text), size):
        found += pieces.feed(text[start : start + size])
    return found, pieces


def flat(whole: dict[str, Any]) -> list[tuple[str, Any]]:
    return [(k, each) for k, v in whole.items() for each in (v if isinstance(v, list) else [v])]


@given(OBJECTS, st.integers(1, 40), st.sampled_from([None, 1, 4]))
def test_the_pieces_are_the_whole_wherever_it_is_cut(
    whole: dict[str, Any], size: int, indent: int | None
) -> None:
    found, pieces = read(json.dumps(whole, indent=indent) + "\n", size)
    assert found == flat(whole)
    assert pieces.close() and not pieces.broken


@given(OBJECTS, st.integers(1, 40), st.data())
def test_half_a_file_gives_what_was_whole_and_says_that_it_is_half(
    whole: dict[str, Any], size: int, data: st.DataObject
) -> None:
    text = json.dumps(whole)
    half = text[: data.draw(st.integers(1, len(text) - 1))]
    found, pieces = read(half, size)
    assert found == flat(whole)[: len(found)]
    assert not pieces.close()


@pytest.mark.parametrize("text", ["", "   ", "[1, 2]", "<html>", "sku,asin\n1,2", '"text"'])
def test_what_is_no_object_is_told_at_once(text: str) -> None:
    with pytest.raises(NotAnObject):
        _, pieces = read(text, 5)
        pieces.close()


@pytest.mark.parametrize(
    "broken", ['{"a": [1, 2 3 oops', '{"a": [1], b: 2}', '{"a": [NaN, 1]}', '{"a": [' + "[" * 100_000]
)
def test_what_breaks_in_its_middle_keeps_what_came_before(broken: str) -> None:
    found, pieces = read(broken, 1000)
    assert not pieces.close()
    assert found in ([("a", 1), ("a", 2)], [("a", 1)], [], [("a", 1), ("a", 2), ("a", 3)])


def test_an_item_without_end_is_given_up() -> None:
    pieces = Pieces()
    assert list(pieces.feed('{"a": ["')) == []
    for _ in range(30):
        assert list(pieces.feed("x" * 100_000)) == []
    assert pieces.broken and not pieces.close()
