"""A merchant's desk for page tests: the app opened through the admin, with a shop that has listings."""

import html
import re
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

import httpx

from backend.storage import shops
from backend.web.session import HEADER, Session, Sessions
from tests.beginnings import begin
from tests.lanes.test_publishing import publish_everything
from tests.world import STORE, World, open_app, open_world

HTMX = {"hx-request": "true", "sec-fetch-site": "same-origin"}
SAME = {"sec-fetch-site": "same-origin"}


@dataclass(frozen=True, slots=True)
class Desk:
    """The world, the merchant's browser in the frame, and the ids that pages need."""

    world: World
    browser: httpx.AsyncClient
    shop_id: int
    seller_id: int

    async def page(self, path: str, **headers: str) -> str:
        """A page's text; the status must be 200."""
        answer = await self.browser.get(path, headers=headers)
        assert answer.status_code == 200, (path, answer.status_code, answer.text[:300])
        return answer.text


async def framed_address(world: World) -> str:
    """The address that the admin frames, with a fresh payload."""
    page = await world.outside.get(f"{world.settings.shop_sandbox_url}/store/{STORE}/app")
    found = re.search(r'<iframe[^>]*src="([^"]+)"', page.text)
    assert found, page.text[:500]
    return html.unescape(found.group(1))


def merchant(world: World, shop_id: int, language: str = "en") -> httpx.AsyncClient:
    """A browser with a session, carried by the header as in a frame without cookies."""
    token = Sessions(world.settings.secret_keys).sign(Session(shop_id, language))
    return httpx.AsyncClient(
        transport=world.network, base_url=world.settings.app_url, headers={HEADER: token}
    )


@asynccontextmanager
async def open_desk(database_url: str, folder: Path, *, published: bool = True) -> AsyncIterator[Desk]:
    """A shop whose catalogue is read; with `published` also connected and published, and settled."""

    @asynccontextmanager
    async def made() -> AsyncIterator[tuple[World, int, int]]:
        async with open_world(database_url, folder) as world:
            open_app(world)
            shop_id = await world.install()
            await world.house.worker.run_until_idle()
            seller_id = await world.connect(shop_id) if published else 0
            if published:
                await publish_everything(world, shop_id, seller_id)
                await world.settle(40, 4)
            yield world, shop_id, seller_id

    beginning = await begin(("desk", published), database_url, made)
    async with open_world(database_url, folder, stage=beginning.stage) as world:
        open_app(world)
        yield Desk(world, merchant(world, beginning.shop_id), beginning.shop_id, beginning.seller_id)


async def other_shop(world: World) -> httpx.AsyncClient:
    """Another merchant, who may see nothing of the first."""
    shop_id = await shops.install(world.house.db, world.house.web.vault, 2004, "secret_other", "", world.now)
    await world.register(shop_id, "other@example.com")
    return merchant(world, shop_id)
