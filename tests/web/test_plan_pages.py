"""A plan that is used up, as the merchant meets it: the row says why and leads to the plans, and nothing else stops."""

import re
from pathlib import Path

import pytest

from backend import planning
from tests.lanes.ground import LIVE, press
from tests.web.desk import SAME, Desk, merchant
from tests.web.site import open_site
from tests.web.test_wizard import ready
from tests.world import STORE

BILLED = {"STORELANE_PLANS": "Two=2, 5 EUR; Five=5, 8 EUR", "STORELANE_TRIAL_DAYS": "0"}


@pytest.mark.parametrize(
    ("language", "title", "why", "usage"),
    [
        ("en", "Waits for a larger plan", "Your plan Two includes 2 listings", "2 of 2 listings"),
        ("fr", "Attend une formule plus grande", "Votre formule Two comprend 2 annonces", "2 annonces sur 2"),
    ],
)
async def test_a_listing_over_the_plan_says_so_and_leads_to_the_plans(
    migrated_url: str, tmp_path: Path, language: str, title: str, why: str, usage: str
) -> None:
    async with open_site(migrated_url, tmp_path, **BILLED) as site:
        world = site.town.world
        await world.register(site.shop_id)
        seller_id = await world.connect(site.shop_id)
        assert await planning.change(world.settings, STORE, "Two", world.now) == 0
        await press(world, site.shop_id, seller_id, LIVE[:3])
        await world.settle(60)
        held = await world.house.db.fetch_val("select id from listing where cause = 'plan_limit'")
        frame = merchant(world, site.shop_id, language)
        panel = (await frame.get(f"/listings/{held}")).text
        assert title in panel
        assert why in panel
        assert 'href="/accounts#owner"' in panel
        accounts = (await frame.get("/accounts")).text
        assert usage in accounts
        assert re.search(r'<progress value="2" max="2" aria-labelledby="usage_1003">', accounts)
        assert "Five" in accounts
        assert title in (await frame.get("/problems")).text


async def test_a_trial_that_is_over_says_that_what_sells_goes_on(migrated_url: str, tmp_path: Path) -> None:
    async with open_site(migrated_url, tmp_path, **BILLED) as site:
        world = site.town.world
        await world.register(site.shop_id)
        seller_id = await world.connect(site.shop_id)
        await press(world, site.shop_id, seller_id, LIVE[:1])
        await world.settle(60)
        held = await world.house.db.fetch_val("select id from listing where cause = 'plan_limit'")
        assert "no plan was chosen" in (await site.frame.get(f"/listings/{held}")).text
        assert "No plan yet" in (await site.frame.get("/accounts")).text  # there never was a trial here
        # Asked again it waits again, for the same reason.
        await site.frame.post(f"/listings/{held}/retry", headers={"sec-fetch-site": "same-origin"})
        await world.settle(30)
        assert await world.house.db.fetch_val("select cause from listing") == "plan_limit"


async def test_the_last_look_says_how_much_room_the_plan_has(migrated_url: str, tmp_path: Path) -> None:
    async with open_site(migrated_url, tmp_path, **BILLED) as site:
        world = site.town.world
        await world.register(site.shop_id)
        seller_id = await world.connect(site.shop_id)
        desk = Desk(world, site.frame, site.shop_id, seller_id)
        await world.settle(30)
        draft = await ready(desk)
        await desk.browser.post(f"{draft}/choose", data={"do": "all"}, headers=SAME)
        assert "no room for new listings" in await desk.page(f"{draft}/summary")
        assert await planning.change(world.settings, STORE, "Five", world.now) == 0
        assert "room for 5 more listings" in await desk.page(f"{draft}/summary")
        assert (
            "encore de la place pour 5 annonces"
            in (await merchant(world, site.shop_id, "fr").get(f"{draft}/summary")).text
        )
