"""Writing to a buyer as a merchant does it, by keyboard: the door, the form, what is wrong, what became of it."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import httpx
import pytest
from playwright.async_api import Browser, Page, Route, expect

from tests.browser.looking import DESK, HIGH, judged
from tests.browser.walking import press
from tests.web.desk import Desk, merchant
from tests.web.test_messages import open_order

pytestmark = pytest.mark.browser
SITE = "http://storelane.test"


@asynccontextmanager
async def walking(chromium: Browser, desk: Desk) -> AsyncIterator[Page]:
    """A page that speaks to the app in this process, forms and all."""
    client = merchant(desk.world, desk.shop_id)
    context = await chromium.new_context(viewport={"width": DESK, "height": HIGH})

    async def answer(route: Route) -> None:
        asked = route.request
        if not asked.url.startswith(SITE):
            await route.abort()
            return
        headers = {**asked.headers, "sec-fetch-site": "same-origin"}
        path = asked.url.removeprefix(SITE)
        got = await client.request(
            asked.method, path, content=asked.post_data_buffer, headers=headers, follow_redirects=True
        )
        await route.fulfill(status=got.status_code, headers=_kept(got), body=got.content)

    page = await context.new_page()
    await page.route("**/*", answer)
    try:
        yield page
    finally:
        await context.close()


def _kept(got: httpx.Response) -> dict[str, str]:
    return {name: value for name, value in got.headers.items() if name != "content-length"}


async def test_a_message_is_written_corrected_and_goes(
    migrated_url: str, tmp_path: Path, chromium: Browser
) -> None:
    async with open_order(migrated_url, tmp_path) as (desk, path, code), walking(chromium, desk) as page:
        await page.goto(SITE + path)
        door = page.locator("summary", has_text="See what Amazon lets you write now")
        form = page.locator("details.letter-form", has_text="Arrange the delivery")
        await press(door, form, key="Enter")
        await expect(page.get_by_text("The buyer reads French")).to_be_visible()
        text = form.get_by_label("Message")
        await press(form.locator("summary"), text, key="Enter")
        found = await judged(page, page.main_frame)
        await text.fill("Bonjour, écrivez à moi@example.com")
        await expect(form.locator("[data-counts]")).to_contain_text("34 of 2,000 characters")
        wrong = page.get_by_text("please take out moi@example.com")
        await press(form.get_by_role("button", name="Send to the buyer"), wrong, key="Enter")
        found += await judged(page, page.main_frame)
        form = page.locator("details.letter-form[open]")
        await expect(form.get_by_label("Message")).to_be_focused()
        await form.get_by_label("Message").fill("Bonjour, livrons-nous mardi ?")
        waits = page.locator("#messages .status", has_text="Waits to be sent")
        await press(form.get_by_role("button", name="Send to the buyer"), waits, key="Enter")
        await desk.world.settle(10)
        await expect(page.locator("#messages .status", has_text="Sent")).to_be_visible()  # by itself
        await press(page.locator("#messages summary", has_text="What you wrote"), page.locator(".letter"))
        await expect(page.locator(".letter")).to_have_text("Bonjour, livrons-nous mardi ?")
        assert [each["body"]["text"] for each in desk.world.other.messaging.received(code)] == [
            "Bonjour, livrons-nous mardi ?"
        ]
        assert found == []
