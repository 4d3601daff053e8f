"""The product form in a real browser: what changes comes without a reload, and nobody is disturbed while typing."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest
import uvicorn
from playwright.async_api import Page, expect
from starlette.applications import Starlette

from backend.domain.product_form.tree import Group
from backend.sandbox.amazon.definitions import Definitions
from tests.browser.looking import judged, on_a_phone
from tests.browser.walking import press
from tests.domain.product_form.schemas import PLACE
from tests.domain.product_form.test_reading import GROUPS, SCHEMA
from tests.web.form_page import form_site

pytestmark = pytest.mark.browser
TITLE, BATTERIES = "f.item_name.0.value", "f.batteries_required.0.value.~pick"


@asynccontextmanager
async def served(site: Starlette) -> AsyncIterator[str]:
    """The address of a running site."""
    server = uvicorn.Server(uvicorn.Config(site, port=0, log_level="warning", lifespan="off"))
    running = asyncio.create_task(server.serve())
    while not server.started:
        await asyncio.sleep(0.01)
    try:
        yield f"http://127.0.0.1:{server.servers[0].sockets[0].getsockname()[1]}/form"
    finally:
        server.should_exit = server.force_exit = True
        await running


@on_a_phone
async def test_fields_come_and_go_while_somebody_goes_on_typing(page: Page) -> None:
    async with served(form_site(SCHEMA, GROUPS)) as address:
        await page.goto(address)
        batteries = page.locator(f"[id='{BATTERIES}']")
        await press(page.locator("button[value='open power']"), batteries)
        await batteries.select_option("~true")
        title = page.locator(f"[id='{TITLE}']")
        await title.press_sequentially("Moulin à légumes", delay=30)
        included = page.get_by_label("Batteries included")
        await expect(included).to_be_visible()
        await expect(title).to_have_value("Moulin à légumes")
        await expect(title).to_be_focused()
        await expect(page.locator(f"[data-counts='{TITLE}']")).to_contain_text("16 of 200 characters")
        await batteries.select_option("~false")
        await expect(included).to_have_count(0)
        await expect(title).to_have_value("Moulin à légumes")


async def test_the_keyboard_is_enough_for_a_list(page: Page) -> None:
    async with served(form_site(SCHEMA, ())) as address:
        await page.goto(address)
        first, second = (page.locator(f"[id='f.bullet_point.{n}.value']") for n in (0, 1))
        await press(page.locator("button[value='open ']"), first, key="Enter")
        await first.fill("one")
        await press(page.locator("button[value='add f.bullet_point']"), second, key="Enter")
        await second.fill("two")
        await press(page.locator("button[value='remove f.bullet_point.0']"), second, key="Enter", gone=True)
        await expect(first).to_have_value("two")
        await first.press("Enter")  # checks; no entry is added or removed by it
        await expect(first).to_have_value("two")


async def test_axe_finds_nothing_and_nothing_sticks_out(page: Page) -> None:
    known = Definitions()
    schema = known.document("SHIRT", PLACE.marketplace_id)
    groups = [
        Group(key, group["title"], group["description"], tuple(group["propertyNames"]))
        for key, group in known.groups("SHIRT", schema).items()
    ]
    async with served(form_site(schema, groups)) as address:
        await page.goto(address)
        closed = page.locator("button[value^='open ']")
        while count := await closed.count():
            await closed.first.click()
            await expect(closed).to_have_count(count - 1)
        await press(page.locator("button.btn-primary"), page.locator(".field__error"))
        assert await judged(page, page.main_frame) == []
