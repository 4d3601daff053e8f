"""A buyer asks to cancel and the merchant accepts; some of the money of another order is given back."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from playwright.async_api import FrameLocator, Page, expect

from tests.browser.looking import no_overflow, on_a_phone
from tests.browser.prepared import prepare
from tests.browser.running import Running, started
from tests.browser.walking import LONG, at, press
from tests.lanes.ground import FRANCE
from tests.world import World

pytestmark = pytest.mark.browser
SELLER, BOWL = "A2ATELIERNORD0", "MV-BOL-BLEU"


async def two_sales(world: World) -> None:
    """One that is sent, and one whose buyer changed their mind."""
    orders = world.other.orders
    sent, unsent = (orders.sell(SELLER, FRANCE, BOWL, 1) for _ in range(2))
    await world.settle(330, 10)
    orders.ship(sent)
    orders.ask_cancel(unsent)
    await world.settle(330, 10)


@pytest.fixture
async def sold(tmp_path: Path, migrated_sqlite: Path, port: int) -> AsyncIterator[Running]:
    """A shop with two orders of Amazon's."""
    await prepare(tmp_path / "data", migrated_sqlite, port, published=True, ago=1500, then=two_sales)
    with started(tmp_path, port, STORELANE_ACCOUNTS="off") as found:
        yield found


async def order_with(frame: FrameLocator, words: str) -> None:
    """From the list to the order whose row says something."""
    row = frame.locator("tr[id^=order_]", has_text=words)
    await press(row.locator(".name a"), frame.locator("#cancelling"))


@on_a_phone
async def test_a_request_is_granted_and_money_given_back(page: Page, sold: Running) -> None:
    frame = await at(page, sold, "/orders")
    await order_with(frame, "asks to cancel")
    part = frame.locator("#cancelling")
    await press(
        part.get_by_role("button", name="Accept: cancel the order"), part.get_by_text("please do not send it")
    )
    await no_overflow(page)
    frame = await at(page, sold, "/orders")
    await order_with(frame, "Sent")
    form = frame.locator("form[action$='/refund']")
    await press(frame.get_by_role("link", name="Give money back…"), form.locator("input[name^=amount_]"))
    await no_overflow(page)
    await form.locator("input[name^=amount_]").fill("nonsense")
    await press(form.get_by_role("button", name="See what is given back"), form.locator(".field__error"))
    await form.locator("input[name^=amount_]").fill("4.20")
    await form.locator("select[name=reason]").select_option("return")
    give = form.get_by_role("button", name="Give €4.20 back")
    await press(form.locator("input[name^=amount_]"), give, key="Enter")  # by the keyboard alone
    await no_overflow(page)
    await press(give, frame.locator("#cancelling .alert", has_text="Amazon is asked to give the money back"))
    done = frame.locator("#cancelling .status--active", has_text="given back")
    await expect(done).to_be_visible(timeout=LONG)
    await no_overflow(page)
    frame = await at(page, sold, "/orders?tab=cancelled")
    await expect(frame.locator("tr[id^=order_]")).to_have_count(1)
