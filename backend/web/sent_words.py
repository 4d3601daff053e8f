"""Fields that were sent, in words: the names of Amazon's attributes, their values without what stands around them."""

import json
from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from backend.domain.money import Money, NotMoney, from_major
from backend.web.languages import _
from backend.web.rendering import day, money, number

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


def sale_words(text: str) -> str:
    """A sale price as it is kept (52.00 EUR 2026-11-24 2026-11-30)."""
    said = text.split(" ")
    if len(said) != 4:
        return text
    return f"{price_words(' '.join(said[:2]))}, {day(said[2])} – {day(said[3])}"


def tier_words(text: str) -> str:
    """Tiers as they are kept (5: 12.00 EUR, 10: 11.00 EUR)."""
    found = [each.partition(": ") for each in text.split(", ")]
    return ", ".join(f"{pieces}: {price_words(price)}" for pieces, _colon, price in found)


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


def changes_told(said: Mapping[str, Any]) -> str:
    """What of an offer changed: 22,99 € → 24,99 €, 7 → 5."""
    found = []
    before, after = said.get("price_before"), said.get("price")
    if after and before != after:
        found.append(f"{_price(before)} → {_price(after)}" if before else _price(after))
    before, after = said.get("quantity_before"), said.get("quantity")
    if after is not None and before != after:
        pieces = number(int(after)) if before is None else f"{number(int(before))} → {number(int(after))}"
        found.append(_("quantity %s") % pieces)
    others = {"sale": _("sale price"), "list_price": _("list price"), "business": _("price for companies")}
    found += [others[part] for part in said.get("parts", ()) if part in others]
    return ", ".join(found) or _("sent once more")


def _price(said: Any) -> str:
    return money(Money(int(said[0]), str(said[1]))) if said else "–"
