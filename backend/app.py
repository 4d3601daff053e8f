"""The pages put together: routes, middleware, error pages; imported by nobody but the commands and the tests."""

from urllib.parse import urlsplit

from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.middleware import Middleware
from starlette.types import ASGIApp

from backend.house import House
from backend.web import errors
from backend.web.assets import Assets
from backend.web.gate import Gate
from backend.web.messages import FILES
from backend.web.metrics import Measuring
from backend.web.protection import NoNul, SameSiteWrites, SecurityHeaders
from backend.web.routes import PUBLIC, WEBHOOKS, routes
from backend.web.session import NoSession, Sessions
from backend.web.site.routes import site_routes

LARGEST_BODY = 1_000_000  # bytes; the largest is a webhook or a form of ticked products


def create_app(house: House) -> ASGIApp:
    """The pages, as an ASGI app."""
    settings = house.settings
    sources = tuple(
        f"{urlsplit(address).scheme}://{urlsplit(address).netloc}"
        for address in (settings.shop.sdk_url, settings.shop.css_url)
        if address
    )
    assets = Assets()
    app = Starlette(
        routes=[*routes(assets), *(site_routes() if settings.owners.on else [])],
        middleware=[Middleware(Gate, open_paths=PUBLIC)],
        exception_handlers={
            NoSession: errors.no_session, HTTPException: errors.refused, Exception: errors.failed,
        },
        max_body_size=LARGEST_BODY,
    )  # fmt: skip
    app.state.resources = house.web
    app.state.assets = assets
    app.state.sessions = Sessions(settings.secret_keys)
    # Around the app and not among its middleware: the page of our own mistakes is made outside of those.
    guarded = SecurityHeaders(
        SameSiteWrites(NoNul(app, with_files=FILES), open_paths=(WEBHOOKS,)),
        frame_ancestors=settings.frame_ancestors, admin_sources=sources,
    )  # fmt: skip
    return Measuring(guarded)
