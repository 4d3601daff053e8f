"""The journal's keys of the shop's own orders in Amazon's warehouse, as sentences in the page's language."""

from collections.abc import Mapping
from typing import Any

from backend.web.languages import _, ngettext
from backend.web.outbound_words import cause_sentence, stock_sentence
from backend.web.rendering import number


def outbound_sentence(act: str, said: Mapping[str, Any]) -> str:
    """One such act in words; "" for any other."""
    told = {"order": str(said.get("order", "")), "sku": str(said.get("sku", ""))}
    pieces = int(said.get("pieces", 0))
    match act:
        case "outbound_asked":
            return _("You had order %(order)s sent from Amazon's warehouse") % told
        case "outbound_taken":
            return _("Amazon has order %(order)s and will send it from its warehouse") % told
        case "outbound_sent":
            return _("Amazon sent order %(order)s from its warehouse") % told
        case "outbound_cancel_asked":
            return _("You asked Amazon not to send order %(order)s") % told
        case "outbound_cancelled":
            return _("Order %(order)s does not leave Amazon's warehouse") % told
        case "outbound_again":
            return _("You asked to hand order %(order)s over to Amazon again") % told
        case "outbound_let_go":
            return _("You let order %(order)s go: Amazon may send it") % told
        case "outbound_settled" | "outbound_stock_settled":
            return _("You dealt with order %(order)s in Amazon's warehouse") % told
        case "outbound_given":
            words = ngettext(
                "Your stock of %(sku)s got %(n)s piece back: it leaves Amazon's warehouse (order %(order)s)",
                "Your stock of %(sku)s got %(n)s pieces back: they leave Amazon's warehouse (order %(order)s)",
                pieces,
            )
            return words % {**told, "n": number(pieces)}
        case "outbound_retaken":
            words = ngettext(
                "%(n)s piece of %(sku)s was taken off your stock again: it does not leave Amazon's warehouse (order"
                " %(order)s)",
                "%(n)s pieces of %(sku)s were taken off your stock again: they do not leave Amazon's warehouse (order"
                " %(order)s)",
                pieces,
            )
            return words % {**told, "n": number(pieces)}
        case "outbound_problem":
            return f"{told['order']}: {_problem(str(said.get('cause', '')), said)}"
        case _:
            return ""


def _problem(cause: str, said: Mapping[str, Any]) -> str:
    if cause.startswith("stock_"):
        return stock_sentence(cause.removeprefix("stock_"))
    return cause_sentence(cause, said)
