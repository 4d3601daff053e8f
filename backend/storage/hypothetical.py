"""Listings that are not made yet, as the rules will see them: a draft's choice for one variation at one place."""

from collections.abc import Sequence
from dataclasses import replace

from backend.domain.listing import Stage, Status
from backend.storage.catalogue import KeptProduct, KeptVariation
from backend.storage.database import Database
from backend.storage.drafts import Draft, DraftPlace
from backend.storage.listings import Listing, Work, with_products
from backend.storage.statements import among


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
    """The same of a listing that had ended or was held back: it keeps its ASIN and gets the draft's rules."""
    listing = replace(
        work.listing, condition=draft.condition, selling_policy_id=draft.selling_policy_id,
        synchronization_policy_id=draft.synchronization_policy_id, shipping_policy_id=draft.shipping_policy_id,
        condition_note=place.note, sent=None,
    )  # fmt: skip
    return replace(work, listing=listing)


async def product_of(db: Database, shop_id: int, variation_id: int) -> int:
    """The product of a living variation of the shop; 0 when there is none."""
    found = await db.fetch_val(
        "select v.product_id from variation v join product p on p.id = v.product_id where v.id = :id"
        " and v.shop_id = :shop and v.deleted_at is null and p.deleted_at is null",
        {"id": variation_id, "shop": shop_id},
    )
    return int(found or 0)


def left_alone(work: Work) -> bool:
    """Whether List now leaves a listing as it is (storage/runs.py: spread)."""
    listing = work.listing
    return listing.stage is not Stage.REST or listing.status not in (Status.INCOMPLETE, Status.ENDED)


async def listed(db: Database, variation_ids: Sequence[int]) -> dict[tuple[int, int, str], Work]:
    """The listings of variations, by variation, seller and marketplace."""
    if not variation_ids:
        return {}
    marks, ids = among("v", variation_ids)
    rows = await db.fetch_all(f"select * from listing where variation_id in ({marks})", ids)
    works = await with_products(db, rows)
    return {(w.listing.variation_id, w.listing.seller_id, w.listing.marketplace_id): w for w in works}
