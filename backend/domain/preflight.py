"""Pre-flight: what would be sent for a variation that has no listing yet, by the very rule that decides later."""

from dataclasses import dataclass, replace

from backend.domain.catalog import Product, Variation
from backend.domain.decision import Hold, Nothing, Publish, Standing, Wish, decide
from backend.domain.issues import Problem
from backend.domain.listing import Explained

_OPEN = "?"  # stands for an ASIN that is not known yet, while the rest of the offer is worked out


@dataclass(frozen=True, slots=True)
class Foreseen:
    """The offer that would be sent (its `asin` is "" as long as it is open), and what stops it before Amazon is asked.

    Both where only its barcode stops it: the rest of the offer is known all the same. Neither where nothing is wanted.
    """

    explained: Explained | None
    problem: Problem | None = None


def foresee(product: Product | None, variation: Variation | None, wish: Wish) -> Foreseen:
    """What List now comes to."""
    action = decide(product, variation, wish, Standing())
    problem = action.problem if isinstance(action, Hold) else None
    if not wish.asin and (problem or isinstance(action, Nothing)):
        action = decide(product, variation, replace(wish, asin=_OPEN), Standing())
    if not isinstance(action, Publish):
        return Foreseen(None, problem)
    explained = action.explained
    return Foreseen(replace(explained, offer=replace(explained.offer, asin=wish.asin)), problem)
