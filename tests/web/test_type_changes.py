"""The page of what Amazon changed in the product types that a shop uses."""

from pathlib import Path

from backend.sandbox.amazon.definitions import SWITCHES
from backend.sandbox.switches import Switches
from backend.storage import type_changes
from tests.lanes.creating import NEW
from tests.lanes.ground import listing
from tests.web.desk import SAME, Desk, open_desk, other_shop
from tests.web.test_creating import form_of, named, post

PATH = "/product-types/changes"


async def with_change(desk: Desk) -> None:
    """A draft in a type that Amazon then changes."""
    path, given = await form_of(desk, NEW)
    await post(desk, path, given, **{named(given, "country_of_origin"): "FR"})
    Switches(desk.world.other.amazon_ground.store, "amazon", SWITCHES).set("product_types", "second")
    asked = await desk.browser.post(PATH, headers=SAME)
    assert asked.status_code == 303
    await desk.world.settle(20)


async def test_nothing_changed_is_said(database_url: str, tmp_path: Path) -> None:
    async with open_desk(database_url, tmp_path, published=False) as desk:
        assert "Nothing changed" in await desk.page(PATH)


async def test_a_change_is_told_with_what_it_touches_and_let_through(
    database_url: str, tmp_path: Path
) -> None:
    async with open_desk(database_url, tmp_path) as desk:
        await with_change(desk)
        page = await desk.page(PATH)
        for words in ("Warranty", "Search words", "Material", "other", NEW):
            assert words in page
        assert "Amazon changed its form" in await desk.page("/listings")
        (change,) = await type_changes.of_shop(desk.world.house.db, desk.shop_id)
        stranger = await other_shop(desk.world)
        assert "Nothing changed" in (await stranger.get(PATH)).text
        assert (await stranger.post(f"{PATH}/{change.id}", headers=SAME)).status_code == 404
        assert await type_changes.count_open(desk.world.house.db, desk.shop_id) == 1
        seen = await desk.browser.post(f"{PATH}/{change.id}", headers=SAME)
        assert seen.headers["location"] == f"{PATH}?said=confirmed"
        assert "What waited for you goes on" in await desk.page(seen.headers["location"])
        assert await type_changes.count_open(desk.world.house.db, desk.shop_id) == 0


async def test_the_form_asks_for_what_is_new(database_url: str, tmp_path: Path) -> None:
    async with open_desk(database_url, tmp_path) as desk:
        await with_change(desk)
        kept = await listing(desk.world, desk.shop_id, NEW)
        page = await desk.page(f"/listings/{kept.id}/create/form")
        assert "1 thing is missing" in page and "Material" in page
