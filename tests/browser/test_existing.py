"""A merchant who sold on Amazon before: connected, shown what is there, linked, at both widths."""

import re

import pytest
from playwright.async_api import Page, expect

from tests.browser.looking import judged, no_overflow, on_a_phone
from tests.browser.running import Running
from tests.browser.walking import LONG, app_frame, connect, opened, press

pytestmark = pytest.mark.browser


@on_a_phone
async def test_what_was_on_amazon_before_is_linked_to_the_shop(page: Page, running: Running) -> None:
    frame = await opened(page, running)
    await expect(frame.get_by_text("products are ready for Amazon")).to_be_visible(timeout=LONG)
    frame = await connect(page, frame, login="veteran@example.com")
    inner = app_frame(page, running)
    await inner.goto(f"{running.app}/unmanaged")
    await expect(frame.get_by_role("heading", name="Already on Amazon")).to_be_visible()
    row = frame.locator("tr", has_text="AMZ-2019-044")
    await expect(row).to_contain_text("quantity 12 → 32", timeout=LONG)
    assert await judged(page, inner) == []
    # Linked, and on its way to follow the shop.
    linked = frame.locator(".alert-success", has_text="Linked.")
    await row.locator("input[name=item]").check()
    await press(frame.get_by_role("button", name="Link what is ticked"), linked)
    listing = frame.get_by_role("link", name=re.compile("see the listing"))
    await press(frame.get_by_role("link", name=re.compile("^Linked")), listing)
    await no_overflow(page)
    # One that no product is, chosen by hand.
    choose = frame.get_by_role("link", name=re.compile("choose the product AMZ-2021-101"))
    await press(frame.get_by_role("link", name=re.compile("^Not in your shop")), choose)
    await press(choose, frame.get_by_role("heading", name="Which product is it?"))
    assert await judged(page, inner) == []
    await frame.locator("#words").fill("MV-MUG-VERT")
    await press(frame.get_by_role("button", name=re.compile("It is this one .*MV-MUG-VERT")), linked)
    await no_overflow(page)
