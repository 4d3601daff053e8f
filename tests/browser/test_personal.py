"""The buyer on an order's page, and requests about personal data: walked by the keyboard before the app in memory."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest
from playwright.async_api import Browser, Page, Route, expect

from backend.storage import privacy_requests
from backend.web.session import HEADER
from tests.browser.looking import judged
from tests.lanes.test_personal_data import buy, id_of, in_shop
from tests.nowhere import ADDRESS, WORDS, found_in
from tests.web.desk import SAME, Desk, merchant, open_desk

pytestmark = pytest.mark.browser
# A site without https has none.
CLIPBOARD = """Object.defineProperty(
  navigator, "clipboard", {value: {writeText: async (text) => { window.copied = text; }}})"""
SITE = "http://storelane.test"


@asynccontextmanager
async def at_desk(chromium: Browser, desk: Desk, language: str) -> AsyncIterator[Page]:
    """A page that speaks to the app in this process; forms and downloads too."""
    client = merchant(desk.world, desk.shop_id, language)
    context = await chromium.new_context(viewport={"width": 1280, "height": 900})

    async def answer(route: Route) -> None:
        request = route.request
        if not request.url.startswith(SITE):
            await route.abort()
            return
        keep = ("content-type", "hx-", "accept")
        headers = {name: value for name, value in request.headers.items() if name.startswith(keep)}
        got = await client.request(
            request.method, request.url.removeprefix(SITE), content=request.post_data_buffer or b"",
            headers={**headers, **SAME, HEADER: client.headers[HEADER]}, follow_redirects=True,
        )  # fmt: skip
        await route.fulfill(status=got.status_code, headers=dict(got.headers), body=got.content)

    page = await context.new_page()
    await page.route("**/*", answer)
    try:
        yield page
    finally:
        await context.close()


async def test_a_buyer_is_seen_copied_erased_and_a_request_answered(
    migrated_url: str, tmp_path: Path, chromium: Browser
) -> None:
    async with open_desk(migrated_url, tmp_path) as desk:
        world, code = desk.world, buy(desk.world)
        await world.settle(400, 20)
        await in_shop(world, code)
        async with at_desk(chromium, desk, "en") as page:
            await page.goto(f"{SITE}/orders/personal")
            await page.locator("#number").fill(code)
            await page.keyboard.press("Enter")
            await expect(page.locator("#request_1")).to_contain_text("Being answered")
            await world.house.worker.run_until_idle()
            await expect(page.locator("#request_1")).to_contain_text("The file is ready", timeout=20_000)
            home = world.house.web
            for kind, about in (("removal", "profile"), ("export", "customer")):
                subject = "40201001"
                await privacy_requests.ask(home.db, home.vault, desk.shop_id, kind, about, subject, world.now)
            await home.db.execute("update privacy_request set cause = 'shop_away' where state = 'waiting'")
            await page.goto(f"{SITE}/orders/personal")
            assert await judged(page, page.main_frame) == []
            async with page.expect_download() as waiting:
                await page.locator("#request_1 a").press("Enter")
            # What it holds is the web tests' to read: a file that a test fulfils is never written.
            assert (await waiting.value).url == f"{SITE}/orders/personal/1/data.json"
            await page.goto(f"{SITE}/orders/{await id_of(world, code)}")
            await expect(page.locator("#buyer_address")).to_contain_text(ADDRESS["city"])
            await page.evaluate(CLIPBOARD)
            await page.locator("[aria-describedby=buyer_address]").press("Enter")
            assert str(await page.evaluate("window.copied")).splitlines()[0] == ADDRESS["name"]
            assert await judged(page, page.main_frame) == []
            await page.locator("#buyer summary").press("Enter")
            assert await judged(page, page.main_frame) == []
            await page.locator("#buyer .menu__list button").press("Enter")
            await expect(page.locator("#buyer")).to_contain_text("erased on")
            assert found_in({"": await page.content()}, WORDS) == []
