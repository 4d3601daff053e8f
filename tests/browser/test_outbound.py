"""An order of the shop's own: speeds and fees are seen, Amazon's warehouse sends it, its tracking is in the shop."""

import pytest
from playwright.async_api import Page, expect

from tests.browser.looking import no_overflow
from tests.browser.running import Running
from tests.browser.walking import LONG, at, press

pytestmark = pytest.mark.browser
BOWL = "MV-BOL-BLEU"
SENDS = "/outbound?seller=A2ATELIERNORD0+eu"


async def somebody_buys(page: Page, running: Running) -> None:
    """A bowl lies in Amazon's warehouse, and somebody buys one in the shop; the admin shows the order."""
    await page.goto(f"{running.amazon}{SENDS}")
    await page.locator("input[name=sku]").fill(BOWL)
    await page.get_by_role("button", name="Bring there").click()
    await page.locator("td code", has_text=BOWL).wait_for()
    await page.goto(f"{running.admin}/store/1003/orders/new")
    await page.locator("#own_order textarea[name=skus]").fill(BOWL)
    await page.locator("#own_order .primary").click()
    await page.wait_for_url("**/orders/*")


async def test_an_order_is_sent_from_amazons_warehouse(page: Page, connected: Running) -> None:
    await somebody_buys(page, connected)
    order = page.url
    # The fees are asked for; an address that Amazon does not know is said at its field.
    frame = await at(page, connected, "/outbound")
    see = frame.get_by_role("button", name="See speeds and fees")
    await no_overflow(page)
    await press(frame.get_by_role("link", name="See speeds and fees"), see)
    await frame.locator("#postal_code").fill("Lyon")
    await press(see, frame.locator("#postal_code\\:error"))
    await no_overflow(page)
    await frame.locator("#postal_code").fill("69002")
    send = frame.get_by_role("button", name="Send from Amazon's warehouse")
    await press(see, send)
    await expect(frame.locator("#offers")).to_contain_text("Expedited")
    await no_overflow(page)
    await frame.locator("input[name=speed][value=expedited]").check()
    await press(send, frame.locator(".alert-success"))
    await expect(frame.locator("#state .status")).to_contain_text("Amazon has it", timeout=LONG)
    # Somebody in the warehouse packs and sends it.
    warehouse = await page.context.new_page()
    await warehouse.goto(f"{connected.amazon}{SENDS}")
    for _ in range(4):
        if await (step := warehouse.get_by_role("button", name="Next step")).count():
            await step.first.click()
            await warehouse.wait_for_load_state()
    await warehouse.locator(".tag.good", has_text="Complete").wait_for()
    await press(frame.get_by_role("button", name="Ask Amazon now"), frame.locator(".alert-info"))
    await expect(frame.locator("#state .status")).to_contain_text("Sent", timeout=LONG)
    await expect(frame.locator("#state")).to_contain_text("DHL")
    await no_overflow(page)
    tracking = await frame.locator("dd a.mono").inner_text()
    await warehouse.goto(order)
    await expect(warehouse.locator("input[name=trackingNumber]")).to_have_value(tracking)
    await expect(warehouse.locator("select[name=fulfillmentStatus]")).to_have_value("SHIPPED")
