"""A merchant lets Amazon's warehouse send a listing, sees its pieces beside the shop's, and an order that Amazon sends:
Chromium before the app in memory, whose time is the test's."""

import re
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest
from playwright.async_api import Browser, Page, Route, expect

from tests.browser.looking import DESK, HIGH, judged
from tests.lanes.ground import FRANCE, listing
from tests.web.desk import SAME, Desk, merchant, open_desk

pytestmark = pytest.mark.browser
SELLER, BOWL = "A2ATELIERNORD0", "MV-BOL-BLEU"
SITE = "http://storelane.test"


@asynccontextmanager
async def window(chromium: Browser, desk: Desk, language: str = "en") -> AsyncIterator[Page]:
    """A page that speaks to the app in this process, forms and all."""
    client = merchant(desk.world, desk.shop_id, language)
    context = await chromium.new_context(viewport={"width": DESK, "height": HIGH})

    async def answer(route: Route) -> None:
        asked = route.request
        if not asked.url.startswith(SITE):
            await route.abort()
            return
        said = asked.headers.items()
        headers = SAME | {
            name: text for name, text in said if name.startswith("hx-") or name == "content-type"
        }
        got = await client.request(
            asked.method, asked.url.removeprefix(SITE), content=asked.post_data_buffer, headers=headers,
            follow_redirects=True,
        )  # fmt: skip
        await route.fulfill(status=got.status_code, headers=dict(got.headers), body=got.content)

    page = await context.new_page()
    await page.route("**/*", answer)
    try:
        yield page
    finally:
        await context.close()


async def test_a_listing_goes_to_amazon_and_an_order_of_amazons_is_in_the_list(
    migrated_url: str, tmp_path: Path, chromium: Browser
) -> None:
    async with open_desk(migrated_url, tmp_path) as desk:
        world = desk.world
        world.other.warehouse.move(SELLER, "eu", BOWL, "fulfillable", 12)
        world.other.warehouse.move(SELLER, "eu", BOWL, "inbound", 20)
        kept = await listing(world, desk.shop_id, BOWL)
        async with window(chromium, desk) as page:
            await page.goto(f"{SITE}/listings/{kept.id}")
            await page.get_by_role("link", name="Let Amazon's warehouse send it…").click()
            await expect(page.get_by_role("heading", name="What will happen")).to_be_visible()
            assert await judged(page, page.main_frame) == []
            yes = page.get_by_role("button", name="Amazon sends it from now on")
            await yes.focus()
            await yes.press("Enter")
            await expect(page.locator("#sender")).to_contain_text("Amazon sends it soon")
            await world.settle(60, 4)
            # The page follows by itself.
            sender = page.locator("#sender")
            await expect(sender).to_contain_text("12 for sale, 20 on the way")
            await expect(sender).to_contain_text("Amazon's warehouse")
            assert await judged(page, page.main_frame) == []
            await page.goto(f"{SITE}/listings?fba=yes")
            await expect(page.locator("tbody tr")).to_have_count(1)
            await expect(page.locator("tbody tr")).to_contain_text("at Amazon: 12")
            code = world.other.orders.sell(SELLER, FRANCE, BOWL, 2)
            await world.settle(400, 20)
            await page.goto(f"{SITE}/orders")
            row = page.locator("tr", has_text=code)
            await expect(row).to_contain_text("Amazon sends it")
            await row.get_by_role("link", name=re.compile(code)).first.click()
            await expect(page.get_by_role("heading", name="Sent by Amazon's warehouse")).to_be_visible()
            assert await judged(page, page.main_frame) == []
            await page.goto(f"{SITE}/orders/settings")
            await page.get_by_label("Show them in Storelane only").check()
            form = page.locator("form[action='/orders/settings/warehouse']")
            await form.get_by_role("button", name="Save").click()
            await expect(page.get_by_text("Saved.")).to_be_visible()
            assert await judged(page, page.main_frame) == []
