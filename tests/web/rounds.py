"""A consent round as a browser makes it: the country, Amazon's own pages, the way back."""

import html
import re
from urllib.parse import parse_qsl, urlencode, urlsplit

import httpx

from tests.web.desk import SAME, Desk
from tests.world import AGREED, World


async def set_out(desk: Desk, country: str = "FR") -> tuple[str, str]:
    """Choose a country: the waiting page's path, and Amazon's address that it shows."""
    answer = await desk.browser.post("/accounts/connect", data={"country": country}, headers=SAME)
    assert answer.status_code == 303, answer.text
    path = answer.headers["location"]
    return path, amazon_address(await desk.page(path))


def amazon_address(page: str) -> str:
    """Where a waiting page leads to, in the top window."""
    found = re.search(r'href="([^"]+)" target="_top"', page)
    assert found, page
    return html.unescape(found.group(1))


async def agree(world: World, address: str, login: str = "atelier@example.com") -> str:
    """Say yes on Amazon's page; returns the address that Amazon sends the browser to."""
    answer = await world.outside.post(address, data={**AGREED, "login": login})
    assert answer.status_code == 303, answer.text
    return answer.headers["location"]


async def come_back(world: World, address: str) -> httpx.Response:
    """Amazon's redirect, in the top window: no session goes with it."""
    parts = urlsplit(address)
    assert f"{parts.scheme}://{parts.netloc}" == world.settings.app_url
    return await world.browser.get(f"{parts.path}?{parts.query}", headers={"sec-fetch-site": "cross-site"})


def changed(address: str, **query: str) -> str:
    """The address with other words in its query; an empty one takes a word away."""
    said = {**dict(parse_qsl(urlsplit(address).query)), **query}
    return f"{address.partition('?')[0]}?{urlencode({k: v for k, v in said.items() if v})}"
