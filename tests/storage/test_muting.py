"""Muting: what is left as it is leaves the counts, and comes back when something else is said."""

from dataclasses import replace

from backend.domain.issues import Cause, Issue, Problem, Severity, naming
from backend.domain.listing import Stage, Status
from backend.storage import journal, listing_pages, listings, muting, outcomes, problem_pages, shops, tally
from backend.storage.database import Database
from backend.storage.listing_pages import Filter
from backend.storage.listings import Listing
from backend.storage.problem_pages import Group
from tests.storage.samples import a_draft, a_seller, a_shop, keep, sold, spread

PRODUCTS = tuple(sold(n, f"Produit {n}", f"S-{n}") for n in range(1, 7))
MISSING = Issue("90220", "'brand' is required.", Severity.ERROR, ("brand",))


async def some_held(db: Database) -> tuple[int, list[Listing]]:
    """Six listings: three not found, three refused for the same attribute."""
    shop_id = await a_shop(db)
    seller_id = await a_seller(db, shop_id)
    await spread(db, await a_draft(db, shop_id, seller_id), await keep(db, shop_id, *PRODUCTS))
    works = await listings.due(db, seller_id, Stage.MATCH, 200, 100)
    for n, work in enumerate(works):
        problem = (
            Problem(Cause.NO_MATCH, {"identifier": "376"}) if n < 3 else naming(Cause.REFUSED, [MISSING])
        )
        await outcomes.held(db, work.listing, problem, 300, issues=[MISSING] if n >= 3 else [])
    return shop_id, [await now(db, shop_id, work.listing.id) for work in works]


async def now(db: Database, shop_id: int, listing_id: int) -> Listing:
    work = await listings.find(db, shop_id, listing_id)
    assert work is not None
    return work.listing


async def acts(db: Database, listing_id: int) -> list[str]:
    return [entry.act for entry in await journal.of_listing(db, listing_id)]


async def test_muted_listings_leave_the_counts_and_have_a_tab(database: Database) -> None:
    shop_id, held = await some_held(database)
    ids = [held[0].id, held[3].id]
    assert await muting.mute(database, shop_id, ids, "sold out for good", 400) == ids
    assert await muting.mute(database, shop_id, ids, "again", 410) == []
    counts = await listing_pages.counts(database, shop_id, Filter())
    assert (counts[""], counts["incomplete"], counts["muted"]) == (6, 4, 2)
    for tab in ("", "incomplete", "muted"):
        assert len(await listing_pages.page(database, shop_id, Filter(status=tab), 0, 99)) == counts[tab]
    assert await listing_pages.causes(database, shop_id, Filter()) == [("no_match", 2), ("refused", 2)]
    found = await problem_pages.groups(database, shop_id)
    assert [(each.group.cause, each.group.topic, each.count) for each in found] == [
        ("no_match", "", 2), ("refused", "90220 brand", 2),
    ]  # fmt: skip
    muted = await problem_pages.groups(database, shop_id, muted=True)
    assert [each.count for each in muted] == [1, 1]
    why = await muting.of_listing(database, await now(database, shop_id, held[0].id))
    assert why is not None
    assert (why.reason, why.at) == ("sold out for good", 400)
    assert await muting.unmute(database, shop_id, ids, 500) == ids
    assert (await listing_pages.counts(database, shop_id, Filter()))["incomplete"] == 6
    assert (await acts(database, held[0].id))[:2] == ["unmuted", "muted"]


async def test_another_shops_listings_cannot_be_muted(database: Database) -> None:
    shop_id, held = await some_held(database)
    other = await a_shop(database, 1004)
    assert await muting.mute(database, other, [held[0].id], "", 400) == []
    assert not (await now(database, shop_id, held[0].id)).muted


async def test_it_comes_back_when_its_text_changes(database: Database) -> None:
    shop_id, held = await some_held(database)
    await muting.mute(database, shop_id, [each.id for each in held], "", 400)
    same = await now(database, shop_id, held[0].id)
    await outcomes.set_status(database, same, Status.INCOMPLETE, held[0].problem, 450)
    assert (await now(database, shop_id, same.id)).muted
    await outcomes.set_status(
        database, same, Status.INCOMPLETE, Problem(Cause.NO_MATCH, {"identifier": "9"}), 460
    )
    assert not (await now(database, shop_id, same.id)).muted
    assert (await acts(database, same.id))[0] == "came_back"
    refused = await now(database, shop_id, held[3].id)
    other_words = naming(Cause.REFUSED, [replace(MISSING, message="'brand' is wrong.")])
    await outcomes.set_status(database, refused, Status.INCOMPLETE, other_words, 470)
    assert not (await now(database, shop_id, refused.id)).muted


async def test_the_same_issue_in_the_merchants_new_language_stays_muted(database: Database) -> None:
    shop_id, held = await some_held(database)
    await shops.set_language(database, shop_id, "en", 390)
    await muting.mute(database, shop_id, [held[3].id], "", 400)
    await shops.set_language(database, shop_id, "fr", 410)
    french = naming(Cause.REFUSED, [replace(MISSING, message="« brand » est obligatoire.")])
    await outcomes.set_status(
        database, await now(database, shop_id, held[3].id), Status.INCOMPLETE, french, 420
    )
    assert (await now(database, shop_id, held[3].id)).muted
    # In that language it is held to its words again.
    worse = naming(Cause.REFUSED, [replace(MISSING, message="« brand » n'est pas admis.")])
    await outcomes.set_status(
        database, await now(database, shop_id, held[3].id), Status.INCOMPLETE, worse, 430
    )
    assert not (await now(database, shop_id, held[3].id)).muted


async def test_a_problem_that_goes_ends_the_muting_whoever_takes_it_away(database: Database) -> None:
    shop_id, held = await some_held(database)
    await muting.mute(database, shop_id, [held[0].id, held[1].id], "", 400)
    await outcomes.set_status(
        database, await now(database, shop_id, held[0].id), Status.ON_ITS_WAY, None, 410
    )
    # As every other statement does that knows nothing of muting.
    await database.execute(
        "update listing set cause = '', status = 'ended' where id = :id", {"id": held[1].id}
    )
    counts = await listing_pages.counts(database, shop_id, Filter())
    assert (counts["muted"], counts["on_its_way"], counts["ended"]) == (0, 1, 1)
    await tally.fold(database, shop_id)
    assert await listing_pages.counts(database, shop_id, Filter()) == counts
    assert await problem_pages.count(database, shop_id, Group("no_match")) == 1
