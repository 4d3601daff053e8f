"""Asking for reviews by itself: never, or how many days after delivery."""

from collections.abc import Mapping

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from backend.domain.messages import REVIEW_FROM, REVIEW_UNTIL
from backend.storage import order_settings
from backend.storage.review_requests import DAYS
from backend.web.order_parts import Part
from backend.web.rendering import link
from backend.web.resources import resources
from backend.web.shell import Shell, shell

CHOICES = tuple(str(day) for day in range(REVIEW_FROM, REVIEW_UNTIL))  # on the last day it may be too late


async def part(request: Request, frame: Shell, kept: Mapping[str, str]) -> Part:
    """The setting as it is."""
    return Part("orders/parts/review_setting.html", {"days": kept.get(DAYS, ""), "choices": CHOICES})


async def keep(request: Request) -> Response:
    """POST: what was chosen; the sellers' lanes look at it at once."""
    frame, home = await shell(request, "orders"), resources(request)
    days = (await request.form()).get("days")
    if days not in ("", *CHOICES):
        raise HTTPException(400)
    await order_settings.keep(home.db, frame.shop.id, {DAYS: str(days)})
    for seller in frame.sellers:
        await home.wake("messages", seller.id)
    return RedirectResponse(link("/orders/settings", said="kept"), 303)
