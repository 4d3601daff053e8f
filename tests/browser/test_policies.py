"""A selling policy edited by hand: what would change is seen, saved, live on Amazon, and undone."""

import re

import pytest
from playwright.async_api import FrameLocator, Page, expect

from tests.browser.conftest import Running, go_on
from tests.browser.test_axe import app_frame, faults
from tests.browser.test_journey import LONG, no_overflow
from tests.browser.test_linking import published

pytestmark = pytest.mark.browser
SOAP = "Marseille soap"


async def edited(frame: FrameLocator) -> None:
    """A step of 8 %, and the ending 99."""
    await frame.locator("button[value='add:changes']").click()
    kind = frame.locator("[name='changes.0.kind']")
    await expect(kind).to_be_focused()
    await expect(frame.locator("[name='changes.0.value']")).to_be_visible()
    await expect(frame.locator("[name='changes.0.attribute']")).to_be_hidden()
    await frame.locator("[name='changes.0.value']").fill("8")
    await expect(frame.locator("#example")).to_contain_text("Changed by +8%")
    await frame.locator("button[value='add:roundings']").click()
    await frame.locator("[name='roundings.0.value']").fill("99")
    await expect(frame.locator("#example")).to_contain_text("Rounded to the ending 99")
    await expect(frame.locator("[name='changes.0.value']")).to_have_value("8")


async def test_a_policy_is_edited_looked_at_saved_and_undone(page: Page, running: Running) -> None:
    frame = await published(page, running)
    await app_frame(page, running).goto(f"{running.app}/policies")
    await no_overflow(page)
    await frame.get_by_role("link", name="Edit Shop price and stock").click()
    await edited(frame)
    await no_overflow(page)
    assert await faults(app_frame(page, running)) == []
    await frame.locator("[name=example_words]").fill(SOAP)
    await expect(frame.locator("#example")).to_contain_text("€6.99")
    await expect(frame.locator("[name=example_words]")).to_be_focused()

    # Bad input loses nothing.
    await frame.locator("[name=floor]").fill("none")
    await frame.get_by_role("button", name="See what would change").last.click()
    await expect(frame.locator("[id='floor:error']")).to_be_visible()
    await expect(frame.locator("[name='changes.0.value']")).to_have_value("8")
    await frame.locator("[name=floor]").fill("")
    await go_on(frame, "See what would change", "h1:has-text('What would change')")

    await expect(frame.locator("h1")).to_have_text("What would change")
    await expect(frame.locator(".figures")).to_contain_text(re.compile(r"\d+ prices change, \+\d"))
    await no_overflow(page)
    assert await faults(app_frame(page, running)) == []
    await frame.get_by_role("link", name="Back to the form").last.click()
    await expect(frame.locator("[name='roundings.0.value']")).to_have_value("99")
    await frame.get_by_role("button", name="See what would change").last.click()
    await frame.get_by_role("button", name="Save").click()
    await expect(frame.locator(".alert-success")).to_contain_text("Saved")
    await no_overflow(page)
    assert await faults(app_frame(page, running)) == []
    await sold_at(frame, page, running, "€6.99")

    await app_frame(page, running).goto(f"{running.app}/policies")
    await frame.get_by_role("link", name="View Shop price and stock").click()
    await frame.get_by_role("button", name="Undo this change").click()
    await expect(frame.locator(".settings-page__subtitle")).to_contain_text("is undone")
    await frame.get_by_role("button", name="Undo the change").click()
    await expect(frame.locator(".journal")).to_contain_text("A change was undone")
    await sold_at(frame, page, running, "€6.50")


async def sold_at(frame: FrameLocator, page: Page, running: Running, price: str) -> None:
    """The soap is offered at a price, once the lanes were through."""
    for _try in range(30):
        await app_frame(page, running).goto(f"{running.app}/listings?words=MV-SAVON-300")
        row = frame.locator("tr, li, article").filter(has_text=SOAP).first
        await expect(row).to_be_visible(timeout=LONG)
        if price in await row.inner_text():
            return
        await page.wait_for_timeout(1000)
    raise AssertionError(f"it is not offered at {price}")
