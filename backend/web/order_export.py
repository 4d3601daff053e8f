"""The orders that a filter finds as CSV, as they are read, so that a hundred thousand are never held at once. Numbers
are plain (22.99, no sign of a currency), moments UTC; nothing of buyers is in it."""

from collections.abc import AsyncIterator, Mapping
from datetime import UTC, datetime

from starlette.requests import Request
from starlette.responses import Response, StreamingResponse

from backend.domain.marketplace import Participation
from backend.domain.money import to_major
from backend.storage import order_pages, order_troubles
from backend.storage.order_pages import OrderFilter, ShownOrder
from backend.web.csv_text import csv_text, moment_text
from backend.web.order_query import read_filter
from backend.web.resources import Resources, resources
from backend.web.shell import Shell, shell

AT_ONCE = 500
COLUMNS = (
    "amazon_order", "shop_order", "account", "marketplace", "country", "ordered_at", "status", "sent_by", "kinds",
    "skus", "items", "pieces", "total", "currency", "ship_by", "deliver_by", "cancel_requested", "stuck", "troubles",
)  # fmt: skip


async def export(request: Request) -> Response:
    """All that the filter of the address finds, its words included."""
    home, frame = resources(request), await shell(request, "orders")
    name = datetime.fromtimestamp(home.now(), UTC).strftime("orders-%Y-%m-%d.csv")
    headers = {"content-disposition": f'attachment; filename="{name}"', "cache-control": "no-store"}
    rows = _rows(home, frame, read_filter(request.query_params))
    return StreamingResponse(rows, media_type="text/csv", headers=headers)


async def _rows(home: Resources, frame: Shell, wanted: OrderFilter) -> AsyncIterator[str]:
    yield "\ufeff" + csv_text([list(COLUMNS)])  # the mark lets spreadsheets read the text as UTF-8
    titles = {seller.id: seller.title for seller in frame.sellers}
    places = {p.marketplace_id: p for seller in frame.sellers for p in seller.marketplaces}
    async for ids in order_pages.every_id(home.db, frame.shop.id, wanted, home.now(), AT_ONCE):
        troubles = await order_troubles.of_orders(home.db, ids)
        found = await order_pages.of_ids(home.db, frame.shop.id, ids)
        yield csv_text([
            _row(order, titles, places, [each.cause for each in troubles.get(order.id, [])]) for order in found
        ])  # fmt: skip


def _row(
    order: ShownOrder, titles: Mapping[int, str], places: Mapping[str, Participation], troubles: list[str]
) -> list[str]:
    place = places.get(order.marketplace_id)
    total = (str(to_major(order.total)), order.total.currency) if order.total else ("", "")
    return [
        order.order_code, order.shop_code, titles.get(order.seller_id, ""),
        place.domain if place else order.marketplace_id, place.country if place else "", moment_text(order.created_at),
        order.status.value, order.sender.value, " ".join(kind.value for kind in order.kinds),
        " ".join(line.sku for line in order.lines),
        " · ".join(f"{line.units} × {line.name or line.title or line.sku}" for line in order.lines),
        str(sum(line.units for line in order.lines)), *total, moment_text(order.ship_by), moment_text(order.deliver_by),
        "yes" if order.asked_to_cancel else "no", order.cause if order.stage == "aside" else "", " ".join(troubles),
    ]  # fmt: skip
