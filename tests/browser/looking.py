"""What must be true of every page, on a desk and on a phone: nothing sticks out, and axe has nothing to say."""

from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import axe_playwright_python
import pytest
from playwright.async_api import Frame, Page

DESK, PHONE, HIGH = 1280, 390, 900
on_a_phone = pytest.mark.parametrize("page", [PHONE], ids=["phone"], indirect=True)

AXE = (Path(axe_playwright_python.__file__).parent / "axe.min.js").read_text()
# Rules for a whole document do not fit a page that lives in a frame; all others do.
OPTIONS = {
    "resultTypes": ["violations"],
    "runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "best-practice"],
}


async def at_both_widths(page: Page) -> AsyncIterator[int]:
    """The page as wide as it is, then as on the other; it is as before when the loop is over."""
    assert page.viewport_size
    own = page.viewport_size["width"]
    for width in (own, DESK if own == PHONE else PHONE):
        await _as_wide(page, width)
        yield width
    await _as_wide(page, own)


async def _as_wide(page: Page, width: int) -> None:
    if page.viewport_size and page.viewport_size["width"] != width:
        await page.set_viewport_size({"width": width, "height": HIGH})
        await page.wait_for_function(f"innerWidth === {width}", polling=50)


async def no_overflow(page: Page) -> None:
    """Nothing sticks out to the right, inside the frame and outside, at both widths."""
    async for width in at_both_widths(page):
        await fits(page, width)


async def fits(page: Page, width: int) -> None:
    """Nothing sticks out as the page is now. What is laid out anew for another width may take a moment."""
    for frame in page.frames:
        await frame.wait_for_load_state()
        for _ in range(20):
            wide, seen = await frame.evaluate("[document.documentElement.scrollWidth, innerWidth]")
            if wide <= seen <= width:
                break
            await page.wait_for_timeout(100)
        assert wide <= seen <= width, (frame.url, wide, seen, width)


async def faults(frame: Frame) -> list[str]:
    """What axe objects to, and still does a moment later: what fades in or is just being replaced is judged once it
    stands. A line each: rule, weight, and the elements."""
    found: list[str] = []
    for _ in range(4):
        found = await _objections(frame)
        if not found:
            break
        await frame.wait_for_timeout(700)
    return found


async def _objections(frame: Frame) -> list[str]:
    if not await frame.evaluate("'axe' in window"):
        await frame.evaluate(AXE)
    found: dict[str, Any] = await frame.evaluate("options => axe.run(options)", OPTIONS)
    width = await frame.evaluate("innerWidth")
    return [
        f"{frame.url} at {width}: {each['id']} ({each['impact']}) {[node['html'][:120] for node in each['nodes'][:3]]}"
        for each in found["violations"]
    ]


async def judged(page: Page, frame: Frame) -> list[str]:
    """What axe objects to at either width; nothing sticks out."""
    found = []
    async for width in at_both_widths(page):
        await fits(page, width)
        found += await faults(frame)
    return found
