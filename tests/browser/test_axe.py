"""Axe, the judge of accessible pages, finds nothing on any page of the app, inside the frame and outside."""

from collections.abc import AsyncIterator
from typing import Any

import pytest
from axe_playwright_python.async_playwright import Axe
from playwright.async_api import Frame, Page, expect

from tests.browser.conftest import LIST, Running, opened
from tests.browser.test_journey import ENGLISH, FRENCH, LONG, connect

pytestmark = pytest.mark.browser
# Rules for a whole document do not fit a page that lives in a frame; all others do.
OPTIONS = {
    "resultTypes": ["violations"],
    "runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "best-practice"],
}
EMPTY = (
    "/dashboard",
    "/products?words=nothinglikeit",
    "/accounts",
    "/accounts/connect",
    "/listings",
    "/journal",
)
FULL = (
    "/dashboard", "/products", "/products?page=2", "/accounts", "/accounts/connect", "/accounts/code", "/policies",
    "/policies/1", "/policies/1/edit", "/policies/1/delete", "/policies/new?kind=synchronization",
    "/policies/new?kind=shipping",
    "/listings", "/listings?status=incomplete", "/listings?words=nothinglikeit", "/journal", "/nowhere",
    "/families", "/families?tab=families",
    "/runs", "/runs/1",
    "/matches", "/matches?score=90", "/matches?state=dismissed",
    "/product-types/changes", "/auto-add", "/auto-add/new", "/auto-add/review", "/dashboard/sales",
    "/dashboard/limits",
)  # fmt: skip


def app_frame(page: Page, running: Running) -> Frame:
    return next(frame for frame in page.frames if frame.url.startswith(running.app))


async def faults(frame: Frame) -> list[str]:
    """What axe objects to, a line each: rule, weight, and the elements."""
    found: dict[str, Any] = (await Axe().run(frame, options=OPTIONS)).response
    return [
        f"{frame.url}: {each['id']} ({each['impact']}) {[node['html'][:120] for node in each['nodes'][:3]]}"
        for each in found["violations"]
    ]


async def walk(frame: Frame, running: Running, paths: tuple[str, ...]) -> AsyncIterator[str]:
    """Open each path within the frame."""
    for path in paths:
        await frame.goto(running.app + path)
        yield path


async def test_axe_finds_nothing_before_anything_is_there(page: Page, running: Running) -> None:
    await opened(page, running)
    frame = app_frame(page, running)
    found = await faults(frame)
    async for _path in walk(frame, running, EMPTY):
        found += await faults(frame)
    await page.goto(running.app + "/")
    found += await faults(page.main_frame)
    await page.goto(running.app + "/?payload=broken&app_state=x")
    found += await faults(page.main_frame)
    assert found == []


async def connected(page: Page, running: Running, language: str) -> Frame:
    """The app's frame of a merchant of this language, once Amazon is connected."""
    await page.goto(f"{running.admin}/store/1003/settings")
    await page.locator("select[name=lang]").select_option(language)
    await page.locator("form#plan button").click()
    seen = await opened(page, running)
    await connect(page, seen, FRENCH if language == "fr" else ENGLISH)
    return app_frame(page, running)


async def faults_of_policies(frame: Frame, running: Running) -> list[str]:
    """The policies' links can be seen, and lead to pages without a fault."""
    await frame.goto(running.app + "/policies")
    for link in await frame.locator("main a[href^='/policies/']").all():
        assert await link.is_visible()
    await frame.locator("main a[href^='/policies/']").first.click()
    await frame.wait_for_url("**/policies/*")
    return await faults(frame)


@pytest.mark.parametrize(("page", "language"), [(1280, "en"), (390, "fr")], indirect=["page"])
async def test_axe_finds_nothing_on_pages_full_of_things(page: Page, running: Running, language: str) -> None:
    frame, found = await connected(page, running, language), list[str]()
    await frame.goto(running.app + "/publish")
    found += await faults(frame)
    await frame.locator("details summary").first.click()
    found += await faults(frame)
    await frame.locator("main form[method=post] button.btn-primary").last.click()
    await frame.locator("button[name=do][value=all]").click()
    await expect(frame.locator("#chosen strong")).to_contain_text("64")
    found += await faults(frame)
    await frame.locator("#chosen button").click()
    await frame.locator(LIST).wait_for()
    found += await faults(frame)
    await frame.locator(LIST).click()
    await expect(frame.locator("#tab_active .count")).not_to_have_text("0", timeout=LONG)
    found += await faults(frame)
    await expect(frame.locator("#progress .progress__done")).to_be_visible(timeout=LONG)
    async for _path in walk(frame, running, FULL):
        found += await faults(frame)
    await frame.goto(running.app + "/listings?status=incomplete")
    await frame.locator("a.bang").first.click()
    await expect(frame.locator(".panel h2")).to_be_focused()
    found += await faults(frame)
    for status in ("active", "incomplete"):
        await frame.goto(f"{running.app}/listings?status={status}")
        await frame.locator(".name a").first.click()
        await frame.wait_for_url("**/listings/*")
        found += await faults(frame)
    # The last one is incomplete: side by side with what Amazon has, and the warning where they contradict.
    await frame.goto(frame.url.partition("?")[0] + "/link?q=B0OTHR0027")
    found += await faults(frame)
    await frame.locator("button[name=asin]").first.click()
    await expect(frame.locator(".warned h2")).to_be_focused()
    found += await faults(frame)
    assert found + await faults_of_policies(frame, running) == []
