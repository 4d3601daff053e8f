"""Foreseeing: what becomes of a listing when other rules hold for it, before they do."""

from dataclasses import dataclass, field, replace
from enum import IntFlag
from typing import Any

from backend.domain.catalog import Product, Variation
from backend.domain.decision import Hold, Nothing, Publish, Standing, Wish, Withdraw, decide, explain
from backend.domain.issues import Problem
from backend.domain.listing import Offer
from backend.domain.money import Money
from backend.domain.revising import fallen_too_low, lowest_paid, over_guard, price_move

_LEVEL = 10**9  # the worst kind of a change counts before the size of its move


class Mark(IntFlag):
    """What happens to a listing, a bit each; the worst first."""

    UNKNOWN = 256  # it could not be worked out
    UNDER_COST = 1
    STOPS = 2
    UNLISTED = 512  # not on the marketplace yet, and it would not come there
    OTHER_RULES = 4  # the same SKU has other rules for its quantity in another country
    WAITS = 8  # the move is over the guard, so the merchant is asked first
    STARTS = 16
    PRICE = 32
    QUANTITY = 64
    SALE_PRICE = 1024
    LIST_PRICE = 2048
    BUSINESS_PRICE = 4096
    HANDLING = 8192
    SHIPPING = 16384
    OTHER = 128  # what else is sent


@dataclass(frozen=True, slots=True)
class Outlook:
    """What stands on Amazon once the lanes are through with a listing, and the problem that it then has."""

    offer: Offer | None
    problem: Problem | None = None

    @property
    def sells(self) -> bool:
        return self.offer is not None and self.offer.sells

    @property
    def price(self) -> Money | None:
        return self.offer.price if self.offer else None

    @property
    def quantity(self) -> int | None:
        return self.offer.quantity if self.offer else None


@dataclass(frozen=True, slots=True)
class Foreseen:
    """A listing before and after. `move` of its price in hundredths of a percent, 0 where there is none."""

    before: Outlook
    after: Outlook
    marks: Mark
    move: int = 0
    country: str = ""  # where the same SKU has other rules

    @property
    def rank(self) -> int:
        """How bad it is: the kind first, then how far the price goes."""
        worst = next((place for place, mark in enumerate(Mark) if mark in self.marks), len(Mark))
        return (len(Mark) - worst) * _LEVEL + min(abs(self.move), _LEVEL - 1)


def outlook(product: Product | None, variation: Variation | None, wish: Wish, standing: Standing) -> Outlook:
    """What the decision comes to for a listing, by the very rules that the lanes keep."""
    sent = standing.sent
    match decide(product, variation, wish, standing):
        case Publish(explained=explained, problem=problem):
            return Outlook(explained.offer, problem)
        case Hold(problem=problem):
            return Outlook(_stopped(sent), problem)
        case Withdraw(problem=problem):
            return Outlook(None if problem else sent, problem)
        case Nothing(why="said"):
            return Outlook(_stopped(sent), standing.problem)
        case Nothing(why="unmatched") if product is not None and variation is not None:
            return Outlook(explain(product, variation, wish).offer)
        case _:
            return Outlook(sent)


UNKNOWN = Foreseen(Outlook(None), Outlook(None), Mark.UNKNOWN)


def _stopped(sent: Offer | None) -> Offer | None:
    return replace(sent, quantity=0) if sent and not sent.by_amazon else sent


def foresee(
    before: Outlook, after: Outlook, *, sent: Offer | None, cost: Money | None, largest_move: int | None,
    other_rules: str = "",
) -> Foreseen:  # fmt: skip
    """What changes between two outlooks of a listing.

    `sent` is what stands on Amazon now, which the guard of the new rules (`largest_move`, hundredths of a percent)
    holds a price against; `cost` is the cost price, where the shop knows it; `other_rules` the country where the same
    SKU would have other rules for its quantity, or "".
    """
    marks, move = Mark(0), 0
    if after.sells != before.sells:
        marks |= Mark.STARTS if after.sells else Mark.STOPS if sent else Mark.UNLISTED
    old, new = before.price, after.price
    if old and new and old != new:
        marks |= Mark.PRICE
        move = price_move(new, old) if old.currency == new.currency else 0
    if before.sells and after.sells and before.quantity != after.quantity:
        marks |= Mark.QUANTITY
    marks |= _otherwise(before.offer, after.offer)
    offer = after.offer
    if offer and marks & (Mark.PRICE | Mark.STARTS | Mark.SALE_PRICE | Mark.BUSINESS_PRICE):
        if after.sells and cost and _cheapest(offer) != _cheapest(before.offer) and _under(offer, cost):
            marks |= Mark.UNDER_COST
        if sent and (
            over_guard(offer.price, sent.price, largest_move) or fallen_too_low(offer, sent, largest_move)[0]
        ):
            marks |= Mark.WAITS
    if other_rules:
        marks |= Mark.OTHER_RULES
    return Foreseen(before, after, marks, move, other_rules)


def _cheapest(offer: Offer | None) -> Money | None:
    """The lowest that anybody pays for it."""
    return min([offer.price, *lowest_paid(offer).values()]) if offer and offer.sells else None


def _under(offer: Offer, cost: Money) -> bool:
    lowest = _cheapest(offer)
    return lowest is not None and lowest.currency == cost.currency and lowest < cost


_PARTS = {
    Mark.SALE_PRICE: "sale", Mark.LIST_PRICE: "list_price", Mark.BUSINESS_PRICE: "business",
    Mark.HANDLING: "handling_days", Mark.SHIPPING: "shipping_template_id",
}  # fmt: skip


def _otherwise(before: Offer | None, after: Offer | None) -> Mark:
    """What else than price and quantity of an offer changes."""
    if before is None or after is None:
        return Mark(0)
    found = Mark(0)
    for mark, part in _PARTS.items():
        found |= mark if getattr(before, part) != getattr(after, part) else Mark(0)
    same: dict[str, Any] = {part: getattr(after, part) for part in (*_PARTS.values(), "price", "quantity")}
    return found | (Mark.OTHER if replace(before, **same) != after else Mark(0))


@dataclass(frozen=True, slots=True)
class Figures:
    """How many listings of what; `lowest` and `highest` are the moves of prices in hundredths of a percent."""

    looked: int = 0
    of: dict[str, int] = field(default_factory=dict)  # by the mark's name
    lowest: int = 0
    highest: int = 0
    changed: int = 0  # those that anything happens to

    def count(self, mark: Mark) -> int:
        return self.of.get(str(mark.name), 0)

    def adding(self, found: list[Foreseen]) -> "Figures":
        """With some more."""
        of, moves = dict(self.of), [each.move for each in found if Mark.PRICE in each.marks]
        for each in found:
            for mark in each.marks:
                of[str(mark.name)] = of.get(str(mark.name), 0) + 1
        moved = bool(self.count(Mark.PRICE))
        lowest = min([*moves, *([self.lowest] if moved else [])], default=0)
        highest = max([*moves, *([self.highest] if moved else [])], default=0)
        changed = self.changed + sum(bool(each.marks) for each in found)
        return Figures(self.looked + len(found), of, lowest, highest, changed)
