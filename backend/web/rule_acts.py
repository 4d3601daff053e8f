"""What the journal says of families, of exchange rates and shipping templates, of imports, and of policies."""

from backend.storage.journal import Entry
from backend.web.languages import _, ngettext
from backend.web.policy_words.journal import of_policies
from backend.web.rendering import number


def act_of_rules(entry: Entry) -> str:
    """One line of the journal in words; a key nobody knows is shown as it is."""
    said = {"sku": str(entry.details.get("sku", "")), "theme": str(entry.details.get("theme", ""))}
    match entry.act:
        case "family_made":
            return _("You made a family of it: parent %(sku)s, told apart by %(theme)s") % said
        case "family_sent":
            return _("The parent of a family was sent to Amazon: %(sku)s") % said
        case "family_added":
            count = int(entry.details.get("count", 0))
            return ngettext(
                "%s new variation joins its family", "%s new variations join their family", count
            ) % number(count)
        case "family_parted":
            return _("You asked to take the family apart")
        case "family_apart":
            return _("The family is taken apart; its parent %(sku)s is off Amazon") % said
        case _:
            return _of_rates(entry)


def _of_rates(entry: Entry) -> str:
    said = entry.details
    match entry.act:
        case "rates_changed":
            count = int(said.get("count", 0))
            return ngettext(
                "New exchange rates: %s listing is looked at",
                "New exchange rates: %s listings are looked at",
                count,
            ) % number(count)
        case "template_gone":
            return _("Amazon lists your shipping template “%s” no more") % str(said.get("template", ""))
        case "imported":
            count = int(said.get("done", 0))
            return ngettext("You imported a file: %s line", "You imported a file: %s lines", count) % number(
                count
            )
        case _:
            return of_policies(entry)
