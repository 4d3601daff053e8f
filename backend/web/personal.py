"""Personal data: how long buyers are known, what people ask of their own data, and the merchant's own asking."""

from collections.abc import Mapping
from dataclasses import replace

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from backend.domain.forgetting import days_of
from backend.storage import journal, order_settings, personal, privacy_requests, shops
from backend.storage.privacy_requests import PrivacyRequest
from backend.web.languages import _
from backend.web.order_buyer import SETTING
from backend.web.order_parts import Part
from backend.web.personal_acts import asked_for
from backend.web.reading import paged, whole
from backend.web.rendering import link, render, wants_fragment
from backend.web.resources import Resources, resources
from backend.web.session import require
from backend.web.shell import Shell, shell

LINES = 25
PATH = "/orders/personal"


async def page(request: Request) -> Response:
    """The setting, the form, the requests."""
    return await _show(request, {}, {})


async def keep_days(request: Request) -> Response:
    """POST: how many days after the parcel left a buyer is known."""
    home, shop_id, form = resources(request), require(request).shop_id, await request.form()
    most, text = home.settings.personal_days, str(form.get("days", "")).strip()
    number = whole(text)
    if not 1 <= number <= most:
        words = _("Please give a whole number from 1 to %s.") % most
        return await _show(request, {"days": words}, {"days": text[:20]})
    async with home.db.transaction():
        if await _days(home, shop_id) != number:
            await journal.write(home.db, shop_id, home.now(), "merchant", "personal_days", {"days": number})
        await order_settings.keep(home.db, shop_id, {SETTING: str(number)})
    await home.wake("forgetting", shop_id)
    back = "/orders/settings" if form.get("back") == "settings" else PATH
    return RedirectResponse(link(back, said="kept"), 303)


async def ask(request: Request) -> Response:
    """POST: the merchant wants a file, or the erasure, of who bought an order."""
    home, shop_id, form = resources(request), require(request).shop_id, await request.form()
    number = str(form.get("number", "")).strip()[:60]
    kind = "removal" if form.get("kind") == "removal" else "export"
    typed, wrong = {"number": number, "kind": kind}, dict[str, str]()
    if not number:
        wrong["number"] = _("Please give the number of an order.")
    elif not await personal.by_number(home.db, shop_id, number):
        wrong["number"] = _("There is no order of Amazon's with this number.")
    elif kind == "removal" and not form.get("sure"):
        wrong["sure"] = _("Please say that you are sure: what is erased does not come back.")
    if wrong:
        return await _show(request, wrong, typed)
    async with home.db.transaction():
        await privacy_requests.ask(
            home.db, home.vault, shop_id, kind, "order", number, home.now(), actor="merchant"
        )
        await home.wake("forgetting", shop_id)
    return RedirectResponse(link(PATH, said="asked"), 303)


async def take(request: Request) -> Response:
    """The file of an answer."""
    home, shop_id = resources(request), require(request).shop_id
    request_id = request.path_params["request_id"]
    async with home.db.transaction():
        file = await privacy_requests.take(home.db, home.vault, shop_id, request_id, home.now())
    if not file:
        raise HTTPException(404)
    name = f'attachment; filename="personal-data-{request_id}.json"'
    return Response(
        file,
        media_type="application/json",
        headers={"content-disposition": name, "cache-control": "no-store"},
    )


async def retry(request: Request) -> Response:
    """POST: try one again that could not be answered."""
    home, shop_id = resources(request), require(request).shop_id
    if not await privacy_requests.try_again(home.db, shop_id, request.path_params["request_id"], home.now()):
        raise HTTPException(404)
    await home.wake("forgetting", shop_id)
    return RedirectResponse(link(PATH, said="asked"), 303)


async def remove(request: Request) -> Response:
    """POST: everything of the shop goes, as its own removal request wants; what an uninstall does."""
    home, shop_id = resources(request), require(request).shop_id
    found = await privacy_requests.find(home.db, home.vault, shop_id, request.path_params["request_id"])
    if found is None or found.state != "confirm":
        raise HTTPException(404)
    await shops.uninstall(home.db, await shops.store_of(home.db, shop_id))
    return RedirectResponse("/", 303)


async def setting(request: Request, frame: Shell, kept: Mapping[str, str]) -> Part | None:
    """Among the settings of orders: how long buyers are known."""
    most = resources(request).settings.personal_days
    context = {"days": days_of(kept.get(SETTING, ""), most), "most": most, "wrong": "", "back": "settings"}
    return Part("orders/parts/personal_days.html", context)


async def _show(request: Request, wrong: Mapping[str, str], typed: Mapping[str, str]) -> Response:
    home, frame = resources(request), await shell(request, "orders")
    total, _waiting = await privacy_requests.counts(home.db, frame.shop.id)
    number, pages = paged(max(1, whole(request.query_params.get("page"))), total, LINES)
    found = await privacy_requests.page(home.db, home.vault, frame.shop.id, (number - 1) * LINES, LINES)
    days = {
        "days": typed.get("days", await _days(home, frame.shop.id)), "most": home.settings.personal_days,
        "wrong": wrong.get("days", ""), "back": "",
    }  # fmt: skip
    context = {
        "shell": frame, "days": days, "wrong": wrong, "typed": typed, "page": number, "pages": pages,
        "requests": [(replace(one, email=""), asked_for(one.kind, one.about), *state_of(one)) for one in found],
        "moving": any(one.state == "waiting" for one in found), "said": request.query_params.get("said", ""),
    }  # fmt: skip
    part = "requests" if wants_fragment(request) and not wrong else None
    return render(request, "orders/personal.html", context, fragment=part, status=422 if wrong else 200)


def state_of(request: PrivacyRequest) -> tuple[str, str, str]:
    """How far a request is: the mark of its state, a word or two, and why it is no further ("" where that says all)."""
    match request.state:
        case "waiting" if request.cause:
            why = _("Your shop does not answer now; Storelane tries again by itself.")
            return "on_its_way", _("Waits for your shop"), why
        case "waiting":
            return "on_its_way", _("Being answered"), ""
        case "confirm":
            why = _(
                "Take Storelane out of your shop under Apps: everything here then goes by itself. Or let it go now."
            )
            return "incomplete", _("Waits for you"), why
        case "failed":
            return "incomplete", _("Not answered"), _("Your shop refused to say which orders these are.")
        case "ready":
            return "active", _("The file is ready"), ""
        case "nothing":
            return "ended", _("Nothing to do"), _("Nothing is kept of that person.")
        case _:
            if request.kind == "removal":
                return "ended", _("Erased"), ""
            return "ended", _("Answered"), _("The file is erased.")


async def _days(home: Resources, shop_id: int) -> int:
    return days_of(await order_settings.find(home.db, shop_id, SETTING), home.settings.personal_days)
