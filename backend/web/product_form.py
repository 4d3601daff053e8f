"""What the page of a product form needs: the form's fields as lines with their words, faults beside them.

A view is made from a Form (domain/product_form) and the faults of the check (marketplaces/amazon/schema_check.py);
templates/create/fields.html draws it.
"""

import hashlib
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from backend.domain.product_form.acts import pressed
from backend.domain.product_form.entering import read_values
from backend.domain.product_form.names import Path
from backend.domain.product_form.reading import read_shown
from backend.domain.product_form.tree import Field, Form, FormPlace, Kind, Option, Section, Shown
from backend.marketplaces.amazon.schema_check import Fault
from backend.web.faults import Fields, because, decimal_sign, one_of, sentence, shape_name, value_name
from backend.web.languages import _

_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")
_MINUTE = re.compile(r"\d{4}-\d{2}-\d{2}T\d{2}:\d{2}")
MISSING = frozenset(("required", "one_of", "minItems", "minUniqueItems"))


@dataclass(frozen=True, slots=True)
class Line:
    """One thing to fill in, as a person sees it. What Amazon wraps in a list of one or an object of one is one line.

    `lines` are those inside: entries of a list, members of an object. `kept` are values that go along unseen.
    `removable` names this entry of a list where it can be removed.
    """

    field: Field
    label: str
    help: str
    examples: tuple[str, ...]
    needed: bool
    why: str
    errors: tuple[str, ...]
    lines: tuple["Line", ...] = ()
    unit: "Line | None" = None
    kept: tuple[Field, ...] = ()
    removable: str = ""

    @property
    def kind(self) -> Kind:
        return self.field.kind

    @property
    def name(self) -> str:
        return self.field.name

    def words(self, option: Option) -> str:
        """What is shown of an option; what Amazon gives no name to is named here."""
        if self.kind is Kind.SHAPES:
            return shape_name(option.label) or _("Kind %s") % (int(option.key) + 1)
        return option.label or value_name(option.key)

    def everything(self) -> Iterator["Line"]:
        """This line, its unit, and all inside."""
        yield self
        for inner in (*((self.unit,) if self.unit else ()), *self.lines):
            yield from inner.everything()

    @property
    def noted(self) -> bool:
        """Whether anything is written under the field."""
        return bool(self.why or self.help or self.examples or self.kind in (Kind.RAW, Kind.MOMENT))

    @property
    def described(self) -> str:
        """The ids of what is written about the field."""
        parts = [f"{self.name}:note"] if self.noted else []
        return " ".join([*parts, f"{self.name}:error"] if self.errors else parts)

    @property
    def type(self) -> str:
        """The type of the input. A text that is no date keeps a plain one, which does not throw it away."""
        text = self.field.text
        if self.kind is Kind.DATE and (not text or _DAY.fullmatch(text)):
            return "date"
        return (
            "datetime-local" if self.kind is Kind.MOMENT and (not text or _MINUTE.fullmatch(text)) else "text"
        )

    @property
    def counted(self) -> tuple[tuple[bool, int, int], ...]:
        """Characters, and UTF-8 bytes, that are used of those that there are: (in bytes, now, most)."""
        limits, text = self.field.limits, self.field.text
        if self.kind not in (Kind.TEXT, Kind.LONG_TEXT, Kind.SUGGESTED, Kind.LINK, Kind.PICTURE):
            return ()
        characters = ((False, len(text), limits.most_length),) if limits.most_length is not None else ()
        size = len(text.encode("utf-8", "replace"))
        return (*characters, *(((True, size, limits.most_bytes),) if limits.most_bytes is not None else ()))


@dataclass(frozen=True, slots=True)
class SectionView:
    """A group on the page. `stamp` changes when anything but the entered `texts` does."""

    key: str
    title: str
    description: str
    id: str
    stamp: str
    needed: tuple[Line, ...]
    filled: tuple[Line, ...]
    rest: tuple[Line, ...]
    more: int
    texts: tuple[tuple[str, str], ...]

    @property
    def opened(self) -> bool:
        return bool(self.rest)

    @property
    def empty(self) -> bool:
        return not (self.needed or self.filled or self.rest or self.more)


@dataclass(frozen=True, slots=True)
class FormView:
    """A form ready to be drawn.

    missing: (what, id of the field) of what is asked for and not there. wrong: how many other faults there are.
    elsewhere: sentences about attributes that this form does not draw.
    """

    sections: tuple[SectionView, ...]
    missing: tuple[tuple[str, str], ...]
    wrong: int
    elsewhere: tuple[str, ...]

    @property
    def faulty(self) -> tuple[tuple[str, str], ...]:
        """(what, id of the field) of all beside which an error stands, as they follow on the page."""
        lines = [line for each in self.sections for line in (*each.needed, *each.filled, *each.rest)]
        return tuple((each.label, each.name) for line in lines for each in line.everything() if each.errors)


def form_place(marketplace_id: str, language: str, currency: str) -> FormPlace:
    """Where the product goes, with the decimal sign of the person who fills in. `language`: a tag such as fr_FR."""
    return FormPlace(marketplace_id, language, currency, decimal_sign())


@dataclass(frozen=True, slots=True)
class Entered:
    """What a posted form says: the attributes, what else it showed, the texts and the groups' stamps on the page."""

    values: dict[str, Any]
    shown: Shown
    texts: Mapping[str, str]
    stamps: frozenset[str]


def entered(schema: Mapping[str, Any], posted: Sequence[tuple[str, str]], place: FormPlace) -> Entered:
    """Read a posted form (all its names and texts, in order), with what its own buttons (`do`) ask for done."""
    do = next((text for name, text in posted if name == "do"), "")
    fields = pressed(posted, do)
    opened = {text for name, text in posted if name == "opened"}
    act, _space, group = do.partition(" ")
    if act == "open":
        opened.add(group)
    elif act == "close":
        opened.discard(group)
    stamps = frozenset(text for name, text in posted if name == "stamp")
    return Entered(read_values(schema, fields, place), read_shown(fields, opened), dict(posted), stamps)


def view_of(form: Form, faults: Iterable[Fault] = (), *, told: bool = False) -> FormView:
    """The view of a form. What is only missing is said beside its field when `told`: once a person meant to be done."""
    fields: dict[Path, Field] = {}
    for field in form.fields():
        fields.setdefault(field.path, field)
    beside: dict[Path, list[str]] = {}
    missing: list[tuple[str, str]] = []
    elsewhere, wrong = [], 0
    for fault in faults:
        at = _nearest(fault.path, fields)
        lacks = fault.code in MISSING
        wrong += not lacks
        words = sentence(fault, form, fields)
        if at is None:
            elsewhere.append(f"{_title(fault, form)}: {words}" if fault.path else words)
            continue
        if lacks:
            missing.append((_title(fault, form), _first_leaf(fields[at]).name))
        if told or not lacks:
            beside.setdefault(at, []).append(words)
    making = _Making(form, fields, beside)
    sections = tuple(making.section(section) for section in form.sections)
    return FormView(sections, tuple(dict.fromkeys(missing)), wrong, tuple(elsewhere))


def changed(view: FormView, entered: Entered) -> tuple[SectionView, ...]:
    """The groups that the page which posted does not show as they are now."""
    return tuple(
        section for section in view.sections
        if f"{section.id} {section.stamp}" not in entered.stamps
        or any(entered.texts.get(name, text) != text for name, text in section.texts)
    )  # fmt: skip


class _Making:
    """Makes lines out of fields, with the words beside them."""

    def __init__(self, form: Form, fields: Fields, beside: dict[Path, list[str]]) -> None:
        self.form, self.fields, self.beside = form, fields, beside

    def section(self, section: Section) -> SectionView:
        needed, filled, rest = (
            tuple(self.line(field) for field in fields)
            for fields in (section.needed, section.filled, section.rest)
        )
        name = "group_" + hashlib.sha256(section.key.encode("utf-8", "surrogatepass")).hexdigest()[:10]
        stamp = hashlib.sha256(
            repr((*map(_shape, (*needed, *filled, *rest)), section.more)).encode("utf-8", "replace")
        )
        return SectionView(
            section.key, section.title, section.description, name, stamp.hexdigest()[:16], needed, filled, rest,
            section.more, tuple(_texts(section)),
        )  # fmt: skip

    def line(self, field: Field) -> Line:
        """A field as a line; lists and objects that hold one thing are that thing, under their own words."""
        errors = tuple(self.beside.get(field.path, ()))
        why = because(field.because, self.form, self.fields) if field.needed else ""
        if field.either and not why:
            why = one_of(field.either, self.form)
        seen = [each for each in field.fields if each.kind is not Kind.KEPT]
        single = field.kind is Kind.OBJECT or (field.kind is Kind.LIST and field.most == 1)
        if single and len(seen) == 1:
            inner = self.line(seen[0])
            kept = tuple(each for each in field.fields if each.kind is Kind.KEPT)
            return replace(
                inner, label=field.label, help=field.help or inner.help, examples=inner.examples or field.examples,
                needed=inner.needed or field.asked, why=why or inner.why, kept=(*kept, *inner.kept),
                errors=tuple(dict.fromkeys((*errors, *inner.errors))),
            )  # fmt: skip
        kept = tuple(each for each in field.fields if each.kind is Kind.KEPT)
        lines = tuple(
            self.entry(field, each) if field.kind is Kind.LIST else self.line(each) for each in seen
        )
        unit = replace(self.line(field.unit), help="", examples=(), why="") if field.unit else None
        return Line(
            field, field.label, field.help, field.examples, field.asked, why, errors, lines, unit, kept
        )

    def entry(self, field: Field, entry: Field) -> Line:
        """An entry of a list goes by the list's own words, which are said once."""
        line = self.line(entry)
        line = replace(line, label=field.label)
        if field.help or field.examples:
            line = replace(line, help="", examples=())
        removable = f"{field.name}.{entry.path[-1]}" if len(field.fields) > max(1, field.least) else ""
        return replace(line, removable=removable)


def _texts(section: Section) -> Iterator[tuple[str, str]]:
    """The names of a group's fields with what stands in them, as a browser would post it."""
    for attribute in section.fields:
        for field in attribute.everything():
            if field.kind not in (Kind.LIST, Kind.OBJECT):
                yield field.name, field.text.replace("\n", "\r\n")


def _shape(line: Line) -> object:
    """Everything of a line that a person sees but has not entered."""
    return (
        line.name, line.kind, line.label, line.needed, line.why, line.errors, len(line.field.options), line.removable,
        line.field.can_add, line.field.limits, line.field.text if line.kind is Kind.SHAPES else "",
        line.unit and _shape(line.unit), *map(_shape, line.lines),
    )  # fmt: skip


def _nearest(path: Path, fields: Fields) -> Path | None:
    """The drawn field that a fault stands beside: its own, else the one around it."""
    while path:
        if path in fields:
            return path
        path = path[:-1]
    return None


def _first_leaf(field: Field) -> Field:
    return next(field.leaves(), field)


def _title(fault: Fault, form: Form) -> str:
    name = str(fault.path[0]) if fault.path else ""
    return form.titles.get(name, name.replace("_", " "))
