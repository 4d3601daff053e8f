"""Approvals: price moves larger than a policy lets pass by itself, with both prices and one press for each answer."""

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from backend.storage import by_hand
from backend.web.languages import _
from backend.web.reading import paged, whole, wholes
from backend.web.rendering import link, render, wants_fragment
from backend.web.resources import resources
from backend.web.session import require
from backend.web.shell import shell

LINES = 50


async def page(request: Request, *, wrong: str = "", status: int = 200) -> Response:
    """The prices that wait, the oldest first. `wrong`: what kept an answer from counting."""
    home, frame = resources(request), await shell(request, "listings")
    count = await by_hand.count_asked(home.db, frame.shop.id)
    number, pages = paged(max(1, whole(request.query_params.get("page"))), count, LINES)
    context = {
        "shell": frame, "count": count, "page": number, "pages": pages,
        "asked": await by_hand.asked(home.db, frame.shop.id, (number - 1) * LINES, LINES),
        "places": {p.marketplace_id: p.country for seller in frame.sellers for p in seller.marketplaces},
        "said": "" if wrong else request.query_params.get("said", ""), "wrong": wrong,
    }  # fmt: skip
    fragment = "found" if wants_fragment(request) else None
    return render(request, "approvals/page.html", context, fragment=fragment, status=status)


async def decide(request: Request) -> Response:
    """POST: `answer` approve or keep, for the listings ticked (`listing`), or for all that wait (`all`). 422 when it
    says neither of them, or for none."""
    home, shop_id = resources(request), require(request).shop_id
    form = await request.form()
    chosen = None if form.get("all") else wholes([*form.getlist("listing")], LINES)
    if chosen == []:
        return await page(request, wrong=_("Tick at least one, or all."), status=422)
    if form.get("answer") not in ("approve", "keep"):
        return await page(request, wrong=_("Approve, or keep the old prices?"), status=422)
    approve = form.get("answer") == "approve"
    for seller_id in await by_hand.decide(home.db, shop_id, chosen, approve, home.now()):
        await home.wake("offers", seller_id)
    back = whole(str(form.get("back") or ""))
    if back:
        return RedirectResponse(f"/listings/{back}", 303)
    return RedirectResponse(link("/approvals", said="approve" if approve else "keep"), 303)
