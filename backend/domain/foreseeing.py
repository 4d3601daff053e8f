"""Foreseeing: what would be sent for a variation that has no listing yet, by the very rule that decides later."""

from dataclasses import dataclass, replace

from backend.domain.catalog import Product, Variation
from backend.domain.decision import Hold, Nothing, Publish, Standing, Wish, decide
from backend.domain.issues import Problem
from backend.domain.listing import Explained

_OPEN = "?"  # stands for an ASIN that is not known yet, while the rest of the offer is worked out


@dataclass(frozen=True, slots=True)
class Foreseen:
    """The offer that would be sent (its `asin` is "" as long as it is open), or what stops it before Amazon is asked."""

    explained: Explained | None
    problem: Problem | None = None


def foresee(product: Product | None, variation: Variation | None, wish: Wish) -> Foreseen:
    """What List now comes to."""
    action = decide(product, variation, wish, Standing())
    if isinstance(action, Nothing) and action.why == "unmatched":
        action = decide(product, variation, replace(wish, asin=_OPEN), Standing())
    match action:
        case Publish(explained=explained) if not wish.asin:
            return Foreseen(replace(explained, offer=replace(explained.offer, asin="")))
        case Publish(explained=explained):
            return Foreseen(explained)
        case Hold(problem=problem):
            return Foreseen(None, problem)
        case _:
            return Foreseen(None)
