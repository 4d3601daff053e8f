"""Pricing: how the shop's prices become those of an offer, every step of it said."""

from dataclasses import dataclass
from typing import Any

from backend.domain.beside import Beside, business_of, list_of, sale_of
from backend.domain.catalog import Product, Variation
from backend.domain.conversion import Market, Unpriced
from backend.domain.issues import Problem
from backend.domain.listing import Business, Sale, Step
from backend.domain.money import Money
from backend.domain.price_steps import Basis, Bounds, bounds_of, price_of
from backend.domain.selling import SellingPolicy

_NONE: Beside[Any] = Beside()  # not asked for


@dataclass(frozen=True, slots=True)
class PriceResult:
    """The prices of an offer, or why there is none.

    Steps, each with the minor units after it: the source (`source`, `compare_at`, `cost`, `wholesale` from pieces on,
    `attribute`, or `instead`: the shop's price for a source that says nothing); `converted` by a rate; `change` and
    `attribute_percent` by hundredths of a percent; `amount` and `attribute_amount` by minor units; `change_absent`: an
    attribute says nothing; `vat`; `ending` by the minor units asked for and how far such prices are apart; `floor` by
    the least price; `cost_floor` by the least price and the margin; `no_cost`: the shop knows no cost price;
    `ceiling`. A step is there when the policy asks for it, also when it changed nothing.
    """

    price: Money | None
    steps: tuple[Step, ...]
    problem: Problem | None = None
    sale: Beside[Sale] = _NONE
    list_price: Beside[Money] = _NONE
    business: Beside[Business] = _NONE

    @property
    def look_again(self) -> str:
        """The day on which it comes out otherwise by itself; "" for never."""
        return self.sale.look_again


def price_problem(
    product: Product, variation: Variation, policy: SellingPolicy, market: Market
) -> Problem | None:
    """Why there is no price to offer; None where there is one."""
    return _regular(Basis(product, variation, policy, market))[0].problem


def explain_price(
    product: Product, variation: Variation, policy: SellingPolicy, market: Market
) -> PriceResult:
    """The prices to offer in a marketplace, by a policy; integers only, rounded half up.

    An ending is reached at the nearest price that has it (halfway: the dearer one). Floors and ceiling come last and
    keep the ending. Nothing is ever rounded to zero. Problems: NO_PRICE, NO_SUCH_PRICE, PRICE_UNREADABLE,
    OTHER_CURRENCY, NO_RATE, NOTHING_LEFT, FLOOR_OVER_CEILING.
    """
    basis = Basis(product, variation, policy, market)
    regular, bounds = _regular(basis)
    if regular.price is None:
        return regular
    amount = regular.price.amount
    return PriceResult(
        regular.price,
        regular.steps,
        sale=sale_of(basis, policy.sale, amount, bounds) if policy.sale else _NONE,
        list_price=list_of(basis, policy.list_price, amount) if policy.list_price else _NONE,
        business=business_of(basis, policy.business, amount, bounds) if policy.business else _NONE,
    )


def _regular(basis: Basis) -> tuple[PriceResult, Bounds]:
    """The price that everybody pays, and between what all prices must lie."""
    steps: list[Step] = []
    bounds = Bounds()
    try:
        bounds = bounds_of(basis)
        amount = price_of(basis, basis.policy.price, basis.policy.changes, bounds, steps)
    except Unpriced as error:
        return PriceResult(None, tuple(steps), error.problem), bounds
    return PriceResult(Money(amount, basis.market.currency), tuple(steps)), bounds
