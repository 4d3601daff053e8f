"""Pricing: how the shop's price becomes the price of an offer, every step of it said."""

from dataclasses import dataclass

from backend.domain.issues import Cause, Problem
from backend.domain.listing import Step
from backend.domain.money import Money, digits
from backend.domain.policy import SellingPolicy

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
    if price.amount <= 0 or policy.change <= -_WHOLE:
        return PriceResult(None, tuple(steps), Problem(Cause.NO_PRICE, {"price": price.amount}))
    odd = next((money for money in (price, policy.floor) if money and money.currency != currency), None)
    if odd:
        details = {"yours": odd.currency, "theirs": currency}
        return PriceResult(None, tuple(steps), Problem(Cause.OTHER_CURRENCY, details))
    amount = price.amount
    if policy.change:
        amount = _changed(amount, policy.change)
        steps.append(Step("change", amount, str(policy.change)))
    whole = ending_step(currency)
    if policy.ending is not None:
        amount = _nearest(amount, policy.ending % whole, whole)
        steps.append(Step("ending", amount, str(policy.ending)))
    if policy.floor is not None:
        amount = max(amount, _least(policy.floor.amount, policy.ending, whole))
        steps.append(Step("floor", amount, str(policy.floor.amount)))
    return PriceResult(Money(amount, currency), tuple(steps))


def ending_step(currency: str) -> int:
    """How far two prices with the same ending are apart: one euro, or 100 yen where there are no cents."""
    return max(100, int(10 ** digits(currency)))


def _changed(amount: int, change: int) -> int:
    return max(1, (2 * amount * (_WHOLE + change) + _WHOLE) // (2 * _WHOLE))


def _nearest(amount: int, ending: int, whole: int) -> int:
    below = amount - (amount - ending) % whole
    above = below if below == amount else below + whole
    nearest = below if amount - below < above - amount else above
    return nearest if nearest > 0 else nearest + whole


def _least(floor: int, ending: int | None, whole: int) -> int:
    """The least price that is not under the floor and keeps the ending."""
    return floor if ending is None else floor + (ending - floor) % whole
