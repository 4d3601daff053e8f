"""Fields that were sent, in words: the names of Amazon's attributes, their values without what stands around them."""

import json
from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from backend.domain.money import NotMoney, from_major
from backend.web.rendering import money, number

_AROUND = frozenset(("marketplace_id", "language_tag"))  # where and in which language a value is said
_VALUES = ("value", "media_location", "name")


def attribute_name(name: str, labels: Mapping[str, str]) -> str:
    """Amazon's label of an attribute; without one its own name in words."""
    return labels.get(name) or name.replace("_", " ")


def price_words(text: str) -> str:
    """A price as it is kept (52.00 EUR) as people of the page's language write it; other text as it is."""
    amount, _space, currency = text.partition(" ")
    try:
        return money(from_major(amount, currency)) if len(currency) == 3 and currency.isalpha() else text
    except NotMoney:
        return text


def value_words(text: str) -> str:
    """An attribute's value, kept as Amazon's JSON text: the bare values with their units where it is nothing more."""
    try:
        said = json.loads(text, parse_float=Decimal)
    except ValueError:
        return text
    found = [_bare(entry) for entry in (said if isinstance(said, list) else [said])]
    return " · ".join(each for each in found if each is not None) if found and None not in found else text


def _bare(said: Any) -> str | None:
    """A value with its unit; None for what is made of more."""
    if not isinstance(said, Mapping):
        return _plain(said)
    told = {name: part for name, part in said.items() if name not in _AROUND}
    unit = _plain(told.pop("unit", ""))
    if len(told) != 1 or unit is None or next(iter(told)) not in _VALUES:
        return None
    value = _plain(next(iter(told.values())))
    return value if value is None else f"{value} {unit}".strip()


def _plain(said: Any) -> str | None:
    if isinstance(said, str):
        return said
    if isinstance(said, bool):
        return json.dumps(said)
    return number(said) if isinstance(said, int | Decimal) else None
