"""Accounts: the connected Amazon sellers, how long their consent lasts, and the end of it."""

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from backend.storage import journal, sellers
from backend.web.rendering import render
from backend.web.resources import resources
from backend.web.session import require
from backend.web.shell import shell

SOON = 30  # days before the end of a consent from which the page warns


async def page(request: Request, said: str = "") -> Response:
    """All sellers of the shop, the disconnected ones last. `said`: what was just done, told at the top."""
    frame = await shell(request, "accounts")
    now = resources(request).now()
    days = {seller.id: max(0, (seller.expires_at - now) // 86400) for seller in frame.sellers}
    ordered = sorted(frame.sellers, key=lambda seller: (seller.status == "disconnected", seller.id))
    said = said or request.query_params.get("said", "")
    context = {"shell": frame, "sellers": ordered, "days": days, "soon": SOON, "said": said}
    return render(request, "accounts/page.html", context)


async def disconnect(request: Request) -> Response:
    """POST: the token goes at once; what is listed stays on Amazon and is no longer touched."""
    home, shop_id = resources(request), require(request).shop_id
    seller = await sellers.find(home.db, home.vault, request.path_params["seller_id"], shop_id)
    if seller is None:
        raise HTTPException(404)
    if await sellers.disconnect(home.db, shop_id, seller.id, home.now()):
        details = {"seller": seller.name or seller.seller_code}
        await journal.write(home.db, shop_id, home.now(), "merchant", "disconnected", details)
    return RedirectResponse("/accounts?said=disconnected", 303)


async def refresh(request: Request) -> Response:
    """POST: read the seller's marketplaces again, now."""
    home, shop_id = resources(request), require(request).shop_id
    seller = await sellers.find(home.db, home.vault, request.path_params["seller_id"], shop_id)
    if seller is None:
        raise HTTPException(404)
    await home.wake("account", seller.id)
    return RedirectResponse("/accounts?said=refresh", 303)
