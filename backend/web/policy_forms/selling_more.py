"""More of a selling policy's form: other currencies, roundings, the sale price."""

from datetime import date
from decimal import Decimal

from backend.domain.money import digits
from backend.domain.selling import Conversion, Direction, OwnRate, Period, Rounding, SalePrice
from backend.web.languages import _
from backend.web.policy_forms.entering import NotANumber, read_decimal
from backend.web.policy_forms.fields import Fields
from backend.web.policy_forms.selling_prices import read_changes, read_price
from backend.web.policy_words.endings import read_ending
from backend.web.rendering import decimal_mark, typed

LARGEST_STEP = 10_000_000  # minor units


def read_conversion(fields: Fields) -> Conversion:
    return fields.choice("conversion", Conversion.NONE)


def read_rates(fields: Fields, conversion: Conversion) -> tuple[OwnRate, ...]:
    """The merchant's own rates; they are kept also while they are not used."""
    found: list[OwnRate] = []
    for row in fields.rows("rates"):
        source = fields.text(f"{row}.source") or fields.about.currency
        target = fields.text(f"{row}.target")
        rate = _rate(fields, f"{row}.rate")
        if not _is_currency(source) or not _is_currency(target) or source == target:
            fields.wrong(f"{row}.target", _("Choose two different currencies."))
        elif any((each.source, each.target) == (source, target) for each in found):
            fields.wrong(f"{row}.target", _("There is a rate for these two already."))
        elif rate is not None:
            found.append(OwnRate(source, target, f"{rate:f}"))
    if conversion is Conversion.OWN and not fields.rows("rates"):
        fields.wrong("conversion", _("Add your rate, or use the day's reference rate."))
    return tuple(found)


def _rate(fields: Fields, name: str) -> Decimal | None:
    said = fields.text(name)
    try:
        rate = read_decimal(said)
    except NotANumber:
        fields.wrong(name, _("Write the rate as a number, like %s.") % typed(Decimal("1.0842")))
        return None
    if not Decimal("0.000001") <= rate <= 1_000_000:
        fields.wrong(name, _("A rate is more than zero."))
        return None
    return rate


def _is_currency(said: str) -> bool:
    return len(said) == 3 and said.isascii() and said.isalpha() and said.isupper()


def read_roundings(fields: Fields) -> tuple[Rounding, ...]:
    """The endings of prices, one for a currency."""
    found: list[Rounding] = []
    for row in fields.rows("roundings"):
        currency = fields.text(f"{row}.currency")
        currency = currency if _is_currency(currency) else ""
        if any(each.currency == currency for each in found):
            fields.wrong(f"{row}.currency", _("This currency is rounded already."))
            continue
        ending = _ending(fields, row, currency or fields.about.currency)
        if ending is not None:
            direction = fields.choice(f"{row}.direction", Direction.NEAREST)
            found.append(Rounding(*ending, direction, currency))
    return tuple(found)


def _ending(fields: Fields, row: str, currency: str) -> tuple[int, int] | None:
    """(ending, step) in minor units; None where it makes no sense, which is said."""
    name, mark = f"{row}.value", decimal_mark()
    said = fields.text(name)
    if fields.text(f"{row}.kind") != "multiple":
        ending = read_ending(said, currency)
        if ending is None:
            example = "99, 980" if not digits(currency) else f"99, {mark}95, 9{mark}99"
            fields.wrong(name, _("Write how prices shall end: %s.") % example)
        return ending
    try:
        step = read_decimal(said).scaleb(digits(currency))
    except NotANumber as error:
        fields.wrong(name, str(error))
        return None
    if step != step.to_integral_value() or not 1 <= step <= LARGEST_STEP:
        fields.wrong(name, _("Write an amount, like %s.") % (f"0{mark}50" if digits(currency) else "10"))
        return None
    return 0, int(step)


def read_sale(fields: Fields) -> SalePrice | None:
    """The sale price; None: there is none."""
    if not fields.ticked("sale.on"):
        return None
    period, first, last = fields.choice("sale.period", Period.ALWAYS), "", ""
    if period is Period.DATES:
        first, last = _day(fields, "sale.first_day"), _day(fields, "sale.last_day")
        if first and last and last < first:
            fields.wrong("sale.last_day", _("The last day is before the first."))
    elif period is Period.ATTRIBUTES:
        first = fields.name_of_attribute("sale.first_attribute")
        last = fields.name_of_attribute("sale.last_attribute")
    return SalePrice(read_price(fields, "sale"), read_changes(fields, "sale.changes"), period, first, last)


def _day(fields: Fields, name: str) -> str:
    said = fields.text(name)
    try:
        return date.fromisoformat(said).isoformat()
    except ValueError:
        fields.wrong(name, _("Choose a day."))
        return ""
