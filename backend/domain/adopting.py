"""Adopting: what would change for an item of the marketplace if it followed the shop from now on."""

from dataclasses import dataclass

from backend.domain.catalog import Product, Variation
from backend.domain.decision import Hold, Publish, Standing, Wish, Withdraw, decide
from backend.domain.existing import RemoteItem, standing_offer
from backend.domain.issues import Problem
from backend.domain.money import Money

_WHOLE = 10_000


@dataclass(frozen=True, slots=True)
class Change:
    """What would be sent first. `price` and `quantity` None: they stay. `move`: how far the price moves, in hundredths
    of a percent (None: nothing stands there to compare with). `asks`: the price waits for the merchant's word.
    `problem`: why it would be stopped."""

    price: Money | None = None
    quantity: int | None = None
    move: int | None = None
    asks: bool = False
    problem: Problem | None = None

    @property
    def nothing(self) -> bool:
        return self.price is None and self.quantity is None and self.problem is None


def would_change(
    item: RemoteItem, product: Product | None, variation: Variation | None, wish: Wish
) -> Change:
    """The first change after linking, by the policies in `wish` (whose SKU and ASIN are the item's)."""
    stands = standing_offer(item, None, wish.currency)
    match decide(product, variation, wish, Standing(stands)):
        case Publish(explained=explained, problem=problem):
            offer = explained.offer
            moved = offer.price != item.price and not problem
            counted = not item.by_amazon and offer.quantity != item.quantity
            move = _move(item.price, offer.price) if moved else None
            largest = wish.selling.largest_move
            return Change(
                price=offer.price if moved else None,
                quantity=offer.quantity if counted else None,
                move=move,
                asks=moved and largest is not None and (move is None or abs(move) > largest),
                problem=problem,
            )
        case Hold(problem=problem):
            return Change(problem=problem)
        case Withdraw(problem=problem):
            return Change(problem=problem)
        case _:
            return Change()


def _move(before: Money | None, after: Money) -> int | None:
    if before is None or before.amount <= 0 or before.currency != after.currency:
        return None
    return (after.amount - before.amount) * _WHOLE // before.amount
