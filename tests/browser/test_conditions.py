"""A stop rule made with the keyboard: what would stop is seen, saved, and the listing says which test stopped it."""

import os

import pytest
from playwright.async_api import FrameLocator, Page, expect

from tests.browser.conftest import Running
from tests.browser.test_axe import app_frame, faults
from tests.browser.test_journey import LONG, no_overflow
from tests.browser.test_linking import published

pytestmark = pytest.mark.browser
SOAP = "MV-SAVON-300"
LOOKS = os.environ.get("STORELANE_LOOKS", "")  # a folder for pictures of the pages


async def look(page: Page, name: str) -> None:
    if LOOKS and page.viewport_size:
        await page.screenshot(path=f"{LOOKS}/{name}-{page.viewport_size['width']}.png")


async def press(page: Page, frame: FrameLocator, act: str) -> None:
    """A button of the form, without a mouse."""
    await frame.locator(f"button[value='{act}']").focus()
    await page.keyboard.press("Enter")


async def asked(frame: FrameLocator) -> None:
    """The soap by its price: in a group, so that both levels are there."""
    first = frame.locator("[name='stop_when.groups.0.tests.0.asks']")
    await expect(first).to_be_focused()
    await first.select_option("price:at_most")
    await expect(frame.locator("[name='stop_when.groups.0.tests.0.number']")).to_be_visible()
    await expect(frame.locator("[name='stop_when.groups.0.tests.0.value']")).to_be_hidden()
    await frame.locator("[name='stop_when.groups.0.tests.0.number']").fill("cheap")


async def test_a_stop_rule_is_made_seen_saved_and_at_work(page: Page, running: Running) -> None:
    frame = await published(page, running)
    await app_frame(page, running).goto(f"{running.app}/policies")
    await frame.get_by_role("link", name="Edit What is enabled and in stock").click()
    await expect(frame.locator("#main")).to_be_focused()  # the new page has settled
    await press(page, frame, "add:stop_when.groups")
    await expect(frame.locator("[name='stop_when.groups.0.all']")).to_be_focused()
    await press(page, frame, "add:stop_when.groups.0.tests")
    await asked(frame)
    await press(page, frame, "add:stop_when.groups.0.tests")
    second = frame.locator("[name='stop_when.groups.0.tests.1.asks']")
    await expect(second).to_be_focused()
    await second.select_option("attribute:contains")
    await expect(frame.locator("[name='stop_when.groups.0.tests.0.number']")).to_have_value("cheap")
    await press(page, frame, "remove:stop_when.groups.0.tests.1")
    await expect(second).to_have_count(0)
    await no_overflow(page)
    assert await faults(app_frame(page, running)) == []

    await frame.get_by_role("button", name="See what would change").last.click()
    await expect(frame.locator("[id='stop_when.groups.0.tests.0.number:error']")).to_be_visible()
    await look(page, "form")
    await frame.locator("[name='stop_when.groups.0.tests.0.number']").fill("6.50")
    await frame.get_by_role("button", name="See what would change").last.click()
    await expect(frame.locator("h1")).to_have_text("What would change")
    await expect(frame.locator("main")).to_contain_text("the price in your shop is at most 6.5")
    await look(page, "preview")
    await no_overflow(page)
    await frame.get_by_role("button", name="Save").click()
    await expect(frame.locator(".alert-success")).to_contain_text("Saved")

    await stopped(page, frame, running)


async def stopped(page: Page, frame: FrameLocator, running: Running) -> None:
    """The listing is stopped, and says by which test."""
    for _try in range(30):
        await app_frame(page, running).goto(f"{running.app}/listings?words={SOAP}")
        if "Stopped by your rule" in await frame.locator("main").inner_text():
            break
        await page.wait_for_timeout(1000)
    await frame.locator("[hx-get$='/why'], a[href$='/why']").first.click()
    await expect(frame.locator(".panel").first).to_contain_text("Now: €6.50", timeout=LONG)
    await look(page, "why")
    await frame.get_by_role("link", name="all details").first.click()
    rules = frame.locator(".rules").first
    await expect(rules).to_contain_text("The price in your shop is at most €6.50", timeout=LONG)
    await look(page, "listing")
    await no_overflow(page)
    assert await faults(app_frame(page, running)) == []
