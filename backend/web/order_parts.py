"""The parts of an order's page and of the settings of orders: each says what it shows, or that it has nothing to show.

A part is made by a function of a file of its own; the page lists them (order.py, order_settings.py) and knows no more.
"""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from starlette.requests import Request

from backend.domain.marketplace import Participation
from backend.storage import order_troubles
from backend.storage.order_pages import ShownOrder
from backend.storage.order_troubles import Trouble
from backend.storage.sellers import Seller
from backend.web.resources import resources
from backend.web.shell import Shell


@dataclass(frozen=True, slots=True)
class Part:
    """A section of a page: its template below frontend/templates, which sees `context` as `p`. `moving`: something is
    under way, so the page asks again by itself."""

    template: str
    context: Mapping[str, Any] = field(default_factory=dict)
    moving: bool = False


@dataclass(frozen=True, slots=True)
class OrderView:
    """What every part of an order's page knows: the order, whose it is, and what waits for the merchant, by part."""

    shell: Shell
    order: ShownOrder
    seller: Seller | None
    place: Participation | None
    troubles: Mapping[str, Trouble]


OrderPart = Callable[[Request, OrderView], Awaitable[Part | None]]
SettingsPart = Callable[[Request, Shell, Mapping[str, str]], Awaitable[Part | None]]


async def view_of(request: Request, frame: Shell, order: ShownOrder) -> OrderView:
    """What the parts of an order's page go by."""
    found = await order_troubles.of_orders(resources(request).db, [order.id])
    seller = next((each for each in frame.sellers if each.id == order.seller_id), None)
    places = seller.marketplaces if seller else ()
    place = next((each for each in places if each.marketplace_id == order.marketplace_id), None)
    return OrderView(
        frame, order, seller, place, {trouble.part: trouble for trouble in found.get(order.id, [])}
    )
