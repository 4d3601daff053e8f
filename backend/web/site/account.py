"""The account: its shops with plan and usage, its address, its password, its end."""

from starlette.datastructures import FormData
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from backend.storage import mail_links, owners
from backend.storage.owners import Owner
from backend.storage.tries import Bound
from backend.web import languages
from backend.web.connect import admin_address
from backend.web.languages import _
from backend.web.resources import resources
from backend.web.site import entered, letters, passwords
from backend.web.site.entering import HOUR, QUARTER, too_many
from backend.web.site.mailed import new_token, wrong_password
from backend.web.site.visit import address, allowance, caller, forget, keep, owners_only, show, within

SAID = ("email", "password", "unlinked", "asked")


@owners_only
async def page(request: Request, owner: Owner) -> Response:
    """GET /account: what belongs to it."""
    home, said = resources(request), request.query_params.get("said", "")
    shops = [
        (shop, await allowance(home, shop.id), admin_address(home, shop.store_id))
        for shop in await owners.shops_of(home.db, owner.id)
    ]
    return show(request, "account", {"shops": shops, "said": said if said in SAID else ""}, owner=owner)


@owners_only
async def email(request: Request, owner: Owner) -> Response:
    """GET the form; POST sends a mail to the new address, which holds only once it is confirmed there."""
    if request.method == "GET":
        return show(request, "email", {}, owner=owner)
    home, form, errors = resources(request), await request.form(), dict[str, str]()
    wanted = entered.email(form, errors)
    if not errors and owners.key_of(wanted) == owners.key_of(owner.email):
        errors["email"] = _("This is your address already.")
    context = {"errors": errors, "entered": {"email": wanted}}
    if not errors and not await within(
        request,
        Bound("mail_to", owners.key_of(wanted), 3, HOUR),
        Bound("mail_from", caller(request), 30, HOUR),
    ):
        return show(request, "email", {**context, "alert": too_many()}, owner=owner, status=429)
    if not errors and (refused := await _refused(request, owner, form, errors)):
        return show(request, "email", {**context, "alert": refused}, owner=owner, status=429)
    if errors:
        return show(request, "email", context, owner=owner, status=422)
    known, token = await owners.by_email(home.db, wanted), new_token()
    async with home.db.transaction():
        await mail_links.make(
            home.db, token, "nobody" if known else "email", home.now(), lasts=letters.CONFIRM_LASTS,
            owner_id=owner.id, email=wanted, language=languages.spoken(),
        )  # fmt: skip
        if known:
            at = address(home, "/account/sign-in")
            await letters.post(home, "exists", known.email, letters.CONFIRM_LASTS, link=at)
        else:
            at = address(home, f"/account/mail/{token}")
            await letters.post(home, "email", wanted, letters.CONFIRM_LASTS, link=at)
    return show(request, "sent", {"email": wanted, "kind": "email"}, owner=owner)


@owners_only
async def password(request: Request, owner: Owner) -> Response:
    """GET the form; POST changes it: every other session ends."""
    if request.method == "GET":
        return show(request, "password", {}, owner=owner)
    home, form, errors = resources(request), await request.form(), dict[str, str]()
    wanted = entered.new_password(form, errors, owner.email)
    refused = "" if errors else await _refused(request, owner, form, errors)
    if refused:
        return show(request, "password", {"alert": refused}, owner=owner, status=429)
    if errors:
        return show(request, "password", {"errors": errors}, owner=owner, status=422)
    await owners.set_password(home.db, owner.id, await passwords.hashed(wanted), home.now())
    await letters.post(home, "changed_password", owner.email, link=address(home, "/account/forgotten"))
    response = RedirectResponse("/account?said=password", 303)
    keep(request, response, owner.id, owner.sessions + 1)
    return response


@owners_only
async def delete(request: Request, owner: Owner) -> Response:
    """GET what would follow; POST, with the password, deletes the account."""
    home = resources(request)
    shops = await owners.shops_of(home.db, owner.id)
    if request.method == "GET":
        return show(request, "delete", {"shops": shops}, owner=owner)
    errors = dict[str, str]()
    refused = await _refused(request, owner, await request.form(), errors)
    if refused or errors:
        context = {"shops": shops, "errors": errors, "alert": refused}
        return show(request, "delete", context, owner=owner, status=429 if refused else 422)
    await letters.post(home, "deleted", owner.email)
    await owners.delete(home.db, owner.id, home.now())
    response = show(request, "said", {"said": "deleted"})
    forget(request, response)
    return response


async def _refused(request: Request, owner: Owner, form: FormData, errors: dict[str, str]) -> str:
    """Ask for the present password: what stands at the top when that was tried too often; a wrong one is said beside
    its field."""
    if not await within(request, Bound("password", str(owner.id), 10, QUARTER)):
        return too_many()
    if not await passwords.fits(entered.text(form, "current")[: passwords.LONGEST + 1], owner.password):
        errors["current"] = wrong_password()
    return ""
