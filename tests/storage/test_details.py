"""What listings say of their products, as it is stored."""

from dataclasses import replace

from backend.domain.details import Details
from backend.domain.issues import Cause, Problem
from backend.domain.listing import Explained, Offer, Outcome, Shown, Stage, Status, Verdict
from backend.domain.money import Money
from backend.domain.policy import Condition
from backend.storage import details, listings, outcomes
from backend.storage.database import Database
from backend.storage.listings import Work
from tests.storage.samples import a_draft, a_seller, a_shop, keep, sold, spread

LAMP = Details("LAMP", {"item_name": [{"value": "Lampe", "language_tag": "fr_FR"}]}, exempt=True)


async def a_listing(database: Database) -> tuple[int, Work]:
    shop_id = await a_shop(database)
    seller_id = await a_seller(database, shop_id)
    ids = await keep(database, shop_id, sold(1, "Lampe"))
    await spread(database, await a_draft(database, shop_id, seller_id), ids)
    (work,) = await listings.due(database, seller_id, Stage.MATCH, 200, 10)
    return shop_id, work


async def read(database: Database, work: Work) -> Work:
    found = await listings.find(database, work.listing.shop_id, work.listing.id)
    assert found is not None
    return found


def offering(key: str) -> Explained:
    return Explained(
        Offer("SKU-1", "", Money(990, "EUR"), 7, Condition.NEW, product_type="LAMP", details=key), (), ()
    )


async def test_details_make_a_listing_due_to_be_sent(database: Database) -> None:
    shop_id, work = await a_listing(database)
    await outcomes.matched(database, work.listing, "B0FOUND001", {}, 205)
    await outcomes.held(database, (await read(database, work)).listing, Problem(Cause.RESTRICTED), 210)
    assert await details.put(database, shop_id, {work.listing.id: LAMP}, 220, checksum="abc") == [
        work.listing.seller_id
    ]
    now = await read(database, work)
    assert (now.listing.stage, now.listing.status, now.listing.problem) == (
        Stage.SUBMIT,
        Status.ON_ITS_WAY,
        None,
    )
    assert now.listing.asin == ""  # it makes its own product
    assert now.details == details.KeptDetails(LAMP, "abc", 220, False)
    assert await details.of_listings(database, [work.listing.id]) == {work.listing.id: LAMP}
    assert await listings.count_unsent(database, work.listing.seller_id) == {}


async def test_another_shop_changes_nothing(database: Database) -> None:
    _, work = await a_listing(database)
    other = await a_shop(database, 1004)
    assert await details.put(database, other, {work.listing.id: LAMP}, 220) == []
    assert await details.of_listings(database, [work.listing.id]) == {}


async def test_what_is_confirmed_while_it_is_sent_stays_owed(database: Database) -> None:
    shop_id, work = await a_listing(database)
    await details.put(database, shop_id, {work.listing.id: LAMP}, 220)
    work = await read(database, work)
    assert await outcomes.sending(database, work, offering(LAMP.key), 230)
    changed = replace(LAMP, exempt=False)
    await details.put(database, shop_id, {work.listing.id: changed}, 231)
    assert await details.superseded(database, work.listing.id, LAMP.key)
    await outcomes.submitted(database, work.listing, offering(LAMP.key), Outcome(True, "s1"), 232, 235)
    now = await read(database, work)
    assert now.listing.stage is Stage.SUBMIT and now.listing.sent is not None
    await outcomes.submitted(database, now.listing, offering(changed.key), Outcome(True, "s2"), 240, 245)
    assert (await read(database, work)).listing.stage is Stage.CONFIRM


async def test_the_asin_that_amazon_shows_is_taken_over(database: Database) -> None:
    shop_id, work = await a_listing(database)
    await details.put(database, shop_id, {work.listing.id: LAMP}, 220)
    work = await read(database, work)
    await outcomes.sending(database, work, offering(LAMP.key), 230)
    await outcomes.submitted(database, work.listing, offering(LAMP.key), Outcome(True, "s1"), 232, 235)
    shown = Shown("SKU-1", "B0NEWLAMP1", buyable=True)
    verdict = Verdict(Status.ACTIVE, Stage.WATCH)
    await outcomes.seen(database, (await read(database, work)).listing, shown, verdict, 240, 300)
    assert (await read(database, work)).listing.asin == "B0NEWLAMP1"
    assert await details.remove(database, shop_id, [work.listing.id]) == 1
    assert (await read(database, work)).details is None
