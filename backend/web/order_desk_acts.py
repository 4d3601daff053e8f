"""The journal's keys of what a person decides about orders, as sentences in the page's language."""

from collections.abc import Mapping
from typing import Any

from backend.web.languages import _, ngettext
from backend.web.rendering import country_name, number


def desk_sentence(act: str, said: Mapping[str, Any]) -> str:
    """One act in words; "" for any other."""
    told = {"sku": str(said.get("sku", "")), "product": str(said.get("product", ""))}
    match act:
        case "item_matched":
            return _("You said that %(sku)s on Amazon is %(product)s") % told
        case "match_forgotten":
            return _("You took back what %(sku)s on Amazon is") % told
        case "region_chosen":
            return _("You said what your shop calls a region of %s") % country_name(
                str(said.get("country", ""))
            )
        case "region_forgotten":
            return _("You took back what your shop calls a region of %s") % country_name(
                str(said.get("country", ""))
            )
        case "stopped_orders":
            count = int(said.get("count", 0))
            return ngettext(
                "You stopped bringing in older orders: %s order came",
                "You stopped bringing in older orders: %s orders came",
                count,
            ) % number(count)
        case _:
            return ""
