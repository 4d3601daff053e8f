"""The whole wizard for used goods in two countries: note, preview, last look, pause, going on, cancel, result."""

import re

import pytest
from playwright.async_api import FrameLocator, Page, expect

from tests.browser.conftest import ALL, LIST, Running, go_on, list_now, opened
from tests.browser.test_axe import app_frame, faults
from tests.browser.test_journey import ENGLISH, LONG, connect, no_overflow

pytestmark = pytest.mark.browser
GERMANY = "Germany – amazon.de · Atelier Nord"


async def where_and_how(page: Page, frame: FrameLocator) -> None:
    """Step 1: a second country, used goods, a note in each language. What is chosen is kept at once."""
    await go_on(frame, "another country", "#place_1")
    await page.wait_for_timeout(300)  # htmx takes the new form in hand
    await frame.locator("#place_1").select_option(label=GERMANY)
    await expect(frame.locator("#place_1 option:checked")).to_have_text(GERMANY)
    await page.wait_for_timeout(300)
    await frame.locator("#condition").select_option("used_good")
    await frame.locator("#note_1").wait_for()
    await frame.locator("#note_0").fill("Quelques rayures, tout fonctionne.")
    await frame.locator("#note_1").fill("Leichte Kratzer, alles funktioniert.")


async def preview(frame: FrameLocator) -> None:
    """Step 2: fees come by themselves; a search; the preview says everything that will be sent."""
    await expect(frame.locator("#fees")).to_contain_text("as Amazon estimates them", timeout=LONG)
    await frame.locator("#words").fill("MV-COUT-20")
    await expect(frame.get_by_text("Select 1")).to_be_visible(timeout=LONG)
    await (
        frame.locator("tr", has_text="MV-COUT-20").get_by_role("link", name=re.compile("Preview of")).click()
    )
    await expect(frame.get_by_text("Leichte Kratzer, alles funktioniert.").first).to_be_visible()
    await expect(frame.get_by_text("Used, good").first).to_be_visible()
    await frame.get_by_text("As JSON").first.click()
    await expect(frame.locator("pre").first).to_contain_text('"language_tag": "fr_FR"')


async def everything(page: Page, frame: FrameLocator) -> None:
    """Back from the preview to what was searched; then all products, and the variations of one."""
    await frame.locator("a.back").click()
    await expect(frame.locator("#words")).to_have_value("MV-COUT-20")
    await page.wait_for_timeout(500)  # htmx takes the page in hand
    await frame.locator("#words").fill("")
    await expect(frame.get_by_text("64 found")).to_be_visible(timeout=LONG)
    await frame.locator(ALL).click()
    await expect(frame.get_by_text("64 products chosen")).to_be_visible()
    await frame.locator("details.fold summary").first.click()


async def cancelled(frame: FrameLocator) -> None:
    """Let go on and cancelled it says what became of it, country by country."""
    paused = frame.get_by_text(re.compile("^Paused: "))
    await frame.get_by_role("button", name="Go on").click()
    await expect(paused).to_have_count(0, timeout=LONG)
    await frame.get_by_role("button", name="Cancel what waits").last.click()
    await expect(frame.locator(".alert-info", has_text="Cancelled:")).to_be_visible(timeout=LONG)
    germany = frame.locator("section", has=frame.get_by_role("heading", name="Germany"))
    await expect(germany.get_by_text("cancelled", exact=True)).to_be_visible()
    france = frame.locator("section", has=frame.get_by_role("heading", name="France"))
    live = france.locator("li", has_text="Live").locator(".number")
    await expect(live).to_have_text(re.compile(r"^[3-9][0-9]$"), timeout=LONG)


async def test_used_goods_in_two_countries_with_pause_and_cancel(page: Page, running: Running) -> None:
    frame, found = await connect(page, await opened(page, running), ENGLISH), list[str]()

    async def judged() -> None:
        found.extend(await faults(app_frame(page, running)))
        await no_overflow(page)

    await frame.get_by_role("link", name="Publish new items").first.click()
    await where_and_how(page, frame)
    await judged()
    await go_on(frame, "Next", ALL)
    await preview(frame)
    await judged()
    await everything(page, frame)
    await judged()
    await go_on(frame, "Next", LIST)
    await expect(frame.get_by_role("heading", name="Germany")).to_be_visible()
    await expect(frame.get_by_text("Quelques rayures, tout fonctionne.")).to_be_visible()
    await judged()
    await list_now(frame)
    await expect(frame.locator("h1")).to_have_text("What became of it")
    await frame.get_by_role("button", name="Pause").last.click()
    await expect(frame.get_by_text(re.compile("^Paused: "))).to_be_visible(timeout=LONG)
    await judged()
    await cancelled(frame)
    await judged()
    france = frame.locator("section", has=frame.get_by_role("heading", name="France"))
    await france.get_by_role("link", name="Incomplete: SKU used more than once").click()
    await expect(frame.locator("h1")).to_have_text("Listings")
    await expect(frame.locator("a.bang").first).to_contain_text("SKU used more than once")
    assert set(running.publications().values()) == {1}
    assert found == []
