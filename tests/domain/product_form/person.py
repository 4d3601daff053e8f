"""A person who fills in a form, and the browser that posts it: what a form gives in texts comes back in texts."""

from typing import Any

from backend.domain.product_form.entering import read_values
from backend.domain.product_form.names import Path
from backend.domain.product_form.reading import read_form
from backend.domain.product_form.texts import write
from backend.domain.product_form.tree import Field, Form, FormPlace, Kind, Shown
from tests.domain.product_form.schemas import PLACE, Schema

NOTHING: Any = object()
EVERYTHING = Shown(everything=True)


def posted(form: Form, texts: dict[str, str] | None = None) -> list[tuple[str, str]]:
    """What a browser posts of a form, with `texts` typed over what stands there. Line ends become two signs."""
    typed = texts or {}
    return [
        (field.name, typed.get(field.name, field.text).replace("\n", "\r\n"))
        for field in form.fields()
        if field.kind not in (Kind.LIST, Kind.OBJECT)
    ]


def found(values: Any, path: Path) -> Any:
    """What stands at a path; NOTHING where nothing does."""
    for step in path:
        if isinstance(step, int):
            if not isinstance(values, list) or step >= len(values):
                return NOTHING
        elif not isinstance(values, dict) or step not in values:
            return NOTHING
        values = values[step]
    return values


def reached(values: Any, path: Path) -> bool:
    """Whether the entries of lists before this place are filled in: people fill lists from the top."""
    for at, step in enumerate(path):
        if isinstance(step, int) and step:
            before = found(values, path[:at])
            if not isinstance(before, list) or step > len(before):
                return False
    return True


def enter(schema: Schema, wanted: Schema, place: FormPlace = PLACE, rounds: int = 25) -> Schema:
    """Fill in an empty form by hand until it says what is wanted, or nothing more can be done."""
    values: Schema = {}
    entries: dict[str, int] = {}
    shapes: dict[str, int] = {}
    for _round in range(rounds):
        form = read_form(schema, (), values, place, Shown(frozenset(), entries, shapes, everything=True))
        texts: dict[str, str] = {}
        for field in form.fields():
            value = found(wanted, field.path)
            if value is NOTHING or not reached(values, field.path):
                continue
            if field.kind is Kind.LIST:
                entries[field.name] = len(value)
            elif field.kind is Kind.SHAPES:
                shapes[field.name] = shape_of(field, value, shapes)
                texts[field.name] = str(shapes[field.name])
            elif field.kind is not Kind.OBJECT:
                texts[field.name] = typed(field, value)
        values = read_values(schema, posted(form, texts), place)
        if values == wanted:
            break
    return values


def shape_of(field: Field, value: Any, shapes: dict[str, int]) -> int:
    """The shape to choose: stay where the inside can hold the value, else try the next."""
    now = int(field.text or 0)
    inside = field.fields[0] if field.fields else None
    if inside is not None and can_hold(inside, value):
        return now
    return (shapes.get(field.name, now) + 1) % len(field.options)


def can_hold(field: Field, value: Any) -> bool:
    """Whether a field, at a glance, is one for a value."""
    match field.kind:
        case Kind.OBJECT:
            names = {below.path[-1] for below in field.everything()}
            return isinstance(value, dict) and set(value) <= names
        case Kind.LIST:
            return isinstance(value, list) and all(
                can_hold(below, each) for below, each in zip(field.fields, value, strict=False)
            )
        case Kind.CHOICE:
            return write(value, field.kind, ".") in {option.key for option in field.options}
        case Kind.NUMBER | Kind.WHOLE:
            return isinstance(value, int | float) and not isinstance(value, bool)
        case Kind.SHAPES | Kind.RAW:
            return True
        case _:
            return isinstance(value, str)


def typed(field: Field, value: Any) -> str:
    """What a person types or chooses for a value."""
    if field.kind is Kind.SUGGESTED:
        return next((option.label for option in field.options if option.key == value), value)
    if field.kind is not Kind.RAW and not can_hold(field, value):
        return field.text
    return write(value, field.kind, ".")
