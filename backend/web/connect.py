"""Connecting an Amazon account: choose a country, go to Amazon, come back."""

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from backend.settings import Settings
from backend.storage import consents, shops
from backend.web import connecting, languages
from backend.web.rendering import link, render, wants_fragment
from backend.web.resources import Resources, resources
from backend.web.session import require
from backend.web.shell import shell

REGIONS = ("EU", "NA", "FE")


async def choose(request: Request) -> Response:
    """The countries, grouped by region; the shop's own country first."""
    home = resources(request)
    frame = await shell(request, "accounts")
    countries = home.marketplaces[connecting.KIND].countries()
    own = frame.shop.country.upper()
    ordered = sorted(
        REGIONS, key=lambda region: not any(c.code == own and c.region == region for c in countries)
    )
    groups = [
        (region, sorted((c for c in countries if c.region == region), key=lambda c: c.code != own))
        for region in ordered
    ]
    return render(request, "connect/choose.html", {"shell": frame, "groups": groups, "own": own})


async def begin(request: Request) -> Response:
    """POST: write the round down, then show the way to Amazon (an address that may not be framed)."""
    home, session = resources(request), require(request)
    code = str((await request.form()).get("country", ""))
    country = next((c for c in home.marketplaces[connecting.KIND].countries() if c.code == code), None)
    if country is None:
        raise HTTPException(422)
    nonce, _address = await connecting.begin(home, session.shop_id, country)
    return RedirectResponse(f"/accounts/connect/{nonce}", 303)


async def wait(request: Request) -> Response:
    """The way to Amazon, and whether the merchant is back: the page asks until there is an outcome."""
    home = resources(request)
    frame = await shell(request, "accounts")
    asked = await consents.look(home.db, request.path_params["nonce"], frame.shop.id)
    if asked is None:
        raise HTTPException(404)
    countries = home.marketplaces[connecting.KIND].countries()
    country = next((c for c in countries if c.code == asked.country), None)
    address = ""
    if not asked.outcome and asked.expires_at > home.now():
        address = connecting.address_of(home, asked, country)
    outcome = asked.outcome or ("" if address else "state")
    if not outcome and wants_fragment(request):
        # Nothing new: the page stays as it is, with what is open in it and the focus where it was.
        return Response(status_code=204)
    context = {"shell": frame, "asked": asked, "country": country, "address": address, "outcome": outcome}
    return render(
        request, "connect/wait.html", context, fragment="waiting" if wants_fragment(request) else None
    )


async def finish(request: Request) -> Response:
    """GET /amazon/return, in the top window: no session here, the signed state says whose round it is."""
    home, query = resources(request), request.query_params
    ended = await connecting.finish(
        home, query.get("state", ""), query.get("selling_partner_id", ""), query.get("spapi_oauth_code", ""),
        refused="error" in query,
    )  # fmt: skip
    back = ""
    if ended.request is not None and ended.request.shop_id is not None:
        shop = await shops.find(home.db, home.vault, ended.request.shop_id)
        if shop is not None:
            languages.speak(shop.language)
            state = "connected" if ended.outcome == "connected" else "accounts"
            back = admin_address(home, shop.store_id, state)
    context = {"outcome": ended.outcome, "back": back, "standalone": True}
    # The code stands in the address: nobody the page leads to may learn it.
    headers = {"referrer-policy": "no-referrer"}
    if back and ended.outcome == "connected":
        headers["refresh"] = f"2;url={back}"
    return render(request, "connect/finish.html", context, headers=headers)


def admin_address(home: Resources, store_id: int, state: str = "") -> str:
    """A deep link to the app's page in the shop's admin; in the last one used when `store_id` is 0 (shop facts 1.6)."""
    return admin_page(home.settings, store_id, state)


def admin_page(settings: Settings, store_id: int, state: str = "") -> str:
    """The same for who has the settings only."""
    shop = settings.shop
    place = f"store/{store_id}" if store_id else "cp/"
    extra = link("", app_state=state).removeprefix("?")
    return (
        f"{shop.admin_url}/{place}#app:name={shop.client_id}&parent-menu={shop.parent_menu}"
        f"{'&' + extra if extra else ''}"
    )
