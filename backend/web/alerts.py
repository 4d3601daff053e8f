"""Alerts: of what, when and where the merchant is told by mail; the links of those mails."""

import secrets
from typing import Any

from itsdangerous import BadSignature
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from backend.domain.alerts import Setting
from backend.storage import alerts, mail_links, owners
from backend.storage.alerts import KeptSetting
from backend.storage.shops import find
from backend.storage.tries import Bound
from backend.web import alert_form
from backend.web.rendering import link, render
from backend.web.resources import Resources, resources
from backend.web.session import signer
from backend.web.shell import Shell, shell
from backend.web.site import entered, letters
from backend.web.site.entering import HOUR, too_many
from backend.web.site.visit import address, begin, show, within

PURPOSE = "alerts"
GONE = 410


async def page(request: Request) -> Response:
    """What is chosen, where mails go, and which went."""
    frame, home = await shell(request, "dashboard"), resources(request)
    kept = await alerts.setting_of(home.db, frame.shop.id)
    return await _show(request, frame, kept, kept.setting if kept else _usual(frame), "")


async def save(request: Request) -> Response:
    """POST: keep what is chosen; a new address is asked to confirm itself by mail first."""
    frame, home = await shell(request, "dashboard"), resources(request)
    kept = await alerts.setting_of(home.db, frame.shop.id)
    form, errors = await request.form(), dict[str, str]()
    setting, email = alert_form.read(form, errors), entered.email(form, errors)
    if errors:
        return await _show(request, frame, kept, setting, email, errors)
    mine = await owners.of_shop(home.db, frame.shop.id) if home.settings.owners.on else None
    known = kept is not None and email == kept.address
    proved = mine is not None and owners.key_of(mine.email) == owners.key_of(email)
    if not known and not proved and not await _may_mail(request, frame.shop.id, email):
        return await _show(request, frame, kept, setting, email, {"email": too_many()}, status=429)
    async with home.db.transaction():
        await alerts.set_wish(home.db, frame.shop.id, setting, home.now())
        await alerts.want_address(home.db, frame.shop.id, "" if known else email)
        if proved and not known:
            await alerts.confirm_address(home.db, frame.shop.id, email, home.now())
        elif not known:
            await _ask(home, frame, email)
    await home.wake("alerts", frame.shop.id)
    return RedirectResponse(link("/alerts", said="kept" if known or proved else "asked"), 303)


async def off(request: Request) -> Response:
    """POST: no mails any more; what was chosen stays for another time."""
    frame, home = await shell(request, "dashboard"), resources(request)
    kept = await alerts.setting_of(home.db, frame.shop.id)
    if kept is not None:
        async with home.db.transaction():
            await alerts.want_address(home.db, frame.shop.id, "")
            await alerts.stop(home.db, frame.shop.id, kept.address, home.now())
    return RedirectResponse(link("/alerts", said="off"), 303)


async def confirm(request: Request) -> Response:
    """The link of the mail that asks: GET says what it is for, POST does it, once."""
    home, token = resources(request), request.path_params["token"]
    found = await mail_links.look(home.db, token)
    fits = (
        found is not None and found.purpose == PURPOSE and not found.used and found.expires_at >= home.now()
    )
    await begin(request, found.language if found else "")
    if found is None or not fits:
        return show(request, "alerts", {"state": "over", "email": ""}, status=GONE)
    if request.method == "GET":
        return show(request, "alerts", {"state": "ask", "email": found.email})
    shop_id = int(found.round)
    async with home.db.transaction():
        used = await mail_links.use(home.db, token, home.now())
        done = used is not None and await alerts.confirm_address(home.db, shop_id, used.email, home.now())
    await home.wake("alerts", shop_id)
    return show(
        request,
        "alerts",
        {"state": "on" if done else "over", "email": found.email},
        status=200 if done else GONE,
    )


async def stop(request: Request) -> Response:
    """The link in every mail: GET asks, as mail scanners open links too; POST ends them."""
    home = resources(request)
    try:
        shop_id, email = signer(home.settings.secret_keys, "alerts").loads(request.path_params["token"])
        shop = await find(home.db, home.vault, int(shop_id))
    except (BadSignature, ValueError, TypeError):
        shop, shop_id, email = None, 0, ""
    await begin(request, shop.language if shop else "")
    if shop is None:
        return show(request, "alerts", {"state": "over", "email": ""}, status=GONE)
    if request.method == "POST":
        await alerts.stop(home.db, shop.id, str(email), home.now())
        return show(request, "alerts", {"state": "off", "email": email})
    return show(request, "alerts", {"state": "stop", "email": email, "shop": shop.name})


async def _show(
    request: Request, frame: Shell, kept: KeptSetting | None, setting: Setting, email: str,
    errors: dict[str, str] | None = None, *, status: int = 0,
) -> Response:  # fmt: skip
    home = resources(request)
    mine = await owners.of_shop(home.db, frame.shop.id) if home.settings.owners.on else None
    context: dict[str, Any] = {
        "shell": frame, "kept": kept, "setting": setting, "errors": errors or {},
        "email": email or (kept and (kept.wanted_address or kept.address)) or (mine.email if mine else ""),
        "zones": alert_form.zones(setting.zone), "hours": alert_form.hours(), "kinds": alert_form.kinds(),
        "mails": await alerts.recent_mails(home.db, frame.shop.id), "can_mail": home.settings.owners.mail is not None,
        "quiet": setting.quiet_from != setting.quiet_to, "said": request.query_params.get("said", ""),
    }  # fmt: skip
    return render(request, "alerts/page.html", context, status=status or (422 if errors else 200))


def _usual(frame: Shell) -> Setting:
    """What is proposed to who never chose: the shop's own zone, in the language of its admin."""
    return Setting(alert_form.known_zone(frame.shop.timezone))


async def _may_mail(request: Request, shop_id: int, email: str) -> bool:
    """A few mails that ask, an hour and address, and for a shop: nobody is bothered by somebody else's form."""
    return await within(
        request, Bound("alerts", owners.key_of(email), 3, HOUR), Bound("alerts_of", str(shop_id), 10, HOUR)
    )


async def _ask(home: Resources, frame: Shell, email: str) -> None:
    token = secrets.token_urlsafe(32)
    await mail_links.make(
        home.db, token, PURPOSE, home.now(), lasts=letters.CONFIRM_LASTS, email=email,
        language=frame.shop.language, round_=str(frame.shop.id),
    )  # fmt: skip
    await letters.post(
        home, "alerts", email, letters.CONFIRM_LASTS, link=address(home, f"/alerts/mail/{token}"),
        shop=frame.shop.name or str(frame.shop.store_id),
    )  # fmt: skip
