"""Auto-add as a merchant walks it: a rule, a new product in the shop, its review, and the product live on Amazon."""

import re

import pytest
from playwright.async_api import Frame, Locator, Page, expect

from backend.sandbox.demo.barcodes import demo_ean
from tests.browser.conftest import Running, opened
from tests.browser.test_axe import app_frame, faults
from tests.browser.test_journey import ENGLISH, LONG, connect, no_overflow

pytestmark = pytest.mark.browser
NEW = "Nordlys Mug isotherme inox 40 cl"  # Amazon knows it by its barcode


async def make_rule(page: Page, frame: Frame) -> list[str]:
    """A rule for what costs 5 or more, through its form; what axe objects to on the way."""
    found = await faults(frame)
    await frame.get_by_role("link", name="Make a rule").click()
    await frame.get_by_label("Name").fill("New things")
    await frame.get_by_role("button", name="Add a condition").click()
    await frame.get_by_label("The product").select_option("price:at_least")
    await frame.get_by_label("Number").fill("5")
    await frame.get_by_role("button", name="See what it fits now").click()
    await expect(frame.locator("#preview")).to_contain_text("already fit")
    found += await faults(frame)
    await no_overflow(page)
    await frame.locator("form.auto-form button.btn-primary").click()
    await expect(frame.locator("#known")).to_contain_text("They are left alone.", timeout=LONG)
    await no_overflow(page)
    return found + await faults(frame)


async def make_product(page: Page, running: Running) -> None:
    """The merchant makes a product in the shop's own admin."""
    admin = await page.context.new_page()
    await admin.goto(f"{running.admin}/store/1003/products/new")
    for name, value in (("name", NEW), ("sku", "NEW-MUG"), ("price", "21"), ("barcode", demo_ean(501))):
        await admin.locator(f"input[name={name}]").fill(value)
    await admin.locator("input[name=quantity]").fill("7")
    await admin.locator("form button").first.click()
    await admin.close()


async def in_review(running: Running, frame: Frame) -> Locator:
    """The new product's row on the review page, once it is there."""
    row = frame.locator("tr", has_text="NEW-MUG")
    for _ in range(30):
        await frame.goto(running.app + "/auto-add/review")
        if await row.count():
            break
        await frame.wait_for_timeout(2000)
    await expect(row).to_contain_text("new in your shop")
    return row


async def live(running: Running, frame: Frame) -> None:
    """Until the listing is live: it is made in the background, so the page is opened again."""
    found = frame.get_by_role("link", name=re.compile(r"^Active\s+1"))
    for _ in range(30):
        await frame.goto(running.app + "/listings")
        if await found.count():
            break
        await frame.wait_for_timeout(2000)
    await expect(found).to_be_visible()


async def test_a_new_product_is_reviewed_and_goes_live(page: Page, running: Running) -> None:
    seen = await opened(page, running)
    await expect(seen.get_by_text("products are ready for Amazon")).to_be_visible(timeout=LONG)
    await connect(page, seen, ENGLISH)
    frame = app_frame(page, running)
    await frame.goto(running.app + "/auto-add")
    found = await make_rule(page, frame)
    await make_product(page, running)
    row = await in_review(running, frame)
    found += await faults(frame)
    await no_overflow(page)
    await row.locator("input[name=each]").check()
    await frame.get_by_role("button", name="Accept what is ticked").click()
    await expect(frame.get_by_text("1 product accepted")).to_be_visible()
    await live(running, frame)
    assert running.publications() == {"NEW-MUG": 1}
    await frame.goto(running.app + "/dashboard")
    await expect(frame.locator("#limits .limits")).to_be_visible(timeout=LONG)
    found += await faults(frame)
    await no_overflow(page)
    assert found == []
