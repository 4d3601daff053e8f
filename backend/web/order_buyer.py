"""Who bought an order and where it goes, as long as that is kept; when it is erased, and the button that does it."""

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from backend.domain.forgetting import days_of, kept_for
from backend.domain.orders import OrderStatus, Sender
from backend.domain.people import Person
from backend.storage import order_pages, order_people, order_settings, personal
from backend.storage.order_pages import ShownOrder
from backend.web.languages import _
from backend.web.order_parts import OrderView, Part
from backend.web.rendering import country_name
from backend.web.resources import resources
from backend.web.session import require

SETTING = "personal_days"


async def part(request: Request, view: OrderView) -> Part | None:
    """The buyer; nothing for what was not sold on the marketplace."""
    home, order = resources(request), view.order
    if not order.ours:
        return None
    person = (await order_people.of_orders(home.db, home.vault, [order.id])).get(order.id)
    since, forgotten_at = await personal.moments(home.db, order.id)
    said = await order_settings.find(home.db, view.shell.shop.id, SETTING)
    days = days_of(said, home.settings.personal_days)
    context = {
        "person": person, "lines": address(person) if person else [], "forgotten_at": forgotten_at,
        "why": "" if person else missing(order, forgotten_at is not None), "days": days,
        "ended": order.status in (OrderStatus.SHIPPED, OrderStatus.CANCELLED),
        "goes_at": since + kept_for(order.status, days), "said": request.query_params.get("said", ""),
    }  # fmt: skip
    return Part("orders/parts/buyer.html", context)


async def erase(request: Request) -> Response:
    """POST: forget who bought an order now."""
    home, shop_id = resources(request), require(request).shop_id
    order = await order_pages.one(home.db, shop_id, request.path_params["order_id"])
    if order is None:
        raise HTTPException(404)
    async with home.db.transaction():
        await personal.forget(home.db, [order.id], "merchant", "merchant", home.now())
    return RedirectResponse(f"/orders/{order.id}?said=forgotten", 303)


def address(person: Person) -> list[str]:
    """Where it goes, as it is written on a parcel."""
    to = person.recipient
    if to is None:
        return []
    place = " ".join(text for text in (to.postal_code, to.city) if text)
    country = country_name(to.country) if to.country else ""
    lines = (to.name, to.company, *to.lines, place, to.region, country)
    return [line for line in lines if line]


def missing(order: ShownOrder, forgotten: bool) -> str:
    """Why nothing is known of who bought an order."""
    if forgotten:
        return _("Your shop's own order keeps what it was given; Storelane asks Amazon for it no more.")
    if order.status in (OrderStatus.PENDING, OrderStatus.UNKNOWN):
        return _("Amazon tells who buys as soon as the order is paid.")
    if order.sender is Sender.MARKETPLACE:
        return _("Amazon sends it itself, so Storelane does not ask who buys.")
    if order.status is OrderStatus.CANCELLED:
        return _("It is cancelled, so Storelane does not ask who wanted it.")
    if not order.shop_code:
        return _("It is asked for when the order goes into your shop.")
    return _(
        "Amazon did not say: the connected account may lack the permission for buyers' data, or the order is older than"
        " a month. Seller Central shows what you may see."
    )
