"""Entering our own site: from the admin's frame, by a new account, by signing in, by a forgotten password.

Whoever asks learns nothing about other people's addresses: one that we know and one that we do not get the same answer,
after the same work.
"""

import secrets

from starlette.datastructures import FormData
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from backend.storage import mail_links, owners, tries
from backend.storage.tries import Bound
from backend.web import languages
from backend.web.languages import _
from backend.web.rendering import link
from backend.web.resources import Resources, resources
from backend.web.site import entered, letters, passwords, rounds
from backend.web.site.rounds import Round
from backend.web.site.visit import address, begin, caller, forget, keep, show, speak_on, within

QUARTER, HOUR = 900, 3600


async def arrive(request: Request) -> Response:
    """GET /account/begin: here leads Register now. Who is signed in goes on to the shop at once."""
    state = request.query_params.get("shop", "")
    found = await rounds.read(resources(request), state)
    owner = await begin(request, found.shop.language if found else "", first=True)
    if found is None:
        return show(request, "over", {"what": "round"}, owner=owner, status=410)
    response = RedirectResponse(link("/account/link" if owner else "/account/new", shop=state), 303)
    speak_on(request, response)
    return response


async def new(request: Request) -> Response:
    """GET the form of a new account; POST sends the mail that confirms it. Nothing is made before that."""
    home = resources(request)
    found = await _round(request, home)
    if await begin(request, found.shop.language if found else "") is not None:
        return RedirectResponse(_next(found), 303)
    if request.method == "GET":
        return show(request, "new", _context(found))
    form, errors = await request.form(), dict[str, str]()
    email = entered.email(form, errors)
    password = entered.new_password(form, errors, email)
    if form.get("terms") != "yes":
        errors["terms"] = _("Please agree to the terms: without them there is no account.")
    context = {**_context(found), "errors": errors, "entered": _kept(form)}
    if errors:
        return show(request, "new", context, status=422)
    if not await _mail_allowed(request, email):
        return show(request, "new", {**context, "alert": too_many()}, status=429)
    await _confirm(home, email, await passwords.hashed(password), found)
    return show(request, "sent", {"email": email, "kind": "confirm", **_context(found)})


async def _confirm(home: Resources, email: str, hashed: str, found: Round | None) -> None:
    """The same work whether the address has an account or not; only the mail tells its owner."""
    known, token = await owners.by_email(home.db, email), secrets.token_urlsafe(32)
    async with home.db.transaction():
        await mail_links.make(
            home.db, token, "nobody" if known else "confirm", home.now(), lasts=letters.CONFIRM_LASTS, email=email,
            password=hashed, language=languages.spoken(), round_=found.nonce if found else "",
        )  # fmt: skip
        if known:
            at = address(home, "/account/sign-in", shop=found.state if found else "")
            await letters.post(home, "exists", known.email, letters.CONFIRM_LASTS, link=at)
        else:
            at = address(home, f"/account/mail/{token}")
            await letters.post(home, "confirm", email, letters.CONFIRM_LASTS, link=at)


async def sign_in(request: Request) -> Response:
    """GET the form, POST opens a session. One sentence for whatever is wrong."""
    home = resources(request)
    found = await _round(request, home)
    then = _then(request)
    if await begin(request, found.shop.language if found else "") is not None:
        return RedirectResponse(then or _next(found), 303)
    context = {**_context(found), "then": then}
    if request.method == "GET":
        return show(request, "sign_in", context)
    form = await request.form()
    email, password = entered.text(form, "email").strip(), entered.text(form, "password")
    context |= {"entered": {"email": email}}
    key, ip = owners.key_of(email), caller(request)
    near = Bound("sign_in", f"{key} {ip}", 5, QUARTER)
    if not await within(
        request, near, Bound("sign_in_as", key, 40, QUARTER), Bound("sign_in_at", ip, 100, QUARTER)
    ):
        return show(request, "sign_in", {**context, "alert": too_many()}, status=429)
    owner = await owners.by_email(home.db, email)
    if not await passwords.fits(password[: passwords.LONGEST + 1], owner.password if owner else None):
        wrong = _("E-mail address and password do not fit together.")
        return show(request, "sign_in", {**context, "alert": wrong}, status=422)
    assert owner is not None
    await tries.forgive(home.db, home.settings.secret_keys[0], near, home.now())
    response = RedirectResponse(then or _next(found), 303)
    keep(request, response, owner.id, owner.sessions)
    return response


async def sign_out(request: Request) -> Response:
    """POST: the session of this browser ends."""
    await begin(request)
    response = show(request, "said", {"said": "signed_out"})
    forget(request, response)
    return response


async def forgotten(request: Request) -> Response:
    """GET the form, POST sends a link to choose a new password to whoever has an account; the answer is one."""
    home = resources(request)
    found = await _round(request, home)
    owner = await begin(request, found.shop.language if found else "")
    if request.method == "GET":
        return show(
            request, "forgotten", {**_context(found), "entered": {"email": owner.email if owner else ""}}
        )
    form, errors = await request.form(), dict[str, str]()
    email = entered.email(form, errors)
    context = {**_context(found), "errors": errors, "entered": {"email": email}}
    if errors:
        return show(request, "forgotten", context, status=422)
    if not await _mail_allowed(request, email):
        return show(request, "forgotten", {**context, "alert": too_many()}, status=429)
    known, token = await owners.by_email(home.db, email), secrets.token_urlsafe(32)
    async with home.db.transaction():
        await mail_links.make(
            home.db, token, "password" if known else "nobody", home.now(), lasts=letters.PASSWORD_LASTS,
            owner_id=known.id if known else None, email=email, language=languages.spoken(),
            round_=found.nonce if found else "",
        )  # fmt: skip
        at = address(home, f"/account/mail/{token}")
        to = known.email if known else email
        await letters.post(home, "password", to, letters.PASSWORD_LASTS, nobody=known is None, link=at)
    return show(request, "sent", {"email": email, "kind": "password", **_context(found)})


def too_many() -> str:
    return _("That was tried too often. Wait a little while, then try again.")


async def _round(request: Request, home: Resources) -> Round | None:
    """The shop that wants to be linked, when the address names one."""
    state = request.query_params.get("shop", "")
    return await rounds.read(home, state) if state else None


def _context(found: Round | None) -> dict[str, object]:
    return {"shop": found.shop if found else None, "shop_state": found.state if found else ""}


def _next(found: Round | None) -> str:
    return link("/account/link", shop=found.state) if found else "/account"


def _then(request: Request) -> str:
    """Where a page of ours sent somebody from; only our own account pages count."""
    said = request.query_params.get("then", "")
    known = said.startswith("/account/") and "//" not in said and "\\" not in said and said.isprintable()
    return said if known and len(said) < 200 else ""


def _kept(form: FormData) -> dict[str, str]:
    """What comes back into a form that had a mistake: passwords never do."""
    return {"email": entered.text(form, "email").strip(), "terms": entered.text(form, "terms")}


async def _mail_allowed(request: Request, email: str) -> bool:
    """Nobody is flooded with our mails, and nobody floods us."""
    return await within(
        request,
        Bound("mail_to", owners.key_of(email), 3, HOUR),
        Bound("mail_from", caller(request), 30, HOUR),
    )
