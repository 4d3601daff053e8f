"""How labels are bought: where parcels leave, what they are packed in, which paper the printer takes."""

from collections.abc import Mapping

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from backend.domain.labels import Origin, usual_paper
from backend.storage import label_places, order_settings
from backend.web.label_form import Form, read_origin, read_parcel, units_of
from backend.web.languages import _
from backend.web.order_parts import Part
from backend.web.reading import whole
from backend.web.rendering import countries, render
from backend.web.resources import resources
from backend.web.session import require
from backend.web.shell import Shell, shell

PAPERS = ("4x6", "a4")
MOST = 40  # addresses or packages that a shop keeps


async def part(request: Request, frame: Shell, kept: Mapping[str, str]) -> Part | None:
    """The part of the settings of orders."""
    context = await _context(request, frame, kept.get("label_paper", ""))
    return Part("orders/parts/label_settings.html", context)


async def _context(request: Request, frame: Shell, paper: str) -> dict[str, object]:
    db = resources(request).db
    return {
        "origins": await label_places.origins(db, frame.shop.id),
        "presets": await label_places.presets(db, frame.shop.id),
        "paper": paper or usual_paper(frame.shop.country), "said": request.query_params.get("said", ""),
    }  # fmt: skip


async def paper(request: Request) -> Response:
    """POST: which paper the printer takes."""
    home, shop_id = resources(request), require(request).shop_id
    said = (await request.form()).get("paper")
    if said in PAPERS:
        await order_settings.keep(home.db, shop_id, {"label_paper": str(said)})
    return RedirectResponse("/orders/settings?said=kept#labels", 303)


async def origin_form(request: Request) -> Response:
    """An address to be changed, or a new one: what the shop says of itself stands in it. Raises 404."""
    frame, origin_id = await shell(request, "orders"), request.path_params.get("origin_id", 0)
    known = Origin(frame.shop.name[:50], "", "", "", frame.shop.country)
    if "origin_id" in request.path_params:
        kept = await label_places.origins(resources(request).db, frame.shop.id)
        found = next((each.origin for each in kept if each.id == origin_id), None)
        if found is None:
            raise HTTPException(404)
        known = found
    values = {name: str(getattr(known, name)) for name in Origin.__slots__}
    return _origin_page(request, frame, origin_id, Form(values))


async def keep_origin(request: Request) -> Response:
    """POST: keep an address; it is then proposed when `usual` is ticked. Raises 404."""
    frame, home, said = await shell(request, "orders"), resources(request), await request.form()
    known = await label_places.origins(home.db, frame.shop.id)
    origin_id = request.path_params.get("origin_id", 0)
    if "origin_id" in request.path_params and origin_id not in [each.id for each in known]:
        raise HTTPException(404)
    entered, origin = read_origin(said, [code for code, _name in countries()])
    if origin is None:
        return _origin_page(request, frame, origin_id, entered, 422)
    if len(known) < MOST or origin_id:
        async with home.db.transaction():
            kept = await label_places.keep_origin(home.db, frame.shop.id, origin_id, origin)
            if kept and said.get("usual"):
                await label_places.make_usual(home.db, frame.shop.id, kept)
    order_id = whole(said.get("order"))
    return RedirectResponse(
        f"/orders/{order_id}/label" if order_id else "/orders/settings?said=kept#labels", 303
    )


def _origin_page(
    request: Request, frame: Shell, origin_id: int, entered: Form, status: int = 200
) -> Response:
    order_id = whole(request.query_params.get("order"))
    names = {
        "name": _("Name"), "company": _("Company"), "line1": _("Street and number"), "line2": _("More of the address"),
        "postal_code": _("Postal code"), "city": _("Town"), "region": _("State or region"), "phone": _("Telephone"),
    }  # fmt: skip
    context = {
        "shell": frame, "origin_id": origin_id, "form": entered, "names": names, "countries": countries(),
        "order_id": order_id,
    }  # fmt: skip
    return render(request, "orders/label_origin.html", context, status=status)


async def change_origin(request: Request) -> Response:
    """POST: an address is the usual one from now on, or goes (`do`: usual, drop)."""
    home, shop_id = resources(request), require(request).shop_id
    what = (await request.form()).get("do")
    act = {"usual": label_places.make_usual, "drop": label_places.drop_origin}.get(str(what))
    known = await label_places.origins(home.db, shop_id)
    if request.path_params["origin_id"] not in [each.id for each in known]:
        raise HTTPException(404)
    if act is not None:
        async with home.db.transaction():
            await act(home.db, shop_id, request.path_params["origin_id"])
    return RedirectResponse("/orders/settings?said=kept#labels", 303)


async def preset_form(request: Request) -> Response:
    """A package that is used again and again."""
    frame = await shell(request, "orders")
    size, weight = units_of(frame.shop)
    return _preset_page(request, frame, Form({"size_unit": size, "weight_unit": weight}))


async def add_preset(request: Request) -> Response:
    """POST: keep a package."""
    frame, home, said = await shell(request, "orders"), resources(request), await request.form()
    names = ("name", "length", "width", "height", "size_unit", "weight", "weight_unit")
    entered = Form({name: " ".join(str(said.get(name) or "").split())[:60] for name in names})
    if not entered.values["name"]:
        entered.errors["name"] = _("Give it a name.")
    parcel = read_parcel(entered, empty=True)
    if parcel is None or entered.errors:
        return _preset_page(request, frame, entered, 422)
    if len(await label_places.presets(home.db, frame.shop.id)) < MOST:
        await label_places.add_preset(home.db, frame.shop.id, entered.values["name"], parcel)
    return RedirectResponse("/orders/settings?said=kept#labels", 303)


async def drop_preset(request: Request) -> Response:
    """POST: forget a package."""
    home, shop_id = resources(request), require(request).shop_id
    preset_id = request.path_params["preset_id"]
    if preset_id not in [each.id for each in await label_places.presets(home.db, shop_id)]:
        raise HTTPException(404)
    await label_places.drop_preset(home.db, shop_id, preset_id)
    return RedirectResponse("/orders/settings?said=kept#labels", 303)


def _preset_page(request: Request, frame: Shell, entered: Form, status: int = 200) -> Response:
    return render(request, "orders/label_preset.html", {"shell": frame, "form": entered}, status=status)
