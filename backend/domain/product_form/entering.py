"""What a person entered, from posted names to Amazon's attributes, with all that nobody sees filled in."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from backend.domain.product_form.document import Document, document_of
from backend.domain.product_form.facts import facts_of, known_members
from backend.domain.product_form.filling import NOTHING, by_itself, filling, is_fixed, is_unseen
from backend.domain.product_form.names import (
    ENDINGS,
    JSON,
    MOMENT,
    MOST_ENTRIES,
    NUMBER,
    PICK,
    SHAPE,
    Node,
    Path,
    part,
    tree_of,
)
from backend.domain.product_form.parts import Part, barred, demanded, entries, expand
from backend.domain.product_form.texts import read
from backend.domain.product_form.tree import FormPlace, Kind

ROUNDS = 3
_SHAPES = frozenset(map(str, range(100)))


@dataclass(frozen=True, slots=True)
class _Whole:
    """A value entered as JSON: it is taken as it is."""

    value: Any


@dataclass(frozen=True, slots=True)
class _Shaped:
    """A value with the shape that was chosen for it."""

    shape: int
    value: Any


def read_values(
    schema: Mapping[str, Any], posted: Iterable[tuple[str, str]], place: FormPlace
) -> dict[str, Any]:
    """What was entered as attributes. Blank entries are left out; names that the schema does not know are ignored.

    A text that cannot be read as what its field asks for stays a text, so that the check can say it beside the field.
    """
    document = document_of(schema)
    said = _said(tree_of(posted), place)
    values: Any = said if isinstance(said, dict) else {}
    for _round in range(ROUNDS):  # what is filled in may be what a condition asks about
        filled = _filled(document, [Part(document.root)], values, place, "", ())
        filled = filled if isinstance(filled, dict) else {}
        if filled == values:
            break
        values = filled
    plain = _plain(values)
    return plain if isinstance(plain, dict) else {}


def _said(node: Node, place: FormPlace) -> Any:
    """The value of a posted node by its names alone; NOTHING when it is blank."""
    value = _bare(node, place)
    chosen = node.get(SHAPE)
    if value is NOTHING or isinstance(value, _Whole) or not isinstance(chosen, dict):
        return value
    said = chosen.get("")
    return _Shaped(int(said) if isinstance(said, str) and said in _SHAPES else 0, value)


def _bare(node: Node, place: FormPlace) -> Any:
    for ending in (JSON, NUMBER, PICK, MOMENT):
        below = node.get(ending)
        if isinstance(below, dict) and isinstance(text := below.get(""), str):
            value = read(text, ending, place.decimal)
            if value is None and not (ending in (PICK, JSON) and text.strip().lstrip("~") == "null"):
                return NOTHING
            return _Whole(value) if ending == JSON or isinstance(value, dict | list) else value
    text = node.get("")
    if isinstance(text, str):
        value = read(text, "", place.decimal)
        return NOTHING if value is None else value
    inner = {word: below for word, below in node.items() if word not in ENDINGS and isinstance(below, dict)}
    if inner and all(word.isascii() and word.isdecimal() and len(word) <= 4 for word in inner):
        ordered = sorted(inner.items(), key=lambda item: int(item[0]))[:MOST_ENTRIES]
        return [said for _word, below in ordered if (said := _said(below, place)) is not NOTHING] or NOTHING
    members = {word: said for word, below in inner.items() if (said := _said(below, place)) is not NOTHING}
    return _Members(members) if members else NOTHING


class _Members(dict[str, Any]):
    """Members of an object by the words of their names; their property names come from the schema."""


def _filled(
    document: Document, parts: Sequence[Part], value: Any, place: FormPlace, name: str, path: Path
) -> Any:
    """The value with unknown members left out and unseen ones filled in; NOTHING where nothing was said."""
    if isinstance(value, _Whole):
        return value
    if isinstance(value, _Shaped):
        return _shaped(document, parts, value, place, name, path)
    if isinstance(value, dict):
        named = value
        expanded = expand(document, parts, _plain(value), path)
        known = known_members(document, expanded)
        if isinstance(value, _Members):
            words = {part(member): member for member in known}
            named = {words[word]: below for word, below in value.items() if word in words}
            expanded = expand(document, parts, _plain(named), path)
            known = known_members(document, expanded)
        elif facts_of(document, expanded).kind in (Kind.CHOICE, Kind.RAW, Kind.SHAPES):
            return value  # what was filled in whole a round before
        return _object(document, expanded, known, named, place, path)
    if isinstance(value, list):
        below = entries(expand(document, parts, _plain(value), path)) or []
        kept = [
            made for at, each in enumerate(value)
            if (made := _filled(document, below, each, place, name, (*path, at))) is not NOTHING
        ]  # fmt: skip
        return kept or NOTHING
    if isinstance(value, str):
        return _own_word(document, parts, value)
    return value


def _shaped(
    document: Document, parts: Sequence[Part], value: _Shaped, place: FormPlace, name: str, path: Path
) -> Any:
    """A value under the parts of the shape that was chosen."""
    shapes = facts_of(document, expand(document, parts, _plain(value.value), path)).shapes
    inside = shapes[value.shape][1] if value.shape < len(shapes) else parts
    made = _filled(document, inside, value.value, place, name, path)
    return made if made is NOTHING else _Shaped(value.shape, made)


def _object(
    document: Document, expanded: Sequence[Part], known: Mapping[str, Sequence[Part]], value: Mapping[str, Any],
    place: FormPlace, path: Path,
) -> Any:  # fmt: skip
    made: dict[str, Any] = {}
    for name, parts in known.items():
        if name in value:
            below = _filled(document, parts, value[name], place, name, (*path, name))
            if below is not NOTHING:
                made[name] = below
    if path and not _was_said(document, made, known, place):
        return NOTHING
    needed, refused = demanded(expanded, _plain(value), path), barred(expanded)
    for name, parts in known.items():
        if name not in made and name not in refused:
            filled = _unseen(document, parts, name, place, name in needed)
            if filled is not NOTHING:
                made[name] = filled
    return {name: made[name] for name in known if name in made}


def _was_said(
    document: Document, made: Mapping[str, Any], known: Mapping[str, Sequence[Part]], place: FormPlace
) -> bool:
    """Whether a person said something: a member that nobody sees is nothing."""
    return any(not is_unseen(document, expand(document, known[name], None, ()), name, place) for name in made)


def _unseen(document: Document, parts: Sequence[Part], name: str, place: FormPlace, needed: bool) -> Any:
    expanded = expand(document, parts, None, ())
    facts = facts_of(document, expanded)
    if facts.hidden or (needed and is_fixed(document, expanded)):
        return filling(document, expanded, facts, name, place)
    if needed and facts.kind in (Kind.OBJECT, Kind.LIST):
        return by_itself(document, parts, name, place)
    return NOTHING


def _own_word(document: Document, parts: Sequence[Part], text: str) -> str:
    """A text, or the value of the list that is called so."""
    facts = facts_of(document, expand(document, parts, text, ()))
    if facts.kind not in (Kind.SUGGESTED, Kind.SEARCHED) or any(each.value == text for each in facts.values):
        return text
    named = [each.value for each in facts.values if each.label == text]
    if facts.kind is Kind.SEARCHED and not named:
        small = text.casefold()
        named = [each.value for each in facts.values if (each.label or each.value).casefold() == small]
    return str(named[0]) if len(named) == 1 else text


def _plain(value: Any) -> Any:
    """The value as plain JSON."""
    if isinstance(value, _Whole | _Shaped):
        return _plain(value.value) if isinstance(value, _Shaped) else value.value
    if isinstance(value, dict):
        return {name: _plain(below) for name, below in value.items()}
    return [_plain(below) for below in value] if isinstance(value, list) else value
