"""A product type's schema as a form, with what is filled in; and which attributes are asked for just now."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import Any

from backend.domain.product_form.document import Document, document_of
from backend.domain.product_form.drawing import NOT_THERE, Canvas, Standing, draw
from backend.domain.product_form.facts import facts_of, known_members
from backend.domain.product_form.holding import holds
from backend.domain.product_form.names import SHAPE, Node, name_of, tree_of
from backend.domain.product_form.parts import Part, Reasons, barred, choices, demanded, expand
from backend.domain.product_form.tree import NOTHING_SHOWN, Field, Form, FormPlace, Group, Section, Shown

OTHER = ""  # the key of the group of attributes that no group names


def read_form(
    schema: Mapping[str, Any], groups: Sequence[Group], values: Mapping[str, Any], place: FormPlace,
    shown: Shown = NOTHING_SHOWN, without: Collection[str] = (),
) -> Form:  # fmt: skip
    """The form of a product type for values that are there (Amazon's attributes by name).

    Each group holds what is asked for now, then what else is filled in, then, if `shown` says that the group is open,
    the optional rest. Attributes `without` are not drawn (price, stock: other pages say those). Never raises, whatever
    the schema or the values: what cannot be drawn is a field for JSON.
    """
    document = document_of(schema)
    there = dict(values)
    root = expand(document, [Part(document.root)], there, ())
    known = known_members(document, root)
    canvas = Canvas(document, place, shown)
    asking = _Asking(demanded(root, there, ()), barred(root), alternatives(document, root, there))
    sections = []
    left = {name: None for name in known if name not in without}
    for group in (*groups, Group(OTHER, "", "", tuple(left))):
        names = [name for name in group.names if name in left]
        for name in names:
            del left[name]
        if names:
            sections.append(_section(canvas, group, names, known, there, asking))
    titles = {name: _title(document, parts, name) for name, parts in known.items()}
    return Form(tuple(sections), titles)


def required_now(schema: Mapping[str, Any], values: Mapping[str, Any]) -> frozenset[str]:
    """The names of the attributes that must be there, for the values that are."""
    document = document_of(schema)
    return frozenset(demanded(expand(document, [Part(document.root)], dict(values), ()), dict(values), ()))


def read_shown(posted: Iterable[tuple[str, str]], opened: Iterable[str] = ()) -> Shown:
    """What a posted form showed beyond its values: entries of its lists, chosen shapes; `opened` are its groups."""
    entries: dict[str, int] = {}
    shapes: dict[str, int] = {}
    _showing(tree_of(posted), name_of(()), entries, shapes)
    return Shown(frozenset(opened), entries, shapes)


def alternatives(document: Document, parts: Sequence[Part], value: Any) -> dict[str, tuple[str, ...]]:
    """For each name that one of unmet alternatives asks for: all names of which one must be there."""
    found: dict[str, tuple[str, ...]] = {}
    for _part, branches in choices(parts):
        if any(holds(document, branch, value) for branch in branches):
            continue
        asked = [branch.get("required", []) if isinstance(branch, dict) else [] for branch in branches]
        names = tuple(dict.fromkeys(name for required in asked for name in required))
        if all(asked):
            found |= {name: names for name in names if name not in value}
    return found


class _Asking:
    """What the document asks of its attributes just now."""

    def __init__(
        self, needed: dict[str, Reasons], refused: dict[str, Reasons], either: dict[str, tuple[str, ...]]
    ) -> None:
        self.needed, self.refused, self.either = needed, refused, either

    def standing(self, name: str, filled: bool) -> Standing:
        needed = name in self.needed
        because = self.needed.get(name, self.refused.get(name, ()))
        return Standing(needed, needed, name in self.refused and filled, because, self.either.get(name, ()))

    def wants(self, name: str) -> bool:
        return name in self.needed or name in self.either

    def refuses(self, name: str) -> bool:
        return name in self.refused and name not in self.needed


def _section(
    canvas: Canvas, group: Group, names: Sequence[str], known: Mapping[str, Sequence[Part]], values: Mapping[str, Any],
    asking: _Asking,
) -> Section:  # fmt: skip
    needed: list[Field] = []
    said: list[Field] = []
    rest: list[Field] = []
    more = 0
    opened = canvas.shown.everything or group.key in canvas.shown.groups
    for name in names:
        value = values.get(name, NOT_THERE)
        filled = value is not NOT_THERE and value not in ([], {}, "", None)
        wanted = asking.wants(name)
        if not filled and asking.refuses(name):
            continue
        if not (wanted or filled or opened):
            more += 1
            continue
        drawn = draw(
            canvas, known[name], value if filled else NOT_THERE, (name,), asking.standing(name, filled)
        )
        if drawn is not None:
            (needed if wanted else said if filled else rest).append(drawn)
    return Section(
        group.key, group.title, group.description, tuple(needed), tuple(said), tuple(rest), more + len(rest)
    )


def _title(document: Document, parts: Sequence[Part], name: str) -> str:
    return facts_of(document, expand(document, parts, None, ())).title or name.replace("_", " ").capitalize()


def _showing(node: Node, name: str, entries: dict[str, int], shapes: dict[str, int]) -> None:
    below = {word: inner for word, inner in node.items() if isinstance(inner, dict)}
    numbers = [int(word) for word in below if word.isascii() and word.isdecimal() and len(word) <= 4]
    if numbers:
        entries[name] = max(numbers) + 1
    for word, inner in below.items():
        if word == SHAPE:
            chosen = inner.get("")
            if isinstance(chosen, str) and chosen.isascii() and chosen.isdecimal() and len(chosen) <= 3:
                shapes[f"{name}.{SHAPE}"] = int(chosen)
        else:
            _showing(inner, f"{name}.{word}", entries, shapes)
