"""A form as a tree: what a person can fill in for a product type, with what is filled in already."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from enum import StrEnum

from backend.domain.product_form.names import Path


class Kind(StrEnum):
    """What a field is for the person who fills it in."""

    TEXT = "text"
    LONG_TEXT = "long_text"
    SUGGESTED = "suggested"  # own words, or one of a list
    CHOICE = "choice"
    NUMBER = "number"
    WHOLE = "whole"
    DATE = "date"
    MOMENT = "moment"  # a date and a time, in UTC
    LINK = "link"
    PICTURE = "picture"  # the address of one
    LIST = "list"
    OBJECT = "object"
    SHAPES = "shapes"  # one of several shapes; the first step is to say which
    RAW = "raw"  # JSON: for what cannot be drawn
    KEPT = "kept"  # not shown: a value that was there and is not the one we would fill in


@dataclass(frozen=True, slots=True)
class FormPlace:
    """Where the product goes: what hidden fields are filled with. `decimal` is the person's sign before decimals."""

    marketplace_id: str
    language: str
    currency: str
    decimal: str = "."


@dataclass(frozen=True, slots=True)
class Group:
    """A group of attributes, as Amazon's answer names them (propertyGroups)."""

    key: str
    title: str
    description: str
    names: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Option:
    """One of a list: what is posted, what is shown, and whether Amazon is phasing it out. "" means: say it yourself."""

    key: str
    label: str
    deprecated: bool = False


@dataclass(frozen=True, slots=True)
class Reason:
    """Why something is asked for now: what stands at a path. `value` None: that something stands there."""

    path: Path
    value: object = None


@dataclass(frozen=True, slots=True)
class Limits:
    """What may be entered. Characters, UTF-8 bytes, numbers as text with their sign (≥ and ≤ unless strict)."""

    least_length: int | None = None
    most_length: int | None = None
    least_bytes: int | None = None
    most_bytes: int | None = None
    minimum: int | float | None = None
    maximum: int | float | None = None
    above: int | float | None = None
    below: int | float | None = None
    step: int | float | None = None
    pattern: str | None = None


NO_LIMITS = Limits()


@dataclass(frozen=True, slots=True)
class Field:
    """One field. `name` is its HTML name and id; leaves have `text`, the others have `fields`.

    needed: asked for by what holds it. asked: needed, and so is everything above it, or it is there: it cannot stay
    empty. either: names of which one must be there. forbidden: it must stay empty now, but is filled in.
    A list's `fields` are its entries, of which there may be `least` to `most`; `can_add` another one now.
    """

    path: Path
    name: str
    kind: Kind
    label: str = ""
    help: str = ""
    examples: tuple[str, ...] = ()
    text: str = ""
    options: tuple[Option, ...] = ()
    fields: tuple["Field", ...] = ()
    unit: "Field | None" = None
    needed: bool = False
    asked: bool = False
    filled: bool = False
    forbidden: bool = False
    because: tuple[Reason, ...] = ()
    either: tuple[str, ...] = ()
    editable: bool = True
    deprecated: bool = False
    limits: Limits = NO_LIMITS
    least: int = 0
    most: int | None = None
    can_add: bool = False

    def leaves(self) -> Iterator["Field"]:
        """The fields below, and this one, that a person enters something into."""
        if self.kind not in (Kind.LIST, Kind.OBJECT, Kind.SHAPES, Kind.KEPT):
            yield self
        for below in (*self.fields, *((self.unit,) if self.unit else ())):
            yield from below.leaves()

    def everything(self) -> Iterator["Field"]:
        """This field and all below it."""
        yield self
        for below in (*self.fields, *((self.unit,) if self.unit else ())):
            yield from below.everything()


@dataclass(frozen=True, slots=True)
class Section:
    """A group of the form: what is asked for, what is filled in besides, and the optional rest.

    `rest` holds the optional, empty fields when the person opened the group; `more` is how many there are.
    """

    key: str
    title: str
    description: str
    needed: tuple[Field, ...]
    filled: tuple[Field, ...]
    rest: tuple[Field, ...]
    more: int

    @property
    def fields(self) -> tuple[Field, ...]:
        return (*self.needed, *self.filled, *self.rest)


@dataclass(frozen=True, slots=True)
class Form:
    """The whole form, and the titles of all attributes, those included that are not drawn now."""

    sections: tuple[Section, ...]
    titles: dict[str, str] = field(default_factory=dict)

    def fields(self) -> Iterator[Field]:
        """All fields that are drawn, at every depth."""
        for section in self.sections:
            for attribute in section.fields:
                yield from attribute.everything()

    def leaves(self) -> Iterator[Field]:
        """The fields that a person enters something into."""
        for section in self.sections:
            for attribute in section.fields:
                yield from attribute.leaves()


@dataclass(frozen=True, slots=True)
class Shown:
    """What a form shows beyond its values: opened groups, empty entries of lists by name, chosen shapes by name."""

    groups: frozenset[str] = frozenset()
    entries: dict[str, int] = field(default_factory=dict)
    shapes: dict[str, int] = field(default_factory=dict)
    everything: bool = False


NOTHING_SHOWN = Shown()
