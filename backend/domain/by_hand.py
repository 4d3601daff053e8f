"""Values that the merchant set by hand for one listing: a price, a quantity, each until it is taken back or a day."""

from dataclasses import dataclass, replace

from backend.domain.listing import Explained, Step
from backend.domain.money import Money
from backend.domain.revising import fitting
from backend.domain.selling import SellingPolicy
from backend.domain.stock import Stock

MOST = 1_000_000_000  # of minor units and of pieces: what every table and Amazon can hold


@dataclass(frozen=True, slots=True)
class Manual:
    """What is set by hand and holds now; None: the policy's. `quantity`: what is left of the pieces that were set, less
    what was sold there since."""

    price: Money | None = None
    quantity: int | None = None

    def __bool__(self) -> bool:
        return self.price is not None or self.quantity is not None


def by_hand(explained: Explained, manual: Manual | None, stock: Stock) -> Explained:
    """The offer with what is set by hand, as last steps `manual` (by: what was set). A quantity never is more than the
    shop has. A price in another currency than the offer's is passed over."""
    if not manual:
        return explained
    offer, prices, pieces = explained.offer, explained.price_steps, explained.quantity_steps
    if manual.price is not None and manual.price.currency == offer.price.currency:
        prices = (*prices, Step("manual", manual.price.amount, str(manual.price.amount)))
        offer = fitting(replace(offer, price=manual.price))
    if manual.quantity is not None:
        free = stock.free
        quantity = max(0, manual.quantity if free is None else min(manual.quantity, free))
        pieces = (*pieces, Step("manual", quantity, str(manual.quantity)))
        offer = replace(offer, quantity=quantity)
    return replace(explained, offer=offer, price_steps=prices, quantity_steps=pieces)


def refused_price(price: Money, currency: str) -> str:
    """Why a price cannot be set, as a key that pages translate; "" when it can."""
    if price.currency != currency:
        return "currency"
    return "" if 0 < price.amount <= MOST else "zero" if price.amount <= 0 else "too_much"


def refused_quantity(quantity: int, stock: Stock, by_amazon: bool) -> str:
    """The same for a quantity. Pieces in Amazon's warehouse are Amazon's to count."""
    if by_amazon:
        return "by_amazon"
    if quantity <= 0 or quantity > MOST:
        return "zero" if quantity <= 0 else "too_much"
    return "" if stock.free is None or quantity <= stock.free else "more_than_stock"


def floor_of(explained: Explained | None, selling: SellingPolicy, currency: str) -> Money | None:
    """The least price that the policy knows, by its own sum and by the steps of the offer; None: none."""
    found = [selling.floor.amount] if selling.floor and selling.floor.currency == currency else []
    if explained and explained.offer.price.currency == currency:
        found += [
            int(step.by) for step in explained.price_steps if step.word == "floor" and step.by.isdecimal()
        ]
    return Money(max(found), currency) if found else None
