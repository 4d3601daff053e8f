"""A visit to our own site, outside the admin's frame: who is signed in, which language, how a page is shown."""

from collections.abc import Awaitable, Callable, Mapping
from typing import Any

from itsdangerous import BadSignature, URLSafeTimedSerializer
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from backend.domain.plans import Allowance
from backend.storage import owners, plans, tries
from backend.storage.owners import Owner
from backend.storage.tries import Bound
from backend.web import languages
from backend.web.rendering import link, render
from backend.web.resources import Resources, resources
from backend.web.session import leave, signer

COOKIE, PATH = "storelane_account", "/account"
LASTS = 14 * 86_400  # seconds; every page renews it
LANGUAGE = "storelane_language"
# No script at all, and no frame around us: nobody else's page may press our buttons.
POLICY = (
    "default-src 'self'; script-src 'none'; style-src 'self'; img-src 'self' data:; font-src 'self' https: data:;"
    " form-action 'self'; base-uri 'none'; object-src 'none'; frame-ancestors 'none'"
)
View = Callable[[Request], Awaitable[Response]]
OwnersView = Callable[[Request, Owner], Awaitable[Response]]


async def begin(request: Request, spoken: str = "", *, first: bool = False) -> Owner | None:
    """Who is signed in. From here on the page speaks what was asked for, else the owner's language, else `spoken`
    (the shop's), else the browser's. `first`: somebody comes from the shop's admin, whose language counts."""
    home = resources(request)
    owner = await _signed_in(request, home)
    asked = request.query_params.get("lang") or (spoken if first else "") or request.cookies.get(LANGUAGE, "")
    mine = owner.language if owner else ""
    leave(request, asked or mine or spoken or request.headers.get("accept-language", "") or "en")
    if owner is not None and languages.spoken() != owner.language:
        await owners.set_language(home.db, owner.id, languages.spoken())
    return owner


async def _signed_in(request: Request, home: Resources) -> Owner | None:
    try:
        said = _signer(home).loads(request.cookies.get(COOKIE, ""), max_age=LASTS)
        owner_id, sessions = int(said[0]), int(said[1])
    except (BadSignature, ValueError, TypeError, IndexError, KeyError):
        return None
    owner = await owners.find(home.db, owner_id)
    return owner if owner is not None and owner.sessions == sessions else None


def owners_only(view: OwnersView) -> View:
    """A page for who is signed in; anybody else is led to the sign-in and back."""

    async def guarded(request: Request) -> Response:
        owner = await begin(request)
        if owner is None:
            return RedirectResponse(link("/account/sign-in", then=request.url.path), 303)
        return await view(request, owner)

    return guarded


def show(
    request: Request, page: str, context: Mapping[str, Any], *, owner: Owner | None = None, status: int = 200,
    headers: Mapping[str, str] | None = None,
) -> Response:  # fmt: skip
    """A page of the site (templates/site/)."""
    said = {"owner": owner, "errors": {}, "entered": {}, "alert": "", "shop_state": "", "said": "", **context}
    policy = {"content-security-policy": POLICY, **(headers or {})}
    response = render(request, f"site/{page}.html", said, status=status, headers=policy)
    if owner is not None:
        keep(request, response, owner.id, owner.sessions)
    if "lang" in request.query_params:
        speak_on(request, response)
    return response


def speak_on(request: Request, response: Response) -> None:
    """This browser goes on in the language that is spoken now, also after signing out."""
    _set(request, response, LANGUAGE, languages.spoken(), 365 * 86_400)


def keep(request: Request, response: Response, owner_id: int, sessions: int) -> None:
    """The answer carries a session of this owner."""
    token = str(_signer(resources(request)).dumps([owner_id, sessions]))
    _set(request, response, COOKIE, token, LASTS)


def forget(request: Request, response: Response) -> None:
    """The session of this browser ends."""
    _set(request, response, COOKIE, "", 0)


def within(request: Request, *bounds: Bound) -> Awaitable[bool]:
    """Count a try; False when there were too many."""
    home = resources(request)
    return tries.allowed(home.db, home.settings.secret_keys[0], bounds, home.now())


def caller(request: Request) -> str:
    """The address that a request comes from."""
    return request.client.host if request.client else ""


def allowance(home: Resources, shop_id: int) -> Awaitable[Allowance]:
    return plans.allowance(home.db, shop_id, home.now(), home.settings.owners.terms)


def address(home: Resources, path: str, /, **query: object) -> str:
    """A page of ours as it stands in a mail, or in another window."""
    return home.settings.app_url + link(path, **query)


def _set(request: Request, response: Response, name: str, value: str, lasts: int) -> None:
    secure = resources(request).settings.app_url.startswith("https:")
    response.set_cookie(name, value, max_age=lasts, path=PATH, secure=secure, httponly=True, samesite="lax")


def _signer(home: Resources) -> URLSafeTimedSerializer:
    return signer(home.settings.secret_keys, "account")
