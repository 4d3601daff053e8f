"""How orders are dealt with: one page of parts, each of which keeps what is entered in it."""

from starlette.requests import Request
from starlette.responses import Response

from backend.storage import order_settings
from backend.web import (
    label_settings,
    order_matching,
    order_region,
    order_warehouse,
    outbound_settings,
    personal,
    reversal_settings,
    review_settings,
    shipping_settings,
)
from backend.web.order_parts import SettingsPart
from backend.web.rendering import render
from backend.web.resources import resources
from backend.web.shell import shell

# In the order of the page.
PARTS: tuple[SettingsPart, ...] = (
    shipping_settings.part,
    reversal_settings.part,
    label_settings.part,
    order_matching.settings,
    order_region.settings,
    order_warehouse.setting,
    outbound_settings.part,
    review_settings.part,
    personal.setting,
)


async def page(request: Request) -> Response:
    """All that can be set; a part's own address takes what is entered there and leads back here with `said`."""
    frame, home = await shell(request, "orders"), resources(request)
    kept = await order_settings.of_shop(home.db, frame.shop.id)
    parts = [part for make in PARTS if (part := await make(request, frame, kept)) is not None]
    context = {"shell": frame, "parts": parts, "said": request.query_params.get("said", "")}
    return render(request, "orders/settings.html", context)
