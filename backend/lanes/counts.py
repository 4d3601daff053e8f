"""What pages count, kept by the catalogue lane: the listings' changes are folded, a large shop's products counted."""

from backend.lanes.lane import Held
from backend.storage import catalogue, ready_counts, tally
from backend.storage.products import CatalogProgress
from backend.storage.ready_counts import LARGE


async def keep_counts(held: Held, shop_id: int, at: CatalogProgress) -> None:
    """Bring the counts of a shop up to date; `at` tells how many products it has."""
    db = held.resources.db
    await tally.fold(db, shop_id)
    large = at.total >= LARGE
    if await ready_counts.stale(db, shop_id, large):
        counts = await catalogue.summary_now(db, shop_id) if large else {}
        async with held.recording():
            await ready_counts.keep(db, shop_id, counts)
