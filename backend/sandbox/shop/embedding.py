"""Where the app meets the admin: its frame under Sales Channels, installing it, language and plan."""

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from backend.sandbox.shop.installation import Installations
from backend.sandbox.shop.pages import Pages
from backend.sandbox.shop.payload import frame_address, plain_address
from backend.sandbox.shop.profile import PLANS, Profiles
from backend.sandbox.shop.state import Platform
from backend.sandbox.shop.words import SCOPES
from backend.sandbox.store import Document


class Embedding:
    """/store/{shop}/app, /apps, /settings and /nested/{shop}."""

    def __init__(
        self, platform: Platform, installations: Installations, profiles: Profiles, pages: Pages
    ) -> None:
        self._platform, self._installations = platform, installations
        self._profiles, self._pages = profiles, pages

    def routes(self) -> list[Route]:
        """The addresses."""
        at = "/store/{shop:int}"
        return [
            Route(f"{at}/app", self.open_app),
            Route(f"{at}/apps", self.list_apps),
            Route(f"{at}/apps/install", self.ask_permission),
            Route(f"{at}/apps/install", self.install, methods=["POST"]),
            Route(f"{at}/apps/uninstall", self.uninstall, methods=["POST"]),
            Route(f"{at}/settings", self.settings),
            Route(f"{at}/settings", self.change_settings, methods=["POST"]),
            Route("/nested/{shop:int}", self.nested),
        ]

    async def open_app(self, request: Request) -> Response:
        """The app's page in its frame, with a fresh payload. Query: app_state, view_mode."""
        shop = request.path_params["shop"]
        installation = self._platform.installation(shop)
        framed = request.headers.get("sec-fetch-dest") == "iframe"
        if self._platform.switches.get("frame") == "nested" and not framed:
            return self._pages.show("nested.html", shop, inside=str(request.url))
        if installation is None:
            return self._pages.show("app.html", shop, here="app", address="", seconds=0)
        address = self._address(
            shop,
            installation,
            request.query_params.get("app_state", ""),
            request.query_params.get("view_mode", "PAGE"),
        )
        seconds = self._platform.config.frame_seconds
        response = self._pages.show("app.html", shop, here="app", address=address, seconds=seconds)
        response.headers["Cache-Control"] = "no-store"
        return response

    def _address(self, shop: int, installation: Document, app_state: str, view_mode: str) -> str:
        config, switches = self._platform.config, self._platform.switches
        payload: Document = {"store_id": shop, "lang": self._platform.settings(shop)["lang"]}
        payload |= {"access_token": installation["token"], "view_mode": view_mode}
        if installation["public_token"]:
            payload["public_token"] = installation["public_token"]
        if switches.get("opening") == "plain":
            return plain_address(config.iframe_url, payload, app_state)
        return frame_address(
            config.iframe_url, payload, config.client_secret, self._platform.chance, app_state,
            switches.get("app_state_place"),
        )  # fmt: skip

    async def list_apps(self, request: Request) -> Response:
        """Apps: this one, installed or not."""
        return self._pages.show("apps.html", request.path_params["shop"], here="apps")

    async def ask_permission(self, request: Request) -> Response:
        """What the app asks for."""
        wanted = [(scope, SCOPES.get(scope, scope)) for scope in self._platform.config.scopes]
        return self._pages.show("permission.html", request.path_params["shop"], here="apps", wanted=wanted)

    async def install(self, request: Request) -> Response:
        """Install, or install again with a new token, and open the app."""
        shop = request.path_params["shop"]
        self._installations.install(shop)
        return RedirectResponse(f"/store/{shop}/app", 303)

    async def uninstall(self, request: Request) -> Response:
        """Remove the app."""
        shop = request.path_params["shop"]
        self._installations.uninstall(shop)
        return RedirectResponse(f"/store/{shop}/apps", 303)

    async def settings(self, request: Request) -> Response:
        """Language and plan."""
        return self._pages.show(
            "settings.html", request.path_params["shop"], here="settings", plans=PLANS,
            saved="saved" in request.query_params,
        )  # fmt: skip

    async def change_settings(self, request: Request) -> Response:
        """Keep language, plan and suspension."""
        shop, form = request.path_params["shop"], await request.form()
        lang, plan = str(form.get("lang", "en")), str(form.get("plan", ""))
        if lang in ("en", "fr"):
            self._platform.choose(shop, lang=lang)
        if plan in PLANS:
            self._profiles.change_plan(shop, plan, bool(form.get("suspended")))
        return RedirectResponse(f"/store/{shop}/settings?saved", 303)

    async def nested(self, request: Request) -> Response:
        """The admin inside a frame of a foreign site, as in a site builder's panel."""
        shop = request.path_params["shop"]
        inside = f"{self._platform.config.address}/store/{shop}/app"
        return self._pages.show("nested.html", shop, inside=inside)
