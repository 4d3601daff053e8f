"""The mails of an account: their words, and the putting into the post. Plain text, in the language of who reads it."""

import secrets
from collections.abc import Mapping
from email.utils import parseaddr

from backend.storage import letters
from backend.web.languages import _
from backend.web.resources import Resources

CONFIRM_LASTS = 86_400  # seconds that the links of these mails hold
PASSWORD_LASTS = 3600
NEWS_LASTS = 2 * 86_400  # later than that nobody needs to be told


async def post(
    home: Resources, kind: str, recipient: str, lasts: int = NEWS_LASTS, *, nobody: bool = False, **said: str
) -> None:
    """Put a mail into the post. `nobody`: it is written and never sent, because we do not know the address."""
    subject, body = words(kind, said)
    domain = (
        parseaddr(home.settings.owners.mail.sender)[1].partition("@")[2]
        if home.settings.owners.mail
        else "local"
    )
    message_id = f"{secrets.token_hex(16)}@{domain}"
    now = home.now()
    to = "" if nobody else recipient
    await letters.write(home.db, home.vault, kind, to, subject, body, message_id, now, now + lasts)
    await home.wake("mail", 0)


def words(kind: str, said: Mapping[str, str]) -> tuple[str, str]:
    """Subject and text of a kind of mail; `said`: what stands in it (link, email, shop)."""
    subject, paragraphs = _KINDS[kind](said)
    return subject, "\n\n".join([_("Hello,"), *paragraphs, _signature()]) + "\n"


def _signature() -> str:
    return _("Storelane") + "\n" + _("You sell on Amazon from your shop.")


def _not_you() -> str:
    return _("If it was not you, do nothing: without a click on the link nothing happens.")


def _confirm(said: Mapping[str, str]) -> tuple[str, list[str]]:
    return _("Confirm your e-mail address"), [
        _("you are creating a Storelane account. Please confirm that this address is yours:"),
        said["link"],
        _("The link works once, for 24 hours."),
        _not_you(),
    ]


def _exists(said: Mapping[str, str]) -> tuple[str, list[str]]:
    return _("You have a Storelane account already"), [
        _("somebody, probably you, wanted an account with this address. It has one already: sign in here."),
        said["link"],
        _("If you do not know your password any more, choose “Forgotten your password?” there."),
        _("If it was not you, do nothing: your account is as it was."),
    ]


def _password(said: Mapping[str, str]) -> tuple[str, list[str]]:
    return _("Choose a new password"), [
        _("somebody, probably you, asked for a new password for your Storelane account. Choose it here:"),
        said["link"],
        _("The link works once, for one hour."),
        _not_you(),
    ]


def _email(said: Mapping[str, str]) -> tuple[str, list[str]]:
    return _("Confirm your new e-mail address"), [
        _("your Storelane account is to have this address from now on. Please confirm that it is yours:"),
        said["link"],
        _("The link works once, for 24 hours."),
        _not_you(),
    ]


def _changed_email(said: Mapping[str, str]) -> tuple[str, list[str]]:
    return _("Your e-mail address was changed"), [
        _("your Storelane account now has the address %(email)s. This one is no longer used.") % said,
        _("If it was not you, write to us at once: %(help)s") % said
        if said["help"]
        else _("If it was not you, tell the operator of this Storelane at once."),
    ]


def _changed_password(said: Mapping[str, str]) -> tuple[str, list[str]]:
    return _("Your password was changed"), [
        _("the password of your Storelane account was changed just now, and every session has ended."),
        _("If it was not you, choose a new one at once with “Forgotten your password?”: %(link)s") % said,
    ]


def _deleted(said: Mapping[str, str]) -> tuple[str, list[str]]:
    return _("Your account is deleted"), [
        _("your Storelane account is deleted, as you asked."),
        _(
            "Its shops are no longer linked to it. What Storelane keeps of a shop goes when the app is uninstalled."
        ),
    ]


def _alerts(said: Mapping[str, str]) -> tuple[str, list[str]]:
    return _("Alerts to this address?"), [
        _("somebody, probably you, wants alerts of the shop %(shop)s to come to this address. Say yes here:")
        % said,
        said["link"],
        _("The link works once, for 24 hours."),
        _not_you(),
    ]


_KINDS = {
    "alerts": _alerts,
    "confirm": _confirm, "exists": _exists, "password": _password, "email": _email,
    "changed_email": _changed_email, "changed_password": _changed_password, "deleted": _deleted,
}  # fmt: skip
