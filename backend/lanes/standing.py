"""How a listing stands before it is sent: what of it is on Amazon, under which SKU, and whether that is ours."""

from backend.domain.decision import Standing, Wish, follows
from backend.domain.details import Details
from backend.domain.following import EVERYTHING
from backend.domain.listing import Offer, Shown
from backend.domain.synchronization import Field
from backend.storage.listings import Work


def standing_of(work: Work) -> Standing:
    """How the listing stands, for the decision. Who came to this stage wants it sent, be it the same again."""
    sent, listing = work.listing.sent, work.listing
    same = sent is not None and work.variation is not None and sent.sku == work.sku
    there = sent is not None and sent.asin in ("", listing.asin) and sent.condition is listing.condition
    if same and there:
        return Standing(None, listing.problem, again=sent)
    return Standing(sent, listing.problem)


def follows_of(work: Work, wish: Wish) -> frozenset[Field]:
    """What of a listing follows the shop now; what the shop has no more is no question of its policy."""
    if work.variation is None or work.product.deleted:
        return EVERYTHING
    return follows(work.product.product, work.variation.variation, wish, work.listing.sent)


def details_of(work: Work) -> Details | None:
    return work.details.details if work.details else None


def replaced(sent: Offer | None, offer: Offer) -> bool:
    """Whether other details were sent for what stood there already: that it shows does not say that they arrived.
    Sent again, the whole of them changes nothing."""
    return sent is not None and sent.details != offer.details


def sku_of(work: Work) -> str:
    """The SKU in question: the one last sent while its answer is awaited, else the shop's."""
    if work.listing.sending_at is not None or work.variation is None:
        return work.listing.sku
    return work.sku


def not_ours(work: Work, shown: Shown) -> bool:
    """Whether what stands under the SKU was never sent by this listing, or is another product."""
    listing = work.listing
    return listing.sent is None and (listing.sent_at is None or shown.asin not in ("", listing.asin))
