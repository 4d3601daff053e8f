"""A small app that stands on the web room's ground: rendering, languages, session, protection, errors, assets."""

from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass

import httpx
from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route
from starlette.types import ASGIApp

from backend.settings import Settings, read_settings
from backend.web import errors
from backend.web.assets import Assets
from backend.web.protection import SameSiteWrites, SecurityHeaders
from backend.web.rendering import render
from backend.web.session import COOKIE, HEADER, NoSession, Session, Sessions, begin, require

NOW = 1_780_000_000
KEY = "a-key-for-the-tests-that-is-long-enough"
HTMX = {"hx-request": "true"}
ME = Session(1003, "en")


@dataclass(frozen=True, slots=True)
class Home:
    """What the ground asks of the app's resources."""

    settings: Settings

    def now(self) -> int:
        return NOW


async def opened(request: Request) -> Response:
    """A first page: the shop's admin has said who looks, and in which language."""
    begin(request, Session(1003, request.query_params.get("lang", "en")))
    return _hello(request)


async def private(request: Request) -> Response:
    require(request)
    return _hello(request)


async def broken(request: Request) -> Response:
    raise RuntimeError("a secret of ours")


def _hello(request: Request) -> Response:
    context = {"title": "Hello", "text": "<b>you</b>", "alone": False}
    fragment = ["title", "notice"] if "part" in request.query_params else None
    return render(request, "errors/page.html", context, fragment=fragment)


async def write(request: Request) -> Response:
    return PlainTextResponse(f"{require(request).shop_id}")


async def webhook(request: Request) -> Response:
    return PlainTextResponse(f"{len(await request.body())}")


def settings(**more: str) -> Settings:
    return read_settings({"STORELANE_SECRET_KEYS": KEY, **more})


def app(keys: tuple[str, ...] = (KEY,)) -> ASGIApp:
    """The small app, wired as the real one."""
    assets = Assets()
    made = Starlette(
        routes=[
            Route("/", opened), Route("/private", private), Route("/broken", broken),
            Route("/write", write, methods=["POST"]), Route("/webhook", webhook, methods=["POST"]),
            Route("/assets/{name}", assets.serve),
        ],
        exception_handlers={NoSession: errors.no_session, HTTPException: errors.refused, Exception: errors.failed},
        max_body_size=1000,
    )  # fmt: skip
    made.state.resources, made.state.sessions, made.state.assets = Home(settings()), Sessions(keys), assets
    guarded = SameSiteWrites(made, open_paths=("/webhook",))
    return SecurityHeaders(
        guarded, frame_ancestors="https://admin.example 'self'", admin_sources=("https://sdk.example",)
    )


@asynccontextmanager
async def browser(site: ASGIApp | None = None, **headers: str) -> AsyncIterator[httpx.AsyncClient]:
    """A client of the small app. It has no session yet."""
    transport = httpx.ASGITransport(site or app(), raise_app_exceptions=False)
    async with httpx.AsyncClient(
        transport=transport, base_url="https://storelane.test", headers=headers
    ) as client:
        yield client


def token(session: Session = ME, keys: tuple[str, ...] = (KEY,)) -> str:
    return Sessions(keys).sign(session)


def carried(session: Session = ME) -> Mapping[str, str]:
    """The header that carries a session."""
    return {HEADER: token(session)}


def cookie(value: str) -> Mapping[str, str]:
    return {"cookie": f"{COOKIE}={value}"}
