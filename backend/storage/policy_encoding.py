"""Policies as JSON text and back. What a kept policy does not say, being older than a rule, has that rule's default."""

from collections.abc import Mapping
from dataclasses import fields, is_dataclass
from enum import StrEnum
from functools import lru_cache
from types import UnionType
from typing import Any, get_args, get_origin, get_type_hints

from backend.domain.money import Money
from backend.domain.policy import Policy, PolicyKind, ShippingPolicy
from backend.domain.selling import SellingPolicy
from backend.domain.synchronization import Conditions, SynchronizationPolicy, Test
from backend.storage.encoding import from_json, read_money, to_json, write_money

_KINDS: Mapping[PolicyKind, type[Policy]] = {
    PolicyKind.SELLING: SellingPolicy,
    PolicyKind.SYNCHRONIZATION: SynchronizationPolicy,
    PolicyKind.SHIPPING: ShippingPolicy,
}


def write_policy(policy: Policy) -> str:
    """The whole policy as JSON text."""
    return to_json(_plain(policy))


@lru_cache(maxsize=1024)
def read_policy(kind: PolicyKind, text: str) -> Policy:
    """A kept policy; the same text is read once, because lanes ask for all policies with every batch.

    Raises ValueError, TypeError or KeyError when the text is not one.
    """
    made = _made(_KINDS[kind], from_json(text, {}))
    assert isinstance(made, SellingPolicy | SynchronizationPolicy | ShippingPolicy)
    return made


def _plain(value: Any) -> Any:
    if isinstance(value, Money):
        return write_money(value)
    if is_dataclass(value):
        return {each.name: _plain(getattr(value, each.name)) for each in fields(value)}
    if isinstance(value, tuple | frozenset):
        plain = [_plain(each) for each in value]
        return sorted(plain) if isinstance(value, frozenset) else plain
    return value


def _made(wanted: Any, value: Any) -> Any:
    """A value of the type `wanted`, which stands in an annotation of the domain's dataclasses."""
    if isinstance(wanted, UnionType):
        options = [each for each in get_args(wanted) if each is not type(None)]
        if value is None or len(options) == 1:
            return None if value is None else _made(options[0], value)
        return _made(Conditions if "parts" in value else Test, value)
    if get_origin(wanted) in (tuple, frozenset):
        inner = get_args(wanted)[0]
        made = [_made(inner, each) for each in value]
        return frozenset(made) if get_origin(wanted) is frozenset else tuple(made)
    if wanted is Money:
        return read_money(value)
    if is_dataclass(wanted):
        hints = get_type_hints(wanted)
        known = {name: _made(hints[name], value[name]) for name in hints if name in value}
        return wanted(**known)  # type: ignore[operator]
    if isinstance(wanted, type) and issubclass(wanted, StrEnum):
        return wanted(value)
    if not isinstance(value, wanted):
        raise TypeError(f"{value!r} is not {wanted}")
    return value
