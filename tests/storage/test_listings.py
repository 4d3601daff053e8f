"""Drafts, runs and listings as they are stored."""

from dataclasses import replace

from backend.domain.issues import Cause, Issue, Problem, Severity
from backend.domain.listing import Stage
from backend.storage import drafts, journal, listing_pages, listings, outcomes, problem_pages, runs
from backend.storage.database import Database
from backend.storage.listing_pages import Filter
from backend.storage.problem_pages import Group
from backend.storage.searching import Place, Search
from tests.storage.samples import FRANCE, a_draft, a_seller, a_shop, keep, sold, spread

SHOP = tuple(sold(n, f"Produit {n:02} {'bleu' if n % 2 else 'vert'}", f"S-{n:02}") for n in range(1, 11))


async def test_a_draft_remembers_all_that_was_found_except_what_was_unticked(database: Database) -> None:
    shop_id = await a_shop(database)
    seller_id = await a_seller(database, shop_id)
    ids = await keep(database, shop_id, *SHOP)
    draft = await a_draft(database, shop_id, seller_id)
    place = Place(seller_id, FRANCE, "EUR")
    await drafts.choose_all(database, draft.id, Search(words="bleu"), 110)
    await drafts.choose(database, draft.id, [ids[0]], False, 111)
    await drafts.choose(database, draft.id, [ids[1]], True, 112)
    kept = await drafts.find(database, shop_id, draft.id)
    assert kept is not None
    assert await runs.count_chosen(database, kept, place) == 5
    assert await runs.is_chosen(database, kept, place, ids) == {ids[1], ids[2], ids[4], ids[6], ids[8]}
    await drafts.choose_all(database, draft.id, None, 113)
    kept = await drafts.find(database, shop_id, draft.id)
    assert kept is not None
    assert await runs.count_chosen(database, kept, place) == 0


async def test_a_draft_is_closed_to_other_shops_and_after_list_now(database: Database) -> None:
    shop_id, other = await a_shop(database), await a_shop(database, 1004)
    seller_id = await a_seller(database, shop_id)
    ids = await keep(database, shop_id, *SHOP[:2])
    foreign = await keep(database, other, sold(1, "Autre"))
    draft = await a_draft(database, shop_id, seller_id)
    assert await drafts.find(database, other, draft.id) is None
    await drafts.choose(database, draft.id, [ids[0], *foreign, 99_999], True, 110)
    place = Place(seller_id, FRANCE, "EUR")
    assert await runs.is_chosen(database, draft, place, ids + foreign) == {ids[0]}
    first = await runs.start(database, draft, 1, 120)
    assert await runs.start(database, draft, 1, 121) == first
    await drafts.choose(database, draft.id, [ids[1]], True, 130)
    assert await runs.count_chosen(database, draft, place) == 1


async def test_spreading_twice_makes_each_listing_once(database: Database) -> None:
    shop_id = await a_shop(database)
    seller_id = await a_seller(database, shop_id)
    ids = await keep(database, shop_id, *SHOP)
    await spread(database, await a_draft(database, shop_id, seller_id, "d1"), ids)
    await spread(database, await a_draft(database, shop_id, seller_id, "d2"), ids)
    assert await listing_pages.counts(database, shop_id, Filter()) == {
        "": 10, "on_its_way": 10, "active": 0, "inactive": 0, "incomplete": 0, "ended": 0, "muted": 0,
    }  # fmt: skip
    progress = await runs.latest(database, shop_id)
    assert progress is not None
    assert progress.total == 0  # the first run still has them


async def test_listings_are_filtered_and_searched(database: Database) -> None:
    shop_id, other = await a_shop(database), await a_shop(database, 1004)
    seller_id = await a_seller(database, shop_id)
    ids = await keep(database, shop_id, *SHOP)
    await spread(database, await a_draft(database, shop_id, seller_id), ids[:6])
    await spread(database, await a_draft(database, shop_id, seller_id, "d2"), ids[6:])
    works = await listings.due(database, seller_id, Stage.MATCH, 200, 100)
    assert [work.listing.sku for work in works] == [f"S-{n:02}" for n in range(1, 11)]
    problem = Problem(Cause.NO_MATCH, {"identifier": "376"})
    for work in works[:3]:
        await outcomes.held(database, work.listing, problem, 300)
    await outcomes.matched(database, works[3].listing, "B0ASIN0004", {"score": 9}, 300)

    async def shown(**wanted: object) -> list[str]:
        filter = Filter(**wanted)  # type: ignore[arg-type]
        if filter.words:
            assert await listing_pages.find(database, other, filter) == []
            found = await listing_pages.find(database, shop_id, filter)
            return [
                line.listing.sku for line in await listing_pages.of_ids(database, [id for id, *_ in found])
            ]
        page = await listing_pages.page(database, shop_id, filter, 0, 100)
        assert await listing_pages.page(database, other, filter, 0, 100) == []
        counts = await listing_pages.counts(database, shop_id, replace(filter, status=""))
        assert counts[filter.status] == len(page)
        return [line.listing.sku for line in page]

    assert await shown() == [f"S-{n:02}" for n in range(10, 0, -1)]
    assert await shown(status="incomplete") == ["S-03", "S-02", "S-01"]
    assert await shown(cause="no_match", words="vert") == ["S-02"]
    assert await shown(words="s-05") == ["S-05"]
    assert await shown(words="b0asin0004") == ["S-04"]
    assert await shown(words="bleu 07") == ["S-07"]
    assert await shown(marketplace_id="ATVPDKIKX0DER") == []
    assert await listing_pages.causes(database, shop_id, Filter()) == [("no_match", 3)]
    assert await problem_pages.count(database, shop_id, Group("no_match")) == 3


async def test_an_issue_keeps_the_moment_it_was_first_seen(database: Database) -> None:
    shop_id = await a_shop(database)
    seller_id = await a_seller(database, shop_id)
    await spread(
        database, await a_draft(database, shop_id, seller_id), await keep(database, shop_id, *SHOP[:1])
    )
    (work,) = await listings.due(database, seller_id, Stage.MATCH, 200, 10)
    issue = Issue(
        "8541", "It contradicts", Severity.ERROR, ("brand",), ("INVALID_ATTRIBUTE",), ("LISTING_SUPPRESSED",)
    )
    for now in (300, 400):
        await outcomes.save_issues(database, work.listing.id, [issue], now)
    assert await listings.issues_of(database, [work.listing.id]) == {work.listing.id: (issue,)}
    assert await database.fetch_val("select first_at from issue") == 300
    await outcomes.save_issues(database, work.listing.id, [], 500)
    assert await listings.issues_of(database, [work.listing.id]) == {}


async def test_the_journal_is_read_page_by_page(database: Database) -> None:
    shop_id, other = await a_shop(database), await a_shop(database, 1004)
    for n in range(7):
        await journal.write(database, shop_id, n, "merchant", f"act_{n}", {"n": n, "é": "ü"})
        await journal.write(database, other, n, "merchant", "foreign")
    first = await journal.of_shop(database, shop_id, None, 4)
    rest = await journal.of_shop(database, shop_id, first[-1].id, 4)
    assert [entry.act for entry in first + rest] == [f"act_{n}" for n in range(6, -1, -1)]
    assert first[0].details == {"n": 6, "é": "ü"}
