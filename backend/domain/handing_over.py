"""Handing over: the offer that stands when somebody else sends a listing from now on."""

from dataclasses import replace

from backend.domain.catalog import Product, Variation
from backend.domain.decision import Publish, Standing, Wish, decide
from backend.domain.listing import Offer
from backend.domain.orders import Sender

_PLENTY = 10**9  # more than any shop has: what stands there holds no quantity back


def handed_over(
    product: Product | None, variation: Variation | None, wish: Wish, sent: Offer, target: Sender
) -> Offer:
    """What was sent, under another sender: Amazon's without a quantity, the merchant's with the pieces and the handling
    time that its policies come to, none where something stops it."""
    if target is Sender.MARKETPLACE:
        return replace(sent, by_amazon=True, quantity=0, handling_days=None)
    stands = replace(sent, by_amazon=False, quantity=_PLENTY)
    action = decide(product, variation, replace(wish, by_amazon=False), Standing(stands))
    if isinstance(action, Publish):
        offer = action.explained.offer
        return replace(stands, quantity=offer.quantity, handling_days=offer.handling_days)
    return replace(stands, quantity=0)


def standing(sent: Offer, sender: Sender, pieces: int | None) -> Offer:
    """What was sent last, as it stands there under a sender; `pieces`: what is shown of the merchant's."""
    by_amazon = sender is Sender.MARKETPLACE
    if sent.by_amazon == by_amazon:
        return sent
    return replace(sent, by_amazon=by_amazon, quantity=0 if by_amazon else pieces or 0)
