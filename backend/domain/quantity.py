"""Quantity: how the shop's stock becomes the quantity of an offer, every step of it said."""

from dataclasses import dataclass

from backend.domain.attribute_values import read_pieces, said
from backend.domain.catalog import Product, Variation
from backend.domain.listing import Step
from backend.domain.selling import QuantitySource, SellingPolicy
from backend.domain.stock import Stock


@dataclass(frozen=True, slots=True)
class QuantityResult:
    """The pieces to offer, never under 0 and never more than the shop has.

    Steps, each with the pieces after it: `stock` or `unlimited`; `sold` and `inferred` (sales on Amazon that the shop
    does not show yet); `negative` (a shop that oversold has 0); `fixed` or `pieces_of` an attribute, where these stand
    for the stock, but never more than it; `pieces_absent` (the attribute says nothing: the stock stands in) and
    `pieces_unreadable` (nothing is offered); `percentage`, `buffer`, `minimum` (fewer are not offered) and `maximum` by
    what the policy says. A step is there when there is a reason for it.
    """

    quantity: int
    steps: tuple[Step, ...]


def explain_quantity(
    product: Product, variation: Variation, stock: Stock, policy: SellingPolicy
) -> QuantityResult:
    """The quantity to offer for a stock, by a policy.

    Percentage and buffer protect pieces that are counted, so they leave unlimited stock alone; minimum and maximum hold
    for both. A share of a piece is not offered.
    """
    steps: list[Step] = []
    quantity = _there(stock, policy, steps)
    if policy.quantity is not QuantitySource.STOCK:
        quantity = _instead(product, variation, policy, quantity, stock.counted is not None, steps)
    if stock.counted is not None:
        quantity = _kept_back(quantity, policy, steps)
    if policy.minimum > 0:
        quantity = quantity if quantity >= policy.minimum else 0
        steps.append(Step("minimum", quantity, str(policy.minimum)))
    if policy.maximum is not None:
        quantity = min(quantity, max(0, policy.maximum))
        steps.append(Step("maximum", quantity, str(policy.maximum)))
    return QuantityResult(quantity, tuple(steps))


def _there(stock: Stock, policy: SellingPolicy, steps: list[Step]) -> int:
    """What the shop has, or what stands for stock that it does not count."""
    if stock.counted is None:
        quantity = max(0, policy.unlimited_quantity)
        steps.append(Step("unlimited", quantity))
        return quantity
    quantity = stock.counted
    steps.append(Step("stock", quantity))
    for word, pieces in (("sold", stock.sold), ("inferred", stock.inferred)):
        if pieces:
            quantity -= pieces
            steps.append(Step(word, quantity, str(pieces)))
    if quantity < 0:
        quantity = 0
        steps.append(Step("negative", quantity))
    return quantity


def _instead(
    product: Product,
    variation: Variation,
    policy: SellingPolicy,
    there: int,
    counted: bool,
    steps: list[Step],
) -> int:
    """The pieces that stand for the stock; at most what the shop has, where it counts."""
    pieces, word, by = max(0, policy.fixed), "fixed", str(max(0, policy.fixed))
    if policy.quantity is QuantitySource.ATTRIBUTE:
        name = policy.quantity_attribute
        text = said(product, variation, name)
        read = read_pieces(text) if text else there
        if not text or read is None:
            word = "pieces_unreadable" if text else "pieces_absent"
            steps.append(Step(word, read or 0, f"{name}: {text[:40]}" if text else name))
            return read or 0
        pieces, word, by = read, "pieces_of", f"{read} {name}"
    quantity = min(pieces, there) if counted else pieces
    steps.append(Step(word, quantity, by))
    return quantity


def _kept_back(quantity: int, policy: SellingPolicy, steps: list[Step]) -> int:
    """Less what the policy keeps back of counted pieces."""
    if policy.percentage != 100:
        quantity = quantity * min(100, max(0, policy.percentage)) // 100
        steps.append(Step("percentage", quantity, str(policy.percentage)))
    if policy.buffer > 0:
        quantity = max(0, quantity - policy.buffer)
        steps.append(Step("buffer", quantity, str(policy.buffer)))
    return quantity
