"""On a phone nothing leaves the page sideways, and headings keep their distance: Chromium before the app in memory."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest
from playwright.async_api import Browser, Page, Route

from backend.storage import sellers
from tests.lanes.ground import FRANCE
from tests.web.desk import Desk, merchant, open_desk

pytestmark = pytest.mark.browser
SELLER, BOWL = "A2ATELIERNORD0", "MV-BOL-BLEU"
SITE = "http://storelane.test"
PATHS = (
    "/dashboard", "/accounts", "/orders", "/journal", "/policies", "/policies/1", "/policies/1/edit",
    "/policies/new?kind=synchronization", "/listings",
)  # fmt: skip
WIDER = "document.documentElement.scrollWidth - document.documentElement.clientWidth"
# The texts of the buttons of an open menu that are cut off, or lie outside of the page.
CUT = """[...document.querySelectorAll('.menu[open] button')].filter(each => {
  const range = document.createRange(); range.selectNodeContents(each);
  const text = range.getBoundingClientRect();
  return text.left < 0 || text.right > document.documentElement.clientWidth;
}).map(each => each.textContent)"""


@asynccontextmanager
async def phone(chromium: Browser, desk: Desk, language: str) -> AsyncIterator[Page]:
    """A page 390 wide that speaks to the app in this process."""
    client = merchant(desk.world, desk.shop_id, language)
    context = await chromium.new_context(viewport={"width": 390, "height": 900})

    async def answer(route: Route) -> None:
        if not route.request.url.startswith(SITE):
            await route.abort()
            return
        got = await client.get(route.request.url.removeprefix(SITE))
        await route.fulfill(status=got.status_code, headers=dict(got.headers), body=got.content)

    page = await context.new_page()
    await page.route("**/*", answer)
    try:
        yield page
    finally:
        await context.close()


async def test_nothing_leaves_a_phone_sideways(migrated_url: str, tmp_path: Path, chromium: Browser) -> None:
    async with open_desk(migrated_url, tmp_path) as desk:
        desk.world.other.orders.sell(SELLER, FRANCE, BOWL, 2, kind="two_lines")
        await desk.world.settle(400, 20)
        listing = await desk.world.house.db.fetch_val("select min(id) from listing where sent <> ''")
        for language in ("en", "fr"):
            async with phone(chromium, desk, language) as page:
                for path in (*PATHS, f"/listings/{listing}"):
                    await page.goto(SITE + path)
                    await stays_within(page, path)
                await lines_stand_below_each_other(page)


async def stays_within(page: Page, path: str) -> None:
    """The page, and each of its menus that ask back."""
    assert await page.evaluate(WIDER) <= 0, path
    for menu in await page.locator(".menu:has(.menu__list--ask)").all():
        await menu.locator("summary").click()
        assert await page.evaluate(WIDER) <= 0, path
        assert await page.evaluate(CUT) == [], path
        await menu.locator("summary").click()


async def lines_stand_below_each_other(page: Page) -> None:
    """The lines of an order, as wide as each other."""
    await page.goto(f"{SITE}/orders")
    lines = [await line.bounding_box() for line in await page.locator(".line").all()]
    assert len(lines) == 2
    first, second = lines
    assert first
    assert second
    assert first["x"] == second["x"]
    assert second["y"] >= first["y"] + first["height"]


async def test_a_heading_keeps_its_distance_from_what_is_above(
    migrated_url: str, tmp_path: Path, chromium: Browser
) -> None:
    async with open_desk(migrated_url, tmp_path) as desk:
        seller = await sellers.find(desk.world.house.db, desk.world.house.web.vault, desk.seller_id)
        assert seller is not None
        async with phone(chromium, desk, "en") as page:
            await page.goto(f"{SITE}/dashboard")
            for words in ("How fresh", seller.title):
                heading = page.locator(".a-card h2", has_text=words)
                gap = await heading.evaluate(
                    "e => e.getBoundingClientRect().top - e.previousElementSibling.getBoundingClientRect().bottom"
                )
                assert gap >= 16, words
