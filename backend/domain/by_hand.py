"""Values that the merchant set by hand for one listing: a price, a quantity, each until it is taken back or a day."""

from dataclasses import dataclass, replace

from backend.domain.listing import Explained, Step
from backend.domain.money import Money
from backend.domain.revising import price_move
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
    if manual and manual.price is not None and manual.price.currency == explained.offer.price.currency:
        explained = _beside(explained, manual.price)
    if manual and manual.quantity is not None:
        offer = explained.offer
        free = stock.free
        quantity = max(0, manual.quantity if free is None else min(manual.quantity, free))
        pieces = (*explained.quantity_steps, Step("manual", quantity, str(manual.quantity)))
        explained = replace(explained, offer=replace(offer, quantity=quantity), quantity_steps=pieces)
    return explained


def _beside(explained: Explained, price: Money) -> Explained:
    """The price by hand is what buyers pay: no sale price is sent beside it, and the others only where they fit it."""
    offer = replace(explained.offer, price=price)
    explained = replace(
        explained, price_steps=(*explained.price_steps, Step("manual", price.amount, str(price.amount)))
    )
    if offer.sale is not None:
        step = Step("set_by_hand", offer.sale.price.amount)
        explained = replace(explained, sale_steps=(*explained.sale_steps, step))
    if offer.list_price is not None and offer.list_price.amount <= price.amount:
        step = Step("not_higher", offer.list_price.amount, str(price.amount))
        offer, explained = (
            replace(offer, list_price=None),
            replace(explained, list_steps=(*explained.list_steps, step)),
        )
    if offer.business is not None and offer.business.price.amount > price.amount:
        step = Step("business_over", offer.business.price.amount, str(price.amount))
        offer, explained = (
            replace(offer, business=None),
            replace(explained, business_steps=(*explained.business_steps, step)),
        )
    return replace(explained, offer=replace(offer, sale=None))


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
        floors = [
            step.by.split()[0] for step in explained.price_steps if step.word in ("floor", "cost_floor")
        ]
        found += [int(by) for by in floors if by.isdecimal()]
    return Money(max(found), currency) if found else None


@dataclass(frozen=True, slots=True)
class Doubt:
    """Why a price by hand is asked about before it is set: `fell`, `rose`, `under_floor` or `under_cost`, against which
    price, and how far it is from it in hundredths of a percent."""

    word: str
    against: Money
    move: int


def doubts(
    price: Money, wanted: Money | None, floor: Money | None = None, cost: Money | None = None
) -> tuple[Doubt, ...]:
    """What speaks against a price by hand: it falls by more than half or more than doubles against the price that is
    wanted now, or is under the policy's least price or the cost price. What is not known (None) or is in another
    currency speaks against nothing. A price with doubts is never set before a person has seen them."""
    found = []
    if wanted and wanted.currency == price.currency:
        move = price_move(price, wanted)
        if price.amount * 2 < wanted.amount:
            found.append(Doubt("fell", wanted, move))
        elif price.amount > wanted.amount * 2:
            found.append(Doubt("rose", wanted, move))
    for word, least in (("under_floor", floor), ("under_cost", cost)):
        if least and least.currency == price.currency and price < least:
            found.append(Doubt(word, least, price_move(price, least)))
    return tuple(found)
