"""The steps of a sale, list or business price, and why one of them is not sent: in words."""

from backend.domain.money import Money
from backend.web.languages import _, ngettext
from backend.web.problems import title_of
from backend.web.rendering import day, money, number


def beside_told(word: str, by: str, currency: str) -> str | None:
    """A step that only these prices have; None for one that is none of these."""
    match word:
        case "unpriced":
            return _("Not sent: %s") % title_of(by)
        case "not_lower":
            return _("Not sent: it is not lower than the price, %s") % money(Money(int(by), currency))
        case "not_higher":
            return _("Not sent: it is not higher than the price, %s") % money(Money(int(by), currency))
        case "business_over":
            return _("Not sent: it is over the price for everybody, %s") % money(Money(int(by), currency))
        case "no_companies":
            return _("Not sent: this Amazon account has no Amazon Business there")
        case "set_by_hand":
            return _("Not sent: the price is set by hand")
        case _:
            return _tier(word, by) if word.startswith("tier") else _days(word, by)


def _days(word: str, by: str) -> str | None:
    first, _space, last = by.partition(" ")
    told = {"first": day(first), "last": day(last)}
    match word:
        case "always":
            return _("As long as your shop has it")
        case "dates":
            return _("From %(first)s to %(last)s, both included, UTC") % told
        case "dates_crossed":
            return _("Not sent: it would end (%(last)s) before it begins (%(first)s)") % told
        case "sale_over":
            return _("Not sent: it was over on %s") % day(by)
        case "no_dates":
            if by:
                return _("Not sent: the attribute “%s” says no day") % by
            return _("Not sent: its first or last day is missing")
        case "date_unreadable":
            return _("Not sent: “%s” is no day like 2026-11-24") % by
        case "no_day":
            return _("Not sent: today's date is not known")
        case _:
            return None


def _tier(word: str, by: str) -> str:
    pieces = ngettext("%s piece", "%s pieces", int(by)) % number(int(by))
    match word:
        case "tier_too_many":
            return _("From %s on: left out, Amazon takes five tiers") % pieces
        case "tier_order":
            return _("From %s on: left out, the tier before begins at as many or more") % pieces
        case "tier_no_price":
            return _("From %s on: left out, there is no price for so many") % pieces
        case "tier_not_lower":
            return _("From %s on: left out, it is not lower than before") % pieces
        case _:
            return _("From %s on") % pieces
