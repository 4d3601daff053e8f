"""Conversion: a price in one currency becomes one in another, by which rate, from where and of which day."""

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import ROUND_CEILING, ROUND_FLOOR, ROUND_HALF_UP, Decimal, InvalidOperation

from backend.domain.issues import Cause, Problem
from backend.domain.listing import Step
from backend.domain.money import Money, digits
from backend.domain.rates import Rate
from backend.domain.selling import Conversion, Direction, SellingPolicy

_ROUNDED = {Direction.NEAREST: ROUND_HALF_UP, Direction.UP: ROUND_CEILING, Direction.DOWN: ROUND_FLOOR}


@dataclass(frozen=True, slots=True)
class Market:
    """Where and when something is offered: the currency that is asked for, the known rates between currencies, the day
    (ISO date, UTC; "": not known, then nothing that depends on a day is offered), and whether the seller may give
    companies a price of their own there."""

    currency: str
    rates: tuple[Rate, ...] = ()
    today: str = ""
    companies: bool = True


class Unpriced(Exception):
    """There is no such price, for this reason."""

    def __init__(self, problem: Problem) -> None:
        super().__init__(problem.cause.value)
        self.problem = problem


def rate_for(source: str, target: str, policy: SellingPolicy, market: Market) -> Rate:
    """The rate by which a policy crosses from one currency to another. Raises Unpriced: OTHER_CURRENCY where it does
    not cross at all, NO_RATE where no rate is known."""
    details = {"yours": source, "theirs": target}
    if policy.conversion is Conversion.NONE:
        raise Unpriced(Problem(Cause.OTHER_CURRENCY, details))
    own = policy.conversion is Conversion.OWN
    rates = _own(policy) if own else market.rates
    found = _direct(source, target, rates) or (None if own else _crossed(source, target, rates))
    if found is None:
        raise Unpriced(Problem(Cause.NO_RATE, details))
    return found


def crossed(
    money: Money, policy: SellingPolicy, market: Market, direction: Direction = Direction.NEAREST
) -> Money:
    """The money in the market's currency, rounded to its minor units. Raises Unpriced."""
    if money.currency == market.currency:
        return money
    rate = rate_for(money.currency, market.currency, policy, market)
    return exchanged(money, rate, direction)


def exchanged(money: Money, rate: Rate, direction: Direction = Direction.NEAREST) -> Money:
    """The money by a rate; what is something does not become nothing."""
    shift = digits(rate.target) - digits(rate.source)
    exact = (money.amount * rate.rate).scaleb(shift)
    amount = int(exact.to_integral_value(rounding=_ROUNDED[direction]))
    return Money(max(1, amount) if money.amount > 0 else amount, rate.target)


def step_of(rate: Rate, amount: int) -> Step:
    """The step of a conversion; `by` is source, target, rate, origin and day."""
    rounded = f"{rate.rate:.6g}" if rate.origin != "own" else f"{rate.rate:f}"
    return Step(
        "converted", amount, f"{rate.source} {rate.target} {rounded} {rate.origin} {rate.day}".strip()
    )


def _own(policy: SellingPolicy) -> list[Rate]:
    found = []
    for each in policy.rates:
        try:
            rate = Decimal(each.rate.strip())
        except InvalidOperation:
            continue
        if rate.is_finite() and rate > 0:
            found.append(Rate(each.source, each.target, rate, "own"))
    return found


def _direct(source: str, target: str, rates: Iterable[Rate]) -> Rate | None:
    """A rate between the two, the other way round where only that is known."""
    back = None
    for each in rates:
        if each.source == source and each.target == target and each.rate > 0:
            return each
        if each.source == target and each.target == source and each.rate > 0:
            back = each
    return Rate(source, target, 1 / back.rate, back.origin, back.day) if back else None


def _crossed(source: str, target: str, rates: Iterable[Rate]) -> Rate | None:
    """A rate by way of a third currency that both have one with; it is as old as the older of the two."""
    rates = tuple(rates)
    for middle in dict.fromkeys(each.source for each in rates):
        first, second = _direct(source, middle, rates), _direct(middle, target, rates)
        if first and second:
            day = min(first.day, second.day)
            return Rate(source, target, first.rate * second.rate, first.origin, day)
    return None
