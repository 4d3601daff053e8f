"""Fulfilment by Amazon among the orders: the setting that says whether they come into the shop, and what an order that
stays out of it says."""

from collections.abc import Mapping

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from backend.domain.orders import Sender
from backend.storage import order_settings, order_work
from backend.web.order_parts import OrderView, Part
from backend.web.rendering import link
from backend.web.resources import resources
from backend.web.session import require
from backend.web.shell import Shell


async def setting(request: Request, frame: Shell, kept: Mapping[str, str]) -> Part | None:
    """On or off, and since when."""
    found = order_work.outside(kept)
    return Part("orders/warehouse_setting.html", {"on": not found.off, "since": found.since})


async def save(request: Request) -> Response:
    """POST `on`: switched on anew it holds for what is ordered from now on."""
    home, shop_id = resources(request), require(request).shop_id
    on = (await request.form()).get("on") == "1"
    kept = order_work.outside(await order_settings.of_shop(home.db, shop_id))
    if kept.off == on:
        values = {order_work.OUTSIDE: "" if on else "off"} | (
            {order_work.OUTSIDE_SINCE: str(home.now())} if on else {}
        )
        await order_settings.keep(home.db, shop_id, values)
    return RedirectResponse(link("/orders/settings", said="kept"), 303)


async def part(request: Request, view: OrderView) -> Part | None:
    """What is different about an order that Amazon's warehouse sends."""
    order = view.order
    if order.sender is not Sender.MARKETPLACE or not order.ours:
        return None
    kept = order_work.outside(await order_settings.of_shop(resources(request).db, view.shell.shop.id))
    stays = not order.shop_code and (kept.off or order.created_at < kept.since)
    return Part("orders/parts/warehouse.html", {"stays": stays})
