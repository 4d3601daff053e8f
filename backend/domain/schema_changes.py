"""What Amazon changed in the schema of a product type: what is new, gone, asked for now, or no longer to be chosen."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

_PARTS = ("allOf", "anyOf", "oneOf")
_DEEPEST = 30


@dataclass(frozen=True, slots=True)
class SchemaChanges:
    """Attributes by their path: `color` itself, `item_package_weight.unit` what is inside.

    `required` always, `sometimes` when other attributes say so. `values`: (path, values that can be chosen no more).
    """

    added: tuple[str, ...] = ()
    removed: tuple[str, ...] = ()
    required: tuple[str, ...] = ()
    sometimes: tuple[str, ...] = ()
    values: tuple[tuple[str, tuple[str, ...]], ...] = ()

    def __bool__(self) -> bool:
        return bool(self.added or self.removed or self.required or self.sometimes or self.values)

    @property
    def names(self) -> frozenset[str]:
        """The attributes that are touched."""
        paths = [
            *self.added,
            *self.removed,
            *self.required,
            *self.sometimes,
            *(path for path, _ in self.values),
        ]
        return frozenset(path.partition(".")[0] for path in paths)


def compare(before: Mapping[str, Any], after: Mapping[str, Any]) -> SchemaChanges:
    """What is different for somebody who fills it in. Titles, help and order are no change."""
    old, new = dict(_fields(before)), dict(_fields(after))
    asked_before = set(_required(before))
    # What a new attribute asks for inside of itself is no news beside it, unless the attribute is asked for.
    asked = {path for path in _required(after) if "." not in path or path.rpartition(".")[0] in old}
    return SchemaChanges(
        added=_outermost(new.keys() - old.keys()),
        removed=_outermost(old.keys() - new.keys()),
        required=tuple(sorted(asked - asked_before)),
        sometimes=tuple(sorted(set(_sometimes(after)) - set(_sometimes(before)) - asked - asked_before)),
        values=tuple(
            (path, gone)
            for path in sorted(old.keys() & new.keys())
            if old[path] and new[path] and (gone := tuple(sorted(old[path] - new[path])))
        ),
    )


def _fields(schema: object, path: str = "", depth: int = 0) -> Iterator[tuple[str, frozenset[str]]]:
    """Every property with the values it may have (none named: anything); a list's items stand for the list."""
    if not isinstance(schema, Mapping) or depth > _DEEPEST:
        return
    for name, inner in _mapping(schema.get("properties")).items():
        here = f"{path}.{name}" if path else str(name)
        yield here, frozenset(_values(inner))
        yield from _fields(inner, here, depth + 1)
    yield from _fields(schema.get("items"), path, depth + 1)


def _values(schema: object, depth: int = 0) -> Iterator[str]:
    """The values to choose from, where a choice is all there is."""
    if not isinstance(schema, Mapping) or depth > _DEEPEST:
        return
    yield from (str(value) for value in _list(schema.get("enum")))
    for part in ("anyOf", "oneOf"):
        for inner in _list(schema.get(part)):
            yield from _values(inner, depth + 1)


def _required(schema: object, path: str = "", depth: int = 0) -> Iterator[str]:
    if not isinstance(schema, Mapping) or depth > _DEEPEST:
        return
    for name in _list(schema.get("required")):
        yield f"{path}.{name}" if path else str(name)
    for name, inner in _mapping(schema.get("properties")).items():
        yield from _required(inner, f"{path}.{name}" if path else str(name), depth + 1)
    yield from _required(schema.get("items"), path, depth + 1)


def _sometimes(schema: object, depth: int = 0) -> Iterator[str]:
    """What conditions may ask for, at the top of the schema."""
    if not isinstance(schema, Mapping) or depth > _DEEPEST:
        return
    if depth:
        yield from (str(name) for name in _list(schema.get("required")))
    for part in _PARTS:
        for inner in _list(schema.get(part)):
            yield from _sometimes(inner, depth + 1)
    for part in ("then", "else"):
        yield from _sometimes(schema.get(part), depth + 1)


def _outermost(paths: set[str]) -> tuple[str, ...]:
    """Without what is inside of another one of them."""
    return tuple(sorted(path for path in paths if not any(path.startswith(f"{other}.") for other in paths)))


def _mapping(said: object) -> Mapping[str, Any]:
    return said if isinstance(said, Mapping) else {}


def _list(said: object) -> Sequence[Any]:
    return said if isinstance(said, list | tuple) else ()
