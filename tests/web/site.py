"""A visitor of our own site for page tests: a browser outside the frame, and the steps that people take there."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import httpx

from backend.storage import shops
from tests.beginnings import begin
from tests.mailing import Town, open_town
from tests.web.desk import merchant
from tests.world import World, open_app

SAME = {"sec-fetch-site": "same-origin"}
PASSWORD = "a sentence of mine"
MIRA = "mira@example.com"
FORM = {"email": MIRA, "password": PASSWORD, "again": PASSWORD, "terms": "yes"}


@dataclass(frozen=True, slots=True)
class Site:
    """A town with pages, a shop that nobody registered, and its admin's frame."""

    town: Town
    shop_id: int
    frame: httpx.AsyncClient

    def visitor(self, language: str = "en") -> httpx.AsyncClient:
        """Somebody's browser, with cookies of its own."""
        world = self.town.world
        return httpx.AsyncClient(
            transport=world.network, base_url=world.settings.app_url,
            headers={**SAME, "accept-language": language},
        )  # fmt: skip

    async def state(self, frame: httpx.AsyncClient | None = None) -> str:
        """What Register now carries."""
        page = (await (frame or self.frame).get("/register")).text
        address = page.partition('target="_top"')[0].rpartition('href="')[2].partition('"')[0]
        return parse_qs(urlsplit(address).query)["shop"][0]

    async def account(self, visitor: httpx.AsyncClient, email: str = MIRA, state: str = "") -> httpx.Response:
        """A whole new account, confirmed by its mail; the answer to the confirmation."""
        query = {"shop": state} if state else {}
        sent = await visitor.post("/account/new", params=query, data={**FORM, "email": email})
        assert sent.status_code == 200, sent.text[-1500:]
        return await visitor.post(await self.town.link(email))

    async def link(self, visitor: httpx.AsyncClient, state: str) -> httpx.Response:
        return await visitor.post("/account/link", params={"shop": state}, follow_redirects=True)

    async def another(self, store: int = 2004) -> tuple[int, httpx.AsyncClient]:
        """Another shop, and its admin's frame."""
        world = self.town.world
        shop_id = await shops.install(
            world.house.db, world.house.web.vault, store, f"secret_{store}", "", world.now
        )
        return shop_id, merchant(world, shop_id)


@asynccontextmanager
async def open_site(database_url: str, folder: Path, **environment: str) -> AsyncIterator[Site]:
    """Billing is as the sandbox has it; `environment` says otherwise."""
    told = {"STORELANE_BILLING": "on", **environment}

    @asynccontextmanager
    async def made() -> AsyncIterator[tuple[World, int, int]]:
        async with open_town(database_url, folder, **told) as town:
            shop_id = await town.world.install(register=False)
            await town.world.house.worker.run_until_idle()
            yield town.world, shop_id, 0

    beginning = await begin(("site", *sorted(told.items())), database_url, made)
    async with open_town(database_url, folder, stage=beginning.stage, **told) as town:
        open_app(town.world)
        yield Site(town, beginning.shop_id, merchant(town.world, beginning.shop_id))
