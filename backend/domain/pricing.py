"""Pricing: how the shop's price becomes the price of an offer, every step of it said."""

from dataclasses import dataclass

from backend.domain.issues import Cause, Problem
from backend.domain.listing import Step
from backend.domain.money import Money
from backend.domain.selling import Change, Direction, Rounding, SellingPolicy

_WHOLE = 10_000  # a change is in hundredths of a percent


@dataclass(frozen=True, slots=True)
class PriceResult:
    """The price of an offer, or why there is none.

    Steps, each with the minor units after it: `source`; `change` by hundredths of a percent; `ending` by the minor
    units asked for; `floor` by the least price. A step is there when the policy asks for it, also when it changed
    nothing.
    """

    price: Money | None
    steps: tuple[Step, ...]
    problem: Problem | None = None


def explain_price(price: Money, policy: SellingPolicy, currency: str) -> PriceResult:
    """The price to offer in a marketplace that asks for `currency`, by a policy; integers only, rounded half up.

    An ending is reached at the nearest price that has it (halfway: the dearer one). The floor comes last and keeps
    the ending. Nothing is ever rounded to zero. Problems: NO_PRICE, OTHER_CURRENCY.
    """
    steps = [Step("source", price.amount)]
    if price.amount <= 0 or any(change.percent <= -_WHOLE for change in policy.changes):
        return PriceResult(None, tuple(steps), Problem(Cause.NO_PRICE, {"price": price.amount}))
    odd = next((money for money in (price, policy.floor) if money and money.currency != currency), None)
    if odd:
        details = {"yours": odd.currency, "theirs": currency}
        return PriceResult(None, tuple(steps), Problem(Cause.OTHER_CURRENCY, details))
    amount = price.amount
    for change in policy.changes:
        amount = _changed(amount, change)
        steps.append(Step("change", amount, str(change.percent)))
    rounding = rounding_for(policy, currency)
    if rounding is not None:
        amount = _rounded(amount, rounding)
        steps.append(Step("ending", amount, str(rounding.ending)))
    if policy.floor is not None:
        amount = max(amount, _least(policy.floor.amount, rounding))
        steps.append(Step("floor", amount, str(policy.floor.amount)))
    return PriceResult(Money(amount, currency), tuple(steps))


def rounding_for(policy: SellingPolicy, currency: str) -> Rounding | None:
    """The rounding that a policy asks for in a currency: its own, else the one for every other."""
    found = {each.currency: each for each in policy.roundings}
    return found.get(currency) or found.get("")


def _changed(amount: int, change: Change) -> int:
    return max(1, (2 * amount * (_WHOLE + change.percent) + _WHOLE) // (2 * _WHOLE))


def _rounded(amount: int, rounding: Rounding) -> int:
    step, ending = rounding.step, rounding.ending % rounding.step
    below = amount - (amount - ending) % step
    above = below if below == amount else below + step
    chosen = {Direction.DOWN: below, Direction.UP: above}.get(
        rounding.direction, below if amount - below < above - amount else above
    )
    return chosen if chosen > 0 else chosen + step


def _least(floor: int, rounding: Rounding | None) -> int:
    """The least price that is not under the floor and keeps the ending."""
    return floor if rounding is None else floor + (rounding.ending - floor) % rounding.step
