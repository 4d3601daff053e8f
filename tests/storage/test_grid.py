"""The narrow rows say what the listings say, whatever changes; any filter and any order is read from them."""

from dataclasses import replace

import pytest

from backend.domain.by_hand import Manual
from backend.domain.listing import Explained, Offer, Shown, Stage
from backend.domain.money import Money
from backend.domain.policy import Condition
from backend.storage import drafts, listing_pages, listing_views, listings, outcomes, runs, setting_by_hand
from backend.storage.database import Database
from backend.storage.encoding import to_json, write_explained, write_offer, write_shown
from backend.storage.listing_filter import SORTS, Filter, Sort
from tests.storage.samples import a_draft, a_seller, a_shop, keep, sold, spread

NAMES = ("Arrosoir", "Bol", "Carafe", "Dessous", "Étagère")
PRODUCTS = tuple(sold(n, name, f"S-{n}") for n, name in enumerate(NAMES, start=1))


async def some(db: Database) -> tuple[int, list[int]]:
    """Five listings; the first three were sent and read back: as sent, dearer there, and in another currency."""
    shop_id = await a_shop(db)
    seller_id = await a_seller(db, shop_id)
    await spread(db, await a_draft(db, shop_id, seller_id), await keep(db, shop_id, *PRODUCTS))
    works = await listings.due(db, seller_id, Stage.MATCH, 200, 100)
    prices = ((Money(2299, "EUR"), 2299), (Money(1000, "EUR"), 1200), (Money(1500, "JPY"), 1500))
    for n, (price, there) in enumerate(prices):
        listing = works[n].listing
        offer = Offer(listing.sku, f"B0{n}", price, 3 + n, Condition.NEW)
        shown = Shown(listing.sku, f"B0{n}", True, True, Money(there, price.currency), 3 + n)
        await db.execute(
            "update listing set offer = :offer, sent = :sent, shown = :shown, asin = :asin, pushed_at = 500,"
            " claimed_sku = sku, stage = 'watch', status = 'active' where id = :id",
            {"offer": write_explained(Explained(offer, (), ())), "sent": to_json(write_offer(offer)),
             "shown": write_shown(shown), "asin": f"B0{n}", "id": listing.id},
        )  # fmt: skip
    return shop_id, [work.listing.id for work in works]


async def skus(db: Database, shop_id: int, sort: Sort = Sort(), **wanted: object) -> list[str]:  # noqa: B008
    found = Filter(**wanted)  # type: ignore[arg-type]
    lines = await listing_pages.page(db, shop_id, found, 0, 99, sort)
    count = await listing_pages.count(db, shop_id, found)
    assert count == len(lines) == (await listing_pages.counts(db, shop_id, found))[found.status]
    every = [id async for ids in listing_pages.every_id(db, shop_id, found, 2) for id in ids]
    assert sorted(every) == sorted(line.listing.id for line in lines)
    return [line.listing.sku for line in lines]


async def test_every_filter_finds_what_it_says(database: Database) -> None:
    shop_id, ids = await some(database)
    other, db = await a_shop(database, 1004), database
    every = ["S-5", "S-4", "S-3", "S-2", "S-1"]
    assert await skus(db, shop_id) == every
    assert await skus(db, shop_id, differs=True) == ["S-2"]
    assert await skus(db, shop_id, asin="yes") == ["S-3", "S-2", "S-1"]
    assert await skus(db, shop_id, asin="no") == ["S-5", "S-4"]
    # Thousandths of a major unit: 22.99 €, 10 € and 1,500 ¥.
    assert await skus(db, shop_id, price_from=10_001) == ["S-3", "S-1"]
    assert await skus(db, shop_id, price_to=22_990) == ["S-2", "S-1"]
    assert await skus(db, shop_id, quantity_from=4, quantity_to=4) == ["S-2"]
    assert await skus(db, shop_id, quantity_to=0) == []
    assert await skus(db, shop_id, price_there_from=11_000, price_there_to=12_000) == ["S-2"]
    assert await skus(db, shop_id, quantity_there_from=5) == ["S-3"]
    assert await skus(db, shop_id, stock_from=8) == await skus(db, shop_id, shop_price_to=0) == []
    assert await skus(db, shop_id, stock_from=7, stock_to=7) == every
    assert await skus(db, shop_id, changed=500) == ["S-3", "S-2", "S-1"]
    assert await skus(db, shop_id, condition="new_new") == every
    assert await skus(db, shop_id, condition="used_good") == []
    assert await skus(db, shop_id, status="active", fba="no") == ["S-3", "S-2", "S-1"]
    assert await skus(db, shop_id, fba="yes") == []
    assert await skus(db, shop_id, paused="no", asin="no") == ["S-5", "S-4"]
    await setting_by_hand.put(db, shop_id, ids[0], Manual(Money(900, "EUR")), None, 600)
    await setting_by_hand.put(db, shop_id, ids[3], Manual(None, 2), None, 600)
    assert await skus(db, shop_id, manual=True) == ["S-4", "S-1"]
    policy = (await listings.find(db, shop_id, ids[0])).listing.selling_policy_id  # type: ignore[union-attr]
    assert await skus(db, shop_id, selling=policy) == every
    assert await skus(db, shop_id, selling=policy + 1) == []
    for wanted in (Filter(), Filter(differs=True), Filter(manual=True), Filter(words="bol")):
        assert await listing_pages.count(db, other, wanted) == 0
    assert [
        id async for some in listing_pages.every_id(db, shop_id, Filter(words="bol"), 9) for id in some
    ] == [ids[1]]
    found = await listing_pages.find(db, shop_id, Filter(words="bol", differs=True))
    assert [id for id, *_ in found] == [ids[1]]
    assert await listing_pages.find(db, shop_id, Filter(words="bol", manual=True)) == []


async def test_what_a_publication_found_there_already_is_found_again(database: Database) -> None:
    db = database
    shop_id, ids = await some(db)
    seller_id = int(await db.fetch_val("select seller_id from listing where id = :id", {"id": ids[0]}))
    product_ids = [
        row["product_id"] for row in await db.fetch_all("select product_id from listing order by id")
    ]
    draft = await a_draft(db, shop_id, seller_id, "d2")
    await drafts.choose(db, draft.id, product_ids[1:], True, 700)
    run_id = await spread(db, draft, product_ids[1:], 700)
    run = await runs.find(db, shop_id, run_id)
    assert run is not None
    there = await skus(db, shop_id, already=run_id)
    assert there == ["S-5", "S-4", "S-3", "S-2"]
    assert run.already == len(there)
    assert await listing_pages.count(db, await a_shop(db, 1004), Filter(already=run_id)) == 0
    # A second tab that chooses nothing takes nothing from what is being published.
    await drafts.choose_all(db, draft.id, None, 701)
    assert len(await skus(db, shop_id, already=run_id)) == 4


async def test_every_order_goes_both_ways(database: Database) -> None:
    shop_id, ids = await some(database)
    for key in SORTS:
        up, down = [await skus(database, shop_id, Sort(key, way)) for way in (False, True)]
        assert up == down[::-1], key
        assert sorted(up) == [f"S-{n}" for n in range(1, 6)]
    assert await skus(database, shop_id, Sort("title")) == ["S-1", "S-2", "S-3", "S-4", "S-5"]
    assert (await skus(database, shop_id, Sort("price", True)))[:3] == ["S-3", "S-1", "S-2"]
    assert await listing_pages.in_order(database, ids[:3], Sort("price_there")) == [ids[1], ids[0], ids[2]]


async def test_the_rows_follow_product_stock_and_listing(database: Database) -> None:
    shop_id, ids = await some(database)
    changed = replace(PRODUCTS[0], name="Zinc", updated_at=99)
    one = changed.variations[0]
    changed = replace(changed, variations=(replace(one, price=Money(50, "EUR"), stock=None),))
    await keep(database, shop_id, changed, now=700)
    row = await database.fetch_one("select * from listing_grid where listing_id = :id", {"id": ids[0]})
    assert row is not None
    assert (row["title"], row["shop_price"]) == ("Zinc", 500)
    assert (await skus(database, shop_id, Sort("stock", True)))[0] == "S-1"
    work = await listings.find(database, shop_id, ids[1])
    assert work is not None
    await outcomes.later(database, work.listing, 900)  # says nothing that a row shows
    await database.execute("delete from listing where id = :id", {"id": ids[1]})
    assert await skus(database, shop_id) == ["S-5", "S-4", "S-3", "S-1"]
    left = await database.fetch_val(
        "select count(*) from listing_grid where shop_id = :shop", {"shop": shop_id}
    )
    assert left == 4


async def test_views_are_kept_renamed_and_replaced(database: Database) -> None:
    shop_id, other = await a_shop(database), await a_shop(database, 1004)
    first = await listing_views.save(database, shop_id, "Dear", "price_from=10", ("sku",), True, 100)
    second = await listing_views.save(database, shop_id, "Cheap", "price_to=9", ("sku", "asin"), True, 110)
    assert first
    assert second
    views = await listing_views.of_shop(database, shop_id)
    assert [(view.name, view.is_default) for view in views] == [("Cheap", True), ("Dear", False)]
    assert (
        await listing_views.save(database, shop_id, "Dear", "price_from=20", ("asin",), False, 120) == first
    )
    assert not await listing_views.change(database, shop_id, first, "Cheap", False)
    assert not await listing_views.change(database, other, first, "Mine", True)
    assert await listing_views.change(database, shop_id, first, "Dearest", True)
    views = await listing_views.of_shop(database, shop_id)
    assert [(view.name, view.query, view.is_default) for view in views] == [
        ("Cheap", "price_to=9", False), ("Dearest", "price_from=20", True),
    ]  # fmt: skip
    await listing_views.delete(database, other, second)
    await listing_views.delete(database, shop_id, first)
    assert [view.name for view in await listing_views.of_shop(database, shop_id)] == ["Cheap"]
    assert await listing_views.of_shop(database, other) == []
    assert await listing_views.columns(database, shop_id) is None
    await listing_views.choose_columns(database, shop_id, ("status",), second)
    assert await listing_views.columns(database, shop_id) == ("status",)
    assert (await listing_views.of_shop(database, shop_id))[0].columns == ("status",)


@pytest.mark.parametrize("n", [listing_views.MOST])
async def test_there_is_an_end_to_views(database: Database, n: int) -> None:
    shop_id = await a_shop(database)
    for number in range(n):
        assert await listing_views.save(database, shop_id, f"view {number}", "", (), False, 100)
    assert await listing_views.save(database, shop_id, "one more", "", (), False, 100) is None
    assert await listing_views.save(database, shop_id, "view 0", "words=x", (), False, 100)
