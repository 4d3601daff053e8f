"""The Catalog Items API: search by identifiers or words, and get."""

import re
from collections.abc import Callable
from typing import Any

from backend.sandbox.amazon.access import Asked
from backend.sandbox.amazon.catalogue import Catalogue, Item
from backend.sandbox.amazon.errors import bad_request, not_found
from backend.sandbox.amazon.families import Families
from backend.sandbox.amazon.lifecycle import Listings
from backend.sandbox.amazon.paging import page_of
from backend.sandbox.amazon.pictures import pictures_of

ASIN = re.compile(r"[0-9]{9}[0-9X]|[A-Z][A-Z0-9]{9}")
LOCALE = re.compile(r"[a-z]{2}_[A-Z]{2}")
CODE_LENGTHS = {
    "EAN": (8, 13),
    "UPC": (12,),
    "GTIN": (8, 12, 13, 14),
    "ISBN": (10, 13),
    "JAN": (8, 13),
}
MOST = 1000
Dataset = Callable[[Item, str], list[dict[str, Any]]]


class CatalogueApi:
    """The operations, each from a call to the body of its answer."""

    def __init__(self, catalogue: Catalogue, listings: Listings, families: Families, address: str) -> None:
        self._catalogue, self._listings, self._address = catalogue, listings, address
        self._families = families
        self._datasets: dict[str, Dataset] = {
            "summaries": _summaries,
            "identifiers": _identifiers,
            "images": self._images,
            "productTypes": lambda item, id_: [{"marketplaceId": id_, "productType": item["product_type"]}],
            "relationships": self._relationships,
            "classifications": _classifications,
            "dimensions": lambda item, id_: [{"marketplaceId": id_}],
            "salesRanks": lambda item, id_: [{"marketplaceId": id_}],
            "vendorDetails": lambda item, id_: [{"marketplaceId": id_}],
        }

    def get(self, asked: Asked) -> dict[str, Any]:
        """getCatalogItem."""
        asin = _check_asin(asked.path["asin"])
        places = asked.items("marketplaceIds")
        item = next((found for id_ in places if (found := self._catalogue.get(asin, id_))), None)
        if item is None:
            raise not_found(f"Requested item '{asin}' not found in marketplace(s) {','.join(places)}.")
        return self._view(item, places, asked.items("includedData", ("summaries",)))

    def search(self, asked: Asked) -> dict[str, Any]:
        """searchCatalogItems."""
        codes, words = asked.items("identifiers"), asked.items("keywords")
        if bool(codes) == bool(words):
            raise bad_request("Exactly one of 'identifiers' and 'keywords' must be given.")
        if bool(codes) != ("identifiersType" in asked.query):
            raise bad_request("'identifiers' and 'identifiersType' go together.")
        if codes and any(
            name in asked.query for name in ("brandNames", "classificationIds", "keywordsLocale")
        ):
            raise bad_request("brandNames, classificationIds and keywordsLocale go only with 'keywords'.")
        place = asked.items("marketplaceIds")[0]
        if "keywordsLocale" in asked.query and not LOCALE.fullmatch(asked.text("keywordsLocale")):
            raise bad_request("Invalid 'keywordsLocale' provided.")
        found = self._by_codes(asked, codes, place) if codes else self._by_words(asked, words, place)
        page, pagination = page_of(found, asked, MOST)
        wanted = asked.items("includedData", ("summaries",))
        answer = {
            "numberOfResults": len(found),
            "pagination": pagination,
            "items": [self._view(item, [place], wanted) for item in page],
        }
        return {**answer, "refinements": _refinements(found)} if words else answer

    def _by_codes(self, asked: Asked, codes: list[str], place: str) -> list[Item]:
        kind = asked.text("identifiersType")
        found: list[Item | None] = []
        for code in codes:
            if kind == "ASIN":
                found.append(self._catalogue.get(_check_asin(code), place))
            elif kind == "SKU":
                found.append(self._of_sku(asked, code, place))
            else:
                if len(code) not in CODE_LENGTHS.get(kind, (len(code),)) or not code[:-1].isdigit():
                    raise bad_request(f"Invalid '{kind.lower()}' provided.")
                found += self._catalogue.by_code(code, place)
        return list({item["asin"]: item for item in found if item}.values())

    def _of_sku(self, asked: Asked, sku: str, place: str) -> Item | None:
        if "sellerId" not in asked.query:
            raise bad_request("'sellerId' is required when 'identifiersType' is SKU.")
        listing = self._listings.get(asked.caller.seller_id, place, sku)
        return self._catalogue.get(listing["asin"], place) if listing and listing["asin"] else None

    def _by_words(self, asked: Asked, words: list[str], place: str) -> list[Item]:
        brands = [brand.lower() for brand in asked.items("brandNames")]
        classes = asked.items("classificationIds")
        return [
            item
            for item in self._catalogue.by_words(words, place)
            if (not brands or str(item.get("brand", "")).lower() in brands)
            and (not classes or _class_of(item)["classificationId"] in classes)
        ]

    def _view(self, item: Item, places: list[str], wanted: list[str]) -> dict[str, Any]:
        view: dict[str, Any] = {"asin": item["asin"]}
        for name in wanted:
            if name == "attributes":
                view[name] = _attributes(item, places[0])
                continue
            known = [id_ for id_ in places if id_ in item["titles"]]
            view[name] = [entry for id_ in known for entry in self._datasets[name](item, id_)]
        return view

    def _images(self, item: Item, place: str) -> list[dict[str, Any]]:
        variants = ("MAIN", *(f"PT0{number}" for number in range(1, 9)))
        pictures = pictures_of(item, self._address)
        images = [
            {"variant": variant, **picture} for variant, picture in zip(variants, pictures, strict=False)
        ]
        return [{"marketplaceId": place, "images": images}]

    def _relationships(self, item: Item, place: str) -> list[dict[str, Any]]:
        found = self._families.relation(item, place)
        return [{"marketplaceId": place, "relationships": [found] if found else []}]


def _check_asin(asin: str) -> str:
    if not ASIN.fullmatch(asin):
        raise bad_request("Invalid 'asin' provided.")
    return asin


def _summaries(item: Item, place: str) -> list[dict[str, Any]]:
    summary: dict[str, Any] = {
        "marketplaceId": place,
        "itemName": item["titles"][place],
        "itemClassification": item.get("classification", "BASE_PRODUCT"),
        "browseClassification": _class_of(item),
        "packageQuantity": int(item.get("package_quantity", 1)),
    }
    names = {
        "brand": "brand",
        "manufacturer": "manufacturer",
        "model_number": "modelNumber",
        "color": "color",
    }
    for field, name in (names | {"size": "size", "style": "style"}).items():
        if item.get(field):
            summary[name] = str(item[field])
    return [summary]


def _identifiers(item: Item, place: str) -> list[dict[str, Any]]:
    found = [
        {"identifierType": kind, "identifier": code}
        for kind, codes in item.get("identifiers", {}).items()
        for code in codes
    ]
    return [{"marketplaceId": place, "identifiers": found}]


def _classifications(item: Item, place: str) -> list[dict[str, Any]]:
    return [{"marketplaceId": place, "classifications": [_class_of(item)]}]


def _class_of(item: Item) -> dict[str, str]:
    name = item.get("category") or item["product_type"].replace("_", " ").capitalize()
    return {"displayName": name, "classificationId": str(sum(name.encode()) * 7919)}


def _attributes(item: Item, place: str) -> dict[str, Any]:
    pairs = {
        "item_name": item["titles"].get(place),
        "brand": item.get("brand"),
        "manufacturer": item.get("manufacturer"),
        "color": item.get("color"),
        "size": item.get("size"),
        "style": item.get("style"),
        "item_package_quantity": item.get("package_quantity"),
    }
    return {name: [{"value": value, "marketplace_id": place}] for name, value in pairs.items() if value}


def _refinements(found: list[Item]) -> dict[str, Any]:
    brands: dict[str, int] = {}
    classes: dict[tuple[str, str], int] = {}
    for item in found:
        if item.get("brand"):
            brands[item["brand"]] = brands.get(item["brand"], 0) + 1
        kind = _class_of(item)
        key = (kind["displayName"], kind["classificationId"])
        classes[key] = classes.get(key, 0) + 1
    return {
        "brands": [{"numberOfResults": count, "brandName": name} for name, count in brands.items()],
        "classifications": [
            {"numberOfResults": count, "displayName": name, "classificationId": id_}
            for (name, id_), count in classes.items()
        ],
    }
