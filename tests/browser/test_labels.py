"""A label from the package to the printer: prices, the last look, Buy, the PDF in a tab, the number in the shop."""

import re

import pytest
from playwright.async_api import FrameLocator, Page, expect

from tests.browser.conftest import Made
from tests.browser.looking import judged, no_overflow
from tests.browser.prepared import sold
from tests.browser.running import Running, started
from tests.browser.walking import LONG, app_frame, at, press

pytestmark = pytest.mark.browser
SENDER = {
    "Name": "Maison Verte", "Street and number": "1 rue du Port", "Postal code": "44000", "Town": "Nantes",
    "Telephone": "+33 2 00 00 00 00",
}  # fmt: skip


async def test_from_the_package_to_the_printer(page: Page, made: Made, port: int) -> None:
    folder = await made(True)
    code = await sold(folder / "data", port, "MV-BOL-BLEU", 2)
    with started(folder, port, STORELANE_ACCOUNTS="off") as running:
        seen = await at(page, running, "/orders")
        await press(seen.get_by_role("link", name=code), seen.locator("#labels"))
        assert await judged(page, app_frame(page, running)) == []
        await to_prices(page, seen, running)
        tracking = await bought(page, seen, running)
        await printed(page, seen)
        shop_order = seen.get_by_role("link", name=re.compile("Order .* in your shop"))
        number = re.search("Order (.*) in your shop", await shop_order.inner_text())
        assert number is not None
        await page.goto(f"{running.admin}/store/1003/orders/{number[1]}")
        await expect(page.locator("input[name=trackingNumber]")).to_have_value(tracking)


async def to_prices(page: Page, seen: FrameLocator, running: Running) -> None:
    """The sender once, then the package; the prices come."""
    await press(
        seen.get_by_role("link", name="Buy a label"), seen.get_by_role("link", name="Enter the address")
    )
    await press(seen.get_by_role("link", name="Enter the address"), seen.get_by_label("Street and number"))
    for name, value in SENDER.items():
        await seen.get_by_label(name, exact=True).fill(value)
    await seen.get_by_label("Country").select_option("FR")
    assert await judged(page, app_frame(page, running)) == []
    await press(seen.get_by_role("button", name="Save"), seen.get_by_role("button", name="Show prices"))
    await seen.get_by_label("Weight", exact=True).fill("0")
    await press(seen.get_by_role("button", name="Show prices"), seen.locator(".field__error"))
    for name, value in (("Length", "30"), ("Width", "20.5"), ("Height", "10"), ("Weight", "800")):
        await seen.get_by_label(name, exact=True).fill(value)
    await seen.get_by_label("Unit of weight").select_option("g")
    assert await judged(page, app_frame(page, running)) == []
    await no_overflow(page)
    await press(seen.get_by_role("button", name="Show prices"), seen.get_by_text("cheapest"))
    assert await judged(page, app_frame(page, running)) == []
    await no_overflow(page)


async def bought(page: Page, seen: FrameLocator, running: Running) -> str:
    """Colissimo, with a signature; its tracking number."""
    choose = seen.get_by_role("link", name="Choose Colissimo")
    await press(choose, seen.get_by_role("button", name="Buy"))
    await seen.get_by_label(re.compile("Signature")).check()
    assert await judged(page, app_frame(page, running)) == []
    await press(seen.get_by_role("button", name="Buy"), seen.locator("#labels .label"))
    await expect(seen.locator("#labels")).to_contain_text("written into your shop", timeout=LONG)
    await no_overflow(page)
    return await seen.locator("#labels .mono").first.inner_text()


async def printed(page: Page, seen: FrameLocator) -> None:
    """The label is a file to keep, and opens in a tab of its own, which has no session; what comes is a PDF."""
    async with page.expect_download() as coming:
        await seen.get_by_role("link", name="Download as PDF").click()
    file = await (await coming.value).path()
    assert file.read_bytes().startswith(b"%PDF")
    link = seen.get_by_role("link", name="Open the label")
    address = await link.get_attribute("href")
    assert address is not None
    async with page.context.expect_event("response", lambda said: said.url.endswith(address)) as answering:
        await link.click()
    answer = await answering.value
    assert answer.status == 200 and answer.headers["content-type"] == "application/pdf"
    assert "cookie" not in await answer.request.all_headers()
    alone = await page.context.request.get(answer.url)
    assert (await alone.body()).startswith(b"%PDF")
