"""Bringing in older orders from the page of orders: asked for, followed, stopped."""

from dataclasses import dataclass
from datetime import UTC, datetime

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from backend.domain.days import day_of
from backend.storage import journal, order_progress, sellers
from backend.storage.order_progress import OrderProgress
from backend.storage.sellers import Seller
from backend.web.reading import whole
from backend.web.rendering import link, render, wants_fragment
from backend.web.resources import Resources, resources
from backend.web.session import require
from backend.web.shell import Shell, shell

_DAY = 86_400
LONGEST = 731  # days of orders that are brought in at once


@dataclass(frozen=True, slots=True)
class Fill:
    """How far one account's older orders are."""

    seller: Seller
    at: OrderProgress

    @property
    def reading(self) -> bool:
        return self.at.fill_from is not None


async def standing(home: Resources, frame: Shell) -> list[Fill]:
    """The accounts that older orders can be brought in for."""
    return [Fill(seller, await order_progress.find(home.db, seller.id)) for seller in frame.connected]


async def page(request: Request) -> Response:
    """The form with what was asked for before; while orders are read it asks again by itself."""
    home, frame, said = resources(request), await shell(request, "orders"), request.query_params
    fills = await standing(home, frame)
    context = {
        "shell": frame, "fills": fills, "reading": any(fill.reading for fill in fills),
        "said": said.get("said", ""), "wrong": said.get("wrong", ""),
        "first": said.get("first", ""), "last": said.get("last", ""),
        "chosen": whole(said.get("seller")), "earliest": day_of(home.now() - LONGEST * _DAY),
        "latest": day_of(home.now()),
    }  # fmt: skip
    return render(
        request, "orders/older.html", context, fragment="fills" if wants_fragment(request) else None
    )


async def fill(request: Request) -> Response:
    """POST: bring in an account's orders made from one day to another (both whole days, UTC; the last: today)."""
    home, form = resources(request), await request.form()
    seller = await _mine(request, whole(form.get("seller")))
    first, last = str(form.get("first") or "")[:20], str(form.get("last") or "")[:20]
    span = read_span(first, last or (day_of(home.now()) if first else ""), home.now())
    if isinstance(span, str):
        return RedirectResponse(
            link("/orders/older", wrong=span, seller=seller.id, first=first, last=last), 303
        )
    async with home.db.transaction():
        await order_progress.fill(home.db, seller.id, *span, home.now())
        details = {"first": day_of(span[0]), "last": last or day_of(home.now()), "seller": seller.title}
        await journal.write(home.db, seller.shop_id, home.now(), "merchant", "asked_orders", details)
    await home.wake("orders", seller.id)
    return RedirectResponse(link("/orders/older", said="fill"), 303)


async def stop(request: Request) -> Response:
    """POST: read no more of them; those that came stay."""
    home, form = resources(request), await request.form()
    seller = await _mine(request, whole(form.get("seller")))
    async with home.db.transaction():
        count = await order_progress.stop(home.db, seller.id, home.now())
        if count is not None:
            details = {"count": count, "seller": seller.title}
            await journal.write(home.db, seller.shop_id, home.now(), "merchant", "stopped_orders", details)
    return RedirectResponse(link("/orders/older", said="stopped" if count is not None else "done"), 303)


def read_span(first: str, last: str, now: int) -> tuple[int, int] | str:
    """Epoch seconds UTC of a range of days, or what is wrong with it: unreadable, backwards, future, long."""
    try:
        start, end = (datetime.strptime(text, "%Y-%m-%d").replace(tzinfo=UTC) for text in (first, last))
    except ValueError:
        return "unreadable"
    if end < start:
        return "backwards"
    if start.timestamp() > now:
        return "future"
    if (end - start).days > LONGEST:
        return "long"
    # The marketplace tells nothing of its last two minutes.
    return int(start.timestamp()), min(int(end.timestamp()) + 86_400, now - 121)


async def _mine(request: Request, seller_id: int) -> Seller:
    """The seller that a form names; 404 when it is another shop's."""
    home = resources(request)
    seller = await sellers.find(home.db, home.vault, seller_id, require(request).shop_id)
    if seller is None:
        raise HTTPException(404)
    return seller
