"""The browser of the tests treats a framed page as a merchant's browser does."""

import pytest
from playwright.async_api import Browser, Route

SHOP, APP = "http://127.0.0.1:18999", "http://localhost:18998"
PAGES = {
    f"{SHOP}/": f'<iframe src="{APP}/"></iframe>',
    f"{APP}/": "<p>framed</p>",
}


async def answer(route: Route) -> None:
    await route.fulfill(body=PAGES.get(route.request.url, ""), content_type="text/html")


@pytest.mark.browser
async def test_what_a_framed_page_keeps_is_apart_from_its_own_tab(chromium: Browser) -> None:
    context = await chromium.new_context()
    await context.route("**/*", answer)
    own, framed = await context.new_page(), await context.new_page()
    await own.goto(f"{APP}/")
    await own.evaluate("localStorage.setItem('seen', 'in the tab')")
    await framed.goto(f"{SHOP}/")
    frame = framed.frame(url=f"{APP}/")
    assert frame is not None
    assert await frame.evaluate("localStorage.getItem('seen')") is None
    assert await own.evaluate("localStorage.getItem('seen')") == "in the tab"
