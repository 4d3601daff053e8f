"""Numbers as people type them, in the page's language: 12,50 · 1 234,50 · 12.50 · +8 % · -5,5."""

from decimal import Decimal, InvalidOperation

from backend.domain.money import Money, digits
from backend.web.languages import _
from backend.web.rendering import decimal_mark, typed

LONGEST = 15  # digits of a number at most
_BLANKS = str.maketrans("", "", " \u00a0\u202f\u2009'’")


class NotANumber(ValueError):
    """What was typed makes no sense; its text is the sentence that stands beside the field."""


def read_decimal(said: str) -> Decimal:
    """A number with its fraction. The mark of the page's language is the decimal one; where only the other mark
    stands, it is it unless three digits follow. Raises NotANumber."""
    text = said.translate(_BLANKS).replace("−", "-").replace("–", "-").lstrip("+")
    own = decimal_mark()
    other = "," if own == "." else "."
    if own in text or _thousands(text, other):
        text = text.replace(other, "")
    text = text.replace(own, ".").replace(other, ".")
    bare = text.removeprefix("-").replace(".", "", 1)
    if not bare.isascii() or not bare.isdecimal() or len(bare) > LONGEST:
        raise NotANumber(_("Write a number, like %s.") % f"12{own}50")
    try:
        return Decimal(text)
    except InvalidOperation as error:
        raise NotANumber(_("Write a number, like %s.") % f"12{own}50") from error


def _thousands(text: str, mark: str) -> bool:
    first, *groups = text.removeprefix("-").split(mark)
    return bool(groups) and 0 < len(first) <= 3 and all(len(group) == 3 for group in groups)


def read_money(said: str, currency: str, *, least: int | None = None) -> Money:
    """An amount of money; `least` in minor units. Raises NotANumber."""
    number = read_decimal(said.replace("€", "").replace("$", "").replace("£", "").replace(currency, ""))
    minor = number.scaleb(digits(currency))
    if minor != minor.to_integral_value():
        after = digits(currency)
        raise NotANumber(
            _("%(currency)s has at most %(n)s digits after the mark.") % {"currency": currency, "n": after}
            if after
            else _("%s has no smaller unit: write a whole number.") % currency
        )
    if least is not None and minor < least:
        raise NotANumber(_("It must be more than zero.") if least else _("It cannot be less than zero."))
    return Money(int(minor), currency)


def read_percent(said: str, *, least: int = 0, most: int = 1_000_000) -> int:
    """Hundredths of a percent: "8" is 800, "-5,5 %" is -550. Raises NotANumber."""
    hundredths = read_decimal(said.replace("%", "")) * 100
    if hundredths != hundredths.to_integral_value():
        raise NotANumber(_("A percentage has at most two digits after the mark."))
    if not least <= hundredths <= most:
        low, high = Decimal(least) / 100, Decimal(most) / 100
        raise NotANumber(_between(low, high))
    return int(hundredths)


def read_whole(said: str, *, least: int = 0, most: int = 1_000_000) -> int:
    """A whole number. Raises NotANumber."""
    number = read_decimal(said)
    if number != number.to_integral_value():
        raise NotANumber(_("Write a whole number."))
    if not least <= number <= most:
        raise NotANumber(_between(Decimal(least), Decimal(most)))
    return int(number)


def _between(low: Decimal, high: Decimal) -> str:
    return _("Write a number from %(least)s to %(most)s.") % {"least": f"{low:f}", "most": f"{high:f}"}


def typed_money(money: Money) -> str:
    """An amount with all its digits: 12,50."""
    after = digits(money.currency)
    return f"{Decimal(money.amount).scaleb(-after):.{after}f}".replace(".", decimal_mark())


def typed_percent(hundredths: int) -> str:
    """Hundredths of a percent: 850 is 8,5."""
    return typed(Decimal(hundredths) / 100)
