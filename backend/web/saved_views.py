"""Saved views of the listings page and its columns: kept, renamed, made the first one, deleted."""

from urllib.parse import urlencode

from starlette.datastructures import FormData
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from backend.storage import listing_views
from backend.web import listing_columns
from backend.web.languages import _
from backend.web.listing_query import as_query, read_filter, read_sort
from backend.web.listings import path_of, show
from backend.web.reading import whole
from backend.web.rendering import link
from backend.web.resources import resources
from backend.web.session import require

LONGEST = 60  # characters of a name


async def save(request: Request) -> Response:
    """POST: keep the filter, order and columns that are shown under a name; the same name is replaced."""
    home, shop_id, form = resources(request), require(request).shop_id, await request.form()
    name = _name(form)
    if not name:
        return await show(request, form, fault=_("Give the view a name."))
    query = urlencode(as_query(read_filter(form), read_sort(form)))
    columns = await _shown(request, form)
    view_id = await listing_views.save(
        home.db, shop_id, name, query, columns, form.get("first") == "1", home.now()
    )
    if view_id is None:
        words = _("You have %s views, which is as many as there can be. Delete one first.")
        return await show(request, form, fault=words % listing_views.MOST)
    return RedirectResponse(
        f"/listings?{query}&view={view_id}" if query else f"/listings?view={view_id}", 303
    )


async def change(request: Request) -> Response:
    """POST `do` rename or delete: one view. 404 when it is another shop's."""
    home, shop_id, form = resources(request), require(request).shop_id, await request.form()
    view_id = request.path_params["view_id"]
    known = await listing_views.of_shop(home.db, shop_id)
    view = next((each for each in known if each.id == view_id), None)
    if view is None:
        raise HTTPException(404)
    if form.get("do") == "delete":
        await listing_views.delete(home.db, shop_id, view_id)
        return RedirectResponse("/listings?view=0", 303)
    name = _name(form)
    if not name:
        return await show(request, form, fault=_("Give the view a name."))
    if not await listing_views.change(home.db, shop_id, view_id, name, form.get("first") == "1"):
        return await show(request, form, fault=_("Another view has that name."))
    return RedirectResponse(path_of(view), 303)


async def choose_columns(request: Request) -> Response:
    """POST: which columns are shown; none at all brings back the usual ones."""
    home, shop_id, form = resources(request), require(request).shop_id, await request.form()
    chosen = listing_columns.known(form.getlist("column")) or listing_columns.USUAL
    await listing_views.choose_columns(home.db, shop_id, chosen, whole(form.get("view")))
    query = as_query(read_filter(form), read_sort(form), whole(form.get("view")))
    return RedirectResponse(link("/listings", **{"view": "0", **query, "page": whole(form.get("page"))}), 303)


async def _shown(request: Request, form: FormData) -> tuple[str, ...]:
    """The columns that stand on the page: those of the view it was opened by, else the shop's."""
    db, shop_id = resources(request).db, require(request).shop_id
    known = await listing_views.of_shop(db, shop_id)
    view = next((each for each in known if each.id == whole(form.get("view"))), None)
    if view and view.columns:
        return view.columns
    return await listing_views.columns(db, shop_id) or listing_columns.USUAL


def _name(form: FormData) -> str:
    return " ".join(str(form.get("name") or "").split())[:LONGEST]
