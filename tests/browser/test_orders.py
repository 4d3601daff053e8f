"""The list of orders as a merchant works with it: what is late, a search, an act for many, an item chosen, a region."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest
from playwright.async_api import Browser, Page, Route, expect

from tests.browser.looking import DESK, HIGH, at_both_widths, faults, fits
from tests.lanes.counter import BOWL, sell
from tests.web.desk import SAME, Desk, merchant, open_desk

pytestmark = pytest.mark.browser
SITE = "http://storelane.test"
CARRIED = ("content-type", "hx-request", "hx-boosted", "hx-target", "hx-current-url")


@asynccontextmanager
async def before(chromium: Browser, desk: Desk, language: str = "en") -> AsyncIterator[Page]:
    """A page that speaks to the app in this process, forms included."""
    client = merchant(desk.world, desk.shop_id, language)
    context = await chromium.new_context(viewport={"width": DESK, "height": HIGH})

    async def answer(route: Route) -> None:
        asked = route.request
        if not asked.url.startswith(SITE):
            await route.abort()
            return
        headers = {name: value for name, value in asked.headers.items() if name in CARRIED}
        path = asked.url.removeprefix(SITE)
        got = await client.request(
            asked.method,
            path,
            headers={**SAME, **headers},
            content=asked.post_data_buffer,
            follow_redirects=True,
        )
        await route.fulfill(status=got.status_code, headers=dict(got.headers), body=got.content)

    page = await context.new_page()
    await page.route("**/*", answer)
    try:
        yield page
    finally:
        await context.close()


async def well(page: Page) -> None:
    """At both widths nothing sticks out, and axe has nothing to say."""
    async for width in at_both_widths(page):
        await fits(page, width)
        assert await faults(page.main_frame) == []


async def some_orders(desk: Desk) -> dict[str, str]:
    """One that is late, one stuck on its region, one whose item nobody knows, and one that the shop refused."""
    world = desk.world
    late = sell(world, kind="business")
    await world.settle(49 * 3600, 1200)
    world.other.shop.platform.switches.set("regions", "strict")
    region, odd = sell(world, kind="strange_region"), sell(world, 2, kind="unknown_sku")
    await world.settle(300, 10)
    world.other.shop_ground.faults.arm("refuse", site="shop", operation="POST */orders", times=1)
    refused = sell(world)
    await world.settle(300, 10)
    return {"late": late, "region": region, "odd": odd, "refused": refused}


async def test_what_waits_is_found_and_cured(migrated_url: str, tmp_path: Path, chromium: Browser) -> None:
    async with open_desk(migrated_url, tmp_path) as desk:
        orders = await some_orders(desk)
        async with before(chromium, desk) as page:
            await page.goto(f"{SITE}/orders")
            await expect(page.locator("#tab_late .count")).to_have_text("1")
            await well(page)
            await page.locator("#words").fill(orders["odd"][-9:])
            await expect(page.locator(".tools [role=status]")).to_have_text("1 order found")
            await page.goto(f"{SITE}/orders?tab=stuck")
            await page.locator("[data-tick-all=order]").check()
            await page.locator("#act").select_option("retry")
            await page.get_by_role("button", name="See what would happen").click()
            await expect(page.get_by_text("It can be done for 2 orders.")).to_be_visible()
            await well(page)
            await page.get_by_role("button", name="Do it").click()
            await expect(page.locator(".alert-info")).to_contain_text("tries again")
            await desk.world.settle(60, 10)
            await the_region(page, desk)
            await the_item(page, desk)
        async with before(chromium, desk, "fr") as page:
            await page.goto(f"{SITE}/orders?tab=late")
            await expect(page.locator("time.warn")).to_contain_text("en retard de")
            await fits(page, DESK)


async def the_region(page: Page, desk: Desk) -> None:
    """From the list by its link to the form, and the order is in the shop."""
    await page.goto(f"{SITE}/orders?tab=stuck")
    await page.get_by_role("link", name="Fix the region").click()
    await page.locator("#chosen_region").select_option("B")
    await well(page)
    await page.get_by_role("button", name="Use this region").click()
    await expect(page.locator("#region .alert-success")).to_be_visible()
    await desk.world.settle(60, 10)
    await page.goto(f"{SITE}/orders")
    await expect(page.locator("#tab_stuck .count")).to_have_text("0")


async def the_item(page: Page, desk: Desk) -> None:
    """From the list by its link: a search, a choice, and it may be taken back."""
    await page.goto(f"{SITE}/orders")
    await page.get_by_role("link", name="Choose its product").click()
    await page.locator("#q_1").fill("bol bleu")
    where = page.url.partition("?")[0]
    await page.locator("#match").get_by_role("button", name="Search").click()
    one = page.locator("#match li", has_text=BOWL).get_by_role("button", name="It is this one")
    await well(page)
    await one.first.click()
    await expect(page.locator("#match .alert-success")).to_be_visible()
    await desk.world.settle(300, 10)
    await page.goto(where)
    await expect(page.get_by_role("button", name="Forget it")).to_be_visible()
    await well(page)
