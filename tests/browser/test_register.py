"""Register now, as a new merchant meets it: from the first page in the frame over our own site to the dashboard."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.async_api import Page, expect

from tests.browser.looking import faults, fits, judged, no_overflow
from tests.browser.running import Running, started
from tests.browser.walking import TOP, app_frame, in_admin, opened, press

pytestmark = pytest.mark.browser
PASSWORD = "a sentence of mine"


@pytest.fixture
def asking(tmp_path: Path, port: int) -> Iterator[Running]:
    """A Storelane that asks for an account."""
    with started(tmp_path, port, STORELANE_ACCOUNTS="on") as found:
        yield found


async def well(page: Page) -> None:
    """Nothing sticks out, and axe has nothing to say, at either width."""
    assert await judged(page, page.main_frame) == []


async def the_mail(page: Page, running: Running, email: str) -> None:
    """The mail is read where the sandbox keeps it, and its link works by a click."""
    await expect(page.locator("h1")).to_have_text(re.compile("Look into your mail|Regardez vos e-mails"))
    await page.locator("a[href*='/outbox?']").click()
    await page.wait_for_url("**/outbox?**")
    await arrived(page, running, email)
    await page.reload()
    await no_overflow(page)
    await press(page.locator("article a"), page.locator("main form button"))


async def arrived(page: Page, running: Running, email: str) -> str:
    """The link in the newest mail to somebody, once it is there."""
    for _ in range(240):
        mails = await (await page.request.get(f"{running.admin}/outbox.json?to={email}")).json()
        if mails:
            return str(mails[0]["links"][0])
        await page.wait_for_timeout(250)
    raise AssertionError(f"no mail to {email}")


async def enter(page: Page, email: str) -> None:
    """A new account, by the keyboard."""
    for field, words in (("email", email), ("password", PASSWORD), ("again", PASSWORD)):
        await page.locator(f"#{field}").fill(words)
    await page.locator("#terms").check()
    await page.keyboard.press("Enter")


@pytest.mark.parametrize(
    ("page", "language"), [(1280, "en"), (390, "fr")], ids=["desk", "phone"], indirect=["page"]
)
async def test_from_a_fresh_installation_to_the_dashboard(page: Page, asking: Running, language: str) -> None:
    email = f"{language}@example.com"
    await in_admin(page, asking, "lang", language)
    frame = await opened(page, asking)
    assert await judged(page, app_frame(page, asking)) == []
    await press(frame.locator(TOP), page.locator("#email"))
    await page.locator("#email").fill("no address")
    await press(page.locator("#email"), page.locator("#wrong_email"), key="Enter")
    await well(page)
    await enter(page, email)
    await the_mail(page, asking, email)
    await well(page)
    button = page.locator("main form button")
    await press(button, page.locator("main dl"))
    await expect(page.locator("main dl")).to_contain_text("Maison Verte")
    await well(page)
    await led_back(page)
    for path in ("", "/email", "/password", "/delete", "/shops/1/unlink"):
        await page.goto(f"{asking.app}/account{path}")
        await expect(page.locator(".site__who")).to_have_text(email)
        await well(page)


async def led_back(page: Page) -> None:
    """Linked. Then nobody presses anything: it leads back into the admin, where the dashboard is open now."""
    assert page.viewport_size
    await press(page.locator("main form button"), page.locator(".alert-success"))
    await fits(page, page.viewport_size["width"])  # it does not stay for long
    assert await faults(page.main_frame) == []
    await page.wait_for_url(re.compile("/store/1003"))
    await expect(page.frame_locator("iframe").locator(".shell")).to_be_visible()
    await no_overflow(page)


async def test_a_frame_that_waits_learns_that_it_is_done(page: Page, asking: Running) -> None:
    """Who copied the address into another tab finds the admin's page ready."""
    frame = await opened(page, asking)
    address = await frame.locator(TOP).get_attribute("href")
    assert address
    tab = await page.context.new_page()
    await tab.goto(address)
    await enter(tab, "tab@example.com")
    await tab.goto(await arrived(tab, asking, "tab@example.com"))
    button = tab.locator("main form button")
    await press(button, tab.locator("main dl"))
    await press(button, tab.locator(".alert-success"))
    await expect(frame.get_by_role("heading", name="Your shop is registered")).to_be_visible()
    await press(frame.get_by_role("link", name="Go to the dashboard"), frame.locator(".shell"))
