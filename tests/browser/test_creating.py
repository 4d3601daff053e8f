"""The journey of a product that Amazon does not have: from Incomplete to live through the form."""

import re

import pytest
from playwright.async_api import FrameLocator, Page, expect

from tests.browser.looking import judged, no_overflow, on_a_phone
from tests.browser.running import Running
from tests.browser.walking import LONG, app_frame, at, press

pytestmark = pytest.mark.browser
BARE = "Bamboo salad bowl"  # has no barcode and no brand


async def at_the_form(page: Page, running: Running) -> FrameLocator:
    """The form of a product that waits."""
    frame = await at(page, running, f"/listings?words={BARE.replace(' ', '+')}")
    inner = app_frame(page, running)
    await press(frame.locator(".name a", has_text=BARE).first, frame.locator("h1", has_text=BARE))
    await inner.goto(f"{inner.url.partition('?')[0]}/create")
    await expect(frame.get_by_text("Amazon suggests it first")).to_be_visible()
    assert await judged(page, inner) == []
    await frame.locator("#words").fill("home")
    kind = frame.locator("#found").get_by_role("link", name="Home and decoration")
    await press(kind, frame.get_by_role("button", name="Check with Amazon"))
    await expect(frame.locator("#shown")).to_contain_text("Saladier en bambou")
    assert await judged(page, inner) == []
    return frame


@on_a_phone
async def test_an_incomplete_product_becomes_live_through_the_form(page: Page, selling: Running) -> None:
    frame = await at_the_form(page, selling)
    # Every change is kept and shown at once.
    brand, finish = frame.get_by_label(re.compile("^Brand")).first, frame.locator("#finish")
    await brand.fill("Maison Verte")
    await brand.press("Tab")
    await expect(frame.locator("#shown")).to_contain_text("Maison Verte")
    await frame.get_by_label("No, and Amazon exempted my brand").check()
    check = frame.get_by_role("button", name="Check with Amazon")
    await press(check, frame.get_by_text("This is needed."))
    await expect(finish).to_contain_text("1 thing is missing")
    await frame.get_by_label(re.compile("^Country of origin")).first.select_option("France")
    await expect(finish).to_contain_text("Everything is there")
    inner = app_frame(page, selling)
    await inner.goto(inner.url)
    await expect(brand).to_have_value("Maison Verte")
    await press(check, frame.locator("#finish", has_text="Amazon has looked at it"))
    await no_overflow(page)
    done = frame.locator(".alert-success", has_text="on its way to Amazon")
    await press(frame.get_by_role("button", name="Confirm"), done)
    await expect(frame.locator("#state .status--active").first).to_be_visible(timeout=LONG)
    await expect(frame.locator("#told")).to_contain_text("Saladier en bambou")
    await no_overflow(page)
    assert selling.publications()["MV-SALADIER"] == 1
