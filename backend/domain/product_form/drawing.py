"""One place of the form as a field, with all that stands below it."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

from backend.domain.product_form.document import Document
from backend.domain.product_form.facts import Facts, facts_of, known_members
from backend.domain.product_form.filling import filling, is_unseen
from backend.domain.product_form.holding import holds
from backend.domain.product_form.limits import count_limits
from backend.domain.product_form.lists import most_entries
from backend.domain.product_form.names import MOST_ENTRIES, SHAPE, Path, name_of
from backend.domain.product_form.parts import Part, Reasons, barred, demanded, entries, expand
from backend.domain.product_form.texts import ENDINGS, fits_kind, key_of, write
from backend.domain.product_form.tree import Field, FormPlace, Kind, Option, Shown

# A place that is deeper, or comes after so many fields, is entered as JSON.
DEEPEST, MOST_FIELDS, DEEPEST_BLANK = 22, 8_000, 9
_INSIDE = (Kind.OBJECT, Kind.LIST, Kind.SHAPES)


@dataclass(slots=True)
class Canvas:
    """What drawing goes by, and how many fields there are already."""

    document: Document
    place: FormPlace
    shown: Shown
    drawn: int = 0


@dataclass(frozen=True, slots=True)
class Standing:
    """How a place stands in what holds it."""

    needed: bool = False
    asked: bool = False
    forbidden: bool = False
    because: Reasons = ()
    either: tuple[str, ...] = ()
    inside: bool = False  # of a chosen shape: a choice of shapes within would have the same name


class _Absent:
    """No value is there."""


NOT_THERE = _Absent()


def draw(canvas: Canvas, parts: Sequence[Part], value: Any, path: Path, standing: Standing) -> Field | None:
    """The field of a place; None where nothing is to be entered there. `value` is NOT_THERE where none is."""
    canvas.drawn += 1
    document, there = canvas.document, value is not NOT_THERE
    expanded = expand(document, parts, value if there else _blank(document, parts), path)
    facts = facts_of(document, expanded)
    name = next((step for step in reversed(path) if isinstance(step, str)), "")
    made = _described(facts, path, name, standing, there)
    if is_unseen(document, expanded, str(path[-1]) if path else "", canvas.place):
        return _kept(canvas, made, expanded, facts, value, str(path[-1])) if there else None
    if facts.hidden and not there and not standing.needed:
        return None
    if not _drawable(canvas, facts, value, path, standing):
        return _leaf(canvas, replace(made, kind=Kind.RAW, options=()), value, facts)
    match facts.kind:
        case Kind.OBJECT:
            return _object(canvas, made, expanded, value, standing)
        case Kind.LIST:
            return _list(canvas, made, expanded, value, standing)
        case Kind.SHAPES:
            return _shapes(canvas, made, facts, value, standing)
        case _:
            return _leaf(canvas, made, value, facts)


def _blank(document: Document, parts: Sequence[Part]) -> Any:
    """What conditions are asked about where nothing is: an empty object or list, where one belongs there."""
    kind = next((part.schema["type"] for part in parts if "type" in part.schema), None)
    if kind is None and parts:
        found = facts_of(document, expand(document, parts, None, ())).kind
        kind = {Kind.OBJECT: "object", Kind.LIST: "array"}.get(found)
    return {} if kind == "object" else [] if kind == "array" else None


def _described(facts: Facts, path: Path, name: str, standing: Standing, there: bool) -> Field:
    label = facts.title or name.replace("_", " ").strip().capitalize()
    return Field(
        path=path, name=name_of(path), kind=facts.kind, label=label,
        help=facts.help, examples=facts.examples, needed=standing.needed, asked=standing.asked, filled=there,
        forbidden=standing.forbidden, because=standing.because, either=standing.either, editable=facts.editable,
        deprecated=facts.deprecated, limits=facts.limits,
    )  # fmt: skip


def _drawable(canvas: Canvas, facts: Facts, value: Any, path: Path, standing: Standing) -> bool:
    there = value is not NOT_THERE
    if len(path) > DEEPEST or canvas.drawn > MOST_FIELDS:
        return False
    if standing.inside and facts.kind is Kind.SHAPES:
        return False
    if facts.kind in _INSIDE and not there and not standing.asked and len(path) > DEEPEST_BLANK:
        return False
    if there and facts.kind is Kind.LIST and isinstance(value, list) and len(value) > MOST_ENTRIES:
        return False
    return not there or fits_kind(value, facts.kind)


def _leaf(canvas: Canvas, made: Field, value: Any, facts: Facts) -> Field:
    there, kind, options = value is not NOT_THERE, made.kind, made.options
    if there and kind is Kind.DATE and "T" in value:
        kind = Kind.MOMENT
    text = write(value, kind, canvas.place.decimal, facts.values) if there else ""
    if kind in (Kind.CHOICE, Kind.SUGGESTED):
        options = _options(canvas.document, facts)
        if kind is Kind.CHOICE and there and text not in {option.key for option in options}:
            options = (*options, Option(text, _shown(value)))
    if kind is Kind.LINK and any("image" in str(step) for step in made.path):
        kind = Kind.PICTURE
    ending = ENDINGS.get(kind, "")
    name = f"{made.name}.{ending}" if ending else made.name
    return replace(made, kind=kind, options=options, text=text, name=name)


def _options(document: Document, facts: Facts) -> tuple[Option, ...]:
    key = ("options", id(facts))
    kept = document.memo.get(key)
    if kept is None:
        made = tuple(
            Option(key_of(each.value), each.label or _shown(each.value), each.deprecated)
            for each in facts.values
        )
        kept = document.memo[key] = (made, facts)  # the facts are kept so that their id stays theirs
    options: tuple[Option, ...] = kept[0]
    return options


def _shown(value: Any) -> str:
    """What is shown of a value without a name. Yes, no and nothing are said in the page's language."""
    return (
        ""
        if value is None or isinstance(value, bool)
        else value
        if isinstance(value, str)
        else key_of(value)[1:]
    )


def _kept(
    canvas: Canvas, made: Field, expanded: Sequence[Part], facts: Facts, value: Any, name: str
) -> Field | None:  # fmt: skip
    """A hidden member whose value is another one than we would fill in: it goes along unseen."""
    if filling(canvas.document, expanded, facts, name, canvas.place) == value:
        return None
    kind = facts.kind if facts.kind not in _INSIDE and fits_kind(value, facts.kind) else Kind.RAW
    kind = Kind.TEXT if kind is Kind.SUGGESTED else kind
    text = write(value, kind, canvas.place.decimal)
    return replace(made, kind=Kind.KEPT, text=text, name=name_of(made.path, ENDINGS.get(kind, "")))


def _object(
    canvas: Canvas, made: Field, expanded: Sequence[Part], value: Any, standing: Standing
) -> Field | None:
    there = value if isinstance(value, dict) else {}
    known = known_members(canvas.document, expanded)
    if any(name not in known for name in there) and not _closed(expanded):
        return _leaf(canvas, replace(made, kind=Kind.RAW), value, facts_of(canvas.document, expanded))
    live = standing.asked or bool(there)
    needed, refused = demanded(expanded, there, made.path), barred(expanded)
    fields = []
    for name, parts in known.items():
        inside = there.get(name, NOT_THERE)
        if name in refused and inside is NOT_THERE and name not in needed:
            continue
        below = Standing(
            needed=name in needed, asked=name in needed and live, forbidden=name in refused and inside is not NOT_THERE,
            because=needed.get(name, refused.get(name, ())),
        )  # fmt: skip
        drawn = draw(canvas, parts, inside, (*made.path, name), below)
        if drawn is not None:
            fields.append(drawn)
    if not any(each.kind is not Kind.KEPT for each in fields) and not there:
        return None
    return replace(made, fields=tuple(_with_units(fields)))


def _closed(expanded: Sequence[Part]) -> bool:
    return any(part.schema.get("additionalProperties") is False for part in expanded)


def _with_units(fields: list[Field]) -> list[Field]:
    """A number and the choice of its unit become one field."""
    numbers = [each for each in fields if each.kind in (Kind.NUMBER, Kind.WHOLE) and each.path[-1] == "value"]
    units = [each for each in fields if each.kind is Kind.CHOICE and each.path[-1] == "unit"]
    if len(numbers) != 1 or len(units) != 1:
        return fields
    joined = replace(numbers[0], unit=units[0])
    return [joined if each is numbers[0] else each for each in fields if each is not units[0]]


def _list(
    canvas: Canvas, made: Field, expanded: Sequence[Part], value: Any, standing: Standing
) -> Field | None:
    there: list[Any] = value if isinstance(value, list) else []
    below = entries(expanded) or []
    least, most = count_limits(part.schema for part in expanded)
    most = most_entries(canvas.document, expanded, below, most, canvas.place)
    wanted = max(least, 1) if standing.asked or there else 1
    shown = max(len(there), canvas.shown.entries.get(made.name, 0), min(wanted, 20))
    shown = max(len(there), min(shown, MOST_ENTRIES, most if most is not None else MOST_ENTRIES))
    if not there and not standing.asked and len(made.path) > DEEPEST_BLANK - 1:
        shown = 0
    fields = []
    for at in range(shown):
        inside = there[at] if at < len(there) else NOT_THERE
        asked = standing.asked and at < max(least, 1)
        drawn = draw(canvas, below, inside, (*made.path, at), Standing(needed=asked, asked=asked))
        if drawn is None:
            break
        fields.append(drawn)
    if not fields and shown:
        return None
    can_add = shown < min(MOST_ENTRIES, most if most is not None else MOST_ENTRIES)
    return replace(made, fields=tuple(fields), least=least, most=most, can_add=can_add)


def _shapes(canvas: Canvas, made: Field, facts: Facts, value: Any, standing: Standing) -> Field:
    name = name_of(made.path, SHAPE)
    options = tuple(Option(str(at), title) for at, (title, _parts) in enumerate(facts.shapes))
    chosen = _fitting(canvas.document, facts, value)
    if chosen is None:
        chosen = min(canvas.shown.shapes.get(name, 0), len(options) - 1)
    if value is not NOT_THERE and _fitting(canvas.document, facts, value) is None:
        return _leaf(canvas, replace(made, kind=Kind.RAW), value, facts)
    inside = draw(canvas, facts.shapes[chosen][1], value, made.path, replace(standing, inside=True))
    below = () if inside is None else (replace(inside, label=options[chosen].label or made.label),)
    return replace(made, name=name, options=options, text=str(chosen), fields=below)


def _fitting(document: Document, facts: Facts, value: Any) -> int | None:
    """The shape that a value has, else the first whose kind can hold it."""
    if value is NOT_THERE:
        return None
    inside = [(at, parts, facts_of(document, parts)) for at, (_title, parts) in enumerate(facts.shapes)]
    for at, parts, _facts in inside:
        if all(holds(document, part.schema, value) for part in parts):
            return at
    return next(
        (at for at, _parts, below in inside if below.kind in _INSIDE and fits_kind(value, below.kind)), None
    )
