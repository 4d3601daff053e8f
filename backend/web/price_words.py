"""What a price step or a price's problem names, in words: where a price comes from, by which rate it crossed over."""

from datetime import date

from backend.domain.money import Money
from backend.domain.selling import Rounding
from backend.web.languages import _, ngettext
from backend.web.policy_words.endings import ending_text
from backend.web.rendering import day, money, number, percent


def source_name(said: str) -> str:
    """A source as a step names it: "compare_at", "wholesale 5", "attribute Amazon price"."""
    kind, _space, by = said.partition(" ")
    match kind:
        case "compare_at":
            return _("the struck-through price")
        case "cost":
            return _("the cost price")
        case "wholesale":
            return _("the wholesale price from %s pieces on") % by
        case "attribute":
            return _("the price in the attribute “%s”") % by
        case _:
            return _("the price")


def source_title(word: str, by: str) -> str:
    """The first step of a price."""
    match word:
        case "compare_at":
            return _("Struck-through price in your shop")
        case "cost":
            return _("Cost price in your shop")
        case "wholesale":
            return _("Wholesale price in your shop, from %s pieces on") % by
        case "attribute":
            return _("Price in the attribute “%s”") % by
        case "instead":
            return _("Price in your shop; it does not have %s") % source_name(by)
        case _:
            return _("Price in your shop")


def rate_told(said: str, today: str) -> str:
    """How a price crossed over: "EUR USD 1.0842 ecb 2026-11-25". `today` (ISO date) tells the rate's age."""
    source, target, rate, origin, when = (*said.split(" "), "", "", "", "", "")[:5]
    told = {"source": source, "target": target, "rate": rate}
    if origin == "own":
        return _("Converted by your own rate: 1 %(source)s = %(rate)s %(target)s") % told
    told |= {"origin": _origin(origin), "day": day(when), "age": _age(when, today)}
    return _("Converted: 1 %(source)s = %(rate)s %(target)s (%(origin)s, %(day)s%(age)s)") % told


def _origin(origin: str) -> str:
    return _("European Central Bank") if origin == "ecb" else origin.upper()


def _age(when: str, today: str) -> str:
    """ ", 3 days old", where it is known and worth a word."""
    try:
        days = (date.fromisoformat(today) - date.fromisoformat(when)).days
    except ValueError:
        return ""
    return ", " + ngettext("%s day old", "%s days old", days) % number(days) if days > 0 else ""


def step_told(word: str, by: str, currency: str, today: str) -> str | None:
    """A step of a price; None for one that is none of these."""
    match word:
        case "source" | "compare_at" | "cost" | "wholesale" | "attribute" | "instead":
            return source_title(word, by)
        case "converted":
            return rate_told(by, today)
        case "change":
            return _("Changed by %s") % percent(int(by))
        case "amount":
            return _("Changed by %s") % _signed(by, currency)
        case "attribute_percent" | "attribute_amount":
            return _by_attribute(word, by, currency)
        case "change_absent":
            return _("The attribute “%s” says nothing: no change") % by
        case "vat":
            return _("With %s VAT") % percent(int(by)).lstrip("+")
        case "ending":
            return _ended(by, currency)
        case _:
            return _bound(word, by, currency)


def _ended(by: str, currency: str) -> str:
    """An ending, or a multiple. What was kept by an older Storelane does not say how far such prices are apart."""
    ending, _space, step = by.partition(" ")
    if not step or ending_text(Rounding(int(ending), int(step), currency=currency)):
        return _("Rounded to the ending %s") % ending.zfill(len(step) - 1)
    return _("Rounded to a multiple of %s") % _money(step, currency)


def _bound(word: str, by: str, currency: str) -> str | None:
    match word:
        case "floor":
            return _("Not under %s") % _money(by, currency)
        case "cost_floor":
            least, _space, margin = by.partition(" ")
            told = {"least": _money(least, currency), "margin": percent(int(margin)).lstrip("+")}
            return _("Not under the cost price and %(margin)s: %(least)s") % told
        case "no_cost":
            return _("Your shop knows no cost price of it: no limit by that")
        case "ceiling":
            return _("Not over %s") % _money(by, currency)
        case _:
            return None


def _by_attribute(word: str, by: str, currency: str) -> str:
    change, _space, name = by.partition(" ")
    told = percent(int(change)) if word == "attribute_percent" else _signed(change, currency)
    return _("Changed by %(change)s, as the attribute “%(name)s” says") % {"change": told, "name": name}


def _signed(by: str, currency: str) -> str:
    return ("+" if int(by) > 0 else "") + _money(by, currency)


def _money(by: str, currency: str) -> str:
    return money(Money(int(by), currency))
