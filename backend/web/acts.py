"""What the journal's keys mean, as sentences in the page's language."""

from collections.abc import Mapping
from typing import Any

from backend.domain.issues import CAUSES, Cause, Problem
from backend.domain.money import Money
from backend.storage.journal import Entry
from backend.web.languages import _, ngettext
from backend.web.problems import title_of_problem
from backend.web.rendering import country_name, money, number


def act_sentence(entry: Entry) -> str:
    """One line of the journal in words; a key nobody knows is shown as it is."""
    said = entry.details
    match entry.act:
        case "published":
            count = int(said.get("products", 0))
            return ngettext("List now: %s product", "List now: %s products", count) % number(count)
        case "matched":
            return _("Found on Amazon: %s") % str(said.get("asin", ""))
        case "held":
            return _("Held back: %s") % _problem(said)
        case "submitted":
            return _submitted(said)
        case "withdrawn":
            return _("Taken off Amazon")
        case "asked_again":
            return _("You asked to try again")
        case "asked_withdrawal":
            return _("You asked to take it off Amazon")
        case "set_aside":
            return _("Product %(product)s of your shop could not be read: %(why)s") % {
                "product": said.get("product", ""), "why": said.get("why", ""),
            }  # fmt: skip
        case _:
            return _of_account(entry)


def _of_account(entry: Entry) -> str:
    said = entry.details
    match entry.act:
        case "became_active":
            return _("Amazon shows it: buyers can order")
        case "became_incomplete":
            return _("Amazon does not take it: %s") % _problem(said)
        case "became_inactive":
            return _("Amazon stopped selling it: %s") % _problem(said)
        case "became_ended":
            return _("It is no longer on Amazon")
        case "became_on_its_way":
            return _("On its way again")
        case "installed":
            return _("Storelane was installed in your shop")
        case "connected":
            names = [country_name(code) for code in str(said.get("countries", "")).split(", ") if code]
            return _("Amazon account connected: %s") % ", ".join(names)
        case "disconnected":
            return _("Amazon account disconnected: %s") % str(said.get("seller", ""))
        case "consent_ended":
            return _("The consent on Amazon ended: %s") % str(said.get("seller", ""))
        case _:
            return entry.act


def _submitted(said: Mapping[str, Any]) -> str:
    price = said.get("price") or [0, "EUR"]
    return _("Sent to Amazon: %(price)s, quantity %(quantity)s, on %(asin)s") % {
        "price": money(Money(int(price[0]), str(price[1]))), "quantity": number(int(said.get("quantity", 0))),
        "asin": said.get("asin", ""),
    }  # fmt: skip


def _problem(said: Mapping[str, Any]) -> str:
    cause = said.get("cause", "")
    if cause not in CAUSES:
        return str(cause)
    return title_of_problem(Problem(Cause(cause), {k: v for k, v in said.items() if k != "cause"}))
