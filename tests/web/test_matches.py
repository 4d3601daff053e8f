"""The match inbox: proposals accepted one by one, ticked, or all that are sure; dismissed; an acceptance undone."""

import re
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from backend.domain.listing import Status
from backend.storage import proposals
from tests.lanes.ground import listing, publish, started_unjudged
from tests.lanes.test_proposals import BRUSH, CONTRADICTS, SKUS, SURE, TITLE_ALONE
from tests.web.desk import HTMX, SAME, Desk, merchant, other_shop
from tests.world import open_app, open_world


@pytest.fixture
async def desk(migrated_url: str, tmp_path: Path) -> AsyncIterator[Desk]:
    """A shop whose products without an ASIN were looked for."""
    async with started_unjudged(migrated_url, tmp_path) as (world, shop_id, seller_id):
        open_app(world)
        await publish(world, shop_id, seller_id, SKUS)
        yield Desk(world, merchant(world, shop_id), shop_id, seller_id)


async def post(desk: Desk, path: str = "/matches", **form: object) -> str:
    """A button of the page; the text of where it leads."""
    answer = await desk.browser.post(path, data=form, headers=SAME)
    assert answer.status_code == 303, answer.text[:300]
    return await desk.page(answer.headers["location"])


async def number(desk: Desk, sku: str) -> int:
    return (await listing(desk.world, desk.shop_id, sku)).id


async def status(desk: Desk, sku: str) -> Status:
    return (await listing(desk.world, desk.shop_id, sku)).status


def row(page: str, listing_id: int) -> str:
    found = re.search(rf'<tr id="match_{listing_id}">.*?(?=<tr id="match_|</form>)', page, re.DOTALL)
    assert found, page[:500]
    return found[0]


async def test_each_proposal_says_its_score_its_reasons_and_what_differs(desk: Desk) -> None:
    page = await desk.page("/matches")
    sure, title, other = [row(page, await number(desk, sku)) for sku in (SURE[0], TITLE_ALONE, CONTRADICTS)]
    assert "B0DEMOSP45" in sure
    assert "same family, and every option agrees" in sure
    assert "<strong>95</strong>" in sure
    assert 'name="listing"' in sure
    # What rests on the title alone has no tick: it needs a person by itself.
    assert 'name="listing"' not in title
    assert 'name="one"' in title
    assert "the title alone" in title
    # What contradicts is decided side by side.
    assert "Your pack: 1 · theirs: 6" in other
    assert 'name="one"' not in other
    assert "Side by side" in other


async def test_what_is_ticked_goes_live_and_is_undone(desk: Desk) -> None:
    ids = [await number(desk, sku) for sku in (SURE[0], BRUSH)]
    page = await post(desk, do="accept", listing=ids)
    assert "2 products linked" in page
    assert "You accepted 2 proposals together." in page
    await desk.world.settle(60)
    assert await status(desk, SURE[0]) is await status(desk, BRUSH) is Status.ACTIVE
    found = re.search(r'name="batch" value="(\d+)"', page)
    assert found
    page = await post(desk, "/matches/undo", batch=found[1])
    assert "Taken back: 2 products have no ASIN again." in page
    assert "Take that back" not in page
    await desk.world.settle(200, 5)
    assert await status(desk, SURE[0]) is await status(desk, BRUSH) is Status.INCOMPLETE
    assert f"match_{ids[0]}" in await desk.page("/matches")
    assert "an acceptance taken back" in await desk.page(f"/listings/{ids[0]}")


async def test_accept_all_takes_the_sure_ones_only(desk: Desk) -> None:
    counts = await proposals.counts(desk.world.house.db, desk.shop_id)
    assert f"Accept all from 90 on ({counts.sure})" in await desk.page("/matches")
    await post(desk, do="all")
    await desk.world.settle(60)
    for sku in SURE:
        assert await status(desk, sku) is Status.ACTIVE
    for sku in (TITLE_ALONE, CONTRADICTS, "MV-MOULIN-P"):
        assert await status(desk, sku) is Status.INCOMPLETE
    assert "Accept all from" not in await desk.page("/matches")


async def test_one_on_its_title_alone_is_accepted_by_itself(desk: Desk) -> None:
    assert "1 product linked" in await post(desk, one=await number(desk, TITLE_ALONE))
    await desk.world.settle(60)
    assert await status(desk, TITLE_ALONE) is Status.ACTIVE


async def test_nothing_ticked_and_nonsense_link_nothing(desk: Desk) -> None:
    for form in ({"do": "accept"}, {"do": "accept", "listing": ["x", "999999"]}, {"do": "?"}, {"one": "-1"}):
        assert "Nothing was linked" in await post(desk, **form)
    assert "Nothing was linked" in await post(desk, "/matches/undo", batch="77")
    contradicting = await number(desk, CONTRADICTS)
    assert "Nothing was linked" in await post(desk, one=contradicting)
    assert (await listing(desk.world, desk.shop_id, CONTRADICTS)).asin == ""


async def test_a_dismissed_one_goes_and_comes_back(desk: Desk) -> None:
    brush = await number(desk, BRUSH)
    page = await post(desk, dismiss=brush)
    assert "Dismissed." in page
    assert f"match_{brush}" not in page
    dismissed = await desk.page("/matches?state=dismissed")
    assert f"match_{brush}" in dismissed
    await post(desk, back=brush)
    assert f"match_{brush}" in await desk.page("/matches")


async def test_the_score_narrows_and_every_emptiness_says_what_it_is(desk: Desk) -> None:
    page = await desk.page("/matches?score=90", **HTMX)
    assert "<html" not in page
    assert f"match_{await number(desk, SURE[0])}" in page
    assert f"match_{await number(desk, TITLE_ALONE)}" not in page
    assert "Nothing is dismissed" in await desk.page("/matches?state=dismissed")
    assert "/matches" in await desk.page("/listings")
    dashboard = await desk.page("/dashboard")
    assert 'id="matches"' in dashboard


async def test_progress_is_told_while_products_are_looked_for(desk: Desk) -> None:
    await desk.world.house.db.execute("delete from proposal")
    page = await desk.page("/matches")
    assert "Looked for 0 of" in page
    assert "Nothing proposed yet" in page
    part = await desk.page("/matches", **HTMX, **{"hx-target": "progress"})
    assert "<html" not in part
    assert 'hx-trigger="every 3s"' in part


async def test_a_shop_without_listings_is_told_so(migrated_url: str, tmp_path: Path) -> None:
    async with open_world(migrated_url, tmp_path) as world:
        open_app(world)
        shop_id = await world.install()
        page = await Desk(world, merchant(world, shop_id), shop_id, 0).page("/matches")
        assert "Every product you chose for Amazon has its ASIN." in page


async def test_another_shop_sees_and_decides_nothing(desk: Desk) -> None:
    other = await other_shop(desk.world)
    brush = await number(desk, BRUSH)
    page = await other.get("/matches")
    assert page.status_code == 200
    assert "match_" not in page.text
    for form in ({"one": brush}, {"do": "accept", "listing": brush}, {"dismiss": brush}, {"do": "all"}):
        assert (await other.post("/matches", data=form, headers=SAME)).status_code == 303
    await desk.world.settle(30)
    assert f"match_{brush}" in await desk.page("/matches")
    assert await status(desk, SURE[0]) is Status.INCOMPLETE
    await post(desk, one=brush)
    batch = await proposals.latest_batch(desk.world.house.db, desk.shop_id, 0)
    assert batch is not None
    await other.post("/matches/undo", data={"batch": batch[0]}, headers=SAME)
    await desk.world.settle(60)
    assert await status(desk, BRUSH) is Status.ACTIVE


async def test_the_page_speaks_french(desk: Desk) -> None:
    page = (await merchant(desk.world, desk.shop_id, "fr").get("/matches")).text
    assert "Correspondances proposées" in page
    assert "Votre paquet : 1 · le leur : 6" in page
