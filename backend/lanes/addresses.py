"""The region of an address on its way into the shop: told as the shop knows it, and what to do when it refuses it."""

from dataclasses import replace

from backend.domain.orders import Order
from backend.domain.regions import region_code, region_mark
from backend.storage import order_regions
from backend.storage.database import Database
from backend.transport.errors import NotFound, Rejected

_FIELD = "stateorprovince"


async def placed(db: Database, shop_id: int, order: Order) -> Order:
    """The order with its region as the shop is to be told: what a person chose, else its code where it is known, else
    as the marketplace writes it."""
    to = order.recipient
    if to is None:
        return order
    chosen = await order_regions.find(db, shop_id, to.country, region_mark(to.region))
    region = chosen if chosen is not None else region_code(to.country, to.region) or to.region
    return replace(order, recipient=replace(to, region=region))


def cause_of(error: NotFound | Rejected, said: Order | None) -> tuple[str, dict[str, str]]:
    """Why the shop takes an order not: the region of `said` (as the marketplace writes it), or its own words, which
    are not kept when it speaks of an address."""
    to = said.recipient if said else None
    if _FIELD in error.message.casefold():
        return "region", {"country": to.country if to else "", "mark": region_mark(to.region if to else "")}
    return "shop_refused", {"text": error.message[:200]}
