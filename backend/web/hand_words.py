"""The journal's lines about what is done to selections and set by hand, as sentences."""

from collections.abc import Mapping
from typing import Any

from backend.domain.days import day_of
from backend.domain.money import Money
from backend.storage.journal import Entry
from backend.web.languages import _, ngettext
from backend.web.policy_words.saying import named
from backend.web.rendering import money, number


def act_of_selection(entry: Entry) -> str:
    """One line of the journal."""
    act, said = entry.act, entry.details
    match act:
        case "bulk_done" | "bulk_undone":
            return _bulk(act, int(said.get("listings", 0)))
        case "changed_policy":
            names = {
                "before": named(str(said.get("before", ""))),
                "after": named(str(said.get("after", ""))),
            }
            return _("You gave it another policy: “%(before)s” → “%(after)s”") % names
        case "changed_note":
            return _("You changed its note for buyers")
        case "took_note_away":
            return _("You took away its note for buyers")
        case "copied":
            return _("You copied it here from another marketplace")
        case "by_hand_taken_back":
            return _("You took back what was set by hand")
        case "by_hand_put_back":
            return _("What was set by hand is set again")
        case "by_hand_ended":
            return _("What was set by hand came to its end")
        case "set_by_hand":
            return _set(said)
        case _:
            return act


def _bulk(act: str, count: int) -> str:
    if act == "bulk_undone":
        said = ngettext("Undone for %s listing together", "Undone for %s listings together", count)
    else:
        said = ngettext("Done for %s listing together", "Done for %s listings together", count)
    return said % number(count)


def _set(said: Mapping[str, Any]) -> str:
    parts = []
    if price := said.get("price"):
        words = _("price %s, under your policy's least price") if said.get("under") else _("price %s")
        parts.append(words % money(Money(int(price[0]), str(price[1]))))
    if (quantity := said.get("quantity")) is not None:
        parts.append(_("quantity %s in all countries of its SKU") % number(int(quantity)))
    what = ", ".join(parts)
    if until := int(said.get("until") or 0):
        day = day_of(until - 1)
        return _("You set by hand until %(day)s: %(what)s") % {"day": day, "what": what}
    return _("You set by hand, until you take it back: %s") % what
