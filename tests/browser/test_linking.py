"""A product that several Amazon products carry the barcode of, linked by hand to live; and proposals accepted."""

import re

import pytest
from playwright.async_api import FrameLocator, Page, expect

from tests.browser.conftest import ALL, Running, go_on, list_now, opened
from tests.browser.test_journey import ENGLISH, LONG, connect, no_overflow

pytestmark = pytest.mark.browser
MILL = "Olive wood pepper mill"


async def published(page: Page, running: Running) -> FrameLocator:
    """Everything that can be is published; the listings page."""
    frame = await connect(page, await opened(page, running), ENGLISH)
    await frame.get_by_role("link", name="Publish new items").first.click()
    await go_on(frame, "Next", ALL)
    await frame.locator(ALL).click()
    await expect(frame.get_by_text("64 products chosen")).to_be_visible()
    await list_now(frame)
    await expect(frame.locator("h1")).to_have_text("Listings")
    await expect(frame.get_by_role("link", name=re.compile(r"^Active\s+[3-9][0-9]"))).to_be_visible(
        timeout=LONG
    )
    return frame


async def test_a_product_with_several_matches_is_linked_by_hand_to_live(page: Page, running: Running) -> None:
    frame = await published(page, running)
    await frame.locator("#words").fill("MV-MOULIN-P")
    await frame.locator(".name a", has_text=MILL).click()
    await expect(frame.locator("h1")).to_contain_text(MILL)
    await frame.locator("#relink").click()
    await expect(frame.locator("h1")).to_have_text("Link to existing ASIN")
    # The first results come by themselves, for its barcode.
    await expect(frame.locator(".candidate")).to_have_count(2)
    await no_overflow(page)
    # Another search, by words; what contradicts is said before anything is linked.
    await frame.locator("#q").fill("grünhof sécateur enclume")
    await frame.locator("#q").press("Enter")
    await frame.get_by_role("button", name="Assign B0OTHR0027").click()
    warning = frame.locator(".warned")
    await expect(warning.locator("h2")).to_contain_text("not the same as yours")
    await expect(warning.locator("h2")).to_be_focused()
    await no_overflow(page)
    await warning.get_by_role("link", name="Choose another one").click()
    await expect(warning).to_have_count(0)
    await frame.locator("#q").fill("3769990001134")
    await frame.get_by_role("button", name="Search Amazon").click()
    await go_on(frame, "Assign B0DEMOML02", ".alert-success")
    await expect(frame.locator(".alert-success")).to_contain_text("Linked.")
    await expect(frame.locator("#state .status--active")).to_be_visible(timeout=LONG)
    await expect(frame.get_by_text("You linked it to B0DEMOML02")).to_be_visible()
    await no_overflow(page)
    assert running.publications()["MV-MOULIN-P"] == 1


async def test_proposals_are_accepted_together_and_taken_back(page: Page, running: Running) -> None:
    frame = await published(page, running)
    inner = next(f for f in page.frames if f.url.startswith(running.app))
    every = frame.get_by_role("button", name=re.compile("Accept all from 90 on"))
    for _ in range(30):  # what waits is looked for at Amazon's pace
        await inner.goto(f"{running.app}/matches")
        if await every.count():
            break
        await page.wait_for_timeout(1000)
    await expect(every).to_be_visible()
    await no_overflow(page)
    await frame.locator("details summary", has_text="Compare").first.click()
    await expect(frame.locator(".compare").first).to_be_visible()
    await no_overflow(page)
    await every.click()
    await expect(frame.locator(".alert-success")).to_contain_text("linked")
    await frame.get_by_role("button", name="Take that back").click()
    await expect(frame.locator(".alert-info").first).to_contain_text("Taken back")
