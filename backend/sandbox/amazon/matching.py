"""What Amazon finds out later: which ASIN a submission means, and what speaks against it."""

from decimal import Decimal
from typing import Any
from urllib.parse import urlsplit

from backend.sandbox.amazon.catalogue import Catalogue, Item
from backend.sandbox.amazon.issues import SEEDS, Issue, issue
from backend.sandbox.amazon.prices import prices_shown
from backend.sandbox.amazon.restrictions import restricted

# A price outside this share of the reference price makes the offer inactive.
CHEAPEST, DEAREST = Decimal("0.5"), Decimal(3)
COMPARED = {
    "brand": "brand",
    "color": "color",
    "size": "size",
    "model_number": "model_number",
}
Attributes = dict[str, Any]


def value_of(attributes: Attributes, name: str, marketplace_id: str, field: str = "value") -> Any:
    """A field of the attribute's first entry for a marketplace, or None."""
    for entry in attributes.get(name, []):
        if entry.get("marketplace_id", marketplace_id) == marketplace_id:
            return entry.get(field)
    return None


def offer_of(attributes: Attributes, marketplace_id: str) -> dict[str, Any]:
    """What buyers would see: the prices, quantity (None = Amazon's own), condition."""
    offer: dict[str, Any] = {
        **prices_shown(attributes, marketplace_id),
        "quantity": None,
        "channel": "DEFAULT",
        "condition": value_of(attributes, "condition_type", marketplace_id) or "new_new",
    }
    return {**offer, **availability(attributes)}


def availability(attributes: Attributes) -> dict[str, Any]:
    """Who sends it. Amazon's channel beside the merchant's only stands there too: the merchant goes on sending, until
    the merchant's is taken out (Amazon facts 7)."""
    stock = {
        entry["fulfillment_channel_code"]: entry for entry in attributes.get("fulfillment_availability", [])
    }
    if not stock:
        return {}
    amazons = [code for code in stock if code != "DEFAULT"]
    if "DEFAULT" in stock:
        return {"channel": "DEFAULT", "quantity": stock["DEFAULT"].get("quantity", 0), "beside": amazons}
    return {"channel": amazons[-1], "quantity": None, "beside": amazons[:-1]}


def find_asin(
    attributes: Attributes, marketplace_id: str, catalogue: Catalogue
) -> tuple[str | None, list[Issue]]:
    """The ASIN a submission means, or None for a new product, with what contradicts it."""
    said = value_of(attributes, "merchant_suggested_asin", marketplace_id)
    code = value_of(attributes, "externally_assigned_product_identifier", marketplace_id)
    matches = [item["asin"] for item in catalogue.by_code(str(code), marketplace_id)] if code else []
    names = ["externally_assigned_product_identifier"]
    if said:
        if catalogue.get(said, marketplace_id) is None:
            return said, [issue("13013", marketplace_id, said, ["merchant_suggested_asin"])]
        if matches and said not in matches:
            return said, [issue("8541", marketplace_id, matches[0], names)]
        return said, []
    if len(matches) > 1:
        return matches[0], [issue("8542", marketplace_id, ", ".join(matches), names)]
    return (matches[0] if matches else None), []


def creation_issues(attributes: Attributes, marketplace_id: str, requirements: str) -> list[Issue]:
    """What keeps an unmatched submission from becoming a new product."""
    name = "externally_assigned_product_identifier"
    if requirements == "LISTING_OFFER_ONLY":
        code = value_of(attributes, name, marketplace_id) or "the product"
        return [issue("13013", marketplace_id, str(code), [name])]
    exempt = value_of(attributes, "supplier_declared_has_product_identifier_exemption", marketplace_id)
    parent = value_of(attributes, "parentage_level", marketplace_id) == "parent"
    if not (exempt or parent or value_of(attributes, name, marketplace_id)):
        return [issue("8560", marketplace_id, name, [name])]
    return []


def picture_issues(attributes: Attributes, marketplace_id: str) -> list[Issue]:
    """Pictures that cannot be fetched: nobody answers at their address."""
    found = []
    for name in sorted(attributes):
        if name.endswith(("_image_locator", *(f"_image_locator_{n}" for n in range(1, 9)))):
            address = urlsplit(str(value_of(attributes, name, marketplace_id, "media_location") or ""))
            host = address.hostname or ""
            if host.endswith(".invalid") or (address.scheme != "s3" and not host):
                found.append(issue("20000", marketplace_id, name, [name]))
    return found


def late_issues(
    attributes: Attributes,
    marketplace_id: str,
    item: Item,
    seller_id: str,
    requirements: str,
) -> list[Issue]:
    """What Amazon says of an offer on a known product, some time after it was accepted."""
    found: list[Issue] = []
    offer = offer_of(attributes, marketplace_id)
    flags = item.get("flags", [])
    if restricted(item, seller_id, marketplace_id, offer["condition"]) or "brand_gated" in flags:
        found.append(issue("5665", marketplace_id, item.get("brand", ""), ["brand"]))
    allowed = item.get("conditions")
    if offer["condition"] == "club_club" or (allowed and offer["condition"] not in allowed):
        found.append(issue("8115", marketplace_id, "condition_type", ["condition_type"]))
    reference = item.get("reference_prices", {}).get(offer["currency"])
    if reference and offer["price"]:
        price, usual = Decimal(offer["price"]), Decimal(reference)
        if not usual * CHEAPEST <= price <= usual * DEAREST:
            found.append(issue("18155", marketplace_id, reference, ["purchasable_offer"]))
    if "image_warning" in flags:
        found.append(issue("18027", marketplace_id, "", ["main_product_image_locator"]))
    if requirements == "LISTING":
        found += _contradictions(attributes, marketplace_id, item)
        found += picture_issues(attributes, marketplace_id)
    found += [issue(code, marketplace_id) for code in item.get("late_issues", []) if code in SEEDS]
    return found


def _contradictions(attributes: Attributes, marketplace_id: str, item: Item) -> list[Issue]:
    names = [
        name
        for name, field in COMPARED.items()
        if (said := value_of(attributes, name, marketplace_id))
        and item.get(field)
        and str(said).strip().lower() != str(item[field]).strip().lower()
    ]
    return [issue("8541", marketplace_id, item["asin"], names)] if names else []
