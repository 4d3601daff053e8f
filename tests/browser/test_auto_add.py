"""Auto-add as a merchant walks it: a rule, a new product in the shop, its review, and the product live on Amazon."""

import re

import pytest
from playwright.async_api import Frame, Locator, Page, expect

from backend.sandbox.demo.barcodes import demo_ean
from tests.browser.looking import judged
from tests.browser.running import Running
from tests.browser.walking import LONG, app_frame, at, press, reopened

pytestmark = pytest.mark.browser
NEW = "Nordlys Mug isotherme inox 40 cl"  # Amazon knows it by its barcode


async def make_rule(page: Page, frame: Frame) -> list[str]:
    """A rule for what costs 5 or more, through its form; what axe objects to on the way."""
    found = await judged(page, frame)
    name = frame.get_by_label("Name")
    await press(frame.get_by_role("link", name="Make a rule"), name)
    await name.fill("New things")
    kind = frame.get_by_label("The product")
    await press(frame.get_by_role("button", name="Add a condition"), kind)
    await kind.select_option("price:at_least")
    await frame.get_by_label("Number").fill("5")
    fitting = frame.locator("#preview", has_text="already fit")
    await press(frame.get_by_role("button", name="See what it fits now"), fitting)
    found += await judged(page, frame)
    known = frame.locator("#known")
    await press(frame.locator("form.auto-form button.btn-primary"), known)
    await expect(known).to_contain_text("They are left alone.", timeout=LONG)
    return found + await judged(page, frame)


async def make_product(page: Page, running: Running) -> None:
    """The merchant makes a product in the shop's own admin."""
    admin = await page.context.new_page()
    await admin.goto(f"{running.admin}/store/1003/products/new")
    for name, value in (("name", NEW), ("sku", "NEW-MUG"), ("price", "21"), ("barcode", demo_ean(501))):
        await admin.locator(f"input[name={name}]").fill(value)
    await admin.locator("input[name=quantity]").fill("7")
    await admin.locator("form button").first.click()
    await admin.wait_for_url(lambda url: not url.endswith("/new"))
    await admin.close()


async def in_review(running: Running, frame: Frame) -> Locator:
    """The new product's row on the review page, once it is there."""
    row = frame.locator("tr", has_text="NEW-MUG")
    await reopened(frame, running.app + "/auto-add/review", row)
    await expect(row).to_contain_text("new in your shop")
    return row


async def test_a_new_product_is_reviewed_and_goes_live(page: Page, connected: Running) -> None:
    await at(page, connected, "/auto-add")
    frame = app_frame(page, connected)
    found = await make_rule(page, frame)
    await make_product(page, connected)
    row = await in_review(connected, frame)
    found += await judged(page, frame)
    await row.locator("input[name=each]").check()
    accept = frame.get_by_role("button", name="Accept what is ticked")
    await press(accept, frame.get_by_text("1 product accepted"))
    # It is listed in the background, so the page is opened again until it is live.
    active = frame.get_by_role("link", name=re.compile(r"^Active\s+1"))
    await reopened(frame, connected.app + "/listings", active)
    assert connected.publications() == {"NEW-MUG": 1}
    await frame.goto(connected.app + "/dashboard")
    await expect(frame.locator("#limits .limits")).to_be_visible(timeout=LONG)
    found += await judged(page, frame)
    assert found == []
