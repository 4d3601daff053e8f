"""A missing detail set for many products at once, and products exempted from the barcode together."""

from pathlib import Path

from backend.domain.issues import Cause
from backend.domain.listing import Status
from backend.storage import details, problem_pages
from tests.lanes.creating import BARE, NEW, confirm, filled
from tests.lanes.ground import FRANCE, listing
from tests.web.desk import SAME, Desk, open_desk
from tests.web.test_creating import fields, named
from tests.web.test_sync_pages import press

OTHER = "MV-COCOTTE"
GROUP = "cause=refused&topic=90220+country_of_origin"


async def two_refused(desk: Desk) -> list[int]:
    """Two new products that do not say where they were made."""
    world, ids = desk.world, []
    for sku in (NEW, OTHER):
        wanted = await filled(world, desk.shop_id, desk.seller_id, sku)
        without = {name: value for name, value in wanted.attributes.items() if name != "country_of_origin"}
        await confirm(world, desk.shop_id, sku, type(wanted)(wanted.product_type, without))
        ids.append((await listing(world, desk.shop_id, sku)).id)
    await world.settle(60, 4)
    return ids


async def test_a_missing_detail_is_set_for_all_and_both_go_live(database_url: str, tmp_path: Path) -> None:
    async with open_desk(database_url, tmp_path) as desk:
        world, db = desk.world, desk.world.house.db
        ids = await two_refused(desk)
        group = next(
            each.group
            for each in await problem_pages.groups(db, desk.shop_id)
            if each.group.topic == "90220 country_of_origin"
        )
        assert await problem_pages.count(db, desk.shop_id, group) == 2
        page = await desk.page(f"/problems/group?{GROUP}")
        assert "Set a detail" in page and "A detail is missing" in page
        asked = await desk.browser.get(f"/problems/preview?{GROUP}&cure=attribute&all=1")
        assert asked.status_code == 303
        form = await desk.page(asked.headers["location"])
        given = fields(form)
        country = named(given, "country_of_origin")
        # Nothing is entered: it is said beside the field, and nothing is sent.
        empty = await desk.browser.post("/problems/detail", data={**given, "do": "preview"}, headers=SAME)
        assert empty.status_code == 422 and "needed" in empty.text
        answer = await desk.browser.post(
            "/problems/detail", data={**given, country: "FR", "do": "preview"}, headers=SAME
        )
        assert answer.status_code == 200 and "What will happen to 2 listings" in answer.text
        where = await press(desk, "/problems/act", **fields(answer.text))
        await world.settle(120, 4)
        assert "Done: 2" in await desk.page(where)
        for sku in (NEW, OTHER):
            live = await listing(world, desk.shop_id, sku)
            assert (live.status, live.problem) == (Status.ACTIVE, None), sku
        kept = await details.of_listings(db, ids)
        assert all(each.attributes["country_of_origin"][0]["value"] == "FR" for each in kept.values())
        page = await desk.page("/audit?field=attributes/country_of_origin")
        assert page.count("FR") >= 2 and page.count(">Pays d&#39;origine<") >= 2  # as the schema is kept
        await press(desk, where, to="undo")
        await world.settle(4)
        assert "Undone: 2" in await desk.page(where)
        kept = await details.of_listings(db, ids)
        assert not any("country_of_origin" in each.attributes for each in kept.values())


async def test_what_is_no_detail_is_said(migrated_url: str, tmp_path: Path) -> None:
    async with open_desk(migrated_url, tmp_path) as desk:
        answer = await desk.browser.get("/problems/detail?cause=suppressed&topic=5665+brand&all=1")
        assert answer.status_code == 422 and "None of these is a product that you create" in answer.text
        await two_refused(desk)
        bad = {
            "cause": "refused",
            "topic": "90220 country_of_origin",
            "cure": "attribute",
            "all": "1",
            "type": "HOME",
        }
        for value in ("", "no json", '{"brand": []}', '{"country_of_origin": [{"value": "Mars"}]}'):
            answer = await desk.browser.post("/problems/act", data={**bad, "attribute": value}, headers=SAME)
            assert answer.status_code == 422, value
        assert await desk.world.house.db.fetch_val("select count(*) from bulk_act") == 0


async def test_products_are_exempted_from_the_barcode_together(database_url: str, tmp_path: Path) -> None:
    async with open_desk(database_url, tmp_path) as desk:
        world = desk.world
        brand = [{"value": "Maison Verte", "language_tag": "fr_FR", "marketplace_id": FRANCE}]
        await confirm(
            world, desk.shop_id, BARE, await filled(world, desk.shop_id, desk.seller_id, BARE, brand=brand)
        )
        await world.settle(60, 4)
        held = await listing(world, desk.shop_id, BARE)
        assert held.problem and held.problem.cause is Cause.NO_IDENTIFIER
        preview = await desk.page("/problems/preview?cause=no_identifier&cure=exempt&all=1")
        assert "What will happen to 1 listing" in preview
        where = await press(desk, "/problems/act", **fields(preview))
        await world.settle(120, 4)
        assert "Done: 1" in await desk.page(where)
        assert (await listing(world, desk.shop_id, BARE)).status is Status.ACTIVE
