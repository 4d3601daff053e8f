"""The check of attributes against a product type's whole schema, with Amazon's own keywords (facts 4.5).

Everything a person must put right comes back as a Fault with the path of its field. The messages are the web room's.
"""

from collections import OrderedDict
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from jsonschema import Draft201909Validator, FormatChecker
from jsonschema.exceptions import ValidationError
from jsonschema.validators import extend

from backend.domain.product_form import holding
from backend.domain.product_form.document import document_of

Path = tuple[str | int, ...]
MOST_FAULTS = 500
_KEPT = 16


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing to put right. `code` is the schema's keyword, or `one_of`, `forbidden`, `schema`; `says` its numbers.

    says: limit (the keyword's value), now (what is there: a count, a length, a text), names (of which one is needed).
    """

    path: Path
    code: str
    says: Mapping[str, Any] = field(default_factory=dict)


def check(schema: Mapping[str, Any], values: Mapping[str, Any]) -> list[Fault]:
    """All faults of attributes, by path. Never raises for a schema; one that cannot be followed is a Fault itself.

    The validator is kept by the schema's identity: do not change a schema that was given.
    """
    found: dict[tuple[Path, str], Fault] = {}
    try:
        for error in _validator(schema).iter_errors(dict(values)):
            for fault in _faults(error):
                found.setdefault((fault.path, fault.code), fault)
            if len(found) >= MOST_FAULTS:
                break
    except RecursionError:
        found.setdefault(((), "schema"), Fault((), "schema"))
    return list(found.values())


_validators: OrderedDict[int, tuple[Mapping[str, Any], Any]] = OrderedDict()


def _validator(schema: Mapping[str, Any]) -> Any:
    kept = _validators.get(id(schema))
    if kept and kept[0] is schema:
        return kept[1]
    made = VALIDATOR(document_of(schema).root, format_checker=FORMATS)
    _validators[id(schema)] = (schema, made)
    while len(_validators) > _KEPT:
        _validators.popitem(last=False)
    return made


FORMATS = FormatChecker(formats=())
FORMATS.checks("date")(lambda value: not isinstance(value, str) or holding.is_format(value, "date"))
FORMATS.checks("date-time")(lambda value: not isinstance(value, str) or holding.is_format(value, "date-time"))


def _required(validator: Any, names: list[str], values: Any, schema: Any) -> Iterator[ValidationError]:
    if isinstance(values, dict):
        for name in names:
            if name not in values:
                yield ValidationError(f"{name} is required", path=[name])


def _dependent(
    validator: Any, names: Mapping[str, list[str]], values: Any, schema: Any
) -> Iterator[ValidationError]:
    if isinstance(values, dict):
        for name, others in names.items():
            for other in others if name in values else ():
                if other not in values:
                    yield ValidationError(f"{other} is required", path=[other])


def _not(validator: Any, refused: Any, value: Any, schema: Any) -> Iterator[ValidationError]:
    if validator.evolve(schema=refused).is_valid(value):
        names = list(_named(refused)) if isinstance(value, dict) else []
        there = [name for name in names if name in value]
        for name in there:
            yield ValidationError(f"{name} is forbidden", path=[name], validator_value="forbidden")
        if not there:
            yield ValidationError("is not allowed")


def _named(refused: Any) -> Iterator[str]:
    """The names that a refused schema asks for."""
    if isinstance(refused, dict):
        yield from refused.get("required", ())
        for below in refused.get("anyOf", ()):
            yield from _named(below)


def _counted(kind: type, count: Callable[[Any, Any], int], fails: Callable[[int, int], bool]) -> Any:
    def ask(validator: Any, limit: int, value: Any, schema: Any) -> Iterator[ValidationError]:
        if isinstance(value, kind) and fails(count(value, schema), limit):
            yield ValidationError("out of its limits")

    return ask


def _multiple(validator: Any, step: Any, value: Any, schema: Any) -> Iterator[ValidationError]:
    if holding.is_number(value) and not holding.is_multiple(value, step):
        yield ValidationError("not a multiple")


def _most_alike(entries: Any, schema: Any) -> int:
    return max(holding.selected(entries, schema.get("selectors")).values(), default=0)


VALIDATOR: Any = extend(  # type: ignore[no-untyped-call]
    Draft201909Validator,
    {
        "required": _required,
        "dependentRequired": _dependent,
        "not": _not,
        "multipleOf": _multiple,
        "maxUniqueItems": _counted(list, _most_alike, lambda now, limit: now > limit),
        "minUniqueItems": _counted(list, lambda value, _: len(value), lambda now, limit: now < limit),
        "maxUtf8ByteLength": _counted(str, lambda value, _: holding.utf8(value), lambda now, limit: now > limit),
        "minUtf8ByteLength": _counted(str, lambda value, _: holding.utf8(value), lambda now, limit: now < limit),
    },
)  # fmt: skip


def _faults(error: Any) -> Iterator[Fault]:
    path, word = tuple(error.absolute_path), str(error.validator)
    if word in ("anyOf", "oneOf") and (inside := list(_inside(error, path))):
        yield from inside
    elif word in ("required", "dependentRequired"):
        yield Fault(path, "required")
    elif word == "not":
        yield Fault(path, "forbidden" if error.message.endswith("is forbidden") else "not")
    elif word == "additionalProperties" and isinstance(error.instance, dict):
        known = error.schema.get("properties", {})
        for name in error.instance:
            if name not in known:
                yield Fault((*path, name), word)
    elif word == "None":  # a schema that is `false`
        yield Fault(path, "forbidden")
    else:
        yield Fault(path, word, _said(error, word))


def _inside(error: Any, path: Path) -> Iterator[Fault]:
    """What alternatives ask for: one of several names, or the faults of the one that is nearest to being met."""
    branches: dict[int, list[Any]] = {}
    for each in error.context or ():
        branches.setdefault(each.schema_path[0], []).append(each)
    missing = [
        tuple(each.absolute_path)[-1] for each in error.context or ()
        if each.validator == "required" and len(each.path) == 1
    ]  # fmt: skip
    if missing and all(
        any(e.validator == "required" and len(e.path) == 1 for e in b) for b in branches.values()
    ):
        names = tuple(dict.fromkeys(missing))
        yield Fault((*path, names[0]), "one_of" if len(names) > 1 else "required", {"names": names})
    elif branches:
        nearest = min(branches.values(), key=lambda errors: (_is_other_kind(errors), len(errors)))
        for each in nearest:
            yield from _faults(each)


def _is_other_kind(errors: Iterable[Any]) -> bool:
    return any(each.validator == "type" and not each.path for each in errors)


def _said(error: Any, word: str) -> Mapping[str, Any]:
    says: dict[str, Any] = {"limit": error.validator_value}
    if word in ("maxLength", "minLength", "maxItems", "minItems", "minUniqueItems"):
        says["now"] = len(error.instance)
    elif word in ("maxUtf8ByteLength", "minUtf8ByteLength"):
        says["now"] = holding.utf8(error.instance)
    elif word in ("type", "enum", "const", "pattern", "format", "multipleOf", "minimum", "maximum"):
        says["now"] = error.instance if isinstance(error.instance, str | int | float) else ""
    return says
