"""The note on the condition of one listing: what buyers of goods that are not new are told, changed by itself."""

from dataclasses import replace

from backend.domain.listing import Status
from backend.domain.policy import Condition
from backend.storage import journal, revising, turns
from backend.storage.database import Database
from backend.storage.encoding import read_explained, write_explained


async def put(db: Database, shop_id: int, listing_id: int, note: str, now: int) -> int | None:
    """Keep it, or take it away with ""; what stands on Amazon owes a revision. The seller concerned, or None where
    nothing changed."""
    async with db.transaction():
        await turns.of_shop(db, shop_id)
        row = await db.fetch_one(
            "update listing set condition_note = :note, updated_at = :now,"
            # What is just being sent owes a revision as soon as it is there.
            " revise_n = case when stage = 'submit' then revise_n + 1 else revise_n end"
            f" where id = :id and shop_id = :shop and condition_note <> :note and status <> '{Status.ENDED}'"
            " returning seller_id, offer, condition",
            {"note": note, "now": now, "id": listing_id, "shop": shop_id},
        )
        if row is None:
            return None
        explained = read_explained(row["offer"])
        if (
            explained and Condition(row["condition"]).takes_note
        ):  # wanted from now on, whenever it may be sent
            offer = replace(explained.offer, condition_note=note)
            await db.execute(
                "update listing set offer = :offer where id = :id",
                {"offer": write_explained(replace(explained, offer=offer)), "id": listing_id},
            )
        await revising.mark_listing(db, listing_id, now)
        act = "changed_note" if note else "took_note_away"
        await journal.write(db, shop_id, now, "merchant", act, listing_id=listing_id)
    return int(row["seller_id"])
