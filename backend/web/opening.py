"""Opening: the address the shop's admin frames. It answers with a page, never with a redirect."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass

from starlette.requests import Request
from starlette.responses import Response

from backend.domain.catalog import ShopProfile
from backend.ecwid.auth import BadPayload, Payload, open_payload, read_plain_payload
from backend.ecwid.client import ShopAccess
from backend.storage import shops
from backend.storage.shops import Shop
from backend.transport.errors import NotAuthorized, RemoteError
from backend.web import (
    accounts,
    appstore,
    dashboard,
    gate,
    install,
    journal,
    languages,
    listings,
    policies,
    products,
    register,
)
from backend.web.rendering import render
from backend.web.resources import Resources, resources
from backend.web.session import Session, begin, current, leave, require
from backend.web.site import rounds

PROFILE_LASTS = 3600  # seconds until an opening reads the profile again
# The pages that a deep link into the admin may name (shop facts 1.6).
PLACES: dict[str, Callable[[Request], Awaitable[Response]]] = {
    "products": products.page, "listings": listings.page, "policies": policies.page,
    "accounts": accounts.page, "journal": journal.page,
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Look:
    """What a shop said when it was asked just now. `status`: open, plan, suspended, token, or unavailable."""

    status: str
    profile: ShopProfile | None = None


async def page(request: Request) -> Response:
    """GET /: the encrypted payload opens a session; without one a valid session goes on, or the plain one is tried."""
    home = resources(request)
    sealed = request.query_params.get("payload")
    if sealed is None:
        session = current(request)
        shop = await shops.find(home.db, home.vault, session.shop_id) if session else None
        return await _go_on(request, home, shop, "") if shop else _trouble(request, "")
    try:
        payload = open_payload(sealed, home.settings.shop.client_secret)
    except BadPayload:
        leave(request)
        return _trouble(request, "payload")
    # The platform writes it beside the payload, or into it (shop facts 1.5).
    state = request.query_params.get("app_state") or payload.app_state
    return await _open(request, home, payload, state, proved=True)


async def plain(request: Request) -> Response:
    """POST /open: the plain payload, which anybody can write, is proved by asking the shop who the token belongs to."""
    home = resources(request)
    form = await request.form()
    try:
        payload = read_plain_payload(str(form.get("payload", "")))
    except BadPayload:
        leave(request)
        return _trouble(request, "payload")
    return await _open(request, home, payload, payload.app_state, proved=False)


async def _open(request: Request, home: Resources, payload: Payload, state: str, *, proved: bool) -> Response:
    """Keep the shop with its token, then show the page that was asked for.

    A payload never ends, so one from before a new installation may come again: the shop is asked about every token
    that is not the one we keep. A shop that cannot answer is kept only when it is new and the payload is the admin's.
    """
    leave(request, payload.language)
    known = await shops.find_by_store(home.db, home.vault, payload.store_id)
    look = None
    if not proved or known is None or known.access_token != payload.access_token:
        look = await _look(home, ShopAccess(payload.store_id, payload.access_token))
        keep = look.profile or (proved and known is None and look.status != "token")
        if not keep:
            return _closed(request, look.status, again=_address(request) if proved else "")
    language = languages.nearest(payload.language)
    shop_id = await install.keep(home, payload.store_id, payload.access_token, known=known is not None)
    await shops.set_language(home.db, shop_id, language, home.now())
    if look is not None:
        await home.wake("catalog", shop_id)
    begin(request, Session(shop_id, language))
    shop = await shops.find(home.db, home.vault, shop_id)
    return await _go_on(request, home, shop, state, look) if shop else _trouble(request, "token")


async def _go_on(
    request: Request, home: Resources, shop: Shop, state: str, look: Look | None = None
) -> Response:
    """The page for a shop we have: it is asked how it is when what we know is old, or was no good news."""
    fresh = shop.status == "open" and home.now() - shop.profile_at < PROFILE_LASTS
    if look is None and not fresh:
        look = await _look(home, ShopAccess(shop.store_id, shop.access_token))
    status = look.status if look else shop.status
    if look is not None and look.profile is not None:
        await shops.save_profile(home.db, shop.id, look.profile, status, home.now())
        if not shop.profile_at:  # its categories come when the lane reads it, at once
            await shops.forget_profile(home.db, shop.id)
    elif status == "unavailable":
        status = "open" if shop.currency and shop.status == "open" else status
    else:
        await shops.set_status(home.db, shop.id, status, home.now())
    if status == "open" and not (shop.currency and shop.status == "open"):
        await home.wake("catalog", shop.id)
    return await _asked(request, state) if status == "open" else _closed(request, status, again="/")


async def _look(home: Resources, access: ShopAccess) -> Look:
    """Ask a shop for its profile while the merchant waits."""
    try:
        profile = await home.shop_client.profile(access, interactive=True)
    except NotAuthorized as error:
        told = {"consent": "token", "scope": "token", "plan": "plan", "suspended": "suspended"}
        return Look(told.get(error.reason, "unavailable"))
    except RemoteError:
        return Look("unavailable")
    return Look(shops.status_of(profile, home.settings.shop.features), profile)


async def _asked(request: Request, state: str) -> Response:
    """The page that a deep link into the admin names; the dashboard when it names none of ours. A shop that nobody
    registered sees how that is done."""
    home, shop_id = resources(request), require(request).shop_id
    if await gate.shut(home, shop_id):
        if state.startswith("appstore-"):
            await rounds.carry(home, shop_id, state.removeprefix("appstore-"))
        return await register.page(request)
    if state.startswith("appstore-"):
        return await appstore.show(request, state.removeprefix("appstore-"))
    if state == "connected":
        return await accounts.page(request, "connected")
    return await PLACES.get(state, dashboard.page)(request)


def _closed(request: Request, status: str, again: str) -> Response:
    """Why the app cannot be used with the shop now; `again` is where it is tried once more."""
    if status in ("plan", "suspended"):
        return render(request, "opening/plan.html", {"suspended": status == "suspended", "again": again})
    return _trouble(request, status, again)


def _trouble(request: Request, trouble: str, again: str = "") -> Response:
    """`trouble`: payload, token, unavailable, or "" when the app was not opened from the admin at all."""
    return render(request, "opening/page.html", {"trouble": trouble, "again": again})


def _address(request: Request) -> str:
    """This request's own address; it holds what the admin sent."""
    return f"{request.url.path}?{request.url.query}"
