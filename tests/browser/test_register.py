"""Register now, as a new merchant meets it: from the first page in the frame over our own site to the dashboard."""

import re
from pathlib import Path

import pytest
from playwright.async_api import Page, expect

from tests.browser.conftest import Running, opened, started
from tests.browser.test_axe import app_frame, faults
from tests.browser.test_journey import no_overflow

pytestmark = pytest.mark.browser
PASSWORD = "a sentence of mine"


async def well(page: Page) -> None:
    """Nothing sticks out, and axe has nothing to say."""
    await no_overflow(page)
    assert await faults(page.main_frame) == []


async def the_mail(page: Page, running: Running, email: str) -> None:
    """The mail is read where the sandbox keeps it, and its link works by a click."""
    await expect(page.locator("h1")).to_have_text(re.compile("Look into your mail|Regardez vos e-mails"))
    await page.locator("a[href*='/outbox?']").click()
    await arrived(page, running, email)
    await page.reload()
    await no_overflow(page)
    await page.locator("article a").click()


async def arrived(page: Page, running: Running, email: str) -> str:
    """The link in the newest mail to somebody, once it is there."""
    for _ in range(80):
        mails = await (await page.request.get(f"{running.admin}/outbox.json?to={email}")).json()
        if mails:
            return str(mails[0]["links"][0])
        await page.wait_for_timeout(250)
    raise AssertionError(f"no mail to {email}")


async def speak(page: Page, running: Running, language: str) -> None:
    """The admin's language."""
    await page.goto(f"{running.admin}/store/1003/settings")
    await page.locator("select[name=lang]").select_option(language)
    await page.locator("form#plan button").click()


async def enter(page: Page, email: str) -> None:
    """A new account, by the keyboard."""
    for field, words in (("email", email), ("password", PASSWORD), ("again", PASSWORD)):
        await page.locator(f"#{field}").fill(words)
    await page.locator("#terms").check()
    await page.keyboard.press("Enter")


@pytest.mark.parametrize("language", ["en", "fr"])
async def test_from_a_fresh_installation_to_the_dashboard(page: Page, tmp_path: Path, language: str) -> None:
    email = f"{language}@example.com"
    with started(tmp_path, STORELANE_ACCOUNTS="on") as running:
        await speak(page, running, language)
        frame = await opened(page, running)
        await no_overflow(page)
        assert await faults(app_frame(page, running)) == []
        await frame.locator("a[target=_top]").click()
        await page.locator("#email").fill("no address")
        await page.keyboard.press("Enter")
        await expect(page.locator("#wrong_email")).to_be_visible()
        await well(page)
        await enter(page, email)
        await the_mail(page, running, email)
        await well(page)
        await page.locator("main form button").click()
        await expect(page.locator("main dl")).to_contain_text("Maison Verte")
        await well(page)
        await page.locator("main form button").click()
        await expect(page.locator(".alert-success")).to_be_visible()
        await well(page)
        # Nobody presses anything: it leads back into the admin, where the dashboard is open now.
        await page.wait_for_url(re.compile("/store/1003"))
        frame = page.frame_locator("iframe")
        await expect(frame.locator(".shell")).to_be_visible()
        await no_overflow(page)
        for path in ("", "/email", "/password", "/delete", "/shops/1/unlink"):
            await page.goto(f"{running.app}/account{path}")
            await expect(page.locator(".site__who")).to_have_text(email)
            await well(page)


async def test_a_frame_that_waits_learns_that_it_is_done(page: Page, tmp_path: Path) -> None:
    """Who copied the address into another tab finds the admin's page ready."""
    with started(tmp_path, STORELANE_ACCOUNTS="on") as running:
        frame = await opened(page, running)
        address = await frame.locator("a[target=_top]").get_attribute("href")
        assert address
        tab = await page.context.new_page()
        await tab.goto(address)
        await enter(tab, "tab@example.com")
        await tab.goto(await arrived(tab, running, "tab@example.com"))
        await tab.locator("main form button").click()
        await tab.locator("main form button").click()
        await expect(frame.get_by_role("heading", name="Your shop is registered")).to_be_visible()
        await frame.get_by_role("link", name="Go to the dashboard").click()
        await expect(frame.locator(".shell")).to_be_visible()
