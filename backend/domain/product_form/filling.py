"""What fields nobody sees are filled with: Amazon's selectors, constants and defaults."""

from collections.abc import Mapping, Sequence
from typing import Any

from backend.domain.product_form.document import Document
from backend.domain.product_form.facts import Facts, facts_of, known_members
from backend.domain.product_form.holding import holds
from backend.domain.product_form.parts import Part, entries, expand
from backend.domain.product_form.tree import FormPlace, Kind

DEEPEST = 8


class _Nothing:
    """Not there; None is a JSON value."""


NOTHING = _Nothing()


def filling(document: Document, parts: Sequence[Part], facts: Facts, name: str, place: FormPlace) -> Any:
    """What a hidden or single-valued field is filled with: the place's own, a constant, the default; or NOTHING."""
    if facts.kind in (Kind.OBJECT, Kind.LIST, Kind.SHAPES, Kind.RAW):
        wanted = [part.schema["default"] for part in parts if "default" in part.schema]
    else:
        wanted = _wanted(parts, facts, name, place)
    for value in wanted:
        if all(holds(document, part.schema, value) for part in parts):
            return value
    return NOTHING


def _wanted(parts: Sequence[Part], facts: Facts, name: str, place: FormPlace) -> list[Any]:
    own: Mapping[str, str] = {
        "marketplace_id": place.marketplace_id, "language_tag": place.language, "currency": place.currency,
    }  # fmt: skip
    wanted: list[Any] = [own[name]] if own.get(name) else []
    wanted += [part.schema["const"] for part in parts if "const" in part.schema]
    wanted += [part.schema["default"] for part in parts if "default" in part.schema]
    if len(facts.values) == 1:
        wanted.append(facts.values[0].value)
    return wanted


def is_unseen(document: Document, parts: Sequence[Part], name: str, place: FormPlace) -> bool:
    """Whether a member is filled in by us and not shown."""
    facts = facts_of(document, parts)
    return facts.hidden and filling(document, parts, facts, name, place) is not NOTHING


def is_fixed(document: Document, parts: Sequence[Part]) -> bool:
    """Whether only one value can stand here."""
    facts = facts_of(document, parts)
    return facts.kind is Kind.CHOICE and len(facts.values) == 1


def by_itself(document: Document, parts: Sequence[Part], name: str, place: FormPlace, depth: int = 0) -> Any:
    """What fills a needed place where a person has nothing to say, at any depth; NOTHING where a person has."""
    expanded = expand(document, parts, {}, ())
    facts = facts_of(document, expanded)
    if depth > DEEPEST:
        return NOTHING
    if facts.kind is Kind.OBJECT:
        return _object_by_itself(document, expanded, place, depth)
    if facts.kind is Kind.LIST:
        below = by_itself(document, entries(expanded) or [], name, place, depth + 1)
        return NOTHING if below is NOTHING else [below]
    if facts.hidden or is_fixed(document, expanded):
        return filling(document, expanded, facts, name, place)
    return NOTHING


def _object_by_itself(document: Document, expanded: Sequence[Part], place: FormPlace, depth: int) -> Any:
    made = {}
    for name, parts in known_members(document, expanded).items():
        value = by_itself(document, parts, name, place, depth + 1)
        if value is NOTHING:
            return NOTHING
        made[name] = value
    return made or NOTHING
