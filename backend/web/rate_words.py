"""Exchange rates in words: from where, of which day, how old, and why one is not believed."""

from decimal import Decimal

from backend.domain.rates import BANK, OLD_DAYS, Doubt, Rate, age_days
from backend.web.languages import _, ngettext
from backend.web.rendering import day, number, typed

SHOWN = 6  # digits of a rate that say something


def rate_number(rate: Decimal) -> str:
    """A rate with six digits that say something: 1,0916 · 163,12 · 0,00612."""
    places = max(0, SHOWN - 1 - rate.adjusted())
    return typed(rate.quantize(Decimal(1).scaleb(-places)))


def rate_sentence(rate: Rate, today: str) -> str:
    """1 EUR = 1,0916 USD, European Central Bank, 28 May 2026 (2 days old)."""
    said = {"source": rate.source, "target": rate.target, "rate": rate_number(rate.rate)}
    words = _("1 %(source)s = %(rate)s %(target)s") % said
    if rate.origin != BANK:
        return _("%s, your own rate") % words
    told = {"words": words, "day": day(rate.day), "age": age_words(rate.day, today)}
    return _("%(words)s, European Central Bank, %(day)s (%(age)s)") % told


def age_words(of: str, today: str) -> str:
    """How old a rate of a day is."""
    days = age_days(of, today)
    return ngettext("%s day old", "%s days old", days) % number(days) if days else _("of today")


def is_old(of: str, today: str) -> bool:
    """Whether a rate's age is worth a warning."""
    return age_days(of, today) > OLD_DAYS


def doubt_sentence(doubt: Doubt) -> str:
    """Why a rate that was read is not used, and what is used instead."""
    match doubt.why:
        case "jump":
            words = _("It moved by more than 20 % at once.")
        case "future":
            words = _("It is of a day that has not come.")
        case _:
            words = _("It is no rate.")
    instead = (
        _("The rate before it stays in use. If the next day says the same, it is believed.")
        if doubt.before is not None and doubt.why == "jump"
        else _("The rate before it stays in use.")
        if doubt.before is not None
        else ""
    )
    return f"{words} {instead}".strip()
