"""The endings of prices as people write them: 99 and ,99 for prices like 24,99; 9,99 for prices like 19,99."""

from backend.domain.money import digits
from backend.domain.selling import Rounding
from backend.web.rendering import decimal_mark

LONGEST = 7  # digits of an ending: a step that is larger than any price makes no sense


def ending_text(rounding: Rounding, currency: str = "EUR") -> str:
    """How an ending is written: ,99 for 99 and 100; 9,99 for 999 and 1000. "" where prices are multiples of something.

    `currency` says how many digits stand after the mark where the rounding names none.
    """
    width = len(str(rounding.step)) - 1
    if rounding.step != 10**width or width == 0:
        return ""
    after = digits(rounding.currency or currency)
    said = f"{rounding.ending % rounding.step:0{width}d}"
    if after == 0 or width < after:
        return said
    return said[:-after] + decimal_mark() + said[-after:]


def read_ending(said: str, currency: str) -> tuple[int, int] | None:
    """(ending, step) of what a person writes, in minor units: "99", ",99", "9,99", "00". None: it makes no sense."""
    text, after = said.replace(" ", "").replace("\u00a0", "").replace(".", ","), digits(currency)
    whole, mark, part = text.partition(",")
    if mark:
        if not after or not part or len(part) > after:
            return None
        text = whole + part.ljust(after, "0")
    if not text.isascii() or not text.isdecimal() or len(text) > LONGEST:
        return None
    return int(text), 10 ** len(text)
