"""What a place of the form is: its kind, words, options and limits, drawn together from all parts that apply there."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from backend.domain.product_form.document import Document, Schema
from backend.domain.product_form.limits import limits_of
from backend.domain.product_form.listed import MOST_OPTIONS, Value, listed, once
from backend.domain.product_form.parts import Part, choices, entries, expand, members
from backend.domain.product_form.tree import Kind, Limits

LEAVES = frozenset((Kind.TEXT, Kind.LONG_TEXT, Kind.NUMBER, Kind.WHOLE, Kind.DATE, Kind.MOMENT, Kind.LINK))
TEXTS = frozenset((Kind.TEXT, Kind.LONG_TEXT, Kind.LINK, Kind.SUGGESTED))
DEEPEST, LONG_FROM, MOST_KEPT = 6, 250, 30_000
_NAMED_TYPES = frozenset(("string", "number", "integer", "boolean", "object", "array", "null"))


@dataclass(frozen=True, slots=True)
class Facts:
    """`shapes`: the alternatives of SHAPES, each with the parts that apply once it is chosen."""

    kind: Kind
    types: frozenset[str] | None
    values: tuple[Value, ...]
    shapes: tuple[tuple[str, tuple[Part, ...]], ...]
    title: str
    help: str
    examples: tuple[str, ...]
    limits: Limits
    hidden: bool
    editable: bool
    deprecated: bool


def facts_of(document: Document, parts: Sequence[Part], depth: int = 0) -> Facts:
    """The facts of a place from its expanded parts. They are worked out once for the same parts."""
    key = ("facts", *(id(part.schema) for part in parts))
    found = document.memo.get(key)
    if found is None:
        found = _facts(document, parts, depth)
        if len(document.memo) > MOST_KEPT:
            document.memo.clear()
        document.memo[key] = (found, list(parts))  # the parts are kept so that their ids stay theirs
        return found
    facts: Facts = found[0]
    return facts


def _facts(document: Document, parts: Sequence[Part], depth: int) -> Facts:
    types = types_of(parts)
    values = listed(document, parts)
    kind, more, shapes = _kind(document, parts, types, values, depth)
    return Facts(
        kind=kind, types=types, values=(values or more)[:MOST_OPTIONS], shapes=shapes, title=_first(parts, "title"),
        help=_first(parts, "description"), examples=_examples(parts), limits=limits_of(part.schema for part in parts),
        hidden=any(part.schema.get("hidden") for part in parts),
        editable=all(part.schema.get("editable", True) for part in parts),
        deprecated=any(part.schema.get("deprecated") for part in parts),
    )  # fmt: skip


def types_of(parts: Iterable[Part]) -> frozenset[str] | None:
    """The types that all parts allow; None where none says one. A whole number is a number, null alone stays."""
    allowed: frozenset[str] | None = None
    for part in parts:
        said = part.schema.get("type")
        if said is not None:
            names = frozenset([said] if isinstance(said, str) else said)
            wide = names | {"integer"} if "number" in names else names
            allowed = wide if allowed is None else allowed & wide
    if allowed and "number" in allowed:
        allowed -= {"integer"}
    return allowed - {"null"} if allowed and len(allowed) > 1 else allowed


Found = tuple[Kind, tuple[Value, ...], tuple[tuple[str, tuple[Part, ...]], ...]]


def _kind(
    document: Document, parts: Sequence[Part], types: frozenset[str] | None, values: tuple[Value, ...], depth: int
) -> Found:  # fmt: skip
    if values:
        return Kind.CHOICE, (), ()
    if depth > DEEPEST or types == frozenset():
        return Kind.RAW, (), ()
    if _structure(parts, types) is None and (chosen := _chosen(document, parts, depth)):
        return chosen
    named = types or _inferred(parts)
    if not named:
        return Kind.RAW, (), ()
    if len(named) > 1:
        return Kind.SHAPES, (), tuple((name, _typed(parts, name)) for name in sorted(named))
    return _plain(document, parts, next(iter(named))), (), ()


def _plain(document: Document, parts: Sequence[Part], name: str) -> Kind:
    match name:
        case "string":
            return _text(parts)
        case "number":
            return Kind.NUMBER
        case "integer":
            return Kind.WHOLE
        case "array":
            return Kind.RAW if entries(parts) is None else Kind.LIST
        case "object":
            return _structure(parts, frozenset(("object",))) or Kind.RAW
        case _:
            return Kind.CHOICE


def _structure(parts: Sequence[Part], types: frozenset[str] | None) -> Kind | None:
    """OBJECT or LIST where the parts themselves say what is inside; alternatives then only ask, they do not draw."""
    if types in (None, frozenset(("object",))) and any(
        part.schema.get("properties") or part.schema.get("required") for part in parts
    ):
        return Kind.OBJECT
    inside = any("items" in part.schema for part in parts)
    return (
        Kind.LIST
        if types in (None, frozenset(("array",))) and inside and entries(parts) is not None
        else None
    )


def _inferred(parts: Sequence[Part]) -> frozenset[str]:
    """The type that the other keywords speak of; none where they speak of nothing, and anything may stand there."""
    said = {word for part in parts for word in part.schema}
    if said & {"minLength", "maxLength", "pattern", "format", "maxUtf8ByteLength", "minUtf8ByteLength"}:
        return frozenset(("string",))
    if said & {"minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum", "multipleOf"}:
        return frozenset(("number",))
    if said & {"properties", "required"}:
        return frozenset(("object",))
    if said & {"items", "minItems", "maxItems", "contains", "maxUniqueItems", "minUniqueItems"}:
        return frozenset(("array",))
    return frozenset()


def _chosen(document: Document, parts: Sequence[Part], depth: int) -> Found | None:
    """What alternatives make of a place: a list, own words with a list, a day, or several shapes; None for nothing."""
    for part, branches in choices(parts):
        word = "anyOf" if part.schema.get("anyOf") is branches else "oneOf"
        rest = [_without(document, one, word if one is part else "") for one in parts]
        drawn = []
        for branch in branches[:50]:
            if branch is False:
                continue
            applied = tuple(expand(document, [*rest, *([] if branch is True else [Part(branch)])], None, ()))
            drawn.append((branch.get("title", "") if isinstance(branch, dict) else "", applied,
                          facts_of(document, applied, depth + 1)))  # fmt: skip
        if drawn:
            return _together(drawn)
    return None


def _together(drawn: list[tuple[str, tuple[Part, ...], Facts]]) -> Found | None:
    kinds = {facts.kind for _title, _parts, facts in drawn}
    shapes = tuple((title, applied) for title, applied, _facts in drawn)
    values = [value for _title, _parts, facts in drawn for value in facts.values]
    if len(drawn) == 1 and kinds <= {Kind.OBJECT, Kind.LIST}:
        return Kind.SHAPES, (), shapes
    if kinds == {Kind.CHOICE}:
        return Kind.CHOICE, once(values), ()
    words = all(isinstance(value.value, str) for value in values)
    if values and words and kinds <= TEXTS | {Kind.CHOICE} and kinds & TEXTS:
        return Kind.SUGGESTED, once(values), ()
    if kinds == {Kind.DATE, Kind.MOMENT}:
        return Kind.DATE, (), ()
    if len(kinds) == 1 and kinds <= LEAVES:
        return next(iter(kinds)), (), ()
    if kinds <= {Kind.TEXT, Kind.LONG_TEXT, Kind.LINK}:
        return Kind.TEXT, (), ()
    return Kind.SHAPES, (), shapes


def _without(document: Document, part: Part, word: str) -> Part:
    key = ("without", id(part.schema), word)
    kept = document.memo.get(key)
    if kept is None:
        brings = (
            word,
            "$ref",
            "allOf",
            "if",
            "dependentSchemas",
        )  # what these bring is among the parts already
        made = {name: value for name, value in part.schema.items() if name not in brings}
        kept = document.memo[key] = (made, part.schema)
    return Part(kept[0], part.because)


def _typed(parts: Sequence[Part], name: str) -> tuple[Part, ...]:
    return (*parts, Part(_TYPED[name]))


_TYPED: dict[str, Schema] = {name: {"type": name} for name in _NAMED_TYPES}


def _text(parts: Sequence[Part]) -> Kind:
    for part in parts:
        match part.schema.get("format"):
            case "date":
                return Kind.DATE
            case "date-time":
                return Kind.MOMENT
            case "uri" | "url" | "iri":
                return Kind.LINK
    limits = limits_of(part.schema for part in parts)
    longest = min((most for most in (limits.most_length, limits.most_bytes) if most is not None), default=0)
    return Kind.LONG_TEXT if longest > LONG_FROM else Kind.TEXT


def _first(parts: Iterable[Part], word: str) -> str:
    return next((said for part in parts if (said := str(part.schema.get(word, "")).strip())), "")


def _examples(parts: Iterable[Part]) -> tuple[str, ...]:
    for part in parts:
        said = [str(each) for each in part.schema.get("examples", ()) if isinstance(each, str | int | float)]
        if said:
            return tuple(said[:3])
    return ()


def known_members(document: Document, parts: Sequence[Part]) -> dict[str, list[Part]]:
    """The properties of an object: its own, those only an alternative knows, and those only asked for by name."""
    found = members(parts)
    inside: dict[str, list[Schema | bool]] = {}
    for _part, branches in choices(parts):
        for branch in branches:
            if isinstance(branch, dict):
                for name, below in members(expand(document, [Part(branch)], {}, ())).items():
                    if name not in found:
                        inside.setdefault(name, []).extend(each.schema for each in below)
    for name, schemas in inside.items():
        found[name] = [Part(_either(document, schemas))]
    for part in parts:
        for name in part.schema.get("required", ()):
            found.setdefault(name, [])
    return found


def _either(document: Document, schemas: list[Schema | bool]) -> Schema:
    if len(schemas) == 1 and isinstance(schemas[0], dict):
        return schemas[0]
    key = ("either", *map(id, schemas))
    if key not in document.memo:
        document.memo[key] = {"anyOf": list(schemas)}
    made: Schema = document.memo[key]
    return made
