"""The journey of the first live listing, through the frame, as a merchant makes it."""

import re

import pytest
from playwright.async_api import FrameLocator, Page, expect

from tests.browser.conftest import ALL, Running, go_on, list_now, opened

pytestmark = pytest.mark.browser
TOP = "a[target=_top]"
LONG = 60_000  # milliseconds for what Amazon takes its time for


async def connect(page: Page, frame: FrameLocator, words: dict[str, str]) -> FrameLocator:
    """From the frame to Amazon in the top window and back."""
    await frame.get_by_role("link", name=words["connect"]).first.click()
    await go_on(frame, "France", TOP)
    await frame.locator(TOP, has_text="Amazon").click()
    await page.locator("input[name=agree]").check()
    await page.get_by_role("button", name="Confirm").click()
    frame = page.frame_locator("iframe")
    await expect(frame.locator(".alert-success")).to_contain_text(words["connected"], timeout=LONG)
    return frame


async def no_overflow(page: Page) -> None:
    """Nothing sticks out to the right, inside the frame and outside."""
    for frame in page.frames:
        await frame.wait_for_load_state()
        width = await frame.evaluate("[document.documentElement.scrollWidth, window.innerWidth]")
        assert width[0] <= width[1], frame.url


ENGLISH = {"connect": "Connect marketplace account", "connected": "Connected"}
FRENCH = {"connect": "Connecter un compte", "connected": "Connecté"}


async def test_from_nothing_to_live_listings(page: Page, running: Running) -> None:
    frame = await opened(page, running)
    await expect(frame.get_by_text("products are ready for Amazon")).to_be_visible(timeout=LONG)
    await no_overflow(page)
    frame = await connect(page, frame, ENGLISH)
    await frame.get_by_role("link", name="Publish new items").first.click()
    await go_on(frame, "Next", ALL)
    await frame.locator(ALL).click()
    await expect(frame.get_by_text("64 products chosen")).to_be_visible()
    await no_overflow(page)
    await page.reload()
    frame = page.frame_locator("iframe")
    await frame.get_by_role("link", name="Publish new items").first.wait_for()


async def test_the_wizard_survives_a_reload_and_publishes_once(page: Page, running: Running) -> None:
    frame = await connect(page, await opened(page, running), ENGLISH)
    await frame.get_by_role("link", name="Publish new items").first.click()
    await go_on(frame, "Next", ALL)
    await frame.locator(ALL).click()
    await expect(frame.get_by_text("64 products chosen")).to_be_visible()
    inner = next(f for f in page.frames if f.url.startswith(running.app))
    await inner.goto(inner.url)
    await expect(frame.get_by_text("64 products chosen")).to_be_visible()
    await list_now(frame)
    await expect(frame.locator("h1")).to_have_text("Listings")
    await expect(frame.get_by_text(re.compile("Publishing|Preparing|Sent")).first).to_be_visible()
    live = frame.get_by_role("link", name=re.compile(r"^Active\s+[3-9][0-9]"))
    await expect(live).to_be_visible(timeout=LONG)
    counted = running.publications()
    assert counted
    assert set(counted.values()) == {1}
    # A row that waits: the panel says why, takes the focus, and gives it back.
    waiting = frame.locator("a.bang").first
    await waiting.focus()
    await page.keyboard.press("Enter")
    await expect(frame.locator(".panel h2")).to_be_focused()
    await page.keyboard.press("Escape")
    await expect(frame.locator(".panel")).to_have_count(0)
    await expect(waiting).to_be_focused()
    await no_overflow(page)
    # A listing's own page.
    await frame.locator(".name a").first.click()
    await expect(frame.get_by_role("heading", name="How the price came about")).to_be_visible()
    await expect(frame.get_by_role("heading", name="What Amazon shows", exact=True)).to_be_visible()


async def test_the_same_in_french(page: Page, running: Running) -> None:
    await page.goto(f"{running.admin}/store/1003/settings")
    await page.locator("select[name=lang]").select_option("fr")
    await page.locator("form#plan button").click()
    frame = await opened(page, running)
    await expect(frame.get_by_role("heading", name="Vendez vos produits sur Amazon")).to_be_visible()
    frame = await connect(page, frame, FRENCH)
    await frame.get_by_role("link", name="Publier de nouveaux articles").first.click()
    await go_on(frame, "Suivant", ALL)
    await frame.locator(ALL).click()
    await expect(frame.get_by_text("64 produits choisis")).to_be_visible()
    await list_now(frame, "Suivant")
    await expect(frame.locator("h1")).to_have_text("Annonces")
    await no_overflow(page)


async def test_a_smaller_plan_is_asked_to_grow(page: Page, running: Running) -> None:
    await page.goto(f"{running.admin}/store/1003/settings")
    await page.locator("select[name=plan]").select_option("Venture")
    await page.locator("form#plan button").click()
    frame = await opened(page, running)
    await expect(frame.get_by_role("heading", name="larger plan")).to_be_visible()


async def test_outside_the_admin_it_says_where_it_lives(page: Page, running: Running) -> None:
    await page.goto(f"{running.app}/")
    await expect(page.get_by_role("heading", name="Open the app from your shop")).to_be_visible()
