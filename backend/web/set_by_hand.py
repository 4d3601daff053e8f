"""A price and a quantity by hand for one listing: set, taken back, and undone."""

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from backend.domain.by_hand import Manual
from backend.storage import setting_by_hand
from backend.storage.listings import Work
from backend.web import listing
from backend.web.hand_form import currency_of, form_of, read
from backend.web.rendering import link
from backend.web.resources import Resources, resources
from backend.web.shell import shell
from backend.web.why import work_of


async def save(request: Request) -> Response:
    """POST `do` save, or back to take it back: 422 with the form as it was typed where it makes no sense."""
    home, work = resources(request), await work_of(request)
    posted = await request.form()
    currency = currency_of(await shell(request, "listings"), work)
    if posted.get("do") == "back":
        return await _done(home, work, currency, Manual(), None, "hand_back")
    wanted, ends_at, form = await read(home, work, await form_of(home, work, currency, posted))
    if form.errors:
        return await listing.show(request, work, hand=form)
    return await _done(home, work, currency, wanted, ends_at, "hand", under=form.under)


async def _done(
    home: Resources, work: Work, currency: str, wanted: Manual, ends_at: int | None, said: str, *,
    under: bool = False,
) -> Response:  # fmt: skip
    """Set it, and tell the page what was there before, so that it can be undone."""
    before, found = await form_of(home, work, currency), work.listing
    seller = await setting_by_hand.put(
        home.db, found.shop_id, found.id, wanted, ends_at, home.now(), under=under
    )
    if seller is None:
        return RedirectResponse(f"/listings/{found.id}", 303)
    await home.wake("offers", seller)
    await home.wake("bulk", found.shop_id)  # which ends it
    was = {"was_price": before.price, "was_quantity": before.quantity, "was_until": before.until}
    return RedirectResponse(link(f"/listings/{found.id}", said=said, **was), 303)
