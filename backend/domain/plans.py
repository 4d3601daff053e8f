"""Plans: how many listings a shop may have on Amazon, and what the next step costs. Nothing here stops what sells."""

import re
from dataclasses import dataclass, field

from backend.domain.money import Money, from_major

DAY = 86_400
_PLAN = re.compile(r"(?P<name>[^=;]{1,40})=(?P<listings>[^,;]+),(?P<price>[^,;]+)")
_PRICE = re.compile(r"(?P<amount>\d{1,7}(?:\.\d{1,3})?)\s+(?P<currency>[A-Z]{3})")
UNLIMITED = "unlimited"


@dataclass(frozen=True, slots=True)
class Plan:
    """A plan that the operator offers. `listings`: at most so many on Amazon, None: any number; `price`: a month."""

    name: str
    listings: int | None
    price: Money

    def holds(self, listings: int) -> bool:
        return self.listings is None or listings <= self.listings


@dataclass(frozen=True, slots=True)
class Terms:
    """What the operator offers: `plans` from the smallest to the largest; none: nothing is counted or billed.

    `trial_days`: so long everything is free and without a limit, from the first look at the shop.
    """

    plans: tuple[Plan, ...] = ()
    trial_days: int = 0

    @property
    def billed(self) -> bool:
        return bool(self.plans)

    def named(self, name: str) -> Plan | None:
        """A plan by its name, however it is spelt in small and capital letters."""
        return next((plan for plan in self.plans if plan.name.casefold() == name.strip().casefold()), None)


@dataclass(frozen=True, slots=True)
class Allowance:
    """What a shop may list. `listings`: live or on their way; `limit` None: any number; times epoch seconds UTC.

    `plan` None: none was chosen. `trial`: the free days are still running. `next_plan`: the next larger step, None
    when there is none. `held`: listings that wait for a larger plan.
    """

    plan: Plan | None = None
    listings: int = 0
    limit: int | None = None
    trial: bool = False
    trial_until: int = 0
    next_plan: Plan | None = None
    held: int = 0
    billed: bool = field(default=True)

    @property
    def room(self) -> int | None:
        """How many more may be listed; None: any number."""
        return None if self.limit is None else max(0, self.limit - self.listings)

    @property
    def full(self) -> bool:
        return self.room == 0

    def days_left(self, now: int) -> int:
        """Whole days of the trial, the last one counted in."""
        return max(0, -((now - self.trial_until) // DAY))


def allowance_of(
    terms: Terms, plan_name: str, trial_until: int, listings: int, held: int, now: int
) -> Allowance:
    """What a shop may list by what the operator offers, by its plan and its trial.

    A plan that is no longer offered counts as none, so that a slip in the settings is seen, and stops no sale.
    """
    if not terms.billed:
        return Allowance(listings=listings, billed=False)
    plan, trial = terms.named(plan_name), trial_until > now
    limit = None if trial else plan.listings if plan else 0
    return Allowance(plan, listings, limit, trial, trial_until, next_step(terms, plan, listings + held), held)


def next_step(terms: Terms, plan: Plan | None, wanted: int) -> Plan | None:
    """The smallest plan above the present one that holds what is wanted, else the largest above it."""
    rank = terms.plans.index(plan) + 1 if plan else 0
    above = terms.plans[rank:]
    return next((each for each in above if each.holds(wanted)), above[-1] if above else None)


def read_plans(text: str) -> tuple[Plan, ...]:
    """Plans as an operator writes them: `Small=100, 9 EUR; Large=unlimited, 79.50 EUR`, the prices a month.

    Raises ValueError with one line that says what is wrong.
    """
    plans = [_plan(part.strip()) for part in re.split(r"[;\n]", text) if part.strip()]
    names = [plan.name.casefold() for plan in plans]
    if len(set(names)) < len(names):
        raise ValueError("two plans have the same name")
    if len({plan.price.currency for plan in plans}) > 1:
        raise ValueError("all plans must be priced in one currency")
    if plans != sorted(plans, key=_size) or len({_size(plan) for plan in plans}) < len(plans):
        raise ValueError("the plans must stand in order, each with more listings than the one before")
    return tuple(plans)


def _plan(text: str) -> Plan:
    said = _PLAN.fullmatch(text)
    if said is None:
        raise ValueError(f"{text!r} is no plan such as `Small=100, 9 EUR`")
    listings, priced = said["listings"].strip(), _PRICE.fullmatch(said["price"].strip())
    name = said["name"].strip()
    if listings != UNLIMITED and not (listings.isascii() and listings.isdigit() and len(listings) < 10):
        raise ValueError(f"{text!r}: the listings are a whole number or the word {UNLIMITED}")
    if priced is None:
        raise ValueError(f"{text!r}: the price is a number and a currency such as `9.50 EUR`")
    price = from_major(priced["amount"], priced["currency"])
    return Plan(name, None if listings == UNLIMITED else int(listings), price)


def _size(plan: Plan) -> float:
    return float("inf") if plan.listings is None else plan.listings
