"""What people type into the forms of an account: an address, a password. What is wrong is said beside the field."""

import re

from starlette.datastructures import FormData

from backend.web.languages import _
from backend.web.site.passwords import LONGEST, SHORTEST

_LABEL = r"[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?"
_EMAIL = re.compile(rf"[A-Za-z0-9!#$%&'*+/=?^_`{{|}}~.-]{{1,64}}@(?:{_LABEL}\.)+[A-Za-z]{{2,63}}")


def text(form: FormData, name: str) -> str:
    """A field as text; a file or nothing is no text."""
    said = form.get(name)
    return said if isinstance(said, str) else ""


def email(form: FormData, errors: dict[str, str], name: str = "email") -> str:
    """An address; a message beside the field when it is none."""
    said = text(form, name).strip()
    if not said:
        errors[name] = _("Please give your e-mail address.")
    elif len(said) > 254 or ".." in said or not _EMAIL.fullmatch(said):
        errors[name] = _("This is no e-mail address. One looks like you@example.com.")
    return said


def new_password(form: FormData, errors: dict[str, str], address: str) -> str:
    """A new password, typed twice."""
    said = text(form, "password")
    if len(said) < SHORTEST:
        errors["password"] = _("A password has at least 10 characters. A short sentence is a good one.")
    elif len(said) > LONGEST:
        errors["password"] = _("A password has at most 200 characters.")
    elif said.strip().casefold() == address.casefold() or len(set(said)) < 4:
        errors["password"] = _("This password is too easy to guess. A short sentence is a good one.")
    elif said != text(form, "again"):
        errors["again"] = _("The two passwords are not the same. Please type both again.")
    return said
