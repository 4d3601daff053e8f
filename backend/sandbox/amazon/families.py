"""Variation families: when a child is taken, when it waits for its parent, and who belongs to whom.

What a listing belongs to becomes visible with its other facts: `shown.parent` and `shown.theme`.
"""

from typing import Any

from backend.sandbox.amazon.catalogue import Catalogue, Item
from backend.sandbox.amazon.issues import Issue, issue
from backend.sandbox.amazon.lifecycle import LIVE, Listing, Listings
from backend.sandbox.amazon.matching import value_of
from backend.sandbox.store import Condition

PARENT = "VARIATION_PARENT"
RELATION = "child_parent_sku_relationship"
Attributes = dict[str, Any]


def is_parent(attributes: Attributes, marketplace_id: str) -> bool:
    """Whether what is sent says of itself that it is a parent."""
    return bool(value_of(attributes, "parentage_level", marketplace_id) == "parent")


def parent_sku_of(attributes: Attributes, marketplace_id: str) -> str:
    """The SKU that a child names as its parent, or ""."""
    level = value_of(attributes, "parentage_level", marketplace_id)
    named = value_of(attributes, RELATION, marketplace_id, "parent_sku")
    return str(named or "") if level != "parent" else ""


def belonging(attributes: Attributes, marketplace_id: str) -> dict[str, str]:
    """What becomes visible of a family in a listing."""
    theme = value_of(attributes, "variation_theme", marketplace_id, "name")
    return {"parent": parent_sku_of(attributes, marketplace_id), "theme": str(theme or "")}


def shape_issues(sku: str, attributes: Attributes, marketplace_id: str) -> list[Issue]:
    """What is wrong at once with what a listing says of its family; the type's schema says the rest."""
    level = value_of(attributes, "parentage_level", marketplace_id)
    named = value_of(attributes, RELATION, marketplace_id, "parent_sku")
    if level == "parent" and RELATION in attributes:
        return [issue("8007", marketplace_id, sku, [RELATION])]
    if level == "child" and not named:
        return [issue("90220", marketplace_id, "parent_sku", [RELATION])]
    return [issue("8007", marketplace_id, sku, [RELATION])] if named == sku else []


class Families:
    """Who belongs to whom on this Amazon."""

    def __init__(self, catalogue: Catalogue, listings: Listings) -> None:
        self._catalogue, self._listings = catalogue, listings

    def parent_of(self, listing: Listing) -> Listing | None:
        """The listing that a child names, whatever it is; None when there is none (yet)."""
        place = listing["marketplace_id"]
        named = parent_sku_of(listing["attributes"], place)
        return self._listings.get(listing["seller_id"], place, named) if named else None

    def waits(self, listing: Listing) -> bool:
        """Whether a child's parent is not there yet: then it is neither refused nor shown."""
        named = parent_sku_of(listing["attributes"], listing["marketplace_id"])
        return bool(named) and self.parent_of(listing) is None

    def waiting_for(self, parent: Listing) -> list[Listing]:
        """Children that were sent before their parent."""
        return [each for each in self._sent(parent) if each.get("waits_for") == parent["sku"]]

    def issues(self, listing: Listing, item: Item | None) -> list[Issue]:
        """What speaks against a child in its family, once its parent is there."""
        parent, place = self.parent_of(listing), listing["marketplace_id"]
        if parent is None:
            return []
        if not is_parent(parent["attributes"], place):
            return [issue("8007", place, parent["sku"], [RELATION])]
        mine, theirs = (
            str(value_of(each["attributes"], "variation_theme", place, "name") or "")
            for each in (listing, parent)
        )
        if mine != theirs:
            return [issue("8008", place, theirs, ["variation_theme"])]
        missing = [name for name in _parts(mine) if not _said(listing, name)]
        if missing:
            return [issue("8008", place, mine, missing)]
        if item and item.get("parent_asin") not in (None, "", parent["asin"]):
            return [issue("8032", place, str(item["parent_asin"]), [RELATION])]
        twin = self._twin(listing, parent, _parts(mine))
        return [issue("8016", place, twin, _parts(mine))] if twin else []

    def _twin(self, listing: Listing, parent: Listing, names: list[str]) -> str:
        """The SKU of another child of the same parent that nobody could tell from this one, or ""."""
        said, place = [_said(listing, name) for name in names], parent["marketplace_id"]
        return next(
            (
                str(other["sku"])
                for other in self._sent(parent)
                if parent_sku_of(other["attributes"], place) == parent["sku"]
                if other["sku"] != listing["sku"] and [_said(other, name) for name in names] == said
            ),
            "",
        )

    def children(self, parent: Listing) -> list[Listing]:
        """The listings that are shown as children of a parent's listing."""
        return [each for each in self._sent(parent) if _belongs(each, parent["sku"])]

    def _sent(self, parent: Listing) -> list[Listing]:
        """All listings of a parent's seller at its place."""
        where: list[Condition] = [
            ("seller_id", "=", parent["seller_id"]), ("marketplace_id", "=", parent["marketplace_id"]),
        ]  # fmt: skip
        return self._listings.find(where)

    def relation(self, item: Item, place: str) -> dict[str, Any]:
        """A product's family as the catalogue shows it: parentAsins or childAsins, and the theme; {} for none."""
        on_it = [each for each in self._listings.find([("asin", "=", item["asin"])]) if _at(each, place)]
        theme = str(item.get("variation_theme") or "")
        parents = [str(item["parent_asin"])] if item.get("parent_asin") else []
        children = list(map(str, item.get("child_asins") or ()))
        for listing in on_it:
            theme = theme or str(listing["shown"].get("theme") or "")
            parent = self._listings.get(listing["seller_id"], place, listing["shown"].get("parent") or "")
            if parent and parent["asin"] and _at(parent, place):
                parents.append(str(parent["asin"]))
            if is_parent(listing["attributes"], place):
                children += [str(each["asin"]) for each in self.children(listing) if each["asin"]]
        relation: dict[str, Any] = {"type": "VARIATION"}
        relation |= {"parentAsins": list(dict.fromkeys(parents))} if parents else {}
        relation |= {"childAsins": list(dict.fromkeys(children))} if children else {}
        if theme and len(relation) > 1:
            relation["variationTheme"] = {"attributes": _parts(theme), "theme": theme}
        return relation if len(relation) > 1 else {}

    def of_listing(self, listing: Listing) -> dict[str, Any]:
        """A listing's family as the seller's API shows it, in SKUs; {} for none."""
        shown = listing["shown"]
        relation: dict[str, Any] = {"type": "VARIATION"}
        if shown.get("parent"):
            relation["parentSkus"] = [shown["parent"]]
        if is_parent(listing["attributes"], listing["marketplace_id"]) and shown["phase"] == LIVE:
            children = [each["sku"] for each in self.children(listing)]
            relation |= {"childSkus": children} if children else {}
        if len(relation) > 1 and shown.get("theme"):
            relation["variationTheme"] = {"attributes": _parts(shown["theme"]), "theme": shown["theme"]}
        return relation if len(relation) > 1 else {}


def _belongs(listing: Listing, sku: str) -> bool:
    return listing["shown"]["phase"] == LIVE and bool(sku) and listing["shown"].get("parent") == sku


def _at(listing: Listing, place: str) -> bool:
    return bool(listing["marketplace_id"] == place and listing["shown"]["phase"] == LIVE)


def _parts(theme: str) -> list[str]:
    return [part.strip().lower().removesuffix("_name") for part in theme.split("/") if part.strip()]


def variation_of(listing: Listing, theme: str) -> list[str]:
    """What a child says for each part of a theme, as buyers read it."""
    entries = [(listing["attributes"].get(name) or [{}])[0] for name in _parts(theme)]
    return [" ".join(str(entry[key]) for key in ("value", "unit") if key in entry) for entry in entries]


def _said(listing: Listing, name: str) -> str:
    entries = listing["attributes"].get(name) or [{}]
    entry = {key: value for key, value in entries[0].items() if key not in ("marketplace_id", "language_tag")}
    return " ".join(str(entry[key]).strip().lower() for key in sorted(entry))
