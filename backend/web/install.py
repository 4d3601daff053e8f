"""Installing from outside the admin: the shop platform's consent, a code, a token."""

import secrets

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from backend.ecwid.auth import authorize_address, missing_scopes
from backend.storage import consents, journal, lanes, policies, shops
from backend.transport.errors import NotAuthorized, Rejected, RemoteError
from backend.web.connect import admin_address
from backend.web.connecting import read_state, sign_state
from backend.web.reading import whole
from backend.web.rendering import render
from backend.web.resources import Resources, resources

LASTS = 900  # seconds for the merchant to decide


async def start(request: Request) -> Response:
    """GET /install: to the platform's page that asks for the permissions."""
    home = resources(request)
    nonce = secrets.token_urlsafe(18)
    await consents.begin(home.db, nonce, "install", home.now(), lasts=LASTS)
    address = authorize_address(
        home.settings.shop.oauth_url, client_id=home.settings.shop.client_id, redirect_uri=_return_url(home),
        scopes=home.settings.shop.scopes, state=sign_state(home, nonce),
    )  # fmt: skip
    return RedirectResponse(address, 303, headers={"referrer-policy": "no-referrer"})


async def finish(request: Request) -> Response:
    """GET /install/return. Only a round that began here is finished here: a code without our state may be somebody
    else's, so it is left unused and the merchant is sent to the admin, where the app opens with a token of its own."""
    home, query = resources(request), request.query_params
    nonce = read_state(home, query.get("state", ""))
    asked = await consents.use(home.db, nonce, ("install",), home.now()) if nonce else None
    store_id = whole(query.get("store_id"))
    if "error" in query:
        # A refusal may come without our state (shop facts 2); it changes nothing, whoever sends it.
        return _end(request, "refused")
    if asked is None:
        return _end(request, "state" if "state" in query else "admin", store_id)
    if not store_id or not query.get("code"):
        return _end(request, "state")
    try:
        grant = await home.shop_client.redeem(store_id, query["code"], _return_url(home))
    except (NotAuthorized, Rejected):
        return _end(request, "code")
    except RemoteError:
        return _end(request, "unavailable")
    missing = missing_scopes(grant.scopes, home.settings.shop.scopes)
    if missing:
        return _end(request, "scopes", missing=missing)
    shop_id = await keep(home, grant.store_id, grant.access_token, " ".join(sorted(grant.scopes)))
    await home.wake("catalog", shop_id)
    await consents.end(home.db, asked.nonce, "connected")
    return _end(request, "installed", grant.store_id)


async def keep(home: Resources, store_id: int, token: str, scopes: str = "", *, known: bool = False) -> int:
    """Keep a shop with its token, ready to work; returns its id. `known`: it was here before, nothing is told."""
    now = home.now()
    shop_id = await shops.install(home.db, home.vault, store_id, token, scopes, now)
    if not known:
        await policies.make_defaults(home.db, shop_id, now)
        await journal.write(home.db, shop_id, now, "merchant", "installed")
    await lanes.open_lanes(home.db, [("catalog", shop_id)], now)
    return shop_id


def _end(request: Request, outcome: str, store_id: int = 0, missing: tuple[str, ...] = ()) -> Response:
    home = resources(request)
    back = admin_address(home, store_id) if store_id or outcome == "admin" else ""
    context = {"outcome": outcome, "back": back, "missing": missing, "standalone": True}
    headers = {"referrer-policy": "no-referrer"}
    return render(request, "install/page.html", context, headers=headers)


def _return_url(home: Resources) -> str:
    return f"{home.settings.app_url}/install/return"
