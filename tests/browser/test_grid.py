"""The listings page as a merchant works with it: filter, view, columns, an act for all found, its undoing."""

import pytest
from playwright.async_api import Frame, FrameLocator, Page, expect

from tests.browser.looking import judged, no_overflow
from tests.browser.running import Running
from tests.browser.walking import LONG, app_frame, at, press

pytestmark = pytest.mark.browser


async def test_from_a_filter_to_an_act_for_all_of_it_and_back(page: Page, selling: Running) -> None:
    seen = await at(page, selling, "/listings?status=active")
    frame = app_frame(page, selling)
    found = await narrowed(page, seen, frame)
    await kept_as_a_view(selling, seen, frame, found)
    await with_a_column(page, seen, frame)
    await paused_and_undone(page, seen, frame, found)
    await ticked_over_pages(selling, seen, frame)
    await set_by_hand(page, selling, seen, frame)


async def narrowed(page: Page, seen: FrameLocator, frame: Frame) -> str:
    """The filters are folded; one of them narrows the list while it is typed. How many are left."""
    count, price = seen.locator(".tools [role=status]"), seen.locator("#price_from")
    all_of_them = await count.inner_text()
    await expect(price).to_be_hidden()  # the filters are folded
    await press(seen.locator(".narrow-by > summary"), price)
    await price.fill("20")
    await expect(count).not_to_have_text(all_of_them, timeout=LONG)
    found = (await count.inner_text()).split()[0]
    assert 0 < int(found) < int(all_of_them.split()[0])
    assert await judged(page, frame) == []
    return found


async def kept_as_a_view(running: Running, seen: FrameLocator, frame: Frame, found: str) -> None:
    """The view keeps the filter."""
    name, here = seen.locator("#view_name"), seen.get_by_label("Saved views").locator("[aria-current]")
    await press(seen.get_by_text("Save as view"), name)
    await name.fill("Dear ones")
    dear = here.filter(has_text="Dear ones")
    await press(seen.get_by_role("button", name="Save filter, order and columns"), dear)
    await frame.goto(running.app + "/listings?view=0")
    await press(seen.get_by_role("link", name="Dear ones"), dear)
    await expect(seen.locator(".tools [role=status]")).to_contain_text(found)


async def with_a_column(page: Page, seen: FrameLocator, frame: Frame) -> None:
    column = seen.get_by_label("Selling policy")
    await press(seen.get_by_text("Columns", exact=True).first, column)
    await column.check()
    assert await judged(page, frame) == []
    shown = seen.locator("[data-label='Selling policy']")
    await press(seen.get_by_role("button", name="Show these"), shown)
    await expect(shown.first).to_contain_text("Shop price and stock")
    await no_overflow(page)


async def paused_and_undone(page: Page, seen: FrameLocator, frame: Frame, found: str) -> None:
    """Everything found is paused, after a look at what would happen; and then it is undone."""
    await seen.get_by_label(f"all {found} found").check()
    await seen.locator("#act").select_option("pause")
    what = seen.locator("h1", has_text=f"What will happen to {found} listings")
    await press(seen.get_by_role("button", name="See what would happen"), what)
    assert await judged(page, frame) == []
    said = seen.locator("#act p[role=status]")
    await press(seen.get_by_role("button", name="Do it"), seen.locator("#act progress"))
    await expect(said).to_contain_text(f"Done: {found}", timeout=LONG)
    await press(seen.get_by_role("button", name="Undo"), seen.get_by_role("button", name="Undo"), gone=True)
    await expect(said).to_contain_text(f"Undone: {found}", timeout=LONG)


async def ticked_over_pages(running: Running, seen: FrameLocator, frame: Frame) -> None:
    await frame.goto(running.app + "/listings?view=0")
    await seen.locator("[name=listing]").first.check()
    more = seen.get_by_text("1 more ticked on other pages")
    await press(seen.get_by_role("link", name="Next", exact=True), more)


async def set_by_hand(page: Page, running: Running, seen: FrameLocator, frame: Frame) -> None:
    """A price by hand, refused beside its field, asked about because it is far off, and then set."""
    await frame.goto(running.app + "/listings?status=active")
    price, done = seen.locator("#hand_price"), seen.get_by_role("button", name="Set it by hand")
    await press(seen.locator(".name a").first, price)
    await price.fill("nothing")
    await press(done, seen.locator(".field__error"))
    await expect(price).to_have_value("nothing")
    assert await judged(page, frame) == []
    await price.fill("77.70")
    sure = seen.get_by_role("button", name="Yes, set")
    await press(done, sure)
    assert await judged(page, frame) == []
    await press(sure, seen.locator(".alert-success"))
    await expect(seen.locator("#by_hand")).to_contain_text("77.70")
    await expect(seen.locator("#compared")).to_be_visible()
    assert await judged(page, frame) == []
