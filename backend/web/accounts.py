"""Accounts: the connected Amazon sellers, how long their consent lasts, and the end of it."""

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from backend.domain.marketplace import SellerStatus
from backend.storage import cancelling, journal, order_progress, owners, plans, sellers, shops
from backend.storage.sellers import Seller
from backend.web.reading import whole
from backend.web.rendering import link, render, wants_fragment
from backend.web.resources import Resources, resources
from backend.web.session import require
from backend.web.shell import Shell, shell

SOON = 30  # days before the end of a consent from which the page warns
PATIENCE = 60  # seconds the page waits for countries that are being read again


async def page(request: Request, said: str = "") -> Response:
    """All sellers of the shop, the disconnected ones last. `said`: what was just done, told at the top."""
    home = resources(request)
    frame = await shell(request, "accounts")
    asked_at = whole(request.query_params.get("since"))
    reading = _reading(frame, whole(request.query_params.get("seller")), asked_at, home.now())
    if reading and wants_fragment(request):
        return Response(status_code=204)
    now = home.now()
    days = {seller.id: max(0, -((now - seller.expires_at) // 86400)) for seller in frame.sellers}
    ordered = sorted(frame.sellers, key=lambda each: (each.status is SellerStatus.DISCONNECTED, each.id))
    progress = {seller.id: await order_progress.find(home.db, seller.id) for seller in ordered}
    filling = [each.fill_from is not None for each in progress.values()]
    context = {
        "shell": frame, "sellers": ordered, "filling": any(filling),
        "days": days, "soon": SOON, "asked_at": asked_at,
        "said": said or request.query_params.get("said", ""), "reading": reading.id if reading else 0,
        "place": {seller.id: _place(seller) for seller in ordered},
        "orders": progress,
        **await _owner(home, frame),
        "stock_rule": await shops.order_stock(home.db, frame.shop.id),
    }  # fmt: skip
    return render(
        request, "accounts/page.html", context, fragment="sellers" if wants_fragment(request) else None
    )


async def _owner(home: Resources, frame: Shell) -> dict[str, object]:
    """Whose shop it is and what its plan lets it list; nothing where there are no accounts."""
    if not home.settings.owners.on:
        return {"owner": None, "allowance": None}
    owner = await owners.of_shop(home.db, frame.shop.id)
    terms = home.settings.owners.terms
    return {"owner": owner, "allowance": await plans.allowance(home.db, frame.shop.id, home.now(), terms)}


def _reading(frame: Shell, seller_id: int, asked_at: int, now: int) -> Seller | None:
    """The seller whose countries were asked for at `asked_at` and have not come yet."""
    if not asked_at or now - asked_at > PATIENCE:
        return None
    return next((s for s in frame.connected if s.id == seller_id and s.participations_at < asked_at), None)


def _place(seller: Seller) -> str:
    """A country where the seller can give consent again; "" when none is known."""
    found = sorted(seller.marketplaces, key=lambda each: not each.participating)
    return found[0].country if found else ""


async def disconnect(request: Request) -> Response:
    """POST: the token goes at once; what is listed stays on Amazon and is no longer touched."""
    home, seller = await _mine(request)
    if await sellers.disconnect(home.db, seller.shop_id, seller.id, home.now()):
        details = {"seller": seller.title}
        await journal.write(home.db, seller.shop_id, home.now(), "merchant", "disconnected", details)
    return RedirectResponse("/accounts?said=disconnected", 303)


async def refresh(request: Request) -> Response:
    """POST: read the seller's marketplaces again, now."""
    home, seller = await _mine(request)
    await home.wake("account", seller.id)
    return RedirectResponse(link("/accounts", said="refresh", seller=seller.id, since=home.now()), 303)


async def pause(request: Request) -> Response:
    """POST: `on` 1 stops sending for a seller or, with `marketplace`, for one country of it; 0 lets it go on.
    404 for a country that the seller does not have."""
    home, seller = await _mine(request)
    form = await request.form()
    on, place = form.get("on") == "1", str(form.get("marketplace") or "")
    if place and place not in {each.marketplace_id for each in seller.marketplaces}:
        raise HTTPException(404)
    if await sellers.pause(home.db, seller.shop_id, seller.id, on, place):
        await _note(home, seller, "paused" if on else "resumed", place)
        if not on:
            await _wake_all(home, seller.id)
    return RedirectResponse(link("/accounts", said="paused" if on else "resumed"), 303)


async def observe(request: Request) -> Response:
    """POST: `on` 1 computes everything and sends nothing; 0 sends again."""
    home, seller = await _mine(request)
    on = (await request.form()).get("on") == "1"
    if await sellers.observe(home.db, seller.shop_id, seller.id, on):
        await _note(home, seller, "observing" if on else "not_observing", "")
        if not on:
            await _wake_all(home, seller.id)
    return RedirectResponse(link("/accounts", said="observing" if on else "resumed"), 303)


async def cancel(request: Request) -> Response:
    """POST: whatever of a publication was not sent yet ends; what is on Amazon stays."""
    home, seller = await _mine(request)
    count = await cancelling.cancel(home.db, seller.shop_id, home.now(), seller_id=seller.id)
    return RedirectResponse(link("/accounts", said="cancelled" if count else "nothing"), 303)


async def _note(home: Resources, seller: Seller, act: str, place: str) -> None:
    country = next((p.country for p in seller.marketplaces if p.marketplace_id == place), "")
    details = {"seller": seller.title, "country": country}
    await journal.write(home.db, seller.shop_id, home.now(), "merchant", act, details)


async def _wake_all(home: Resources, seller_id: int) -> None:
    """What waited while nothing was sent is looked at now."""
    for kind in ("publishing", "matching", "offers", "status", "orders", "shop_orders", "messages"):
        await home.wake(kind, seller_id)


async def _mine(request: Request) -> tuple[Resources, Seller]:
    """The seller that an address names; 404 when it is another shop's."""
    home, shop_id = resources(request), require(request).shop_id
    seller = await sellers.find(home.db, home.vault, request.path_params["seller_id"], shop_id)
    if seller is None:
        raise HTTPException(404)
    return home, seller
