"""The publish wizard through its forms: kept choices, one run however often it is asked for."""

import html
import re
from dataclasses import replace
from pathlib import Path

from backend.domain.policy import Condition
from backend.storage import drafts, runs
from tests.web.desk import HTMX, SAME, Desk, merchant, open_desk
from tests.world import open_app, open_world


async def begin(desk: Desk) -> str:
    """The address of a new draft."""
    return (await desk.browser.get("/publish")).headers["location"]


async def ready(desk: Desk, **other: str) -> str:
    """A draft past step 1, with what the page proposes or something `other`."""
    draft = await begin(desk)
    page = await desk.page(draft)
    chosen = {
        name: page.split(f'name="{name}"')[1].split('selected')[0].rsplit('value="', 1)[1].split('"')[0]
        for name in ("place", "selling", "synchronization", "shipping", "condition")
    }  # fmt: skip
    answer = await desk.browser.post(draft, data={**chosen, **other}, headers=SAME)
    assert answer.status_code == 303, answer.text
    return draft


async def test_without_an_account_it_says_what_to_do_first(migrated_url: str, tmp_path: Path) -> None:
    async with open_desk(migrated_url, tmp_path, published=False) as desk:
        assert "Connect Amazon first" in await desk.page("/publish")


async def test_a_merchant_quicker_than_the_first_reading_sees_it_come(
    database_url: str, tmp_path: Path
) -> None:
    async with open_world(database_url, tmp_path) as world:
        open_app(world)
        shop_id = await world.install()
        desk = Desk(world, merchant(world, shop_id), shop_id, await world.connect(shop_id))
        draft = await ready(desk)
        page = await desk.page(f"{draft}/products")
        assert "Reading your products" in page
        assert 'hx-trigger="every 1s"' in page
        assert "Your shop has no products yet" not in page
        await world.house.worker.run_until_idle()
        part = await desk.page(f"{draft}/products", **HTMX)
        assert "Select all 64" in part
        assert "every 1s" not in part


async def test_a_wrong_choice_is_told_beside_its_field(migrated_url: str, tmp_path: Path) -> None:
    async with open_desk(migrated_url, tmp_path) as desk:
        draft = await begin(desk)
        answer = await desk.browser.post(
            draft, data={"place": "1 NOWHERE", "condition": "new_new"}, headers=SAME
        )
        assert answer.status_code == 422
        assert 'aria-describedby="place_error"' in answer.text
        assert "Choose where to sell" in answer.text


async def test_ticks_are_kept_for_a_reload_and_a_second_tab(database_url: str, tmp_path: Path) -> None:
    async with open_desk(database_url, tmp_path) as desk:
        draft = await ready(desk)
        part = await desk.browser.post(f"{draft}/choose", data={"do": "all"}, headers=HTMX)
        assert "64 products chosen" in part.text
        first = (await desk.page(f"{draft}/products")).split('name="product" value="')[1].split('"')[0]
        part = await desk.browser.post(f"{draft}/choose", data={"shown": first}, headers=HTMX)
        assert "63 products chosen" in part.text
        again = await desk.page(f"{draft}/products")
        assert "63 products chosen" in again
        assert f'value="{first}" checked' not in again
        part = await desk.browser.post(f"{draft}/choose", data={"do": "none"}, headers=HTMX)
        assert "Nothing is chosen yet" in part.text
        answer = await desk.browser.post(f"{draft}/list", headers=SAME)
        assert answer.status_code == 422


async def test_the_search_finds_as_people_type(database_url: str, tmp_path: Path) -> None:
    async with open_desk(database_url, tmp_path) as desk:
        draft = await ready(desk)
        for words, found in (("assiettes", "MV-ASS-LIN-4"), ("MV-MUG", "MV-MUG-"), ("CAFÉ", "MV-CAFE-6")):
            assert found in await desk.page(f"{draft}/products?words={words}", **HTMX)
        assert "Nothing found" in await desk.page(f"{draft}/products?words=zzzzzz", **HTMX)
        for rubbish in ("%", "'", '"', "a\\", "x" * 500, "?category=x&stock=maybe&page=-3"):
            await desk.page(f"{draft}/products?words={rubbish}", **HTMX)


async def test_pressed_twice_and_in_two_tabs_it_is_one_run(database_url: str, tmp_path: Path) -> None:
    async with open_desk(database_url, tmp_path) as desk:
        before = await desk.world.published()
        draft = await ready(desk)
        await desk.browser.post(f"{draft}/choose", data={"do": "all"}, headers=HTMX)
        places = {
            (await desk.browser.post(f"{draft}/list", headers=SAME)).headers["location"] for _ in range(3)
        }
        assert len(places) == 1
        await desk.world.settle(40, 4)
        assert await desk.world.published() == before
        kept = await drafts.find(desk.world.house.db, desk.shop_id, draft.rsplit("/", 1)[1])
        assert kept is not None
        assert kept.run_id is not None
        assert await runs.latest(desk.world.house.db, desk.shop_id, kept.run_id) is not None
        assert (await desk.browser.get(f"{draft}/products")).headers["location"] == places.pop()
        assert "published already" in await desk.page(draft)


async def test_what_another_tab_changed_since_the_last_look_is_shown_first(
    migrated_url: str, tmp_path: Path
) -> None:
    async with open_desk(migrated_url, tmp_path) as desk:
        draft, db = await ready(desk), desk.world.house.db
        await desk.browser.post(f"{draft}/choose", data={"do": "all"}, headers=HTMX)

        async def seen() -> str:
            return (await desk.page(f"{draft}/summary")).split('name="seen" value="')[1].split('"')[0]

        first = await seen()
        kept = await drafts.find(db, desk.shop_id, draft.rsplit("/", 1)[1])
        assert kept is not None
        await drafts.change(db, replace(kept, condition=Condition.USED_GOOD), desk.world.now)
        answer = await desk.browser.post(f"{draft}/list", data={"seen": first}, headers=SAME)
        assert answer.headers["location"] == f"{draft}/summary?said=changed"
        assert "changed in another tab" in await desk.page(answer.headers["location"])
        second = await seen()
        await db.execute(
            "update policy set body = :body where kind = 'selling'", {"body": '{"percentage":50}'}
        )
        answer = await desk.browser.post(f"{draft}/list", data={"seen": second}, headers=SAME)
        assert answer.headers["location"].endswith("said=changed")
        answer = await desk.browser.post(f"{draft}/list", data={"seen": await seen()}, headers=SAME)
        assert answer.headers["location"].startswith("/listings?run=")


async def test_the_way_back_from_a_preview_leads_to_the_same_search(
    migrated_url: str, tmp_path: Path
) -> None:
    async with open_desk(migrated_url, tmp_path) as desk:
        draft = await ready(desk)
        page = await desk.page(f"{draft}/products?price_from=10&page=2")
        at = html.unescape(page.split('id="preview_')[0].rsplit('href="', 1)[1].split('"')[0])
        assert at.endswith("?price_from=10.00&page=2")
        assert f'href="{draft}/products?price_from=10.00&amp;page=2"' in await desk.page(at)


async def test_the_next_draft_goes_where_the_last_one_went(database_url: str, tmp_path: Path) -> None:
    async with open_desk(database_url, tmp_path) as desk:
        page = await desk.page(await begin(desk))
        places = re.findall(r'<option value="(\d+ [A-Z0-9]+)"', page)
        chosen = re.findall(r'<option value="(\d+ [A-Z0-9]+)" selected', page)
        assert len(places) > 1
        other = next(place for place in places if place not in chosen)
        desk.world.clock.advance(1)
        draft = await ready(desk, place=other)
        desk.world.clock.advance(1)
        again = await begin(desk)
        assert again != draft
        assert f'<option value="{other}" selected' in await desk.page(again)
