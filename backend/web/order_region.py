"""A region that the shop does not know: what it is called there, chosen once and remembered."""

from collections.abc import Mapping

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from backend.domain.regions import REGIONS
from backend.storage import journal, order_pages, order_people, order_regions
from backend.web.order_parts import OrderView, Part
from backend.web.rendering import link
from backend.web.resources import resources
from backend.web.session import require
from backend.web.shell import Shell

SAID = ("region", "no_region")
LONGEST = 60


async def part(request: Request, view: OrderView) -> Part | None:
    """A form, while the order waits for it. What the marketplace wrote is read from who gets the order, sealed."""
    home, order = resources(request), view.order
    notice = request.query_params.get("said", "")
    notice = notice if notice in SAID else ""
    waits = order.stage == "aside" and order.cause == "region"
    if not (waits or notice):
        return None
    country = str(order.details.get("country", "")) if waits else ""
    person = (await order_people.of_orders(home.db, home.vault, [order.id])).get(order.id)
    context = {
        "waits": waits, "said": notice, "country": country,
        "wrote": person.recipient.region if person and person.recipient else "",
        "regions": sorted(REGIONS.get(country, {}).items(), key=lambda pair: pair[1]),
    }  # fmt: skip
    return Part("orders/parts/region.html", context)


async def choose(request: Request) -> Response:
    """POST: the shop calls it this, or it is left out. All that wait for the same are tried again."""
    home, shop_id, form = resources(request), require(request).shop_id, await request.form()
    order = await order_pages.one(home.db, shop_id, request.path_params["order_id"])
    if order is None or order.stage != "aside" or order.cause != "region":
        raise HTTPException(404)
    region = str(form.get("region") or "").strip()[:LONGEST]
    if not region and form.get("do") != "leave_out":
        return RedirectResponse(link(f"/orders/{order.id}", said="no_region"), 303)
    region = "" if form.get("do") == "leave_out" else region
    country, mark = str(order.details.get("country", "")), str(order.details.get("mark", ""))
    async with home.db.transaction():
        woken = await order_regions.keep(home.db, shop_id, country, mark, region, home.now())
        about = {"country": country}
        await journal.write(
            home.db, shop_id, home.now(), "merchant", "region_chosen", about, order_id=order.id
        )
    for seller_id in woken:
        await home.wake("shop_orders", seller_id)
    return RedirectResponse(link(f"/orders/{order.id}", said="region"), 303)


async def forget(request: Request) -> Response:
    """POST: later orders are told as the marketplace writes them again."""
    home, shop_id, form = resources(request), require(request).shop_id, await request.form()
    country, mark = str(form.get("country") or ""), str(form.get("mark") or "")
    async with home.db.transaction():
        if await order_regions.forget(home.db, shop_id, country, mark):
            about = {"country": country}
            await journal.write(home.db, shop_id, home.now(), "merchant", "region_forgotten", about)
    return RedirectResponse(link("/orders/settings", said="forgot_region"), 303)


async def settings(request: Request, frame: Shell, _kept: Mapping[str, str]) -> Part | None:
    """What is remembered of regions, to be taken back."""
    regions = await order_regions.of_shop(resources(request).db, frame.shop.id)
    said = request.query_params.get("said", "")
    if not regions and said != "forgot_region":
        return None
    names = [(each, REGIONS.get(each.country, {}).get(each.region, "")) for each in regions]
    return Part("orders/parts/regions.html", {"regions": names, "said": said})
