"""Opening: the address the shop's admin frames. It answers with a page, never with a redirect."""

from starlette.requests import Request
from starlette.responses import Response

from backend.ecwid.auth import BadPayload, Payload, open_payload, read_plain_payload
from backend.ecwid.client import ShopAccess
from backend.storage import journal, lanes, policies, shops
from backend.transport.errors import NotAuthorized, RemoteError
from backend.web import accounts, appstore, dashboard, languages, listings
from backend.web.rendering import render
from backend.web.resources import Resources, resources
from backend.web.session import Session, begin, current

PROFILE_LASTS = 3600  # seconds until an opening reads the profile again


async def page(request: Request) -> Response:
    """GET /: the encrypted payload opens a session; without one a valid session goes on, or the plain one is tried."""
    home = resources(request)
    sealed = request.query_params.get("payload")
    if sealed is None:
        if current(request) is not None:
            return await dashboard.page(request)
        return render(request, "opening/page.html", {"trouble": ""})
    try:
        payload = open_payload(sealed, home.settings.shop.client_secret)
    except BadPayload:
        return render(request, "opening/page.html", {"trouble": "payload"})
    state = request.query_params.get("app_state") or payload.app_state
    return await _open(request, home, payload, state, proved=True)


async def plain(request: Request) -> Response:
    """POST /open: the plain payload, which anybody can write, is proved by asking the shop who the token belongs to."""
    home = resources(request)
    form = await request.form()
    try:
        payload = read_plain_payload(str(form.get("payload", "")))
    except BadPayload:
        return render(request, "opening/page.html", {"trouble": "payload"})
    return await _open(request, home, payload, payload.app_state, proved=False)


async def _open(request: Request, home: Resources, payload: Payload, state: str, *, proved: bool) -> Response:
    """Keep the shop and its token, look at its profile when that is old, and show the page that was asked for."""
    languages.speak(payload.language)
    known = await shops.find_by_store(home.db, home.vault, payload.store_id)
    fresh = known is not None and known.status == "open" and home.now() - known.profile_at < PROFILE_LASTS
    profile = None
    if not proved or not fresh or (known and known.access_token != payload.access_token):
        access = ShopAccess(payload.store_id, payload.access_token)
        try:
            profile = await home.shop_client.profile(access, interactive=True)
        except NotAuthorized as error:
            if error.reason == "plan":
                return render(request, "opening/plan.html", {"suspended": False})
            return render(request, "opening/page.html", {"trouble": "token"})
        except RemoteError:
            if not proved:
                return render(request, "opening/page.html", {"trouble": "unavailable"})
    token = payload.access_token
    shop_id = await shops.install(home.db, home.vault, payload.store_id, token, "", home.now())
    if known is None:
        await policies.make_defaults(home.db, shop_id, home.now())
        await journal.write(home.db, shop_id, home.now(), "merchant", "installed")
    await shops.set_language(home.db, shop_id, languages.nearest(payload.language))
    status = known.status if known and known.status != "token" else "open"
    if profile is not None:
        status = shops.status_of(profile, home.settings.shop.features)
        await shops.save_profile(home.db, shop_id, profile, status, home.now())
    await lanes.open_lanes(home.db, [("catalog", shop_id)], home.now())
    if known is None or known.status != status:
        await home.wake("catalog", shop_id)
    begin(request, Session(shop_id, languages.nearest(payload.language)))
    if status in ("plan", "suspended"):
        return render(request, "opening/plan.html", {"suspended": status == "suspended"})
    return await _asked(request, state)


async def _asked(request: Request, state: str) -> Response:
    """The page that a deep link into the admin names; the dashboard when it names none of ours."""
    if state.startswith("appstore-"):
        return await appstore.show(request, state.removeprefix("appstore-"))
    if state == "connected":
        return await accounts.page(request, "connected")
    if state == "accounts":
        return await accounts.page(request)
    return await (listings.page(request) if state == "listings" else dashboard.page(request))
