"""What sells: orders, pieces and turnover by marketplace, the days as bars, and the best sellers."""

from dataclasses import dataclass
from datetime import UTC, datetime

from starlette.requests import Request
from starlette.responses import Response

from backend.storage import sales
from backend.storage.sales import DAY, Sold
from backend.web.reading import whole
from backend.web.rendering import country_name, day_name, render, wants_fragment
from backend.web.resources import resources
from backend.web.shell import Shell, shell

WINDOWS = (1, 7, 30)  # days of UTC, today included
BEST = 5
HIGH, WIDE, GAP = 80, 14, 4  # the bars, in units of their picture


@dataclass(frozen=True, slots=True)
class Bar:
    """A day: its name, its pieces, and where its bar stands."""

    day: str
    units: int
    x: int
    y: int
    height: int


@dataclass(frozen=True, slots=True)
class Row:
    """A marketplace's line."""

    place: str
    sold: Sold


async def page(request: Request) -> Response:
    """GET /dashboard/sales: the part that the dashboard brings after its first paint; a page without scripts."""
    home, frame = resources(request), await shell(request, "dashboard")
    days = whole(request.query_params.get("days"))
    days = days if days in WINDOWS else 7
    today = home.now() // DAY
    since = (today - days + 1) * DAY
    found = await sales.by_place(home.db, frame.shop.id, since)
    context = {
        "shell": frame, "days": days, "windows": WINDOWS,
        "rows": [Row(_place(frame, each), each) for each in found],
        "units": sum(each.units for each in found), "orders": sum(each.orders for each in found),
        "silent": sum(each.silent for each in found),
        "bars": bars(today - days + 1, await sales.by_day(home.db, frame.shop.id, today - days + 1, days))
        if days > 1
        else [],
        "best": await sales.best(home.db, frame.shop.id, since, BEST), "high": HIGH, "step": WIDE + GAP,
    }  # fmt: skip
    return render(
        request, "dashboard/sales.html", context, fragment="sales" if wants_fragment(request) else None
    )


def bars(first_day: int, units: list[int]) -> list[Bar]:
    """The days side by side, the highest as high as the picture; a day with anything is never flat."""
    most = max(units, default=0)
    found = []
    for number, each in enumerate(units):
        height = max(2, each * HIGH // most) if each > 0 else 0
        name = day_name(datetime.fromtimestamp((first_day + number) * DAY, UTC))
        found.append(Bar(name, each, number * (WIDE + GAP), HIGH - height, height))
    return found


def _place(frame: Shell, sold: Sold) -> str:
    """A marketplace's country, with the account where there are several."""
    for seller in frame.sellers:
        for place in seller.marketplaces:
            if (seller.id, place.marketplace_id) == (sold.seller_id, sold.marketplace_id):
                country = country_name(place.country)
                return f"{country} · {seller.title}" if len(frame.connected) > 1 else country
    return sold.marketplace_id
