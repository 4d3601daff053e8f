"""Variation families: from a product's options to Amazon's theme, the parent's SKU, and what is missing."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from backend.domain.family_types import FamilyType, Theme
from backend.domain.obstacles import SKU_LENGTH
from backend.domain.option_names import meant
from backend.domain.words import bare


@dataclass(frozen=True, slots=True)
class Member:
    """A variation that shall become a child; `id` is our own number of it."""

    id: int
    sku: str
    options: tuple[tuple[str, str], ...]


class Lack(StrEnum):
    """What keeps a product from becoming a family; the sentences stand in web/family_words.py."""

    NO_OPTIONS = "no_options"  # nothing tells its variations apart
    NO_THEMES = "no_themes"  # the product type has no families
    UNMAPPED = "unmapped"  # nobody said which attribute an option is
    SAME_ATTRIBUTE = "same_attribute"  # two options shall be one attribute
    NO_THEME = "no_theme"  # no theme has just these attributes
    NO_SKU = "no_sku"
    NO_VALUE = "no_value"  # a child does not say what an option is
    NOT_A_VALUE = "not_a_value"  # the attribute does not take such a value
    TOO_LONG = "too_long"
    UNFIT = "unfit"  # what the parent says breaks the type's rules
    DOUBLED = "doubled"  # two children say the same


@dataclass(frozen=True, slots=True)
class Trouble:
    """One thing that is missing, with what its sentence needs."""

    lack: Lack
    option: str = ""
    value: str = ""
    sku: str = ""
    other: str = ""
    limit: int = 0
    child: int = 0  # whose trouble it is; 0: the whole family's


@dataclass(frozen=True, slots=True)
class Plan:
    """How a product would be a family. `mapping`: option -> attribute; `values`: child -> attribute -> text."""

    theme: Theme | None
    fitting: tuple[Theme, ...]
    mapping: Mapping[str, str]
    values: Mapping[int, Mapping[str, str]]
    troubles: tuple[Trouble, ...]

    def trouble_of(self, child: int) -> Trouble | None:
        """What keeps one child out of the family, or None."""
        return next((each for each in self.troubles if each.child == child), None)

    @property
    def children(self) -> tuple[int, ...]:
        """The children that can join, in the order of their numbers; none without a theme."""
        kept_out = {each.child for each in self.troubles}
        return tuple(sorted(set(self.values) - kept_out)) if self.theme else ()


def plan_family(
    members: Sequence[Member], kind: FamilyType, remembered: Mapping[str, str], theme: str = ""
) -> Plan:
    """The theme that fits these variations, and the attributes of each child, or all that is missing.

    `remembered`: attributes by folded option name, as the merchant said them. `theme`: the one the merchant chose.
    """
    mapping = {option: meant(option, tuple(kind.attributes), remembered) for option in options_of(members)}
    values = {each.id: _values(each, mapping) for each in members}
    troubles = _named(members, kind, mapping)
    if troubles:
        return Plan(None, (), mapping, {each.id: {} for each in members}, troubles)
    fitting = _fitting(values, set(mapping.values()), kind)
    chosen = next(
        (each for each in fitting if each.name == theme), None if theme else next(iter(fitting), None)
    )
    if chosen is None:
        return Plan(None, fitting, mapping, values, (Trouble(Lack.NO_THEME, value=theme),))
    found = [trouble for each in members for trouble in _child(each, values[each.id], mapping, kind)]
    return Plan(chosen, fitting, mapping, values, (*found, *_doubles(members, values, chosen)))


def options_of(members: Sequence[Member]) -> list[str]:
    """The names of all options, each once, in the shop's order."""
    return list(dict.fromkeys(name for each in members for name, _ in each.options))


def parent_sku(sku: str, external_id: int, taken: Collection[str]) -> str:
    """The parent's own SKU: made of the product's SKU and its number in the shop, so the same one every time, at most
    40 characters, no other product's, and none of `taken` (those of variations)."""
    ending = f"-F{external_id}"
    while True:
        made = (sku.strip() or "P")[: SKU_LENGTH - len(ending)].strip() + ending
        if made not in taken:
            return made
        ending += "X"


def _named(members: Sequence[Member], kind: FamilyType, mapping: Mapping[str, str]) -> tuple[Trouble, ...]:
    """What is missing before any value is looked at."""
    if not mapping:
        return (Trouble(Lack.NO_OPTIONS),)
    if not kind.themes:
        return (Trouble(Lack.NO_THEMES, value=kind.product_type),)
    found = [Trouble(Lack.UNMAPPED, option=option) for option, name in mapping.items() if not name]
    names = [name for name in mapping.values() if name]
    doubled = [option for option, name in mapping.items() if name and names.count(name) > 1]
    if doubled:
        found.append(Trouble(Lack.SAME_ATTRIBUTE, option=", ".join(doubled)))
    return tuple(found)


def _values(member: Member, mapping: Mapping[str, str]) -> dict[str, str]:
    return {mapping[name]: value.strip() for name, value in member.options if mapping[name] and value.strip()}


def _fitting(
    values: Mapping[int, Mapping[str, str]], mapped: Collection[str], kind: FamilyType
) -> tuple[Theme, ...]:
    """The themes that name everything that varies and nothing the options do not say, the best first.

    What is the same for all children may be left out of a theme. A theme that is not the newest way to say it comes
    later, and so does one that leaves something out.
    """
    varying = {name for name in mapped if len({said.get(name, "") for said in values.values()}) > 1}
    fitting = [each for each in kind.themes if varying <= set(each.attributes) <= set(mapped)]
    places = {each.name: place for place, each in enumerate(kind.themes)}
    return tuple(
        sorted(
            fitting,
            key=lambda t: (len(mapped) - len(t.attributes), t.deprecated, not t.exact, places[t.name]),
        )
    )


def _child(
    member: Member, values: Mapping[str, str], mapping: Mapping[str, str], kind: FamilyType
) -> list[Trouble]:
    found = (
        []
        if member.sku
        else [Trouble(Lack.NO_SKU, value=" · ".join(v for _, v in member.options), child=member.id)]
    )
    for option, name in mapping.items():
        value, attribute = values.get(name, ""), kind.attributes[name]
        limit = attribute.too_long(value)
        if not value:
            found.append(Trouble(Lack.NO_VALUE, option, sku=member.sku, child=member.id))
        elif limit is not None:
            found.append(Trouble(Lack.TOO_LONG, option, value, member.sku, limit=limit, child=member.id))
        elif attribute.value(value) is None:
            found.append(
                Trouble(Lack.NOT_A_VALUE, option, value, member.sku, attribute.label, child=member.id)
            )
    return found


def _doubles(
    members: Sequence[Member], values: Mapping[int, Mapping[str, str]], theme: Theme
) -> list[Trouble]:
    """Children that buyers could not tell apart."""
    seen: dict[tuple[str, ...], Member] = {}
    found = []
    for member in members:
        said = tuple(bare(values[member.id].get(name, "")) for name in theme.attributes)
        first = seen.setdefault(said, member)
        if first is not member:
            told = " · ".join(values[member.id].get(name, "") for name in theme.attributes)
            found.append(Trouble(Lack.DOUBLED, value=told, sku=member.sku, other=first.sku, child=member.id))
    return found
