"""Quantity: how the shop's stock becomes the quantity of an offer, every step of it said."""

from dataclasses import dataclass

from backend.domain.listing import Step
from backend.domain.selling import SellingPolicy
from backend.domain.stock import Stock


@dataclass(frozen=True, slots=True)
class QuantityResult:
    """The pieces to offer, never under 0 and never more than the shop has.

    Steps, each with the pieces after it: `stock` or `unlimited`; `sold` and `inferred` (sales on Amazon that the shop
    does not show yet); `negative` (a shop that oversold has 0); `percentage`, `buffer` and `maximum` by what the policy
    says. A step is there when there is a reason for it.
    """

    quantity: int
    steps: tuple[Step, ...]


def explain_quantity(stock: Stock, policy: SellingPolicy) -> QuantityResult:
    """The quantity to offer for a stock, by a policy.

    Percentage and buffer protect pieces that are counted, so they leave unlimited stock alone; the maximum holds for
    both. A share of a piece is not offered.
    """
    if stock.counted is None:
        quantity = max(0, policy.unlimited_quantity)
        steps = [Step("unlimited", quantity)]
    else:
        quantity = stock.counted
        steps = [Step("stock", quantity)]
        for word, pieces in (("sold", stock.sold), ("inferred", stock.inferred)):
            if pieces:
                quantity -= pieces
                steps.append(Step(word, quantity, str(pieces)))
        if quantity < 0:
            quantity = 0
            steps.append(Step("negative", quantity))
        if policy.percentage != 100:
            quantity = quantity * min(100, max(0, policy.percentage)) // 100
            steps.append(Step("percentage", quantity, str(policy.percentage)))
        if policy.buffer > 0:
            quantity = max(0, quantity - policy.buffer)
            steps.append(Step("buffer", quantity, str(policy.buffer)))
    if policy.maximum is not None:
        quantity = min(quantity, max(0, policy.maximum))
        steps.append(Step("maximum", quantity, str(policy.maximum)))
    return QuantityResult(quantity, tuple(steps))
