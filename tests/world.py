"""A small world for tests: the real house, both sandboxes in memory, one clock that only moves when it is told to."""

from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import httpx

from backend.domain.marketplace import SellerStatus
from backend.house import House, open_house
from backend.other_side import amazon_config, shop_config
from backend.sandbox.amazon.config import READY_SELLER, SELLERS, SellerAccount
from backend.sandbox.clock import SandboxClock
from backend.sandbox.outgoing import Outgoing
from backend.sandbox.sites import OtherSide, Wish, open_other_side
from backend.sandbox.store import Store
from backend.settings import Settings, read_settings
from backend.storage import lanes, owners, policies, sellers, shops
from backend.web import connecting

STORE = 1003
KEY = "k" * 40  # of all worlds, so that one may be copied
AGREED = {"login": "atelier@example.com", "agree": "yes", "decision": "confirm"}


class Network(httpx.AsyncBaseTransport):
    """The network of the tests: each host leads to an app in this process, every other one to nothing."""

    def __init__(self) -> None:
        self.sites: dict[str, httpx.AsyncBaseTransport] = {}

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        site = self.sites.get(request.url.netloc.decode())
        if site is None:
            raise httpx.ConnectError(f"no way to {request.url.host}", request=request)
        return await site.handle_async_request(request)


@dataclass
class World:
    """The parts, and what people do in them."""

    settings: Settings
    clock: SandboxClock
    house: House
    other: OtherSide
    network: Network
    browser: httpx.AsyncClient  # a browser's calls to the app; empty until open_app
    outside: httpx.AsyncClient = field(init=False)  # the same browser on the other side's sites

    def __post_init__(self) -> None:
        self.outside = httpx.AsyncClient(transport=self.network, follow_redirects=False)

    @property
    def now(self) -> int:
        return int(self.clock())

    async def install(self, store: int = STORE, *, register: bool = True) -> int:
        """What the first opening does: the shop is known, its catalogue lane is open. Returns our shop id."""
        token = self.other.shop.platform.installation(store)["token"]
        shop_id = await shops.install(self.house.db, self.house.web.vault, store, token, "", self.now)
        await policies.make_defaults(self.house.db, shop_id, self.now)
        await lanes.open_lanes(self.house.db, [("catalog", shop_id)], self.now)
        if register:
            await self.register(shop_id)
        return shop_id

    async def register(self, shop_id: int, email: str = "owner@example.com") -> int:
        """What Register now does: the shop is an owner's. Returns the owner's id."""
        db = self.house.db
        known = await owners.by_email(db, email)
        owner_id = known.id if known else await owners.create(db, email, "", "en", self.now)
        assert owner_id is not None
        await db.execute(  # without a line in the journal, whose lines tests count
            "insert into ownership (shop_id, owner_id, linked_at) values (:shop, :owner, :now)"
            " on conflict (shop_id) do nothing",
            {"shop": shop_id, "owner": owner_id, "now": self.now},
        )
        return owner_id

    async def connect(self, shop_id: int, country: str = "FR", login: str = "atelier@example.com") -> int:
        """The whole consent round through Amazon's own pages. Returns our seller id."""
        place = next(c for c in self.house.web.marketplaces["amazon"].countries() if c.code == country)
        _, address = await connecting.begin(self.house.web, shop_id, place)
        answer = await self.outside.post(address, data={**AGREED, "login": login})
        said = {
            key: values[0] for key, values in parse_qs(urlsplit(answer.headers["location"]).query).items()
        }
        ended = await connecting.finish(
            self.house.web, said["state"], said["selling_partner_id"], said["spapi_oauth_code"], refused=False
        )
        assert ended.seller_id is not None, ended.outcome
        seller = await sellers.find(self.house.db, self.house.web.vault, ended.seller_id)
        assert seller is not None
        assert seller.status is SellerStatus.CONNECTED
        return ended.seller_id

    async def settle(self, seconds: int = 120, step: int = 2) -> None:
        """Let time pass, the worker working, until `seconds` are over."""
        await self.house.worker.run_until_idle()
        for _ in range(0, seconds, step):
            self.clock.advance(step)
            await self.house.worker.run_until_idle()

    async def published(self) -> dict[str, int]:
        """How often each SKU was published, as Amazon counted it."""
        answer = await self.outside.get(f"{self.settings.amazon_sandbox_url}/sandbox/listings")
        return {row["sku"]: row["publications"] for row in answer.json() if row["seller_id"] != READY_SELLER}


@dataclass(frozen=True, slots=True)
class Stage:
    """What the other side knew at an hour: the shop's store and Amazon's. They are copied, never changed."""

    stores: tuple[Store, Store]
    at: float


@asynccontextmanager
async def open_world(
    database_url: str, folder: Path, *, wish: Wish | None = None, rate_factor: float = 0.0,
    clock: SandboxClock | None = None, keep: Path | None = None, sellers: tuple[SellerAccount, ...] = SELLERS,
    stage: Stage | None = None, **environment: str,
) -> AsyncIterator[World]:  # fmt: skip
    """A world on a migrated database. Amazon's usage plans are off unless `rate_factor` says otherwise. `clock`: one
    that runs, instead of the one that is moved; `keep`: where the other side's state stays; `stage`: what it knows
    already (see tests/beginnings.py). Nothing is billed, and no plan ends, unless the environment says so."""
    told = {"STORELANE_DATA": str(folder), "STORELANE_DATABASE_URL": database_url, "STORELANE_BILLING": "off"}
    settings = read_settings({**told, "STORELANE_SECRET_KEYS": KEY, **environment})
    moved = clock is None
    clock = clock or SandboxClock.standing(stage.at if stage else 1_780_000_000.0)
    network = Network()

    async def sleep(seconds: float) -> None:
        if moved:
            clock.advance(seconds)
        else:
            await clock.sleep(seconds)

    async with AsyncExitStack() as stack:
        outgoing = Outgoing(network)
        other = open_other_side(
            shop_config(settings), replace(amazon_config(settings), rate_factor=rate_factor, sellers=sellers),
            wish or Wish(), clock=clock, outgoing=outgoing, folder=keep,
            stores=(stage.stores[0].copied(), stage.stores[1].copied()) if stage else None,
        )  # fmt: skip
        house = await stack.enter_async_context(
            open_house(settings, clock=clock, steady=clock, sleep=sleep, chance=lambda: 0.5, network=network)
        )
        network.sites |= {
            urlsplit(settings.shop_sandbox_url).netloc: httpx.ASGITransport(other.shop.app),
            urlsplit(settings.amazon_sandbox_url).netloc: httpx.ASGITransport(other.amazon),
        }
        browser = httpx.AsyncClient(transport=network, base_url=settings.app_url)
        yield World(settings, clock, house, other, network, browser)


def open_app(world: World) -> None:
    """Put the pages at the app's address, so that `world.browser` and webhooks reach them."""
    from backend.app import create_app

    site = httpx.ASGITransport(create_app(world.house), raise_app_exceptions=False)
    world.network.sites[urlsplit(world.settings.app_url).netloc] = site
