"""A stop rule made with the keyboard: what would stop is seen, saved, and the listing says which test stopped it."""

import os

import pytest
from playwright.async_api import FrameLocator, Page, expect

from tests.browser.looking import judged
from tests.browser.running import Running
from tests.browser.walking import LONG, app_frame, at, press, reopened

pytestmark = pytest.mark.browser
SOAP = "MV-SAVON-300"
LOOKS = os.environ.get("STORELANE_LOOKS", "")  # a folder for pictures of the pages


async def look(page: Page, name: str) -> None:
    if LOOKS and page.viewport_size:
        await page.screenshot(path=f"{LOOKS}/{name}-{page.viewport_size['width']}.png")


async def enter(frame: FrameLocator, act: str, then: str, *, gone: bool = False) -> None:
    """A button of the form, without a mouse."""
    await press(frame.locator(f"button[value='{act}']"), frame.locator(then), key="Enter", gone=gone)


async def asked(frame: FrameLocator) -> None:
    """The soap by its price: in a group, so that both levels are there."""
    first = frame.locator("[name='stop_when.groups.0.tests.0.asks']")
    await expect(first).to_be_focused()
    await first.select_option("price:at_most")
    await expect(frame.locator("[name='stop_when.groups.0.tests.0.number']")).to_be_visible()
    await expect(frame.locator("[name='stop_when.groups.0.tests.0.value']")).to_be_hidden()
    await frame.locator("[name='stop_when.groups.0.tests.0.number']").fill("cheap")


async def test_a_stop_rule_is_made_seen_saved_and_at_work(page: Page, selling: Running) -> None:
    frame = await at(page, selling, "/policies")
    edit = frame.get_by_role("link", name="Edit What is enabled and in stock")
    await press(edit, frame.locator("button[value='add:stop_when.groups']"))
    await expect(frame.locator("#main")).to_be_focused()
    group, first, second = "groups.0.all", "groups.0.tests.0.asks", "groups.0.tests.1.asks"
    await enter(frame, "add:stop_when.groups", f"[name='stop_when.{group}']")
    await expect(frame.locator(f"[name='stop_when.{group}']")).to_be_focused()
    await enter(frame, "add:stop_when.groups.0.tests", f"[name='stop_when.{first}']")
    await asked(frame)
    await enter(frame, "add:stop_when.groups.0.tests", f"[name='stop_when.{second}']")
    await expect(frame.locator(f"[name='stop_when.{second}']")).to_be_focused()
    await frame.locator(f"[name='stop_when.{second}']").select_option("attribute:contains")
    await expect(frame.locator("[name='stop_when.groups.0.tests.0.number']")).to_have_value("cheap")
    await enter(frame, "remove:stop_when.groups.0.tests.1", f"[name='stop_when.{second}']", gone=True)
    assert await judged(page, app_frame(page, selling)) == []
    await saved(page, frame, selling)
    await stopped(page, frame, selling)


async def saved(page: Page, frame: FrameLocator, running: Running) -> None:
    """What is wrong is said beside its field; then what would change is seen, and saved."""
    number, see = (
        "stop_when.groups.0.tests.0.number",
        frame.get_by_role("button", name="See what would change"),
    )
    await press(see.last, frame.locator(f"[id='{number}:error']"))
    await look(page, "form")
    await frame.locator(f"[name='{number}']").fill("6.50")
    await press(see.last, frame.locator("h1", has_text="What would change"))
    await expect(frame.locator("main")).to_contain_text("the price in your shop is at most 6.5")
    await look(page, "preview")
    assert await judged(page, app_frame(page, running)) == []
    await press(frame.get_by_role("button", name="Save"), frame.locator(".alert-success", has_text="Saved"))


async def stopped(page: Page, frame: FrameLocator, running: Running) -> None:
    """The listing is stopped, and says by which test."""
    why = app_frame(page, running).locator("a.bang", has_text="Stopped by your rule")
    await reopened(app_frame(page, running), f"{running.app}/listings?words={SOAP}", why)
    panel = frame.locator(".panel")
    await press(why, panel)
    await expect(panel).to_contain_text("Now: €6.50", timeout=LONG)
    await look(page, "why")
    rules = frame.locator(".rules")
    await press(frame.get_by_role("link", name="all details"), rules)
    await expect(rules.first).to_contain_text("The price in your shop is at most €6.50", timeout=LONG)
    await look(page, "listing")
    assert await judged(page, app_frame(page, running)) == []
