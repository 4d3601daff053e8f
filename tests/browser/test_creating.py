"""The journey of a product that Amazon does not have: from Incomplete to live through the form."""

import re

import pytest
from playwright.async_api import Frame, FrameLocator, Page, expect

from tests.browser.conftest import ALL, Running, go_on, list_now, opened
from tests.browser.test_axe import faults
from tests.browser.test_journey import ENGLISH, LONG, connect, no_overflow

pytestmark = pytest.mark.browser
BARE = "Bamboo salad bowl"  # has no barcode and no brand


async def inner_of(page: Page, running: Running) -> Frame:
    return next(frame for frame in page.frames if frame.url.startswith(running.app))


async def at_the_form(page: Page, running: Running) -> FrameLocator:
    """Everything published, and the form of a product that waits."""
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
    inner = await inner_of(page, running)
    await inner.goto(f"{running.app}/listings?words={BARE.replace(' ', '+')}")
    await frame.locator(".name a", has_text=BARE).first.click()
    await expect(frame.locator("h1")).to_have_text(BARE)
    inner = await inner_of(page, running)
    await inner.goto(f"{inner.url.partition('?')[0]}/create")

    await expect(frame.get_by_text("Amazon suggests it first")).to_be_visible()
    await no_overflow(page)
    assert await faults(await inner_of(page, running)) == []
    await frame.locator("#words").fill("home")
    await frame.locator("#found").get_by_role("link", name="Home and decoration").click()
    await expect(frame.get_by_role("button", name="Check with Amazon")).to_be_visible(timeout=LONG)
    await no_overflow(page)
    await expect(frame.locator("#shown")).to_contain_text("Saladier en bambou")
    assert await faults(await inner_of(page, running)) == []
    return frame


async def test_an_incomplete_product_becomes_live_through_the_form(page: Page, running: Running) -> None:
    frame = await at_the_form(page, running)
    # Every change is kept and shown at once.
    brand = frame.get_by_label(re.compile("^Brand")).first
    await brand.fill("Maison Verte")
    await brand.press("Tab")
    await expect(frame.locator("#shown")).to_contain_text("Maison Verte")
    await frame.get_by_label("No, and Amazon exempted my brand").check()
    await frame.get_by_role("button", name="Check with Amazon").click()
    await expect(frame.get_by_text("This is needed.").first).to_be_visible()
    await expect(frame.locator("#finish")).to_contain_text("1 thing is missing")
    await frame.get_by_label(re.compile("^Country of origin")).first.select_option("France")
    await expect(frame.locator("#finish")).to_contain_text("Everything is there")
    inner = await inner_of(page, running)
    await inner.goto(inner.url)
    await expect(frame.get_by_label(re.compile("^Brand")).first).to_have_value("Maison Verte")
    await frame.get_by_role("button", name="Check with Amazon").click()
    await expect(frame.locator("#finish")).to_contain_text("Amazon has looked at it")
    await no_overflow(page)
    await frame.get_by_role("button", name="Confirm").click()
    await expect(frame.locator(".alert-success")).to_contain_text("on its way to Amazon")
    await expect(frame.locator("#state .status--active").first).to_be_visible(timeout=LONG)
    await expect(frame.locator("#told")).to_contain_text("Saladier en bambou")
    await no_overflow(page)
    assert running.publications()["MV-SALADIER"] == 1
