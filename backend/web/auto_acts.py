"""The journal's keys of auto-add, as sentences in the page's language."""

from collections.abc import Mapping
from typing import Any

from backend.web.languages import _, ngettext
from backend.web.rendering import number


def auto_sentence(act: str, said: Mapping[str, Any]) -> str:
    """One act of auto-add in words; "" for any other."""
    rule, count = str(said.get("rule", "")), int(said.get("products", 0))
    match act:
        case "auto_made":
            return _("You made the auto-add rule “%s”") % rule
        case "auto_changed":
            return _("You changed the auto-add rule “%s”") % rule
        case "auto_on":
            return _("You switched the auto-add rule “%s” on") % rule
        case "auto_off":
            return _("You switched the auto-add rule “%s” off") % rule
        case "auto_removed":
            return _("You deleted the auto-add rule “%s”") % rule
        case "auto_listed":
            told = ngettext(
                "Listed by the rule “%(rule)s”: %(n)s product",
                "Listed by the rule “%(rule)s”: %(n)s products",
                count,
            )
            return told % {"rule": rule, "n": number(count)}
        case "auto_listed_one":
            return _("Listed by the rule “%s”") % rule
        case "auto_stopped":
            told = ngettext(
                "Something stops %(n)s product on its day: it waits for your review (rule “%(rule)s”)",
                "Something stops %(n)s products on their day: they wait for your review (rule “%(rule)s”)",
                count,
            )
            return told % {"rule": rule, "n": number(count)}
        case "auto_taken_off":
            return _("Taken off by the rule “%s”: it fits no more") % rule
        case _:
            return _of_review(act, count)


def _of_review(act: str, count: int) -> str:
    """What a person said of new products."""
    match act:
        case "auto_accept":
            return ngettext("You accepted %s new product", "You accepted %s new products", count) % number(
                count
            )
        case "auto_refuse":
            return ngettext("You refused %s new product", "You refused %s new products", count) % number(
                count
            )
        case "auto_back":
            return ngettext("You brought %s refused product back", "You brought %s refused products back", count) % (
                number(count)
            )  # fmt: skip
        case _:
            return ""
