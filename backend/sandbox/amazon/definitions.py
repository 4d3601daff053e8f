"""Product types: the documents of `product_types/`, fitted to a marketplace, a seller and a purpose.

A file `<NAME>.json` is the document of that type for a complete listing, shaped as Amazon's: draft 2019-09, one
list per attribute, `$defs` marketplace_id and language_tag. Two keys beside the schema steer this site and are
taken out before it is served: `title` (shown name) and `x-storelane` with `keywords` (words that find the type)
and `groups` ({group: {title, description, propertyNames}}).
"""

import json
from functools import lru_cache
from pathlib import Path
from typing import Any

from backend.sandbox.amazon.offer_schema import (
    IDENTITY,
    REQUIRED,
    SALES,
    definitions,
    offer_properties,
)
from backend.sandbox.amazon.regions import MARKETPLACES, Marketplace

FOLDER = Path(__file__).parent / "product_types"
ADDRESS = "https://schemas.amazon.com/selling-partners/definitions/product-types"
GENERIC = "PRODUCT"
STEERING = "x-storelane"
VERSION = "SANDBOX1"
Document = dict[str, Any]
Templates = tuple[tuple[str, str], ...] | None


class Definitions:
    """The product types this Amazon knows."""

    def __init__(self, folder: Path = FOLDER) -> None:
        files = sorted(folder.glob("*.json")) if folder.is_dir() else []
        self._files: dict[str, Document] = {file.stem: json.loads(file.read_text("utf-8")) for file in files}
        self._files.setdefault(GENERIC, {"title": "Product", "properties": {}, "required": []})
        self.document = lru_cache(maxsize=256)(self._document)

    def names(self) -> list[str]:
        """All types by name."""
        return sorted(self._files)

    def title(self, name: str) -> str:
        """The shown name of a type."""
        return str(self._files[name].get("title") or name.replace("_", " ").capitalize())

    def has(self, name: str) -> bool:
        """Whether a type exists."""
        return name in self._files

    def search(self, words: str) -> list[str]:
        """Types whose name, title or keywords hold one of the words, best first."""
        wanted = [word for word in words.lower().replace(",", " ").split() if len(word) > 1]

        def score(name: str) -> int:
            keywords = self._files[name].get(STEERING, {}).get("keywords", [])
            text = " ".join([name.replace("_", " "), self.title(name), *keywords]).lower()
            return sum(word in text for word in wanted)

        return sorted(
            (name for name in self.names() if score(name)),
            key=lambda name: (-score(name), name),
        )

    def groups(self, name: str, document: Document) -> Document:
        """The property groups of a document, for its answer."""
        given = self._files[name].get(STEERING, {}).get("groups", {})
        left = set(document["properties"])
        groups: Document = {}
        for key, group in given.items():
            if names := [entry for entry in group.get("propertyNames", []) if entry in left]:
                groups[key] = {**group, "propertyNames": names}
                left -= set(names)
        for key, title, chosen in (
            ("offer", "Offer", [entry for entry in SALES if entry in left]),
            ("product_details", "Product Details", sorted(left - set(SALES))),
        ):
            if chosen:
                known = groups.get(key, {"title": title, "description": title, "propertyNames": []})
                groups[key] = {
                    **known,
                    "propertyNames": [*known["propertyNames"], *chosen],
                }
        return groups

    def _document(
        self,
        name: str,
        marketplace_id: str,
        requirements: str = "LISTING",
        enforced: bool = True,
        templates: Templates = None,
        parentage: str = "NONE",
    ) -> Document:
        """The schema document. Do not change what comes back: it is kept."""
        place = MARKETPLACES[marketplace_id]
        source = self._files[name]
        known = {name: value for name, value in source.items() if name not in ("title", STEERING)}
        properties = _properties(source.get("properties", {}), place, templates)
        required = [*source.get("required", [])]
        rules = list(source.get("allOf", []))
        if requirements == "LISTING_OFFER_ONLY" or name == GENERIC:
            properties = {key: value for key, value in properties.items() if key in (*SALES, *IDENTITY)}
            required, rules = list(REQUIRED), [_identity_rule()]
        elif requirements == "LISTING_PRODUCT_ONLY" or parentage == "PARENT":
            properties = {key: value for key, value in properties.items() if key not in SALES}
            required = [key for key in required if key not in SALES]
            rules = [rule for rule in rules if not any(key in json.dumps(rule) for key in SALES)]
        if parentage == "CHILD":
            required += [
                key for key in ("parentage_level", "child_parent_sku_relationship") if key in properties
            ]
        document = {
            **known,
            "$schema": f"{ADDRESS}/meta-schema/v1",
            "$id": f"{ADDRESS}/schema/v1/{name}",
            "$defs": {**source.get("$defs", {}), **definitions(place)},
            "type": "object",
            "properties": properties,
            "required": list(dict.fromkeys(required)) if enforced else [],
        }
        document.pop("allOf", None)
        if rules and enforced:
            document["allOf"] = rules
        return document


def _properties(own: Document, place: Marketplace, templates: Templates) -> Document:
    offer = offer_properties(place, templates)
    merged = {**offer, **own}
    # Amounts, channels and templates depend on the marketplace and the seller, which a file cannot know.
    for key in (
        "purchasable_offer",
        "fulfillment_availability",
        "merchant_shipping_group",
        "list_price",
    ):
        merged[key] = offer[key]
    return merged


def _identity_rule() -> Document:
    return {"anyOf": [{"required": [name]} for name in IDENTITY]}
