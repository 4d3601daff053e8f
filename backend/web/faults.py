"""The sentences for what is wrong in a product form, and why something is asked for."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from backend.domain.product_form.names import Path
from backend.domain.product_form.numbers import may_be_thousands, write_number
from backend.domain.product_form.tree import Field, Form, Kind, Reason
from backend.marketplaces.amazon.schema_check import Fault
from backend.web import languages
from backend.web.languages import _, ngettext
from backend.web.rendering import number

Fields = Mapping[Path, Field]
LONGEST_SHOWN = 60


def decimal_sign() -> str:
    """The sign that the spoken language puts before decimals."""
    return "," if languages.spoken() == "fr" else "."


def sentence(fault: Fault, form: Form, fields: Fields) -> str:
    """What is wrong, in a sentence. `fields` are the form's by path."""
    field = fields.get(fault.path)
    reasons = field.because if field else ()
    match fault.code:
        case "required":
            return because(reasons, form, fields) or _("This is needed.")
        case "one_of":
            return one_of(fault.says.get("names", ()), form)
        case "forbidden":
            why = told(reasons, form, fields)
            return _("Leave this empty, because %s.") % why if why else _("Leave this empty.")
        case "type":
            return _other_type(fault)
        case "pattern":
            return _other_pattern(fault, field)
        case _:
            said = _SENTENCES.get(fault.code)
            return said(fault.says) if said else _("Amazon does not accept this value.")


def one_of(names: Sequence[str], form: Form) -> str:
    """Which attributes there are of which one is needed."""
    return _("One of these is needed: %s.") % ", ".join(form.titles.get(name, name) for name in names)


def because(reasons: tuple[Reason, ...], form: Form, fields: Fields) -> str:
    """ "Needed because Batteries required is yes." "" without a reason."""
    why = told(reasons, form, fields)
    return _("Needed because %s.") % why if why else ""


def told(reasons: tuple[Reason, ...], form: Form, fields: Fields) -> str:
    """Reasons in words: "Batteries required is yes and Colour is filled in"."""
    parts = []
    for reason in list(dict.fromkeys((reason.path, repr(reason.value)) for reason in reasons))[:3]:
        found = next(each for each in reasons if (each.path, repr(each.value)) == reason)
        parts.append(_reason(found, form, fields))
    return _(" and ").join(parts)


def _reason(reason: Reason, form: Form, fields: Fields) -> str:
    name = form.titles.get(str(reason.path[0]), str(reason.path[0])) if reason.path else ""
    if reason.value is None:
        return _("%s is filled in") % name
    field = fields.get(reason.path)
    label = (
        next((o.label for o in field.options if o.key and o.label and _is(o.key, reason.value)), "")
        if field
        else ""
    )
    return _("%(name)s is “%(value)s”") % {"name": name, "value": label or shown(reason.value)}


def _is(key: str, value: object) -> bool:
    return key == value or key == f"~{str(value).lower()}"


def shown(value: Any) -> str:
    """A value as people read it, cut where it is long."""
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    if isinstance(value, int | float):
        return write_number(value, decimal_sign())
    text = str(value)
    return text if len(text) <= LONGEST_SHOWN else text[:LONGEST_SHOWN] + "…"


def _other_type(fault: Fault) -> str:
    wanted, now = fault.says.get("limit"), fault.says.get("now")
    if wanted in ("number", "integer"):
        if isinstance(now, str) and (two := _two_ways(now)):
            return _("“%(text)s” can be read in two ways: write %(whole)s or %(part)s.") % two
        return (
            _("Write a whole number.") if wanted == "integer" else _("Write a number, like %s.") % shown(12.5)
        )
    if wanted == "boolean":
        return _("Choose yes or no.")
    return (
        _("Write a text.") if wanted == "string" else _("This does not have the shape that Amazon asks for.")
    )


def _two_ways(text: str) -> dict[str, str] | None:
    for sign in ".,":
        whole, found, rest = text.strip().lstrip("+-").partition(sign)
        if found and whole.isdecimal() and rest.isdecimal() and may_be_thousands(whole, rest):
            return {"text": text.strip(), "whole": whole + rest, "part": f"{whole}{decimal_sign()}{rest}"}
    return None


def _other_pattern(fault: Fault, field: Field | None) -> str:
    if field and field.kind in (Kind.LINK, Kind.PICTURE):
        return _("Write an address that begins with https://.")
    if field and field.examples:
        return _("Amazon asks for another form, for example: %s") % field.examples[0]
    return _("This does not have the form that Amazon asks for.")


def _characters(says: Mapping[str, Any]) -> str:
    words = ngettext("At most %(limit)s character: %(now)s now.", "At most %(limit)s characters: %(now)s now.",
                     int(says["limit"]))  # fmt: skip
    return words % _counted(says)


def _bytes(says: Mapping[str, Any]) -> str:
    words = ngettext(
        "At most %(limit)s byte: %(now)s now. A letter with an accent counts two.",
        "At most %(limit)s bytes: %(now)s now. A letter with an accent counts two.", int(says["limit"]),
    )  # fmt: skip
    return words % _counted(says)


def _few_characters(says: Mapping[str, Any]) -> str:
    words = ngettext("At least %(limit)s character: %(now)s now.", "At least %(limit)s characters: %(now)s now.",
                     int(says["limit"]))  # fmt: skip
    return words % _counted(says)


def _few_bytes(says: Mapping[str, Any]) -> str:
    words = ngettext(
        "At least %(limit)s byte: %(now)s now.", "At least %(limit)s bytes: %(now)s now.", int(says["limit"])
    )
    return words % _counted(says)


def _few(says: Mapping[str, Any]) -> str:
    return ngettext("At least %s entry.", "At least %s entries.", int(says["limit"])) % number(says["limit"])


def _many(says: Mapping[str, Any]) -> str:
    return ngettext("At most %s entry.", "At most %s entries.", int(says["limit"])) % number(says["limit"])


def _alike(says: Mapping[str, Any]) -> str:
    return ngettext("At most %s entry of the same kind.", "At most %s entries of the same kind.",
                    int(says["limit"])) % number(says["limit"])  # fmt: skip


def _counted(says: Mapping[str, Any]) -> dict[str, str]:
    return {"limit": number(says["limit"]), "now": number(says["now"])}


_SENTENCES: dict[str, Callable[[Mapping[str, Any]], str]] = {
    "enum": lambda says: _("Choose one of the list."),
    "const": lambda says: _("Only “%s” is possible here.") % shown(says["limit"]),
    "not": lambda says: _("Amazon does not accept this value together with the others."),
    "minimum": lambda says: _("At least %s.") % shown(says["limit"]),
    "maximum": lambda says: _("At most %s.") % shown(says["limit"]),
    "exclusiveMinimum": lambda says: _("More than %s.") % shown(says["limit"]),
    "exclusiveMaximum": lambda says: _("Less than %s.") % shown(says["limit"]),
    "multipleOf": lambda says: _("Only multiples of %s.") % shown(says["limit"]),
    "minLength": _few_characters, "maxLength": _characters, "minUtf8ByteLength": _few_bytes,
    "maxUtf8ByteLength": _bytes, "minItems": _few, "minUniqueItems": _few, "maxItems": _many, "maxUniqueItems": _alike,
    "uniqueItems": lambda says: _("Every entry only once."),
    "format": lambda says: _("Write a date with a time, like 2026-01-31T09:00:00Z.") if says["limit"] == "date-time"
    else _("Write a date, like 2026-01-31."),
    "contains": lambda says: _("An entry that Amazon asks for is missing."),
    "additionalProperties": lambda says: _("Amazon does not know this here. Leave it out."),
    "schema": lambda says: _(
        "Amazon's description of this product type could not be followed to its end."
        " Amazon checks the rest when it is sent."
    ),
}  # fmt: skip


def value_name(key: str) -> str:
    """The name of a value of a list that Amazon gives no name to."""
    return {"~true": _("Yes"), "~false": _("No"), "~null": _("Nothing")}.get(key, key)


def shape_name(label: str) -> str:
    """The name of one of several shapes; a bare type of JSON is said in words."""
    names = {
        "string": _("Text"), "number": _("Number"), "integer": _("Whole number"), "boolean": _("Yes or no"),
        "object": _("Several fields"), "array": _("List"), "null": _("Nothing"),
    }  # fmt: skip
    return names.get(label, label)
