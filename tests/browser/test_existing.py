"""A merchant who sold on Amazon before: connected, shown what is there, linked, at both widths."""

import re

import pytest
from playwright.async_api import Page, expect

from tests.browser.conftest import Running, go_on, opened
from tests.browser.test_axe import faults
from tests.browser.test_journey import LONG, no_overflow

pytestmark = pytest.mark.browser


async def test_what_was_on_amazon_before_is_linked_to_the_shop(page: Page, running: Running) -> None:
    frame = await opened(page, running)
    await expect(frame.get_by_text("products are ready for Amazon")).to_be_visible(timeout=LONG)
    await frame.get_by_role("link", name="Connect marketplace account").first.click()
    await go_on(frame, "France", "a[target=_top]")
    await frame.locator("a[target=_top]", has_text="Amazon").click()
    await page.locator("input[name=login][value='veteran@example.com']").check()
    await page.locator("input[name=agree]").check()
    await page.get_by_role("button", name="Confirm").click()
    frame = page.frame_locator("iframe")
    await expect(frame.locator(".alert-success")).to_contain_text("Connected", timeout=LONG)
    inner = next(f for f in page.frames if f.url.startswith(running.app))
    await inner.goto(f"{running.app}/unmanaged")
    await expect(frame.get_by_role("heading", name="Already on Amazon")).to_be_visible()
    await expect(frame.locator("tr", has_text="AMZ-2019-044")).to_contain_text(
        "quantity 12 → 32", timeout=LONG
    )
    await no_overflow(page)
    assert await faults(inner) == []
    # Linked, and on its way to follow the shop.
    await frame.locator("tr", has_text="AMZ-2019-044").locator("input[name=item]").check()
    await frame.get_by_role("button", name="Link what is ticked").click()
    await expect(frame.locator(".alert-success")).to_contain_text("Linked.")
    await frame.get_by_role("link", name=re.compile("^Linked")).click()
    await expect(frame.get_by_role("link", name=re.compile("see the listing"))).to_be_visible(timeout=LONG)
    await no_overflow(page)
    # One that no product is, chosen by hand.
    await frame.get_by_role("link", name=re.compile("^Not in your shop")).click()
    await frame.get_by_role("link", name=re.compile("choose the product AMZ-2021-101")).click()
    await expect(frame.get_by_role("heading", name="Which product is it?")).to_be_visible()
    assert await faults(inner) == []
    await frame.locator("#words").fill("MV-MUG-VERT")
    await frame.get_by_role("button", name=re.compile("It is this one .*MV-MUG-VERT")).click()
    await expect(frame.locator(".alert-success")).to_contain_text("Linked.")
    await no_overflow(page)
