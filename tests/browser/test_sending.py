"""A tracking number is entered in the shop's admin and is Amazon's; who carries another is asked once."""

import httpx
import pytest
from playwright.async_api import Page, expect

from tests.browser.looking import judged
from tests.browser.running import Running
from tests.browser.walking import LONG, app_frame, at, press, reopened

pytestmark = pytest.mark.browser
STORE = 1003


def buy(running: Running) -> str:
    """A buyer on Amazon; the order's number. Orders show after two minutes: the clock of Amazon's side is everybody's."""
    wish = {"country": "FR", "sku": "MV-BOL-BLEU", "quantity": 1}
    answer = httpx.post(f"{running.amazon}/sandbox/orders", json=wish, timeout=60)
    assert answer.status_code == 200, answer.text
    return str(answer.json()["orderId"])


async def enter_in_the_shop(page: Page, running: Running, shop_code: str, number: str) -> None:
    """The merchant opens the order in the admin of the shop and types the number."""
    await page.goto(f"{running.admin}/store/{STORE}/orders/{shop_code}")
    await page.locator("input[name=trackingNumber]").fill(number)
    await press(page.locator("form.card.form button.primary").first, page.locator(".alert.ok"))


async def test_a_number_entered_in_the_shop_is_amazons_and_a_carrier_is_asked_for_once(
    page: Page, selling: Running
) -> None:
    code, other = buy(selling), buy(selling)
    frame = await at(page, selling, "/orders")
    inner = app_frame(page, selling)
    await reopened(inner, f"{selling.app}/orders", frame.locator(f"tr:has-text('{other}') a[data-open-page]"))
    shop_codes = {}
    for each in (code, other):
        link = frame.locator(f"tr:has-text('{each}') a[data-open-page]")
        shop_codes[each] = (await link.get_attribute("data-open-page") or "").removeprefix("order:id=")
    paths = {
        each: await frame.get_by_role("link", name=each, exact=True).get_attribute("href") for each in shop_codes
    }
    await enter_in_the_shop(page, selling, shop_codes[code], "6A12345678901")
    await enter_in_the_shop(page, selling, shop_codes[other], "MYSTERY-1234567")
    frame = await at(page, selling, str(paths[code]))
    shows = frame.locator("#sending").get_by_text("Amazon shows it")
    await reopened(app_frame(page, selling), f"{selling.app}{paths[code]}", shows)
    await expect(frame.locator("#sending")).to_contain_text("6A12345678901")
    await app_frame(page, selling).goto(f"{selling.app}{paths[other]}")
    answer = frame.locator("#answer")
    await reopened(app_frame(page, selling), f"{selling.app}{paths[other]}", answer)
    await frame.locator("#add_package summary").press("Enter")
    assert await judged(page, app_frame(page, selling)) == []
    await answer.fill("Colissimo")
    await press(frame.get_by_role("button", name="Remember"), frame.get_by_text("Storelane remembers the carrier"))
    await expect(shows).to_be_visible(timeout=LONG)
    await app_frame(page, selling).goto(f"{selling.app}/orders/settings")
    await expect(frame.get_by_text("tracking numbers like MYSTERY9999999")).to_be_visible()
    assert await judged(page, app_frame(page, selling)) == []
