"""The listings page as a merchant works with it: filter, view, columns, an act for all found, its undoing."""

import re

import pytest
from playwright.async_api import Frame, FrameLocator, Page, expect

from tests.browser.conftest import ALL, Running, go_on, list_now, opened
from tests.browser.test_axe import app_frame, faults
from tests.browser.test_journey import ENGLISH, LONG, connect, no_overflow

pytestmark = pytest.mark.browser


async def published(page: Page, running: Running) -> FrameLocator:
    """The listings of a merchant who published everything, once some are live."""
    frame = await connect(page, await opened(page, running), ENGLISH)
    await frame.get_by_role("link", name="Publish new items").first.click()
    await go_on(frame, "Next", ALL)
    await frame.locator(ALL).click()
    await expect(frame.get_by_text("64 products chosen")).to_be_visible()
    await list_now(frame)
    await expect(frame.locator("#progress .progress__done")).to_be_visible(timeout=LONG)
    return frame


async def test_from_a_filter_to_an_act_for_all_of_it_and_back(page: Page, running: Running) -> None:
    seen = await published(page, running)
    frame = app_frame(page, running)
    found = await narrowed(page, running, seen)
    await kept_as_a_view(running, seen, frame, found)
    await with_a_column(seen, frame)
    await no_overflow(page)
    await paused_and_undone(page, seen, frame, found)
    await ticked_over_pages(running, seen, frame)
    await set_by_hand(running, seen, frame)
    await no_overflow(page)


async def narrowed(page: Page, running: Running, seen: FrameLocator) -> str:
    """The filters are folded; one of them narrows the list while it is typed. How many are left."""
    frame = app_frame(page, running)
    await frame.goto(running.app + "/listings?status=active")
    await expect(seen.locator("#price_from")).to_be_hidden()  # the filters are folded
    await seen.locator(".narrow-by > summary").click()
    await seen.locator("#price_from").fill("20")
    await expect(seen.locator(".tools [role=status]")).not_to_have_text(re.compile("^40 "), timeout=LONG)
    found = (await seen.locator(".tools [role=status]").inner_text()).split()[0]
    assert 0 < int(found) < 40
    assert await faults(frame) == []
    await no_overflow(page)
    return found


async def kept_as_a_view(running: Running, seen: FrameLocator, frame: Frame, found: str) -> None:
    """The view keeps the filter."""
    await seen.get_by_text("Save as view").click()
    await seen.locator("#view_name").fill("Dear ones")
    await seen.get_by_role("button", name="Save filter, order and columns").click()
    await expect(seen.get_by_label("Saved views").locator("[aria-current]")).to_contain_text("Dear ones")
    await frame.goto(running.app + "/listings?view=0")
    await seen.get_by_role("link", name="Dear ones").click()
    await expect(seen.locator(".tools [role=status]")).to_contain_text(found)


async def with_a_column(seen: FrameLocator, frame: Frame) -> None:
    await seen.get_by_text("Columns", exact=True).first.click()
    await seen.get_by_label("Selling policy").check()
    assert await faults(frame) == []
    await seen.get_by_role("button", name="Show these").click()
    await expect(seen.locator("[data-label='Selling policy']").first).to_contain_text("Shop price and stock")


async def paused_and_undone(page: Page, seen: FrameLocator, frame: Frame, found: str) -> None:
    """Everything found is paused, after a look at what would happen; and then it is undone."""
    await seen.get_by_label(f"all {found} found").check()
    await seen.locator("#act").select_option("pause")
    await seen.get_by_role("button", name="See what would happen").click()
    await expect(seen.locator("h1")).to_contain_text(f"What will happen to {found} listings")
    assert await faults(frame) == []
    await no_overflow(page)
    await go_on(seen, "Do it", "#act progress")
    await expect(seen.locator("#act p[role=status]")).to_contain_text(f"Done: {found}", timeout=LONG)
    await go_on(seen, "Undo", "#act progress")
    await expect(seen.locator("#act p[role=status]")).to_contain_text(f"Undone: {found}", timeout=LONG)


async def ticked_over_pages(running: Running, seen: FrameLocator, frame: Frame) -> None:
    await frame.goto(running.app + "/listings?view=0")
    await seen.locator("[name=listing]").first.check()
    await seen.get_by_role("link", name="Next", exact=True).click()
    await expect(seen.get_by_text("1 more ticked on other pages")).to_be_visible()


async def set_by_hand(running: Running, seen: FrameLocator, frame: Frame) -> None:
    """A price by hand, refused beside its field and then set."""
    await frame.goto(running.app + "/listings?status=active")
    await seen.locator(".name a").first.click()
    await seen.locator("#hand_price").fill("nothing")
    await go_on(seen, "Set it by hand", ".field__error")
    await expect(seen.locator("#hand_price")).to_have_value("nothing")
    assert await faults(frame) == []
    await seen.locator("#hand_price").fill("77.70")
    await go_on(seen, "Set it by hand", ".alert-success")
    await expect(seen.locator("#by_hand")).to_contain_text("77.70")
    await expect(seen.locator("#compared")).to_be_visible()
    assert await faults(frame) == []
