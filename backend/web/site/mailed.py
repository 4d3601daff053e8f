"""The links in our mails. Opening one changes nothing, as mail scanners open links too: its page has the button."""

import secrets

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from backend.storage import consents, mail_links, owners
from backend.storage.mail_links import MailLink
from backend.web.languages import _
from backend.web.rendering import link
from backend.web.resources import Resources, resources
from backend.web.site import entered, letters, passwords, rounds
from backend.web.site.visit import address, begin, keep, show

GONE = 410


async def page(request: Request) -> Response:
    """GET what the link is for; POST does it, once."""
    home, token = resources(request), request.path_params["token"]
    found = await mail_links.look(home.db, token)
    owner = await begin(request, found.language if found else "")
    if found is None or found.used or found.expires_at < home.now() or found.purpose == "nobody":
        return show(request, "over", {"what": found.purpose if found else "mail"}, owner=owner, status=GONE)
    if request.method == "GET":
        return show(request, "mailed", await _context(home, found))
    match found.purpose:
        case "confirm":
            return await _confirm(request, home, token)
        case "password":
            return await _password(request, home, token, found)
        case _:
            return await _email(request, home, token)


async def _confirm(request: Request, home: Resources, token: str) -> Response:
    """The account is made now, with the password that was chosen, and its session begins."""
    async with home.db.transaction():
        used = await mail_links.use(home.db, token, home.now())
        made = (
            await owners.create(home.db, used.email, used.password, used.language, home.now())
            if used
            else None
        )
    if used is None:
        return show(request, "over", {"what": "confirm"}, status=GONE)
    if made is None:
        return RedirectResponse("/account/sign-in", 303)  # by an earlier mail the account was made already
    owner = await owners.find(home.db, made)
    response = RedirectResponse(await _on(home, used), 303)
    if owner is not None:
        keep(request, response, owner.id, owner.sessions)
    return response


async def _password(request: Request, home: Resources, token: str, found: MailLink) -> Response:
    form, errors = await request.form(), dict[str, str]()
    password = entered.new_password(form, errors, found.email)
    if errors:
        return show(request, "mailed", {**await _context(home, found), "errors": errors}, status=422)
    hashed = await passwords.hashed(password)
    async with home.db.transaction():
        used = await mail_links.use(home.db, token, home.now())
        if used is not None and used.owner_id is not None:
            await owners.set_password(home.db, used.owner_id, hashed, home.now())
    owner = await owners.find(home.db, used.owner_id) if used and used.owner_id else None
    if used is None or owner is None:
        return show(request, "over", {"what": "password"}, status=GONE)
    await letters.post(home, "changed_password", owner.email, link=address(home, "/account/forgotten"))
    response = RedirectResponse(await _on(home, used, said="password"), 303)
    keep(request, response, owner.id, owner.sessions)
    return response


async def _email(request: Request, home: Resources, token: str) -> Response:
    """The new address holds; the old one is told."""
    async with home.db.transaction():
        used = await mail_links.use(home.db, token, home.now())
        before = await owners.find(home.db, used.owner_id) if used and used.owner_id else None
        done = (
            used is not None and before is not None and await owners.set_email(home.db, before.id, used.email)
        )
    if used is None or before is None or not done:
        return show(request, "over", {"what": "email"}, status=GONE)
    support = home.settings.support_email
    await letters.post(home, "changed_email", before.email, email=used.email, help=support)
    owner = await begin(request)
    if owner is None:
        return show(request, "said", {"said": "email"})
    return RedirectResponse("/account?said=email", 303)


async def _on(home: Resources, used: MailLink, **said: str) -> str:
    """Where it goes on: to the shop that waits to be linked, else to the account."""
    asked = await consents.look(home.db, used.round) if used.round else None
    waits = asked is not None and not asked.used and asked.expires_at >= home.now()
    return link("/account/link", shop=rounds.sign(home, used.round)) if waits else link("/account", **said)


async def _context(home: Resources, found: MailLink) -> dict[str, object]:
    state = rounds.sign(home, found.round) if found.round else ""
    waiting = await rounds.read(home, state) if state else None
    return {"purpose": found.purpose, "email": found.email, "shop": waiting.shop if waiting else None}


def new_token() -> str:
    """A token for a link: nobody guesses it."""
    return secrets.token_urlsafe(32)


def wrong_password() -> str:
    return _("This is not your password.")
