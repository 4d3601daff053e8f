"""The pages put together: routes, middleware, error pages; imported by nobody but the commands and the tests."""

from urllib.parse import urlsplit

from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.middleware import Middleware

from backend.house import House
from backend.web import errors
from backend.web.assets import Assets
from backend.web.metrics import Measuring
from backend.web.protection import SameSiteWrites, SecurityHeaders
from backend.web.routes import WEBHOOKS, routes
from backend.web.session import NoSession, Sessions


def create_app(house: House) -> Starlette:
    """The pages, as an ASGI app."""
    settings = house.settings
    sources = tuple(
        f"{urlsplit(address).scheme}://{urlsplit(address).netloc}"
        for address in (settings.shop.sdk_url, settings.shop.css_url)
        if address
    )
    assets = Assets()
    app = Starlette(
        routes=routes(assets),
        middleware=[
            Middleware(Measuring),
            Middleware(SecurityHeaders, frame_ancestors=settings.frame_ancestors, admin_sources=sources),
            Middleware(SameSiteWrites, open_paths=(WEBHOOKS,)),
        ],
        exception_handlers={
            NoSession: errors.no_session, HTTPException: errors.refused, Exception: errors.failed,
        },
    )  # fmt: skip
    app.state.resources = house.web
    app.state.assets = assets
    app.state.sessions = Sessions(settings.secret_keys)
    return app
