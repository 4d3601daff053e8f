"""What a schema asks of one place, given the values: all parts of the document that apply there now.

A document speaks of a place in many parts: the property's own schema, what `$ref` and `allOf` add, what `then` adds
because its `if` holds. Each part carries the reasons for which it applies.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from backend.domain.product_form.document import Document, Schema
from backend.domain.product_form.holding import holds, is_type, same
from backend.domain.product_form.names import Path
from backend.domain.product_form.tree import Reason

Reasons = tuple[Reason, ...]
MOST_PARTS, DEEPEST = 400, 24


@dataclass(frozen=True, slots=True)
class Part:
    """A schema that applies at a place, and why. No reasons: it always does. `about`: what its conditions ask about."""

    schema: Schema
    because: Reasons = ()
    about: frozenset[str] = frozenset()


NOTHING: Schema = {"not": {}}


def expand(document: Document, parts: Iterable[Part], value: Any, path: Path) -> list[Part]:
    """The parts with all that they bring along in place, for a value (a blank one where there is none)."""
    found: list[Part] = []
    for part in parts:
        always = _always(document, part.schema)
        if always is None:
            _add(document, part, value, path, found, 0)
        elif part.because or part.about:
            found += [Part(each.schema, part.because, part.about) for each in always]
        else:
            found += always
    return found[:MOST_PARTS]


def _always(document: Document, schema: Schema) -> tuple[Part, ...] | None:
    """What a schema brings along whatever the value; None where that hangs on the value. Worked out once."""
    key = ("always", id(schema))
    kept = document.memo.get(key)
    if kept is None:
        found: list[Part] = []
        fixed = _gather(document, schema, found, 0)
        kept = document.memo[key] = (tuple(found) if fixed else None, schema)
    always: tuple[Part, ...] | None = kept[0]
    return always


def _gather(document: Document, schema: Schema | bool, found: list[Part], depth: int) -> bool:
    if schema is True:
        return True
    if schema is False:
        found.append(Part(NOTHING))
        return True
    assert isinstance(schema, dict)
    if depth > DEEPEST or len(found) > MOST_PARTS or "if" in schema or "dependentSchemas" in schema:
        return False
    found.append(Part(schema))
    below = [document.target(schema)] if "$ref" in schema else []
    return all(_gather(document, each, found, depth + 1) for each in (*below, *schema.get("allOf", ())))


def _add(document: Document, part: Part, value: Any, path: Path, found: list[Part], depth: int) -> None:
    if depth > DEEPEST or len(found) > MOST_PARTS:
        return
    found.append(part)
    for inner in _brought(document, part, value, path):
        _add(document, inner, value, path, found, depth + 1)


def _brought(document: Document, part: Part, value: Any, path: Path) -> Iterator[Part]:
    """What a part brings along in place."""
    schema = part.schema
    below: list[tuple[Schema | bool, Reasons, frozenset[str]]] = []
    if "$ref" in schema:
        below.append((document.target(schema), (), frozenset()))
    below += [(each, (), frozenset()) for each in schema.get("allOf", ())]
    if "if" in schema:
        met = holds(document, schema["if"], value)
        branch = schema.get("then" if met else "else", True)
        if branch is not True:
            why = tuple(reasons(document, schema["if"], value, path)) if met else ()
            below.append((branch, why, _about(document, schema["if"])))
    for name, each in schema.get("dependentSchemas", {}).items():
        if isinstance(value, dict) and name in value:
            below.append((each, (Reason((*path, name)),), frozenset((name,))))
    for each, why, about in below:
        if each is not True:
            inner = NOTHING if each is False else each
            yield Part(inner, (*part.because, *why), part.about | about)


def _about(document: Document, condition: Schema | bool) -> frozenset[str]:
    key = ("about", id(condition))
    if key not in document.memo:
        document.memo[key] = frozenset(_mentioned(condition))
    about: frozenset[str] = document.memo[key]
    return about


def _mentioned(condition: Schema | bool) -> Iterator[str]:
    """The members that a condition asks about."""
    if isinstance(condition, dict):
        yield from condition.get("properties", ())
        yield from condition.get("required", ())
        for word in ("allOf", "anyOf", "oneOf"):
            for below in condition.get(word, ()):
                yield from _mentioned(below)
        yield from _mentioned(condition.get("not", True))


def reasons(
    document: Document, condition: Schema | bool, value: Any, path: Path, depth: int = 0
) -> Iterator[Reason]:
    """What of the values makes a condition hold, where it names values: not what is absent."""
    if isinstance(condition, bool) or depth > DEEPEST:
        return
    if value is not None and not isinstance(value, dict | list):
        wanted = condition.get("enum", [condition["const"]] if "const" in condition else ())
        if any(same(value, each) for each in wanted):
            yield Reason(path, value)
    if isinstance(value, dict):
        for name, below in condition.get("properties", {}).items():
            if name in value:
                yield from reasons(document, below, value[name], (*path, name), depth + 1)
    if isinstance(value, list):
        for word in ("contains", "items"):
            below = condition.get(word, True)
            for place, entry in enumerate(value):
                if not isinstance(below, list) and holds(document, below, entry):
                    yield from reasons(document, below, entry, (*path, place), depth + 1)
    for word in ("allOf", "anyOf", "oneOf"):
        for below in condition.get(word, ()):
            if holds(document, below, value):
                yield from reasons(document, below, value, path, depth + 1)


def members(parts: Iterable[Part]) -> dict[str, list[Part]]:
    """What is said of each property, in the order in which they are named first."""
    found: dict[str, list[Part]] = {}
    for part in parts:
        for name, below in part.schema.get("properties", {}).items():
            if below is False:
                found.setdefault(name, []).append(Part(NOTHING, part.because))
            else:
                found.setdefault(name, []).append(Part(below if below is not True else {}, part.because))
    return found


def entries(parts: Iterable[Part]) -> list[Part] | None:
    """What is said of every entry of a list; None where each place has a schema of its own."""
    found = []
    for part in parts:
        below = part.schema.get("items", True)
        if isinstance(below, list):
            return None
        if below is False:
            found.append(Part(NOTHING, part.because))
        elif below is not True:
            found.append(Part(below, part.because))
    return found


def demanded(parts: Iterable[Part], value: Any, path: Path) -> dict[str, Reasons]:
    """The names that must be there, and why now; () where they always must."""
    found: dict[str, Reasons] = {}
    for part in parts:
        for name in part.schema.get("required", ()):
            if part.because == () or name not in found:
                found[name] = part.because
        for name, others in part.schema.get("dependentRequired", {}).items():
            if isinstance(value, dict) and name in value:
                for other in others:
                    found.setdefault(other, (*part.because, Reason((*path, name))))
    return found


def barred(parts: Iterable[Part]) -> dict[str, Reasons]:
    """The names that must not be there, whatever their value, and why."""
    found: dict[str, Reasons] = {}
    for part in parts:
        for name in _barred(part.schema.get("not", True)):
            if name not in part.about:  # else another value of its own may let it be there
                found.setdefault(name, part.because)
        for name, below in part.schema.get("properties", {}).items():
            if below is False:
                found.setdefault(name, part.because)
    return found


def _barred(refused: Schema | bool) -> Iterator[str]:
    if isinstance(refused, bool):
        return
    if set(refused) == {"required"} and len(refused["required"]) == 1:
        yield refused["required"][0]
    if set(refused) == {"anyOf"}:
        for each in refused["anyOf"]:
            yield from _barred(each)


def choices(parts: Iterable[Part]) -> Iterator[tuple[Part, list[Schema | bool]]]:
    """The alternatives (`anyOf`, `oneOf`) of the parts."""
    for part in parts:
        for word in ("anyOf", "oneOf"):
            if word in part.schema:
                yield part, part.schema[word]


def blank(types: Iterable[str] | None) -> Any:
    """What stands where nothing is: conditions are asked about it."""
    wanted = set(types or ())
    return [] if wanted == {"array"} else {} if wanted == {"object"} else None


def fits(value: Any, types: Iterable[str] | None) -> bool:
    return types is None or any(is_type(value, name) for name in types)
