"""No act withdraws what stands on Amazon for a condition that its country never takes."""

from backend.domain.bulk import Cure, Kind
from backend.domain.marketplace import Participation
from backend.storage import bulk, bulk_facts, sellers
from backend.storage.database import Database
from backend.storage.listing_filter import Filter
from tests.storage.samples import FRANCE
from tests.storage.test_grid import some

BELGIUM = "AMEN7PMS3EDWL"


async def test_a_condition_that_a_country_never_takes_is_left_out(database: Database) -> None:
    db = database
    shop_id, ids = await some(db)
    seller_id = await db.fetch_val("select seller_id from listing where id = :id", {"id": ids[0]})
    places = [
        Participation(FRANCE, "Amazon.fr", "FR", "EUR", "fr_FR", "www.amazon.fr", True, False),
        Participation(BELGIUM, "Amazon.com.be", "BE", "EUR", "fr_BE", "www.amazon.com.be", True, False),
    ]
    await sellers.save_participations(db, seller_id, places, 100)
    await db.execute("update listing set marketplace_id = :be where id = :id", {"be": BELGIUM, "id": ids[0]})
    collectible = Cure(Kind.CONDITION, "collectible_good")
    foreseen = await bulk.foresee(db, shop_id, Filter(), None, collectible)
    assert (foreseen.can, foreseen.cannot) == (4, {"never_taken": 1})
    used = await bulk.foresee(db, shop_id, Filter(), None, Cure(Kind.CONDITION, "used_good"))
    assert (used.can, used.cannot) == (5, {})
    await db.execute("update listing set condition = 'collectible_good' where id = :id", {"id": ids[1]})
    copied = await bulk.foresee(db, shop_id, Filter(), ids[1:3], Cure(Kind.COPY, f"{seller_id} {BELGIUM}"))
    assert (copied.can, copied.cannot) == (1, {"never_taken": 1})
    # The work keeps the same rule, row by row.
    asked = await bulk_facts.ask(db, shop_id, collectible, "select 0", {})
    facts = await bulk_facts.facts_of(db, asked, ids[0])
    assert facts is not None
    assert facts.hindrance == "never_taken"
