"""Numbers as people write them, exactly: 1.5 and 1,5 are the same, and what could be thousands is not guessed."""

import math
import re
from decimal import Decimal, InvalidOperation

Number = int | float
_GAPS = re.compile(r"[\s'’\u00a0\u2009\u202f]+")
_PLAIN = re.compile(r"([+-]?)(\d+)(?:([.,])(\d+))?")
_GROUPED = re.compile(r"([+-]?)(\d{1,3})((?:([.,])\d{3})(?:\4\d{3})*)(?:(?!\4)[.,](\d+))?")
_SCIENTIFIC = re.compile(r"[+-]?\d+(?:\.\d+)?[eE][+-]?\d{1,3}")
LONGEST = 400
_LONG = 1e39


def read_number(text: str, decimal: str = ".") -> Number | None:
    """The number in a text; None when it is none, when it can be read in two ways, or cannot be kept exactly.

    `decimal` is the sign that the person's language puts before decimals. With the other sign exactly three digits may
    be thousands as well (1,500 for 1500): that is for the person to say.
    """
    bare = text.strip().replace("−", "-")
    if len(bare) > LONGEST:
        return None
    if _SCIENTIFIC.fullmatch(bare):
        return _exact(bare)
    spaced = re.fullmatch(r"[+-]?\d{1,3}(?:[\s'’\u00a0\u2009\u202f]\d{3})+(?:[.,]\d+)?", bare)
    written = _GAPS.sub("", bare) if spaced else bare
    if found := _PLAIN.fullmatch(written):
        sign, whole, mark, rest = found.groups()
        if mark and mark != decimal and not spaced and may_be_thousands(whole, rest):
            return None
        return _exact(f"{sign}{whole}.{rest}" if mark else f"{sign}{whole}")
    if found := _GROUPED.fullmatch(written):
        sign, first, groups, _mark, rest = found.groups()
        whole = first + re.sub(r"[.,]", "", groups)
        return _exact(f"{sign}{whole}.{rest}" if rest else f"{sign}{whole}")
    return None


def may_be_thousands(whole: str, rest: str) -> bool:
    """Whether the digits before and after a sign can be thousands: 1,500 can, 0,500 and 1,5 cannot."""
    return len(rest) == 3 and 1 <= len(whole) <= 3 and not whole.startswith("0")


def write_number(value: Number, decimal: str = ".") -> str:
    """A number as `read_number` with the same `decimal` reads it."""
    if isinstance(value, float) and not math.isfinite(value):
        return ""
    if isinstance(value, int) or (value.is_integer() and abs(value) < _LONG):
        return str(int(value))
    exact = Decimal(repr(value))
    text = format(exact, "f") if abs(exact.adjusted()) < 25 else repr(value)
    return text if "e" in text else text.replace(".", decimal)


def _exact(text: str) -> Number | None:
    try:
        exact = Decimal(text)
    except InvalidOperation:
        return None
    if exact.adjusted() < 39 and exact == exact.to_integral_value():
        return int(exact)
    near = float(exact)
    return near if Decimal(repr(near)) == exact else None
