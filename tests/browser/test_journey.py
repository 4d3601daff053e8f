"""The journey of the first live listing, through the frame, as a merchant makes it."""

import re

import pytest
from playwright.async_api import FrameLocator, Page, Route, expect

from tests.browser.looking import no_overflow, on_a_phone
from tests.browser.running import Running
from tests.browser.walking import (
    ALL,
    FRENCH,
    LONG,
    app_frame,
    at,
    choose_all,
    connect,
    in_admin,
    list_now,
    opened,
    press,
    to_products,
)

pytestmark = pytest.mark.browser


@on_a_phone
async def test_from_nothing_to_live_listings(page: Page, running: Running) -> None:
    frame = await opened(page, running)
    await expect(frame.get_by_text("products are ready for Amazon")).to_be_visible(timeout=LONG)
    await no_overflow(page)
    frame = await connect(page, frame)
    await to_products(frame)
    await choose_all(frame)
    await no_overflow(page)
    await page.reload()
    frame = page.frame_locator("iframe")
    await frame.get_by_role("link", name="Publish new items").first.wait_for()


async def test_the_wizard_survives_a_reload_and_publishes_once(page: Page, connected: Running) -> None:
    frame = await opened(page, connected)
    await to_products(frame)
    await choose_all(frame)
    inner = app_frame(page, connected)
    await inner.goto(inner.url)
    await expect(frame.get_by_text("64 products chosen")).to_be_visible()
    await list_now(frame)
    await expect(frame.locator("h1")).to_have_text("Listings")
    await expect(frame.get_by_text(re.compile("Publishing|Preparing|Sent")).first).to_be_visible()
    live = frame.get_by_role("link", name=re.compile(r"^Active\s+[3-9][0-9]"))
    await expect(live).to_be_visible(timeout=LONG)
    counted = connected.publications()
    assert counted
    assert set(counted.values()) == {1}
    await no_overflow(page)


async def a_row_that_waits(frame: FrameLocator) -> str:
    """The id of a listing that says why it is not live. The list changes by itself: its first row is not the same for
    long."""
    bang = await frame.locator("a.bang").first.get_attribute("id")
    assert bang
    return bang.removeprefix("bang_")


async def test_the_panel_takes_the_focus_and_gives_it_back(page: Page, selling: Running) -> None:
    frame = await at(page, selling, "/listings?status=incomplete")
    number = await a_row_that_waits(frame)
    waiting, panel = frame.locator(f"#bang_{number}"), frame.locator(f"#why_{number} .panel h2")
    await press(waiting, panel, key="Enter")
    await expect(panel).to_be_focused()
    await no_overflow(page)
    await press(panel, panel, key="Escape", gone=True)
    await expect(frame.locator(".panel")).to_have_count(0)
    await expect(waiting).to_be_focused()
    await no_overflow(page)
    # A listing's own page.
    await app_frame(page, selling).goto(f"{selling.app}/listings?status=active")
    how = frame.get_by_role("heading", name="How the price came about")
    await press(frame.locator(".name a").first, how)
    await expect(frame.get_by_role("heading", name="What Amazon shows", exact=True)).to_be_visible()
    await no_overflow(page)


@on_a_phone
async def test_what_comes_by_itself_takes_no_press_away(page: Page, selling: Running) -> None:
    """The list is read again while the answer to a press is on its way: the panel opens all the same."""
    frame = await at(page, selling, "/listings?status=incomplete")
    inner = app_frame(page, selling)
    number = await a_row_that_waits(frame)

    async def late(route: Route) -> None:
        # As the page itself asks while something is being published: its progress, with the list beside it.
        await inner.evaluate(
            "htmx.ajax('GET', location.href, {source: '#progress', target: '#progress', swap: 'outerHTML'})"
        )
        await route.continue_()

    await page.route("**/why", late)
    panel = frame.locator(f"#why_{number} .panel h2")
    await press(frame.locator(f"#bang_{number}"), panel)
    await expect(panel).to_be_focused()


@on_a_phone
async def test_the_same_in_french(page: Page, running: Running) -> None:
    await in_admin(page, running, "lang", "fr")
    frame = await opened(page, running)
    await expect(frame.get_by_role("heading", name="Vendez vos produits sur Amazon")).to_be_visible()
    frame = await connect(page, frame, FRENCH)
    await to_products(frame, ("Publier de nouveaux articles", "Suivant"))
    await expect(frame.locator(ALL)).to_contain_text("Tout sélectionner")
    await choose_all(frame, "64 produits choisis")
    await list_now(frame)
    await expect(frame.locator("h1")).to_have_text("Annonces")
    await no_overflow(page)


@on_a_phone
async def test_who_cannot_use_it_is_told_why(page: Page, running: Running) -> None:
    """Outside the admin it says where it lives; a smaller plan is asked to grow."""
    await page.goto(f"{running.app}/")
    await expect(page.get_by_role("heading", name="Open the app from your shop")).to_be_visible()
    await no_overflow(page)
    await in_admin(page, running, "plan", "Venture")
    frame = await opened(page, running)
    await expect(frame.get_by_role("heading", name="larger plan")).to_be_visible()
    await no_overflow(page)
