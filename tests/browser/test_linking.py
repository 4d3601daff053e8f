"""A product that several Amazon products carry the barcode of, linked by hand to live; and proposals accepted."""

import re

import pytest
from playwright.async_api import Page, expect

from tests.browser.looking import no_overflow, on_a_phone
from tests.browser.running import Running
from tests.browser.walking import LONG, app_frame, at, press, reopened

pytestmark = pytest.mark.browser
MILL = "Olive wood pepper mill"


@on_a_phone
async def test_a_product_with_several_matches_is_linked_by_hand_to_live(page: Page, selling: Running) -> None:
    frame = await at(page, selling, "/listings")
    mill = frame.locator(".name a", has_text=MILL)
    await frame.locator("#words").fill("MV-MOULIN-P")
    await expect(frame.get_by_text("1 listing found")).to_be_visible()
    await press(mill, frame.locator("h1", has_text=MILL))
    await press(frame.locator("#relink"), frame.locator("h1", has_text="Link to existing ASIN"))
    # The first results come by themselves, for its barcode.
    await expect(frame.locator(".candidate")).to_have_count(2)
    await no_overflow(page)
    # Another search, by words; what contradicts is said before anything is linked.
    warning, assign = frame.locator(".warned"), frame.get_by_role("button", name="Assign B0OTHR0027")
    await frame.locator("#q").fill("grünhof sécateur enclume")
    await press(frame.locator("#q"), assign, key="Enter")
    await press(assign, warning)
    await expect(warning.locator("h2")).to_contain_text("not the same as yours")
    await expect(warning.locator("h2")).to_be_focused()
    await no_overflow(page)
    await press(warning.get_by_role("link", name="Choose another one"), warning, gone=True)
    await frame.locator("#q").fill("3769990001134")
    assign = frame.get_by_role("button", name="Assign B0DEMOML02")
    await press(frame.get_by_role("button", name="Search Amazon"), assign)
    await press(assign, frame.locator(".alert-success", has_text="Linked."))
    await expect(frame.locator("#state .status--active")).to_be_visible(timeout=LONG)
    await expect(frame.get_by_text("You linked it to B0DEMOML02")).to_be_visible()
    await no_overflow(page)
    assert selling.publications()["MV-MOULIN-P"] == 1


async def test_proposals_are_accepted_together_and_taken_back(page: Page, selling: Running) -> None:
    frame = await at(page, selling, "/matches")
    every = frame.get_by_role("button", name=re.compile("Accept all from 90 on"))
    inner = app_frame(page, selling)
    # What waits is looked for at Amazon's pace.
    accept = inner.get_by_role("button", name=re.compile("Accept all from 90 on"))
    await reopened(inner, f"{selling.app}/matches", accept)
    await no_overflow(page)
    await press(frame.locator("details summary", has_text="Compare").first, frame.locator(".compare"))
    await no_overflow(page)
    await press(every, frame.locator(".alert-success", has_text="linked"))
    back = frame.locator(".alert-info", has_text="Taken back")
    await press(frame.get_by_role("button", name="Take that back"), back)
