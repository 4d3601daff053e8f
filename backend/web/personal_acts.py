"""The journal's keys of personal data, as sentences in the page's language. No line names a person."""

from collections.abc import Mapping
from typing import Any

from backend.web.languages import _, ngettext
from backend.web.rendering import number


def act_of_people(act: str, said: Mapping[str, Any]) -> str:
    """One act in words; "" for any other."""
    match act:
        case "buyer_forgotten":
            return _("The buyer's data of order %(order)s was erased: %(why)s") % {
                "order": said.get("order", ""), "why": _why(str(said.get("why", ""))),
            }  # fmt: skip
        case "personal_days":
            days = int(said.get("days", 0))
            return ngettext(
                "Buyers' data is erased %s day after the order was sent: you set that",
                "Buyers' data is erased %s days after the order was sent: you set that",
                days,
            ) % number(days)
        case "privacy_asked":
            return _("Asked for: %s") % asked_for(str(said.get("kind", "")), str(said.get("about", "")))
        case "privacy_answered":
            return _("Answered: %s") % asked_for(str(said.get("kind", "")), str(said.get("about", "")))
        case "privacy_failed":
            words = asked_for(str(said.get("kind", "")), str(said.get("about", "")))
            return _("Could not be answered: %s") % words
        case "privacy_taken":
            return _("You downloaded a file with personal data")
        case _:
            return ""


def asked_for(kind: str, about: str) -> str:
    """What is asked of personal data, in words."""
    removal = kind == "removal"
    match about:
        case "profile":
            return _("erase what is kept of you") if removal else _("a file of what is kept of you")
        case "order":
            return _("erase an order's buyer") if removal else _("a file of what is kept of an order's buyer")
        case _:
            return _("erase a customer's data") if removal else _("a file of a customer's data")


def _why(why: str) -> str:
    names = {
        "shipped": _("its time was over"), "cancelled": _("the order is cancelled"),
        "unsent": _("nothing happened to the order for a month"),
        "disconnected": _("the Amazon account is disconnected"), "asked": _("it was asked for"),
        "merchant": _("you wanted it"),
    }  # fmt: skip
    return names.get(why, why)
