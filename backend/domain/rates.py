"""Rates between currencies: how a price crosses over, from where the rate came and how old it is."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Context, Decimal

EURO = "EUR"
BANK = "ecb"  # the origin of the European Central Bank's reference rates
JUMP = Decimal("0.20")  # a rate that is that much more or less than the one before is not believed at once
OLD_DAYS = 7  # after that a rate's age is a warning: a week holds every holiday of the bank
FEWEST = 5  # currencies that a day's list must have to be one
_LARGEST, _SMALLEST = Decimal(10) ** 9, Decimal(10) ** -9
_CURRENCY = re.compile(r"[A-Z]{3}")
# Digits of a rate that is crossed: what is rounded at the twelfth place after a price was multiplied with it, and
# only then to its currency, is what the exact fraction gives.
_EXACT = Context(prec=40)


@dataclass(frozen=True, slots=True)
class Rate:
    """One major unit of `source` is `rate` major units of `target` (both ISO 4217), as `origin` said ("ecb", "own"),
    for the day `day` (ISO date; "" for the merchant's own)."""

    source: str
    target: str
    rate: Decimal
    origin: str
    day: str = ""


@dataclass(frozen=True, slots=True)
class DayRates:
    """A day's list of reference rates as it was read: one euro in each currency (NaN: what cannot be read)."""

    day: str
    rates: Mapping[str, Decimal]


@dataclass(frozen=True, slots=True)
class Doubt:
    """A rate that is not believed: `why` is nonsense, jump or future; `before` the one that stays in use."""

    currency: str
    rate: Decimal
    day: str
    why: str
    before: Decimal | None = None


@dataclass(frozen=True, slots=True)
class Judged:
    """What is taken of the list of a day (one euro in each currency), and what is not."""

    day: str
    taken: tuple[Rate, ...]
    doubts: tuple[Doubt, ...]


def judge(read: DayRates, known: Mapping[str, Rate], doubted: Mapping[str, Doubt], today: str) -> Judged:
    """Which rates of a day's list to believe; `known` and `doubted` are those in use and in doubt, by currency.

    One that jumped is not taken the first time. When the list of a later day says about the same again, the jump was
    real. Lists of a day that is known, or before it, change nothing; one of tomorrow or later is nonsense as a whole.
    """
    taken, doubts = list[Rate](), list[Doubt]()
    future = (date.fromisoformat(read.day) - date.fromisoformat(today)).days > 1
    for currency, rate in sorted(read.rates.items()):
        before = known.get(currency)
        if before and before.day >= read.day and not future:
            continue
        why = "future" if future else _doubt(currency, rate, before, doubted.get(currency), read.day)
        if why:
            doubts.append(Doubt(currency, rate, read.day, why, before.rate if before else None))
        else:
            taken.append(Rate(EURO, currency, rate, BANK, read.day))
    return Judged(read.day, tuple(taken), tuple(doubts))


def _doubt(currency: str, rate: Decimal, before: Rate | None, doubted: Doubt | None, day: str) -> str:
    """Why a rate is not believed; "" when it is."""
    if not _CURRENCY.fullmatch(currency) or not rate.is_finite() or not _SMALLEST < rate < _LARGEST:
        return "nonsense"
    if before is None or _near(rate, before.rate):
        return ""
    if doubted and doubted.why == "jump" and doubted.day < day and _near(rate, doubted.rate):
        return ""  # said twice, on two days
    return "jump"


def _near(rate: Decimal, before: Decimal) -> bool:
    return abs(rate - before) <= JUMP * before


def between(rates: Iterable[Rate], source: str, target: str) -> Rate | None:
    """The rate from one currency to another: as it stands, turned round, or over the euro; None: there is none.

    A rate over the euro is as old as the older of its two halves. Turned and crossed rates have 40 digits.
    """
    if source == target:
        return Rate(source, target, Decimal(1), "own")
    found = {(rate.source, rate.target): rate for rate in rates}
    if (source, target) in found:
        return found[source, target]
    if (target, source) in found:
        turned = found[target, source]
        return Rate(source, target, _EXACT.divide(Decimal(1), turned.rate), turned.origin, turned.day)
    first, second = found.get((EURO, source)), found.get((EURO, target))
    if first is None or second is None:
        return None
    crossed = _EXACT.divide(second.rate, first.rate)
    return Rate(source, target, crossed, first.origin, min(first.day, second.day))


def seen_from(rates: Sequence[Rate], currency: str) -> tuple[Rate, ...]:
    """All that a shop's prices in a currency may need: the rates themselves, and from it to every currency known."""
    known = sorted({rate.target for rate in rates} | {EURO})
    found = (between(rates, currency, target) for target in known if target != currency)
    mine = [rate for rate in found if rate is not None]
    have = {(rate.source, rate.target) for rate in mine}
    return (*mine, *(rate for rate in rates if (rate.source, rate.target) not in have))


def age_days(day: str, today: str) -> int:
    """How many days a rate is old; both ISO dates."""
    return max(0, (date.fromisoformat(today) - date.fromisoformat(day)).days)
