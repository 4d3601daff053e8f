"""The dashboard: a checklist until something can be sold, then what sells and what waits for the merchant."""

from starlette.requests import Request
from starlette.responses import Response

from backend.storage import catalogue, listing_pages, runs
from backend.storage.listing_pages import Filter
from backend.web.problems import title_of
from backend.web.rendering import render, wants_fragment
from backend.web.resources import resources
from backend.web.shell import shell


async def page(request: Request) -> Response:
    """The page, or its middle part while something is under way."""
    home = resources(request)
    frame = await shell(request, "dashboard")
    shop_id = frame.shop.id
    counts = await listing_pages.counts(home.db, shop_id, Filter())
    causes = await listing_pages.causes(home.db, shop_id, Filter())
    progress = await runs.latest(home.db, shop_id)
    context = {
        "shell": frame,
        "ready": await catalogue.summary(home.db, shop_id),
        "counts": counts,
        "waiting": [(cause, title_of(cause), count) for cause, count in causes],
        "progress": progress if progress and progress.working else None,
        "importing": frame.catalog.phase == "import" or not frame.catalog.finished_at,
    }
    return render(
        request, "dashboard/page.html", context, fragment="overview" if wants_fragment(request) else None
    )
