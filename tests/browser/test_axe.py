"""Axe, the judge of accessible pages, finds nothing on any page of the app, inside the frame and outside."""

import pytest
from playwright.async_api import Frame, Page, expect

from tests.browser.looking import faults, judged
from tests.browser.running import Running
from tests.browser.walking import ALL, LIST, LONG, app_frame, in_admin, opened, press, reopened

pytestmark = pytest.mark.browser
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
    "/dashboard/limits", "/alerts", "/orders/settings",
)  # fmt: skip
# English on a desk, French on a phone: the longer words where the room is short.
in_both = pytest.mark.parametrize(
    ("page", "language"), [(1280, "en"), (390, "fr")], ids=["desk", "phone"], indirect=["page"]
)


async def test_axe_finds_nothing_before_anything_is_there(page: Page, running: Running) -> None:
    await opened(page, running)
    frame = app_frame(page, running)
    found = await judged(page, frame)
    for path in EMPTY:
        await frame.goto(running.app + path)
        found += await judged(page, frame)
    for path in ("/", "/?payload=broken&app_state=x"):
        await page.goto(running.app + path)
        found += await judged(page, page.main_frame)
    assert found == []


async def speaking(page: Page, running: Running, language: str) -> Frame:
    """The app's frame of a merchant of this language."""
    await in_admin(page, running, "lang", language)
    await opened(page, running)
    return app_frame(page, running)


@in_both
async def test_axe_finds_nothing_in_the_wizard(page: Page, connected: Running, language: str) -> None:
    frame = await speaking(page, connected, language)
    await frame.goto(connected.app + "/publish")
    found = await faults(frame)
    await press(frame.locator("details summary").first, frame.locator("details[open]"))
    found += await faults(frame)
    await press(frame.locator("#how button.btn-primary"), frame.locator(ALL))
    await press(frame.locator(ALL), frame.locator("#chosen strong", has_text="64"))
    found += await faults(frame)
    await press(frame.locator("#chosen button"), frame.locator(LIST))
    found += await faults(frame)
    await press(frame.locator(LIST), frame.locator("#tab_active"))
    await expect(frame.locator("#tab_active .count")).not_to_have_text("0", timeout=LONG)
    found += await faults(frame)
    assert found == []


@in_both
async def test_axe_finds_nothing_on_pages_full_of_things(page: Page, selling: Running, language: str) -> None:
    frame, found = await speaking(page, selling, language), list[str]()
    for path in FULL:
        await frame.goto(selling.app + path)
        found += await faults(frame)
    found += await faults_of_listings(frame, selling)
    assert found + await faults_of_policies(frame, selling) == []


async def faults_of_listings(frame: Frame, running: Running) -> list[str]:
    """The panel under a row, a listing's own page, and how it is linked."""
    incomplete = running.app + "/listings?status=incomplete"
    await reopened(frame, incomplete, frame.locator("a.bang"))
    await press(frame.locator("a.bang").first, frame.locator(".panel h2"))
    await expect(frame.locator(".panel h2")).to_be_focused()
    found = await faults(frame)
    for status in ("active", "incomplete"):
        await frame.goto(f"{running.app}/listings?status={status}")
        await press(frame.locator(".name a").first, frame.locator("#state"))
        found += await faults(frame)
    # The last one is incomplete: side by side with what Amazon has, and the warning where they contradict.
    await frame.goto(frame.url.partition("?")[0] + "/link?q=B0OTHR0027")
    found += await faults(frame)
    warned = frame.locator(".warned h2")
    await press(frame.locator("button[name=asin]").first, warned)
    await expect(warned).to_be_focused()
    return found + await faults(frame)


async def faults_of_policies(frame: Frame, running: Running) -> list[str]:
    """The policies' links can be seen, and lead to pages without a fault."""
    await frame.goto(running.app + "/policies")
    links = frame.locator("main a[href^='/policies/']")
    for link in await links.all():
        await expect(link).to_be_visible()
    all_of_them = frame.locator("h1", has_text=await frame.locator("h1").inner_text())
    await press(links.first, all_of_them, gone=True)
    await frame.wait_for_url("**/policies/*")
    return await faults(frame)
