"""The note on the condition of one listing: what buyers of goods that are not new are told, changed by itself."""

from backend.domain.listing import Status
from backend.storage import journal, revising, turns
from backend.storage.database import Database


async def put(db: Database, shop_id: int, listing_id: int, note: str, now: int) -> int | None:
    """Keep it; what stands on Amazon owes a revision. The seller concerned, or None where nothing changed."""
    async with db.transaction():
        await turns.of_shop(db, shop_id)
        seller_id = await db.fetch_val(
            "update listing set condition_note = :note, updated_at = :now,"
            # What is just being sent owes a revision as soon as it is there.
            " revise_n = case when stage = 'submit' then revise_n + 1 else revise_n end"
            f" where id = :id and shop_id = :shop and condition_note <> :note and status <> '{Status.ENDED}'"
            " returning seller_id",
            {"note": note, "now": now, "id": listing_id, "shop": shop_id},
        )
        if seller_id is None:
            return None
        await revising.mark_listing(db, listing_id, now)
        await journal.write(db, shop_id, now, "merchant", "changed_note", listing_id=listing_id)
    return int(seller_id)
