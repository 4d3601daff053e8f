"""Linking a shop to an account, and taking it off again."""

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from backend.storage import consents, owners
from backend.storage.owners import OwnedShop, Owner
from backend.web import connecting
from backend.web.connect import admin_address
from backend.web.rendering import link
from backend.web.resources import resources
from backend.web.site import rounds
from backend.web.site.visit import allowance, begin, owners_only, show


async def page(request: Request) -> Response:
    """GET which shop would be linked to which account; POST links it, once."""
    home, state = resources(request), request.query_params.get("shop", "")
    found = await rounds.read(home, state)
    owner = await begin(request, found.shop.language if found else "")
    if found is None:
        return show(request, "over", {"what": "round"}, owner=owner, status=410)
    if owner is None:
        return RedirectResponse(link("/account/sign-in", shop=state), 303)
    shop = found.shop
    before = await owners.of_shop(home.db, shop.id)
    begun = found.appstore
    context = {
        "shop": shop, "shop_state": state, "mine": False, "taken": False,
        "back": admin_address(home, shop.store_id, f"appstore-{begun.nonce}" if begun else ""),
        "amazon": str(begun.details.get("seller") or "–") if begun else "",
    }  # fmt: skip
    if before is not None:
        mine = before.id == owner.id
        return show(request, "link", {**context, "mine": mine, "taken": not mine}, owner=owner)
    if request.method == "GET":
        return show(request, "link", context, owner=owner)
    async with home.db.transaction():
        done = await rounds.use(home, found) and await owners.link(home.db, owner.id, shop.id, home.now())
        if done:
            await consents.end(home.db, found.nonce, "connected")
    if not done:
        return show(request, "over", {"what": "round"}, owner=owner, status=410)
    going = await connecting.take_up(home, begun.nonce, shop.id) if begun else None
    return RedirectResponse(link(f"/account/shops/{shop.id}/linked", amazon=going or ""), 303)


@owners_only
async def linked(request: Request, owner: Owner) -> Response:
    """It is done: what the plan is, and in a moment the admin again, or Amazon, where the merchant came from."""
    home, shop = resources(request), await _mine(request, owner)
    on = await _at_amazon(request, shop.id)
    back = on or admin_address(home, shop.store_id)
    context = {"shop": shop, "back": back, "allowance": await allowance(home, shop.id), "amazon": bool(on)}
    return show(request, "linked", context, owner=owner, headers={"refresh": f"3;url={back}"})


async def _at_amazon(request: Request, shop_id: int) -> str:
    """Where at Amazon the shop's round goes on that an address names; "" where there is none, or it is through."""
    home, nonce = resources(request), request.query_params.get("amazon", "")
    asked = await consents.look(home.db, nonce, shop_id) if nonce else None
    if asked is None or asked.purpose != "connect" or asked.used or asked.expires_at < home.now():
        return ""
    return connecting.address_of(home, asked, None)


@owners_only
async def unlink(request: Request, owner: Owner) -> Response:
    """GET what would follow; POST takes the shop off the account."""
    home, shop = resources(request), await _mine(request, owner)
    if request.method == "GET":
        return show(request, "unlink", {"shop": shop}, owner=owner)
    await owners.unlink(home.db, owner.id, shop.id, home.now())
    return RedirectResponse("/account?said=unlinked", 303)


async def _mine(request: Request, owner: Owner) -> OwnedShop:
    """The shop that an address names; 404 when it is somebody else's."""
    shop_id = request.path_params["shop_id"]
    found = await owners.shops_of(resources(request).db, owner.id)
    shop = next((each for each in found if each.id == shop_id), None)
    if shop is None:
        raise HTTPException(404)
    return shop
