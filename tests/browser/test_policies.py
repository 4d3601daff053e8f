"""A selling policy edited by hand: what would change is seen, saved, live on Amazon, and undone."""

import re

import pytest
from playwright.async_api import FrameLocator, Page, expect

from tests.browser.looking import judged, no_overflow, on_a_phone
from tests.browser.running import Running
from tests.browser.walking import app_frame, at, press, reopened

pytestmark = pytest.mark.browser
SOAP = "Marseille soap"


async def edited(frame: FrameLocator) -> None:
    """A step of 8 %, and the ending 99."""
    kind, value = frame.locator("[name='changes.0.kind']"), frame.locator("[name='changes.0.value']")
    await press(frame.locator("button[value='add:changes']"), kind)
    await expect(kind).to_be_focused()
    await expect(value).to_be_visible()
    await expect(frame.locator("[name='changes.0.attribute']")).to_be_hidden()
    await value.fill("8")
    await expect(frame.locator("#example")).to_contain_text("Changed by +8%")
    ending = frame.locator("[name='roundings.0.value']")
    await press(frame.locator("button[value='add:roundings']"), ending)
    await ending.fill("99")
    await expect(frame.locator("#example")).to_contain_text("Rounded to the ending 99")
    await expect(value).to_have_value("8")


@on_a_phone
async def test_a_policy_is_edited_looked_at_saved_and_undone(page: Page, selling: Running) -> None:
    frame = await at(page, selling, "/policies")
    inner = app_frame(page, selling)
    await no_overflow(page)
    edit = frame.get_by_role("link", name="Edit Shop price and stock")
    await press(edit, frame.locator("button[value='add:changes']"))
    await edited(frame)
    assert await judged(page, inner) == []
    await frame.locator("[name=example_words]").fill(SOAP)
    await expect(frame.locator("#example")).to_contain_text("€6.99")
    await expect(frame.locator("[name=example_words]")).to_be_focused()
    await saved(page, frame, running=selling)
    await sold_at(frame, page, selling, "€6.99")

    await inner.goto(f"{selling.app}/policies")
    undo = frame.get_by_role("button", name="Undo this change")
    await press(frame.get_by_role("link", name="View Shop price and stock"), undo)
    sure = frame.get_by_role("button", name="Undo the change")
    await press(undo, sure)
    await expect(frame.locator(".settings-page__subtitle")).to_contain_text("is undone")
    await press(sure, frame.locator(".journal", has_text="A change was undone"))
    await sold_at(frame, page, selling, "€6.50")


async def saved(page: Page, frame: FrameLocator, running: Running) -> None:
    """Bad input loses nothing; then what would change is looked at, back and forth, and saved."""
    inner, see = app_frame(page, running), frame.get_by_role("button", name="See what would change").last
    floor, change = frame.locator("[name=floor]"), frame.locator("h1", has_text="What would change")
    await floor.fill("none")
    await press(see, frame.locator("[id='floor:error']"))
    await expect(frame.locator("[name='changes.0.value']")).to_have_value("8")
    await floor.fill("")
    await press(see, change)
    await expect(frame.locator(".figures")).to_contain_text(re.compile(r"\d+ prices change, \+\d"))
    assert await judged(page, inner) == []
    await press(frame.get_by_role("link", name="Back to the form").last, floor)
    await expect(frame.locator("[name='roundings.0.value']")).to_have_value("99")
    await press(see, change)
    await press(frame.get_by_role("button", name="Save"), frame.locator(".alert-success", has_text="Saved"))
    assert await judged(page, inner) == []


async def sold_at(frame: FrameLocator, page: Page, running: Running, price: str) -> None:
    """The soap is offered at a price, once the lanes were through."""
    inner = app_frame(page, running)
    row = inner.locator("tr, li, article").filter(has_text=SOAP).filter(has_text=price)
    await reopened(inner, f"{running.app}/listings?words=MV-SAVON-300", row)
    await expect(frame.get_by_text(price).first).to_be_visible()
