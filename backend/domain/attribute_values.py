"""Attribute values: a number, a price, a share or a day, read from what a merchant wrote into an attribute."""

import re
from datetime import date
from decimal import Decimal
from functools import lru_cache

from backend.domain.catalog import Product, Variation
from backend.domain.folding import fold
from backend.domain.money import Money, from_major

_SIGNS = {"€": "EUR", "£": "GBP", "zł": "PLN", "₺": "TRY", "₹": "INR", "₩": "KRW", "r$": "BRL"}
_ANY_SIGN = ("$", "¥", "kr")  # several currencies write themselves so: the shop's is meant
_NUMBER = re.compile(r"[-+]?\d[\d.,'’\s]*|[-+]?[.,]\d+", re.ASCII)
_SPACES = re.compile(r"[\s'’]+")
_LONGEST = 40
_MOST = 10**9  # no price is higher, so something else stands there
_folded = lru_cache(4096)(fold)  # few names, asked for with every product


def said(product: Product, variation: Variation, name: str) -> str:
    """What an attribute of the variation or else of its product says, by its name; "" for nothing."""
    for each in (*variation.attributes, *product.attributes):
        if (each.name == name or _folded(each.name) == _folded(name)) and (text := each.value.strip()):
            return text
    return ""


def read_number(text: str, digits: int = 2) -> tuple[Decimal, str] | None:
    """The one number of a text and what stands around it: "12,50 €" is 12.50 and "€". None where there is none, or
    where it can be read in two ways: "1.234" is a thousand or a bit more than one, unless prices have three digits."""
    found = _NUMBER.findall(text) if len(text) <= _LONGEST else []
    if len(found) != 1:
        return None
    number = _plain(_SPACES.sub("", found[0]).rstrip(".,"), digits)
    around = _SPACES.sub("", text.replace(found[0], " ", 1).replace("\xa0", " ")).casefold().strip(".-–")
    return (Decimal(number), around) if number else None


def read_price(text: str, currency: str, digits: int) -> Money | None:
    """A price, in `currency` unless it names another one; None where it cannot be read for sure."""
    found = read_number(text, digits)
    if found is None:
        return None
    number, around = found
    if abs(number) > _MOST:
        return None
    if around in ("", currency.casefold(), *_ANY_SIGN):
        return from_major(number, currency)
    named = _SIGNS.get(around, around.upper() if re.fullmatch("[a-z]{3}", around) else "")
    return from_major(number, named) if named else None


def read_percent(text: str) -> int | None:
    """A share in hundredths of a percent, of "8", "8,5" or "8.5 %"."""
    found = read_number(text)
    if found is None or abs(found[0]) > _MOST or found[1] not in ("", "%"):
        return None
    return int((found[0] * 100).to_integral_value())


def read_pieces(text: str) -> int | None:
    """A whole number of pieces, of "12" or "12 pcs"; None for a part of one or less than none."""
    found = read_number(text)
    if found is None or not 0 <= found[0] <= _MOST or found[0] != found[0].to_integral_value():
        return None
    return int(found[0])


def read_day(text: str) -> str:
    """A day as an ISO date, of "2026-11-24", with or without a time of day; "" for anything else."""
    try:
        return date.fromisoformat(text.strip()[:10]).isoformat()
    except ValueError:
        return ""


def _plain(text: str, digits: int) -> str:
    """The digits with a point before the decimals; "" where the point may mean either."""
    sign = "-" if text[:1] == "-" else ""
    text = text.lstrip("+-")
    marks = [each for each in text if each in ".,"]
    if not marks:
        return sign + text
    last = marks[-1]
    whole, decimals = text.rsplit(last, 1)
    if len(set(marks)) == 2:
        groups = re.split("[.,]", whole)
        return f"{sign}{''.join(groups)}.{decimals}" if _grouped(groups) and marks.count(last) == 1 else ""
    if len(marks) > 1:
        groups = text.split(last)
        return sign + "".join(groups) if _grouped(groups) else ""
    if len(decimals) == 3 and digits != 3 and whole.strip("0"):
        return ""
    return f"{sign}{whole or '0'}.{decimals}"


def _grouped(groups: list[str]) -> bool:
    """Whether digits stand in groups of three, as thousands do."""
    return 1 <= len(groups[0]) <= 3 and all(len(each) == 3 for each in groups[1:])
