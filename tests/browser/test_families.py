"""The journey of a family: a T-shirt's missing sizes join the family that Amazon has, through the frame, by hand."""

import re

import pytest
from playwright.async_api import Frame, FrameLocator, Locator, Page, expect

from tests.browser.conftest import ALL, Running, go_on, list_now, opened
from tests.browser.test_axe import app_frame, faults
from tests.browser.test_journey import ENGLISH, LONG, connect, no_overflow

pytestmark = pytest.mark.browser
LONGER = 150_000  # a parent, then its children, one after the other


async def publish_all(page: Page, frame: FrameLocator) -> None:
    await frame.get_by_role("link", name="Publish new items").first.click()
    await go_on(frame, "Next", ALL)
    await frame.locator(ALL).click()
    await expect(frame.get_by_text("64 products chosen")).to_be_visible()
    await list_now(frame)
    await expect(frame.get_by_role("link", name=re.compile(r"^Active\s+[3-9][0-9]"))).to_be_visible(
        timeout=LONG
    )
    await expect(frame.get_by_role("link", name=re.compile(r"^On its way\s+0"))).to_be_visible(timeout=LONG)


async def fill_in(frame: FrameLocator) -> None:
    """The facts that Amazon asks for and the shop does not know."""
    await frame.get_by_role("link", name="Fill in the facts for one variation").click()
    await frame.get_by_role("link", name=re.compile("Choose.*[Ss]hirt")).click()
    await _field(frame, "Department").select_option("unisex-adult")
    await _field(frame, "Fabric").fill("100% Cotton")
    await _field(frame, "Country of origin").select_option("FR")
    await frame.get_by_role("button", name="Check with Amazon").click()
    await frame.get_by_role("button", name="Confirm").click(timeout=LONG)
    await expect(frame.get_by_text("Confirmed. It is on its way to Amazon")).to_be_visible(timeout=LONG)


def _field(frame: FrameLocator, label: str) -> Locator:
    return frame.get_by_label(re.compile(f"^{label}")).first


async def test_missing_variations_join_the_family_that_amazon_has(page: Page, running: Running) -> None:
    frame = await connect(page, await opened(page, running), ENGLISH)
    await publish_all(page, frame)
    await frame.get_by_role("link", name="Families").click()
    await expect(frame.get_by_text("5 of 11 live")).to_be_visible()
    await no_overflow(page)
    assert await faults(app_frame(page, running)) == []
    await frame.get_by_role("link", name=re.compile("T-shirt", re.IGNORECASE)).first.click()
    await expect(frame.get_by_text("First: what kind of product is it?")).to_be_visible()
    await fill_in(frame)
    await frame.get_by_role("link", name="its family").click()
    await expect(frame.get_by_role("heading", name="What the parent says")).to_be_visible()
    await no_overflow(page)
    assert await faults(app_frame(page, running)) == []
    await frame.get_by_role("button", name="Add them to Amazon's family").click()
    await expect(frame.get_by_text("9 of 11 variations live in the family")).to_be_visible(timeout=LONGER)
    await no_overflow(page)
    assert await faults(app_frame(page, running)) == []
    counted = running.publications()
    assert [sku for sku in counted if re.fullmatch(r"MV-TS-F\d+", sku)]
    await page.goto(f"{running.amazon}/shelf?country=FR&q=coton")
    await expect(page.get_by_text("One of a family by SIZE/COLOR").first).to_be_visible()
    await expect(
        page.get_by_role("article")
        .filter(has_text=re.compile("vert forêt, XL.*MV-TS-VERT-XL", re.DOTALL))
        .first
    ).to_be_visible()


@pytest.mark.parametrize("page", [1280], ids=["desk"], indirect=True)  # who has a keyboard
async def test_a_family_is_taken_apart_with_the_keyboard(page: Page, running: Running) -> None:
    frame = await connect(page, await opened(page, running), ENGLISH)
    await publish_all(page, frame)
    inner: Frame = app_frame(page, running)
    await frame.get_by_role("link", name="Families").click()
    await frame.get_by_role("link", name=re.compile("T-shirt", re.IGNORECASE)).first.click()
    await fill_in(frame)
    await frame.get_by_role("link", name="its family").click()
    await frame.get_by_role("button", name="Add them to Amazon's family").focus()
    await page.keyboard.press("Enter")
    await expect(frame.get_by_text("9 of 11 variations live in the family")).to_be_visible(timeout=LONGER)
    await frame.locator("summary", has_text="Take apart").focus()
    await page.keyboard.press("Enter")
    await frame.get_by_role("button", name="Yes, take it apart").focus()
    await page.keyboard.press("Enter")
    await expect(frame.get_by_text("It is being taken apart")).to_be_visible()
    await expect(frame.locator("summary", has_text="Take apart")).to_have_count(0)
    assert inner.url.startswith(running.app)
