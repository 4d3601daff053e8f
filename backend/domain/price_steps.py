"""The steps from a price of the shop to one of a marketplace: source, conversion, changes, VAT, ending, bounds.

Every price goes the same way: the regular one, a sale price, what companies pay. Integers only, rounded half up.
"""

from collections.abc import Iterable
from dataclasses import dataclass

from backend.domain.attribute_values import read_percent, read_price, said
from backend.domain.catalog import Product, Variation
from backend.domain.conversion import Market, Unpriced, crossed, exchanged, rate_for, step_of
from backend.domain.issues import Cause, Problem
from backend.domain.listing import Step
from backend.domain.money import Money, digits, to_major
from backend.domain.selling import (
    Change,
    ChangeKind,
    Direction,
    PriceFrom,
    PriceSource,
    Rounding,
    SellingPolicy,
)

_WHOLE = 10_000  # changes, VAT and margins are in hundredths of a percent
# Where a major unit has no parts, prices are as many times longer; Amazon's yen is about what elsewhere is a cent.
_LONGER = {"KRW": 10, "CLP": 10, "VND": 100}


@dataclass(frozen=True, slots=True)
class Basis:
    """What every price of an offer comes from."""

    product: Product
    variation: Variation
    policy: SellingPolicy
    market: Market


@dataclass(frozen=True, slots=True)
class Bounds:
    """Between what every price must lie, with the ending. `least`: the steps' words, the least amounts, and what was
    asked; `most` None: no ceiling."""

    rounding: Rounding | None = None
    least: tuple[tuple[str, int, str], ...] = ()
    most: int | None = None
    ceiling: str = ""


def source(basis: Basis, wanted: PriceFrom, steps: list[Step]) -> Money:
    """The price to begin with. Raises Unpriced: PRICE_UNREADABLE, NO_SUCH_PRICE, NO_PRICE."""
    price = _source(basis, wanted)
    word, by = _named(wanted)
    if price is None or price.amount <= 0:
        if wanted.source is not PriceSource.PRICE and not wanted.else_price:
            raise Unpriced(Problem(Cause.NO_SUCH_PRICE, {"source": f"{word} {by}".strip()}))
        price = basis.variation.price
        if wanted.source is not PriceSource.PRICE:
            word, by = "instead", f"{word} {by}".strip()
    other = price.currency if price.currency != basis.market.currency else ""
    steps.append(Step(word, price.amount, by, other))
    if price.amount <= 0:
        raise Unpriced(Problem(Cause.NO_PRICE, {"price": price.amount}))
    return price


def _source(basis: Basis, wanted: PriceFrom) -> Money | None:
    variation = basis.variation
    match wanted.source:
        case PriceSource.PRICE:
            return variation.price
        case PriceSource.COMPARE_AT:
            return variation.compare_at_price
        case PriceSource.COST:
            return variation.cost_price
        case PriceSource.WHOLESALE:
            return wholesale_from(variation, wanted.pieces)
        case PriceSource.ATTRIBUTE:
            return _of_attribute(basis, wanted.attribute)


def _named(wanted: PriceFrom) -> tuple[str, str]:
    """The word of a source's step and what it names."""
    match wanted.source:
        case PriceSource.PRICE:
            return "source", ""
        case PriceSource.WHOLESALE:
            return "wholesale", str(wanted.pieces)
        case PriceSource.ATTRIBUTE:
            return "attribute", wanted.attribute
        case other:
            return other.value, ""


def wholesale_from(variation: Variation, pieces: int) -> Money | None:
    """The shop's price of one where so many are bought; None where there is no lower one for so many."""
    fitting = [price for least, price in variation.wholesale if least <= pieces]
    return fitting[-1] if fitting else None


def _of_attribute(basis: Basis, name: str) -> Money | None:
    """A price that stands in an attribute, None where nothing does. Raises Unpriced where it cannot be read."""
    text = said(basis.product, basis.variation, name)
    if not text:
        return None
    currency = basis.variation.price.currency
    price = read_price(text, currency, digits(currency))
    if price is None:
        raise Unpriced(Problem(Cause.PRICE_UNREADABLE, {"attribute": name[:80], "value": text[:80]}))
    return price


def converted(basis: Basis, money: Money, steps: list[Step]) -> int:
    """The price in the marketplace's currency. Raises Unpriced: OTHER_CURRENCY, NO_RATE."""
    if money.currency == basis.market.currency:
        return money.amount
    rate = rate_for(money.currency, basis.market.currency, basis.policy, basis.market)
    amount = exchanged(money, rate).amount
    steps.append(step_of(rate, amount))
    return amount


def changed(basis: Basis, amount: int, changes: Iterable[Change], steps: list[Step]) -> int:
    """The amount after the changes, in their order. Raises Unpriced: NOTHING_LEFT, PRICE_UNREADABLE."""
    for change in changes:
        amount, step = _one_change(basis, amount, change)
        steps.append(step)
        if amount <= 0:
            raise Unpriced(
                Problem(Cause.NOTHING_LEFT, {"price": _text(Money(amount, basis.market.currency))})
            )
    return amount


def _one_change(basis: Basis, amount: int, change: Change) -> tuple[int, Step]:
    """An amount after one change, and its step."""
    sign = -1 if change.less else 1
    if change.kind is ChangeKind.PERCENT:
        amount = _percent(amount, change.percent)
        return amount, Step("change", amount, str(change.percent))
    if change.kind is ChangeKind.AMOUNT:
        added = _added(basis, change.amount)
        return amount + added, Step("amount", amount + added, str(added))
    text = said(basis.product, basis.variation, change.attribute)
    if not text:
        return amount, Step("change_absent", amount, change.attribute)
    if change.kind is ChangeKind.ATTRIBUTE_PERCENT:
        percent = read_percent(text)
        if percent is None:
            raise Unpriced(
                Problem(Cause.PRICE_UNREADABLE, {"attribute": change.attribute[:80], "value": text[:80]})
            )
        amount = _percent(amount, sign * percent)
        return amount, Step("attribute_percent", amount, f"{sign * percent} {change.attribute}")
    added = sign * _added(basis, _of_attribute(basis, change.attribute))
    return amount + added, Step("attribute_amount", amount + added, f"{added} {change.attribute}")


def _added(basis: Basis, money: Money | None) -> int:
    return crossed(money, basis.policy, basis.market).amount if money else 0


def _percent(amount: int, percent: int) -> int:
    """More or less by a share; a small price does not become nothing by rounding."""
    after = (2 * amount * (_WHOLE + percent) + _WHOLE) // (2 * _WHOLE)
    return max(1, after) if percent > -_WHOLE else min(0, after)


def with_vat(basis: Basis, amount: int, steps: list[Step]) -> int:
    """The amount with the VAT that the policy adds."""
    if basis.policy.vat:
        amount = _percent(amount, basis.policy.vat)
        steps.append(Step("vat", amount, str(basis.policy.vat)))
    return amount


def rounding_for(policy: SellingPolicy, currency: str) -> Rounding | None:
    """The rounding that a policy asks for in a currency: its own, else the one for every other, which is meant in
    cents and fits itself to the length of the currency's prices."""
    named = other = None
    for each in policy.roundings:
        if each.currency == currency:
            named = each
        elif not each.currency:
            other = each
    if named or not other:
        return named
    longer = _LONGER.get(currency, 10 ** max(0, digits(currency) - 2))
    if longer == 1:
        return other
    # ,99 of two digits is ,990 of three.
    return Rounding(other.ending * longer, other.step * longer, other.direction, currency)


def rounded(amount: int, rounding: Rounding | None, steps: list[Step]) -> int:
    """The amount with its ending; never nothing."""
    if rounding is not None:
        amount = _rounded(amount, rounding)
        steps.append(Step("ending", amount, f"{rounding.ending} {rounding.step}"))
    return amount


def _rounded(amount: int, rounding: Rounding) -> int:
    step, ending = max(1, rounding.step), rounding.ending % max(1, rounding.step)
    below = amount - (amount - ending) % step
    above = below if below == amount else below + step
    if rounding.direction is Direction.NEAREST:
        chosen = below if amount - below < above - amount else above
    else:
        chosen = above if rounding.direction is Direction.UP else below
    return chosen if chosen > 0 else chosen + step


def bounds_of(basis: Basis) -> Bounds:
    """Between what the prices of the offer must lie. Raises Unpriced: FLOOR_OVER_CEILING, NO_RATE, OTHER_CURRENCY."""
    policy, market = basis.policy, basis.market
    rounding = rounding_for(policy, market.currency) if policy.roundings else None
    least = []
    if policy.floor is not None:
        floor = crossed(policy.floor, policy, market, Direction.UP).amount
        least.append(("floor", _least(floor, rounding), str(floor)))
    cost = basis.variation.cost_price
    if policy.cost_margin is not None and cost and cost.amount > 0:
        floor = crossed(cost, policy, market, Direction.UP).amount
        floor += -(-floor * policy.cost_margin // _WHOLE)  # a part of a cent is a whole one
        least.append(("cost_floor", _least(floor, rounding), f"{floor} {policy.cost_margin}"))
    if policy.ceiling is None:
        return Bounds(rounding, tuple(least))
    ceiling = crossed(policy.ceiling, policy, market, Direction.DOWN).amount
    most = ceiling if rounding is None else ceiling - (ceiling - rounding.ending) % max(1, rounding.step)
    lowest = max((amount for _, amount, _ in least), default=1)
    if most < max(1, lowest):
        raise Unpriced(_nothing_between(lowest, ceiling, market.currency))
    return Bounds(rounding, tuple(least), most, str(ceiling))


def _nothing_between(lowest: int, ceiling: int, currency: str) -> Problem:
    details = {"floor": _text(Money(lowest, currency)), "ceiling": _text(Money(ceiling, currency))}
    return Problem(Cause.FLOOR_OVER_CEILING, details)


def _least(floor: int, rounding: Rounding | None) -> int:
    """The least price that is something, not under the floor, and keeps the ending."""
    floor = max(1, floor)
    return floor if rounding is None else floor + (rounding.ending - floor) % max(1, rounding.step)


def bounded(basis: Basis, amount: int, bounds: Bounds, steps: list[Step]) -> int:
    """The amount, not under a floor and not over the ceiling."""
    for word, least, by in bounds.least:
        amount = max(amount, least)
        steps.append(Step(word, amount, by))
    if basis.policy.cost_margin is not None and not any(word == "cost_floor" for word, _, _ in bounds.least):
        steps.append(Step("no_cost", amount))
    if bounds.most is not None:
        amount = min(amount, bounds.most)
        steps.append(Step("ceiling", amount, bounds.ceiling))
    return amount


def price_of(
    basis: Basis, wanted: PriceFrom, changes: Iterable[Change], bounds: Bounds, steps: list[Step]
) -> int:
    """The whole way of a price. Raises Unpriced; what was done until then stands in the steps."""
    amount = converted(basis, source(basis, wanted, steps), steps)
    if changes:
        amount = changed(basis, amount, changes, steps)
    amount = rounded(with_vat(basis, amount, steps), bounds.rounding, steps)
    return bounded(basis, amount, bounds, steps)


def _text(money: Money) -> str:
    return f"{to_major(money)} {money.currency}"
