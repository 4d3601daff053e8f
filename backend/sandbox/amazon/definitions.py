"""Product types: the documents of `product_types/`, fitted to a marketplace, a seller and a purpose.

A file `<NAME>.json` is the document of that type for a complete listing, shaped as Amazon's: draft 2019-09, one
list per attribute. `title` is the shown name; `x-storelane`, taken out before the document is served, holds
`keywords` that find the type, `groups` ({group: {title, description, propertyNames}}), `marketplaces`, and
`translations` by language ({title, groups, properties: attribute -> title}).
"""

import copy
import json
from collections.abc import Callable
from functools import lru_cache
from pathlib import Path
from typing import Any

from backend.sandbox.amazon.offer_schema import (
    IDENTITY,
    REQUIRED,
    SALES,
    SellersOwn,
    definitions,
    offer_properties,
)
from backend.sandbox.amazon.regions import MARKETPLACES, Marketplace
from backend.sandbox.switches import Switch

FOLDER = Path(__file__).parent / "product_types"
ADDRESS = "https://schemas.amazon.com/selling-partners/definitions/product-types"
GENERIC = "PRODUCT"
STEERING = "x-storelane"
USUAL = "HOME"  # what fits where no word says more
VERSION, NEWER = "SANDBOX1", "SANDBOX2"
SWITCHES = (Switch("product_types", "Which version of its product types Amazon has", ("first", "second")),)
Document = dict[str, Any]


class Definitions:
    """The product types this Amazon knows."""

    def __init__(self, folder: Path = FOLDER) -> None:
        files = sorted(folder.glob("*.json")) if folder.is_dir() else []
        self._files: dict[str, Document] = {file.stem: json.loads(file.read_text("utf-8")) for file in files}
        self._files.setdefault(GENERIC, {"title": "Product"})
        self._made = lru_cache(maxsize=256)(self._document)
        self.newer: Callable[[], bool] = lambda: False  # whether the second version of all types holds

    @classmethod
    def usual(cls) -> "Definitions":
        """Those of FOLDER, read once in a process; `newer` is each one's own."""
        return copy.copy(_usual())

    @property
    def version(self) -> str:
        """The version that holds now."""
        return NEWER if self.newer() else VERSION

    def document(self, *given: Any) -> Document:
        """The schema document, as `_document` takes its wishes. Do not change what comes back: it is kept."""
        return self._made(self.version, *given)

    def names(self) -> list[str]:
        """All types that products are made with, by name."""
        return sorted(set(self._files) - {GENERIC})

    def title(self, name: str, locale: str = "en") -> str:
        """The shown name of a type."""
        return str(self._translation(name, locale).get("title") or self._title(name))

    def _title(self, name: str) -> str:
        return str(self._files[name].get("title") or name.replace("_", " ").capitalize())

    def has(self, name: str) -> bool:
        """Whether a type exists."""
        return name in self._files

    def search(self, words: str) -> list[str]:
        """Types whose name, title or keywords hold one of the words, best first."""
        wanted = [word for word in words.lower().replace(",", " ").split() if len(word) > 1]

        def score(name: str) -> int:
            keywords = self._files[name].get(STEERING, {}).get("keywords", [])
            text = " ".join([name.replace("_", " "), self._title(name), *keywords]).lower()
            return sum(word in text for word in wanted)

        return sorted(
            (name for name in self.names() if score(name)),
            key=lambda name: (-score(name), name),
        )

    def groups(self, name: str, document: Document, locale: str = "en") -> Document:
        """The property groups of a document, for its answer."""
        left = dict.fromkeys(document["properties"])
        groups: Document = {}
        translated = self._translation(name, locale).get("groups", {})
        for key, group in self._files[name].get(STEERING, {}).get("groups", {}).items():
            if names := [entry for entry in group["propertyNames"] if entry in left]:
                groups[key] = {**group, **translated.get(key, {}), "propertyNames": names}
                left = {entry: None for entry in left if entry not in names}
        if left:
            rest = groups.setdefault("offer", {"title": "Offer", "description": "Offer", "propertyNames": []})
            rest["propertyNames"] += list(left)
        return groups

    def _translation(self, name: str, locale: str) -> Document:
        found: Document = self._files[name].get(STEERING, {}).get("translations", {}).get(locale[:2], {})
        return found

    def _document(
        self,
        version: str,
        name: str,
        marketplace_id: str,
        requirements: str = "LISTING",
        enforced: bool = True,
        own: SellersOwn | None = None,
        parentage: str = "NONE",
        locale: str = "en",
    ) -> Document:
        place = MARKETPLACES[marketplace_id]
        file = self._files[name]
        source = {key: value for key, value in file.items() if key not in ("title", STEERING)}
        properties = _properties(source.get("properties", {}), place, own)
        for key, title in self._translation(name, locale).get("properties", {}).items():
            if key in properties:
                properties[key] = {**properties[key], "title": title}
        needed = (list(source.get("required", [])), list(source.get("allOf", [])))
        purpose = "LISTING_OFFER_ONLY" if name == GENERIC else requirements
        properties, required, rules = _fitted(properties, *needed, purpose, parentage)
        if version == NEWER and purpose != "LISTING_OFFER_ONLY":
            properties, required = _renewed(properties, required)
        document = {
            **source,
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


@lru_cache(maxsize=1)
def _usual() -> Definitions:
    return Definitions()


def _renewed(properties: Document, required: list[str]) -> tuple[Document, list[str]]:
    """What the second version asks for: the material always, a warranty may be told, search words no more, and fewer
    kinds of dangerous goods."""
    properties = copy.deepcopy(
        {name: value for name, value in properties.items() if name != "generic_keyword"}
    )
    if "material" in properties:
        required = [*required, "material"]
        told = copy.deepcopy(properties["material"])
        text = {"title": "Warranty", "description": "What you promise, and for how long."}
        told["items"]["properties"]["value"] |= {**text, "examples": ["Two years"]}
        properties["warranty_description"] = {**told, **text, "maxUniqueItems": 1}
    if "supplier_declared_dg_hz_regulation" in properties:
        kinds = properties["supplier_declared_dg_hz_regulation"]["items"]["properties"]["value"]
        if "other" in kinds["enum"]:
            at = kinds["enum"].index("other")
            del kinds["enum"][at], kinds["enumNames"][at]
    return properties, required


def _properties(named: Document, place: Marketplace, own: SellersOwn | None) -> Document:
    """The attributes of a file, with what a file cannot know: currency, channels, the seller's templates."""
    offer = offer_properties(place, own)
    merged = copy.deepcopy({**offer, **named})
    for key, field in (
        ("merchant_shipping_group", "value"),
        ("purchasable_offer", "currency"),
        ("purchasable_offer", "audience"),
        ("list_price", "currency"),
        ("fulfillment_availability", "fulfillment_channel_code"),
    ):
        fields, known = merged[key]["items"]["properties"], offer[key]["items"]["properties"][field]
        kept = {
            name: value for name, value in fields[field].items() if name in ("title", "description", "hidden")
        }
        fields[field] = {**kept, **known}
    _name_list_price(merged["list_price"]["items"], place)
    return merged


def _name_list_price(items: Document, place: Marketplace) -> None:
    """In the Americas it is a `value`, elsewhere a `value_with_tax`."""
    fields, named = items["properties"], "value" if place.region == "na" else "value_with_tax"
    for name in ("value", "value_with_tax"):
        if name != named and name in fields:
            fields[named] = fields.pop(name)
    items["required"] = [named, *(name for name in items["required"] if not name.startswith("value"))]


def _fitted(
    properties: Document, required: list[str], rules: list[Document], requirements: str, parentage: str
) -> tuple[Document, list[str], list[Document]]:
    """Attributes, required ones and rules that are left for a purpose and a place in the family."""
    if requirements == "LISTING_OFFER_ONLY":
        chosen = {*SALES, *IDENTITY}
        properties = {key: value for key, value in properties.items() if key in chosen}
        required, rules = list(REQUIRED), [_identity_rule()]
    elif requirements == "LISTING_PRODUCT_ONLY" or parentage == "PARENT":
        properties = {key: value for key, value in properties.items() if key not in SALES}
        required = [key for key in required if key not in SALES]
        rules = [rule for rule in rules if not any(f'"{key}"' in json.dumps(rule) for key in SALES)]
    if parentage == "CHILD":
        family = ("parentage_level", "child_parent_sku_relationship")
        required = [*required, *(key for key in family if key in properties)]
    return properties, required, rules


def _identity_rule() -> Document:
    return {"anyOf": [{"required": [name]} for name in IDENTITY]}
