"""What speaks against a price by hand, by the listing as it is stored and the policies as they hold now."""

from backend.domain.by_hand import Doubt, doubts, floor_of
from backend.domain.conversion import Unpriced, crossed
from backend.domain.decision import Wish, explain
from backend.domain.listing import Explained
from backend.domain.money import Money
from backend.domain.pricing import explain_price
from backend.domain.selling import Direction
from backend.storage.listings import Work
from backend.storage.wishes import Wishes


def against(known: Wishes, work: Work, price: Money) -> tuple[Doubt, ...]:
    """The doubts about a price for a listing; its currency is the marketplace's."""
    wish = known.wish(work, price.currency)
    explained = _wanted(work, wish)
    wanted = explained.offer.price if explained else work.listing.sent.price if work.listing.sent else None
    floor = floor_of(explained or work.listing.explained, wish.selling, price.currency)
    cost = work.variation.variation.cost_price if work.variation else None
    return doubts(price, wanted, floor, cost_there(cost, wish))


def cost_there(cost: Money | None, wish: Wish) -> Money | None:
    """A cost price in the currency of the offer; None where nothing leads there."""
    try:
        return crossed(cost, wish.selling, wish.market, Direction.UP) if cost else None
    except Unpriced:
        return None


def _wanted(work: Work, wish: Wish) -> Explained | None:
    """The offer that is wanted now, with what is set by hand already; None where it has no price."""
    if work.variation is None or work.product.deleted:
        return None
    product, variation = work.product.product, work.variation.variation
    priced = explain_price(product, variation, wish.selling, wish.market)
    return explain(product, variation, wish) if priced.price is not None else None
