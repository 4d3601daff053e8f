"""The shop platform put together: one ASGI site with everything on it."""

import asyncio
import re
import secrets
from collections.abc import AsyncIterator, Callable, Iterable, Sequence
from contextlib import asynccontextmanager, suppress
from pathlib import Path

from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import FileResponse, PlainTextResponse, RedirectResponse, Response
from starlette.routing import Route
from starlette.types import ASGIApp, Receive, Scope, Send

from backend.sandbox.shop.access import Access
from backend.sandbox.shop.admin import Admin
from backend.sandbox.shop.asking import Rule
from backend.sandbox.shop.batch import Batches
from backend.sandbox.shop.config import ShopConfig
from backend.sandbox.shop.embedding import Embedding
from backend.sandbox.shop.errors import ApiError, refusal
from backend.sandbox.shop.installation import Installations
from backend.sandbox.shop.loading import load_categories, load_classes, load_products
from backend.sandbox.shop.oauth import OAuth
from backend.sandbox.shop.orders import Orders
from backend.sandbox.shop.own_orders import OwnOrders
from backend.sandbox.shop.pages import Pages
from backend.sandbox.shop.privacy import Privacy
from backend.sandbox.shop.products import Products
from backend.sandbox.shop.profile import Profiles
from backend.sandbox.shop.rest import Rest
from backend.sandbox.shop.rest_catalog import CatalogApi
from backend.sandbox.shop.rest_orders import OrderApi
from backend.sandbox.shop.rest_store import StoreApi
from backend.sandbox.shop.state import Platform
from backend.sandbox.shop.storefront import Storefront
from backend.sandbox.shop.switches import SWITCHES
from backend.sandbox.shop.variations import Variations
from backend.sandbox.shop.webhooks import FAULTS, Post, Webhooks
from backend.sandbox.site import Ground, create_site
from backend.sandbox.store import Document
from backend.sandbox.switches import Switches

_STATIC = Path(__file__).parent / "static"
_KINDS = {
    b"<svg": "image/svg+xml",
    b"<?xm": "image/svg+xml",
    b"\x89PNG": "image/png",
    b"\xff\xd8\xff": "image/jpeg",
}
_STORE = re.compile(r"/(?:store|shop|nested)/(\d+)(?:/|\Z)")
_METHODS = ["GET", "POST", "PUT", "DELETE", "PATCH", "OPTIONS"]


class ShopSite:
    """The running platform: `app` is the ASGI site; the other parts are there for demo data and tests."""

    def __init__(
        self, config: ShopConfig, ground: Ground, post: Post, picture: Callable[[str], bytes | None],
        chance: Callable[[int], bytes], beside: Sequence[Route],
    ) -> None:  # fmt: skip
        switches = Switches(ground.store, "shop", SWITCHES)
        for fault in FAULTS:
            ground.faults.register(fault)
        self.platform = Platform(config, ground.store, ground.clock, ground.faults, switches, chance)
        self.platform.prepare()
        self.profiles = Profiles(self.platform)
        self.products = Products(self.platform)
        self.variations = Variations(self.platform, self.products)
        self.orders = Orders(self.platform, self.products)
        self.installations = Installations(self.platform)
        self.webhooks = Webhooks(self.platform, post)
        self._picture, self._beside = picture, beside
        self._open_stores()
        inside = _only_stores(self._build(), config.stores)
        self.app: ASGIApp = create_site("shop", inside, ground, switches, refusal, ("/api/",))

    def load_products(self, items: Iterable[Document], shop: int | None = None) -> int:
        """Take products as the REST API returns them (shop: the first store); returns how many."""
        return load_products(self.platform, shop or self.platform.config.stores[0], items)

    def load_categories(self, items: Iterable[Document], shop: int | None = None) -> int:
        """Take categories as the REST API returns them; returns how many."""
        return load_categories(self.platform, shop or self.platform.config.stores[0], items)

    def load_classes(self, items: Iterable[Document], shop: int | None = None) -> int:
        """Take product types as the REST API returns them; returns how many."""
        return load_classes(self.platform, shop or self.platform.config.stores[0], items)

    def load_profile(self, profile: Document, shop: int | None = None) -> None:
        """Take a store profile as the REST API returns it."""
        self.profiles.load(shop or self.platform.config.stores[0], profile)

    def _open_stores(self) -> None:
        """Give every store a profile, and on its first day the app."""
        for shop in self.platform.config.stores:
            self.profiles.prepare(shop)
            if self.platform.store.get("merchant", str(shop)) is None:
                self.platform.choose(shop)
                if self.platform.config.installed:
                    self.installations.install(shop, announce=False)

    def _build(self) -> Starlette:
        pages = Pages(self.platform, self.profiles)
        access = Access(self.platform)
        rest = Rest(self.platform, access)
        batches = Batches(self.platform, rest.answer, access.spend)
        rest.add(CatalogApi(self.platform, self.products, self.variations).rules())
        rest.add(OrderApi(self.platform, self.orders).rules())
        rest.add(StoreApi(self.platform, self.profiles, self.installations).rules())
        rest.add(
            [
                Rule("POST", "/batch", (), batches.create),
                Rule("GET", "/batch", (), batches.status),
                Rule("POST", "/batch/cancel-group", (), batches.cancel_group),
            ]
        )
        first = self.platform.config.stores[0]
        routes = [
            Route("/api/v3/{shop}/{path:path}", rest.endpoint, methods=_METHODS),
            *OAuth(self.platform, self.installations, pages).routes(),
            *Embedding(self.platform, self.installations, self.profiles, pages).routes(),
            *OwnOrders(self.products, self.orders, pages).routes(),
            *Admin(self.platform, self.products, self.variations, self.orders, pages).routes(),
            *Privacy(self.platform, self.orders).routes(),
            *Storefront(self.platform, self.products, self.orders, pages).routes(),
            # Links that do not name the store lead to the last one used (shop facts 1.6); the browser keeps the hash.
            *(Route(path, lambda request: RedirectResponse(f"/store/{first}")) for path in ("/", "/cp/")),
            Route("/sdk/{name}", self._sdk),
            Route("/pictures/{name:path}", self._show_picture),
            *self._beside,
        ]
        refusals = {ApiError: _refused, HTTPException: _missing}
        return Starlette(routes=routes, exception_handlers=refusals, lifespan=self._live)

    async def _sdk(self, request: Request) -> Response:
        name = request.path_params["name"]
        if name not in ("ecwid-app.js", "ecwid-app-ui.css", "admin.css", "admin.js"):
            raise HTTPException(404)
        return FileResponse(_STATIC / name, headers={"Cache-Control": "no-cache"})

    async def _show_picture(self, request: Request) -> Response:
        content = self._picture(request.path_params["name"])
        if content is None:
            raise HTTPException(404)
        kind = next(
            (kind for start, kind in _KINDS.items() if content.startswith(start)), "application/octet-stream"
        )
        return Response(content, media_type=kind, headers={"Cache-Control": "public, max-age=86400"})

    @asynccontextmanager
    async def _live(self, app: Starlette) -> AsyncIterator[None]:
        task = asyncio.create_task(self.webhooks.run())
        try:
            yield
        finally:
            task.cancel()
            with suppress(asyncio.CancelledError):
                await task


def create_shop(
    config: ShopConfig,
    ground: Ground,
    post: Post,
    picture: Callable[[str], bytes | None] = lambda name: None,
    chance: Callable[[int], bytes] = secrets.token_bytes,
    beside: Sequence[Route] = (),
) -> ShopSite:
    """Build the platform. `post` delivers webhooks (Outgoing().post); `picture` draws /pictures/{name}; `beside` are
    pages of other parts that live on the same site.

    Under a server the lifespan of `app` runs the webhook deliveries; tests call `webhooks.deliver_due()`.
    """
    return ShopSite(config, ground, post, picture, chance, beside)


def _only_stores(app: ASGIApp, stores: Sequence[int]) -> ASGIApp:
    async def gate(scope: Scope, receive: Receive, send: Send) -> None:
        found = _STORE.match(scope["path"]) if scope["type"] == "http" else None
        if found and int(found.group(1)) not in stores:
            await PlainTextResponse("There is no such store", 404)(scope, receive, send)
        else:
            await app(scope, receive, send)

    return gate


async def _refused(request: Request, error: Exception) -> Response:
    assert isinstance(error, ApiError)
    return PlainTextResponse(error.message, error.status, error.headers)


async def _missing(request: Request, error: Exception) -> Response:
    assert isinstance(error, HTTPException)
    return PlainTextResponse("There is nothing at this address", error.status_code)
