"""Listings that are not made yet, as the rules will see them: a draft's choice for one variation at one place."""

from dataclasses import replace

from backend.domain.listing import Stage, Status
from backend.storage.catalogue import KeptProduct, KeptVariation
from backend.storage.drafts import Draft, DraftPlace
from backend.storage.listings import Listing, Work


def would_be(draft: Draft, place: DraftPlace, kept: KeptProduct, variation: KeptVariation) -> Work:
    """The work that List now makes of a variation."""
    listing = Listing(
        id=0, shop_id=draft.shop_id, seller_id=place.seller_id, marketplace_id=place.marketplace_id,
        product_id=kept.id, variation_id=variation.id, run_id=None, sku=variation.variation.sku, asin="", match={},
        condition=draft.condition, selling_policy_id=draft.selling_policy_id,
        synchronization_policy_id=draft.synchronization_policy_id, shipping_policy_id=draft.shipping_policy_id,
        status=Status.ON_ITS_WAY, status_at=0, stage=Stage.MATCH, next_at=0, attempts=0, problem=None, problem_at=0,
        explained=None, sending_at=None, sent=None, sent_at=None, submission_id="", request_id="", feed_id=None,
        message_number=None, shown=None, shown_at=None, live_at=None, claimed=False, condition_note=place.note,
    )  # fmt: skip
    return Work(listing, kept, variation)


def taken_up(draft: Draft, place: DraftPlace, work: Work) -> Work:
    """The same of a listing that had ended or was held back: it keeps its ASIN and details, and gets the draft's rules."""
    listing = replace(
        work.listing, condition=draft.condition, selling_policy_id=draft.selling_policy_id,
        synchronization_policy_id=draft.synchronization_policy_id, shipping_policy_id=draft.shipping_policy_id,
        condition_note=place.note, sent=None,
    )  # fmt: skip
    return replace(work, listing=listing)
