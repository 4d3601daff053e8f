"""A tracking number is entered in the shop's admin and is Amazon's; who carries another is asked once."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from playwright.async_api import Page, expect

from tests.browser.looking import judged
from tests.browser.prepared import prepare
from tests.browser.running import Running, started
from tests.browser.walking import LONG, app_frame, at, press, reopened

pytestmark = pytest.mark.browser
STORE = 1003


@pytest.fixture
async def sold(tmp_path: Path, migrated_sqlite: Path, port: int) -> AsyncIterator[Running]:
    """Two orders of Amazon's came into the shop."""
    await prepare(tmp_path / "data", migrated_sqlite, port, published=False, sold=2)
    with started(tmp_path, port, STORELANE_ACCOUNTS="off") as found:
        yield found


async def enter_in_the_shop(page: Page, running: Running, shop_code: str, number: str) -> None:
    """The merchant opens the order in the admin of the shop and types the number."""
    await page.goto(f"{running.admin}/store/{STORE}/orders/{shop_code}")
    await page.locator("input[name=trackingNumber]").fill(number)
    await press(page.locator("form.card.form button.primary").first, page.locator(".alert.ok"))


async def test_a_number_entered_in_the_shop_is_amazons_and_a_carrier_is_asked_for_once(
    page: Page, sold: Running
) -> None:
    frame = await at(page, sold, "/orders")
    links = frame.locator("#found td .name a")
    await expect(links).to_have_count(2)
    code, other = await links.all_text_contents()
    shop_codes = {}
    for each in (code, other):
        link = frame.locator(f"tr:has-text('{each}') a[data-open-page]")
        shop_codes[each] = (await link.get_attribute("data-open-page") or "").removeprefix("order:id=")
    paths = [await link.get_attribute("href") for link in await links.all()]
    await enter_in_the_shop(page, sold, shop_codes[code], "6A12345678901")
    await enter_in_the_shop(page, sold, shop_codes[other], "MYSTERY-1234567")
    frame = await at(page, sold, str(paths[0]))
    shows = frame.locator("#sending").get_by_text("Amazon shows it")
    await reopened(app_frame(page, sold), f"{sold.app}{paths[0]}", shows)
    await expect(frame.locator("#sending")).to_contain_text("6A12345678901")
    await app_frame(page, sold).goto(f"{sold.app}{paths[1]}")
    answer = frame.locator("#answer")
    await reopened(app_frame(page, sold), f"{sold.app}{paths[1]}", answer)
    await frame.locator("#add_package summary").press("Enter")
    assert await judged(page, app_frame(page, sold)) == []
    await answer.fill("Colissimo")
    await press(
        frame.get_by_role("button", name="Remember"), frame.get_by_text("Storelane remembers the carrier")
    )
    await expect(shows).to_be_visible(timeout=LONG)
    await app_frame(page, sold).goto(f"{sold.app}/orders/settings")
    await expect(frame.get_by_text("tracking numbers like MYSTERY9999999")).to_be_visible()
    assert await judged(page, app_frame(page, sold)) == []
