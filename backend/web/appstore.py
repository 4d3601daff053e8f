"""Amazon's appstore flow: the merchant starts at Amazon, and the app is opened in the shop's admin to go on."""

import secrets
from urllib.parse import quote

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from backend.storage import consents
from backend.web import connecting
from backend.web.connect import admin_address
from backend.web.rendering import render
from backend.web.resources import resources
from backend.web.session import require
from backend.web.shell import shell

LASTS = 3600  # seconds to open the shop's admin


async def begin(request: Request) -> Response:
    """GET /amazon/login: nobody is signed in here, so what Amazon said is parked until the shop is known."""
    home, query = resources(request), request.query_params
    callback, state = query.get("amazon_callback_uri", ""), query.get("amazon_state", "")
    marketplace = home.marketplaces[connecting.KIND]
    headers = {"referrer-policy": "no-referrer"}
    if not state or marketplace.appstore_address(callback, state, "") is None:
        return render(
            request, "appstore/page.html", {"known": False, "nonce": "", "standalone": True}, headers=headers
        )
    nonce = secrets.token_urlsafe(12)
    details = {"callback": callback, "state": state, "seller": query.get("selling_partner_id", "")}
    await consents.begin(home.db, nonce, connecting.PARKED, home.now(), details=details, lasts=LASTS)
    # Which shop is not known here, so the link leads to the admin that the merchant used last.
    admin = admin_address(home, 0, f"appstore-{nonce}")
    context = {"known": True, "nonce": nonce, "admin": admin, "standalone": True}
    return render(request, "appstore/page.html", context, headers=headers)


async def enter(request: Request) -> Response:
    """GET /accounts/code: the code that the merchant carries from Amazon's page into the admin."""
    require(request)
    code = request.query_params.get("code", "").strip()
    return RedirectResponse(f"/accounts/appstore/{quote(code, safe='')}" if code else "/accounts", 303)


async def finish(request: Request) -> Response:
    """GET /accounts/appstore/{nonce}, inside the admin; a POST takes up what was begun at Amazon."""
    nonce = request.path_params["nonce"]
    if request.method == "GET":
        return await show(request, nonce)
    home, session = resources(request), require(request)
    going = await connecting.take_up(home, nonce, session.shop_id)
    if going is None:
        return await show(request, nonce)
    return RedirectResponse(f"/accounts/connect/{going}", 303)


async def show(request: Request, nonce: str) -> Response:
    """What was begun at Amazon, and the button to go on with it in this shop."""
    home = resources(request)
    frame = await shell(request, "accounts")
    parked = await connecting.parked(home, nonce)
    seller = str(parked.details.get("seller", "")) if parked else ""
    context = {"shell": frame, "nonce": nonce, "open": parked is not None, "seller": seller}
    return render(request, "appstore/finish.html", context)
