"""The journey of a family: a T-shirt's missing sizes join the family that Amazon has, through the frame, by hand."""

import re

import pytest
from playwright.async_api import FrameLocator, Locator, Page, expect

from tests.browser.looking import judged, on_a_phone
from tests.browser.running import Running
from tests.browser.walking import LONG, app_frame, at, press

pytestmark = pytest.mark.browser
JOINED = "9 of 11 variations live in the family"


async def fill_in(frame: FrameLocator, key: str = "") -> None:
    """The facts that Amazon asks for and the shop does not know; then the family's page."""
    kind = frame.get_by_role("link", name=re.compile("Choose.*[Ss]hirt"))
    await press(frame.get_by_role("link", name="Fill in the facts for one variation"), kind, key=key)
    check, confirm = (frame.get_by_role("button", name=name) for name in ("Check with Amazon", "Confirm"))
    await press(kind, check, key=key)
    await _field(frame, "Department").select_option("unisex-adult")
    await _field(frame, "Fabric").fill("100% Cotton")
    await _field(frame, "Country of origin").select_option("FR")
    await press(check, confirm, key=key)
    await press(confirm, frame.get_by_text("Confirmed. It is on its way to Amazon"), key=key)
    says = frame.get_by_role("heading", name="What the parent says")
    await press(frame.get_by_role("link", name="its family"), says, key=key)


def _field(frame: FrameLocator, label: str) -> Locator:
    return frame.get_by_label(re.compile(f"^{label}")).first


@on_a_phone
async def test_missing_variations_join_the_family_that_amazon_has(page: Page, selling: Running) -> None:
    frame = await at(page, selling, "/families")
    inner = app_frame(page, selling)
    await expect(frame.get_by_text("5 of 11 live")).to_be_visible(timeout=LONG)
    assert await judged(page, inner) == []
    shirt = frame.get_by_role("link", name=re.compile("T-shirt", re.IGNORECASE)).first
    await press(shirt, frame.get_by_text("First: what kind of product is it?"))
    await fill_in(frame)
    assert await judged(page, inner) == []
    make = frame.get_by_role("button", name="Add them to Amazon's family")
    await press(make, frame.get_by_text("The parent goes to Amazon first"))
    await expect(frame.get_by_text(JOINED)).to_be_visible(timeout=LONG)
    assert await judged(page, inner) == []
    counted = selling.publications()
    assert [sku for sku in counted if re.fullmatch(r"MV-TS-F\d+", sku)]
    await page.goto(f"{selling.amazon}/shelf?country=FR&q=coton")
    await expect(page.get_by_text("One of a family by SIZE/COLOR").first).to_be_visible()
    await expect(
        page.get_by_role("article")
        .filter(has_text=re.compile("vert forêt, XL.*MV-TS-VERT-XL", re.DOTALL))
        .first
    ).to_be_visible()


async def test_a_family_is_taken_apart_with_the_keyboard(page: Page, selling: Running) -> None:
    frame = await at(page, selling, "/families")
    shirt = frame.get_by_role("link", name=re.compile("T-shirt", re.IGNORECASE)).first
    await press(shirt, frame.get_by_text("First: what kind of product is it?"), key="Enter")
    await fill_in(frame, "Enter")
    make = frame.get_by_role("button", name="Add them to Amazon's family")
    await press(make, frame.get_by_text("The parent goes to Amazon first"), key="Enter")
    await expect(frame.get_by_text(JOINED)).to_be_visible(timeout=LONG)
    apart, yes = (
        frame.locator("summary", has_text="Take apart"),
        frame.get_by_role("button", name="Yes, take it apart"),
    )
    await press(apart, yes, key="Enter")
    await press(yes, frame.get_by_text("It is being taken apart"), key="Enter")
    await expect(apart).to_have_count(0, timeout=LONG)
    assert app_frame(page, selling).url.startswith(selling.app)
