"""How a person walks through the app: presses are made again when they led nowhere, and what is late is waited for."""

import contextlib
from collections.abc import Sequence

from playwright.async_api import Frame, FrameLocator, Locator, Page, TimeoutError, expect

from tests.browser.running import Running

ALL = "button[name=do][value=all]"  # chooses all products of the wizard's second step
LIST = "form[action$='/list'] button"  # List now, on the last look
TOP = "a[target=_top]"
LONG = 120_000  # milliseconds for what the lanes and Amazon take their time for
PATIENCE, TRIES = 10_000, 6  # milliseconds until a person presses again, and how often
ENGLISH = {"connect": "Connect marketplace account", "connected": "Connected"}
FRENCH = {"connect": "Connecter un compte", "connected": "Connecté"}


async def press(what: Locator, then: Locator, *, key: str = "", gone: bool = False) -> None:
    """Press, by hand or with a `key`, until `then` is seen (or `gone`). A press that landed beside, because the admin
    made the frame higher meanwhile, is made again, as a person would; one that led on late is not."""
    for _ in range(TRIES):
        with contextlib.suppress(TimeoutError):  # it led on already, only late
            await (what.press(key, timeout=PATIENCE) if key else what.click(timeout=PATIENCE))
        with contextlib.suppress(TimeoutError):
            await then.first.wait_for(state="hidden" if gone else "visible", timeout=PATIENCE)
            return
    raise AssertionError(f"{what} leads nowhere: {then} is {'still' if gone else 'not'} there")


async def opened(page: Page, running: Running) -> FrameLocator:
    """Open the printed address; the app's frame, once the admin shows it."""
    await page.goto(running.address)
    frame = page.frame_locator("iframe")
    await frame.locator("h1").first.wait_for()
    return frame


def app_frame(page: Page, running: Running) -> Frame:
    """The app's frame itself, to open addresses in it."""
    return next(frame for frame in page.frames if frame.url.startswith(running.app))


async def at(page: Page, running: Running, path: str) -> FrameLocator:
    """A page of the app, in the frame of the admin, opened by its address."""
    frame = await opened(page, running)
    await app_frame(page, running).goto(running.app + path)
    return frame


async def reopened(frame: Frame, address: str, found: Locator) -> None:
    """Open a page again until something is there that is made in the background."""
    for _ in range(LONG // 1000):
        await frame.goto(address)
        if await found.count():
            return
        await frame.wait_for_timeout(1000)
    raise AssertionError(f"{address} never showed {found}")


async def in_admin(page: Page, running: Running, setting: str, value: str) -> None:
    """The shop's own settings: `lang` or `plan`."""
    await page.goto(f"{running.admin}/store/1003/settings")
    await page.locator(f"select[name={setting}]").select_option(value)
    await press(page.locator("form#plan button"), page.locator(".alert.ok"))


async def connect(
    page: Page, frame: FrameLocator, words: dict[str, str] = ENGLISH, login: str = ""
) -> FrameLocator:
    """From the frame to Amazon in the top window and back. `login`: another seller than the one offered first."""
    top = frame.locator(TOP, has_text="Amazon")
    await press(
        frame.get_by_role("link", name=words["connect"]).first, frame.get_by_role("button", name="France")
    )
    await press(frame.get_by_role("button", name="France"), top)
    agree = page.locator("input[name=agree]")
    await press(top, agree)
    if login:
        await page.locator(f"input[name=login][value='{login}']").check()
    await agree.check()
    frame = page.frame_locator("iframe")
    done = frame.locator(".alert-success")
    await press(page.get_by_role("button", name="Confirm"), done)
    await expect(done).to_contain_text(words["connected"], timeout=LONG)
    return frame


async def to_products(frame: FrameLocator, words: Sequence[str] = ("Publish new items", "Next")) -> None:
    """From any page to the wizard's second step."""
    publish, following = words
    button = frame.locator("#how").get_by_role("button", name=following)
    await press(frame.get_by_role("link", name=publish).first, button)
    await press(button, frame.locator(ALL))


async def choose_all(frame: FrameLocator, said: str = "64 products chosen") -> None:
    """Everything that is found, on the wizard's second step."""
    await press(frame.locator(ALL), frame.get_by_text(said))


async def list_now(frame: FrameLocator) -> None:
    """From the chosen products over the last look to List now."""
    if not await frame.locator(LIST).count():
        await press(frame.locator("#chosen button"), frame.locator(LIST))
    await press(frame.locator(LIST), frame.locator(LIST), gone=True)
