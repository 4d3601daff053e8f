"""A parent made to fit its product type's rules: what they forbid a parent only is left out, the rest is named."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, Protocol

from backend.domain.family_attributes import RELATION, Attributes, Parent


class Fault(Protocol):
    """One thing that breaks a rule: the path of its field (() for the whole), and the rule."""

    @property
    def path(self) -> tuple[str | int, ...]: ...

    @property
    def code(self) -> str: ...


Check = Callable[[Mapping[str, Any], Mapping[str, Any]], Sequence[Fault]]
_Broken = frozenset[tuple[str, str]]  # (attribute or "", rule)
# A parent says less than a product on sale: that something is missing is for Amazon to say.
_MISSING = frozenset(("required", "one_of"))
# What makes it the family's parent.
_ASIN = "merchant_suggested_asin"
_KEPT = frozenset((*RELATION, "item_name", _ASIN))


@dataclass(frozen=True, slots=True)
class Fit:
    """A parent as it may be sent. `unfit`: what of it still breaks a rule, as (attribute, rule)."""

    parent: Parent
    unfit: tuple[tuple[str, str], ...] = ()


def fitted(parent: Parent, schema: Mapping[str, Any], check: Check) -> Fit:
    """The parent without what only the rules of parents forbid; never without what makes it one or is required.

    A rule over the whole names no attribute: then leaving each out is tried, and kept where it helps.
    """
    said = parent.attributes
    if _ASIN in said:
        # It says the same whether Amazon's ASIN of it is known yet or not: else it would be sent a second time.
        without = replace(parent, attributes={name: value for name, value in said.items() if name != _ASIN})
        said = {**fitted(without, schema, check).parent.attributes, _ASIN: said[_ASIN]}
    broken = _broken(said, schema, check)
    alone = {name: value for name, value in said.items() if name not in RELATION}
    of_any = _broken(alone, schema, check)
    kept = _KEPT.union(schema.get("required") or ())
    while (left := _without_one(said, broken, of_any, kept, schema, check)) is not None:
        said, broken = left
    unfit = sorted((name, rule) for name, rule in broken if name in said and rule not in _MISSING)
    return Fit(replace(parent, attributes=said), tuple(unfit))


def _without_one(
    said: Attributes, broken: _Broken, of_any: _Broken, kept: frozenset[str], schema: Mapping[str, Any],
    check: Check,
) -> tuple[Attributes, _Broken] | None:  # fmt: skip
    """Without one attribute that breaks a rule of parents: only where less is broken then, and nothing new."""
    names = {name for name, rule in broken - of_any if rule not in _MISSING}
    tried = sorted(
        said if "" in names else names.intersection(said), key=lambda name: (name not in names, name)
    )
    for name in tried:
        if name in kept:
            continue
        less = {key: value for key, value in said.items() if key != name}
        left = _broken(less, schema, check)
        if left < broken:
            return less, left
    return None


def _broken(said: Attributes, schema: Mapping[str, Any], check: Check) -> _Broken:
    return frozenset((str(each.path[0]) if each.path else "", each.code) for each in check(schema, said))
