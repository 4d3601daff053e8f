"""The whole wizard for used goods in two countries: note, preview, last look, pause, going on, cancel, result."""

import re

import pytest
from playwright.async_api import FrameLocator, Page, expect

from tests.browser.looking import judged
from tests.browser.running import Running
from tests.browser.walking import ALL, LIST, LONG, app_frame, at, choose_all, list_now, press

pytestmark = pytest.mark.browser
GERMANY = "Germany – amazon.de · Atelier Nord"


async def where_and_how(frame: FrameLocator) -> None:
    """Step 1: a second country, used goods, a note in each language. What is chosen is kept at once."""
    second = frame.locator("#place_1")
    await press(frame.get_by_role("button", name="another country"), second)
    await second.select_option(label=GERMANY)
    await expect(frame.locator("#place_1 option:checked")).to_have_text(GERMANY)
    await frame.locator("#condition").select_option("used_good")
    await frame.locator("#note_1").wait_for()
    await frame.locator("#note_0").fill("Quelques rayures, tout fonctionne.")
    await frame.locator("#note_1").fill("Leichte Kratzer, alles funktioniert.")


async def preview(frame: FrameLocator) -> None:
    """Step 2: fees come by themselves; a search; the preview says everything that will be sent."""
    await expect(frame.locator("#fees")).to_contain_text("as Amazon estimates them", timeout=LONG)
    await frame.locator("#words").fill("MV-COUT-20")
    await expect(frame.get_by_text("Select 1")).to_be_visible(timeout=LONG)
    look = frame.locator("tr", has_text="MV-COUT-20").get_by_role("link", name=re.compile("Preview of"))
    await press(look, frame.get_by_text("Leichte Kratzer, alles funktioniert."))
    await expect(frame.get_by_text("Used, good").first).to_be_visible()
    await press(frame.get_by_text("As JSON").first, frame.locator("pre"))
    await expect(frame.locator("pre").first).to_contain_text('"language_tag": "fr_FR"')


async def everything(frame: FrameLocator) -> None:
    """Back from the preview to what was searched; then all products, and the variations of one."""
    await press(frame.locator("a.back"), frame.locator("#words"))
    await expect(frame.locator("#words")).to_have_value("MV-COUT-20")
    await frame.locator("#words").fill("")
    await expect(frame.get_by_text("64 found")).to_be_visible(timeout=LONG)
    await choose_all(frame)
    await press(frame.locator("details.fold summary").first, frame.locator("details.fold[open]"))


async def cancelled(frame: FrameLocator) -> None:
    """Let go on and cancelled it says what became of it, country by country."""
    on, cancel = (frame.get_by_role("button", name=name) for name in ("Go on", "Cancel what waits"))
    await press(on, frame.get_by_text(re.compile("^Paused: ")), gone=True)
    await press(cancel.last, frame.locator(".alert-info", has_text="Cancelled:"))
    germany = frame.locator("section", has=frame.get_by_role("heading", name="Germany"))
    await expect(germany.get_by_text("cancelled", exact=True)).to_be_visible()
    france = frame.locator("section", has=frame.get_by_role("heading", name="France"))
    live = france.locator("li", has_text="Live").locator(".number")
    await expect(live).to_have_text(re.compile(r"^[3-9][0-9]$"), timeout=LONG)


async def test_used_goods_in_two_countries_with_pause_and_cancel(page: Page, connected: Running) -> None:
    frame = await at(page, connected, "/publish")
    found, inner = list[str](), app_frame(page, connected)
    await where_and_how(frame)
    found += await judged(page, inner)
    await press(frame.locator("#how").get_by_role("button", name="Next"), frame.locator(ALL))
    await preview(frame)
    found += await judged(page, inner)
    await everything(frame)
    found += await judged(page, inner)
    await press(frame.locator("#chosen button"), frame.locator(LIST))
    await expect(frame.get_by_role("heading", name="Germany")).to_be_visible()
    await expect(frame.get_by_text("Quelques rayures, tout fonctionne.")).to_be_visible()
    found += await judged(page, inner)
    await list_now(frame)
    await expect(frame.locator("h1")).to_have_text("What became of it")
    pause = frame.get_by_role("button", name="Pause").last
    await press(pause, frame.get_by_text(re.compile("^Paused: ")))
    found += await judged(page, inner)
    await cancelled(frame)
    found += await judged(page, inner)
    france = frame.locator("section", has=frame.get_by_role("heading", name="France"))
    twice = france.get_by_role("link", name="Incomplete: SKU used more than once")
    await press(twice, frame.locator("a.bang", has_text="SKU used more than once"))
    await expect(frame.locator("h1")).to_have_text("Listings")
    assert set(connected.publications().values()) == {1}
    assert found == []
