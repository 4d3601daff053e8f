"""Amazon's issues by code: severity, category, enforcement, words."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

Issue = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Seed:
    """What a code stands for. `action` is the enforcement it brings, "" for none."""

    severity: str
    category: str
    message: str
    action: str = ""


_ERROR, _WARNING = "ERROR", "WARNING"
SEEDS: dict[str, Seed] = {
    "90220": Seed(_ERROR, "MISSING_ATTRIBUTE", "'{name}' is required but not supplied."),
    "90000900": Seed(
        _ERROR,
        "INVALID_ATTRIBUTE",
        "The attribute '{name}' is not part of this product type.",
    ),
    "99022": Seed(_ERROR, "INVALID_ATTRIBUTE", "Too few values are supplied for '{name}'."),
    "99016": Seed(_ERROR, "INVALID_ATTRIBUTE", "Too many values are supplied for '{name}'."),
    "90244": Seed(
        _ERROR,
        "INVALID_ATTRIBUTE",
        "The value of '{name}' is not one of the accepted values.",
    ),
    "8105": Seed(_ERROR, "INVALID_ATTRIBUTE", "The value of '{name}' is invalid."),
    "4000001": Seed(_ERROR, "INVALID_ATTRIBUTE", "The value of '{name}' has the wrong form."),
    "90113": Seed(_ERROR, "INVALID_PRICE", "The value of '{name}' is above the highest allowed."),
    "90114": Seed(_ERROR, "INVALID_PRICE", "The value of '{name}' is below the lowest allowed."),
    "8541": Seed(
        _ERROR,
        "INVALID_ATTRIBUTE",
        "The data provided for this SKU conflict with the Amazon catalogue: the product id belongs to {name}.",
    ),
    "8542": Seed(_ERROR, "DUPLICATE", "The product id matches several ASINs: {name}."),
    "8005": Seed(
        _ERROR,
        "INVALID_ATTRIBUTE",
        "This SKU is already listed with ASIN {name}. The ASIN of a SKU cannot be changed.",
    ),
    "8560": Seed(
        _ERROR,
        "INVALID_ATTRIBUTE",
        "No ASIN matches, and the data are not sufficient to create one. Missing or invalid: {name}.",
    ),
    "8115": Seed(_ERROR, "INVALID_ATTRIBUTE", "The condition is not permitted for this product."),
    "8007": Seed(
        _ERROR, "INVALID_ATTRIBUTE", "The relationship cannot be made: {name} is no parent for this product."
    ),
    "8008": Seed(
        _ERROR,
        "INVALID_ATTRIBUTE",
        "The variation theme {name} does not fit: theme and its attributes must be those of the parent.",
    ),
    "8016": Seed(
        _ERROR,
        "INVALID_ATTRIBUTE",
        "{name} is the same variation of the same parent: nothing tells them apart.",
    ),
    "8032": Seed(
        _ERROR, "INVALID_ATTRIBUTE", "This product belongs to {name} already. A child has one parent only."
    ),
    "13013": Seed(_ERROR, "", "The offer cannot be added: {name} is not in the Amazon catalogue."),
    "5665": Seed(
        _ERROR,
        "QUALIFICATION_REQUIRED",
        "The brand '{name}' is not approved for your account. Ask for approval in Seller Central.",
        "LISTING_SUPPRESSED",
    ),
    "18155": Seed(
        _ERROR,
        "INVALID_PRICE",
        "The price is far from the reference price {name}, so the offer is inactive.",
        "LISTING_SUPPRESSED",
    ),
    "18027": Seed(
        _WARNING,
        "INVALID_IMAGE",
        "The main image holds text, a logo or a watermark.",
        "SEARCH_SUPPRESSED",
    ),
    "18448": Seed(_WARNING, "MISSING_ATTRIBUTE", "Recommended attributes are missing: {name}."),
    "100708": Seed(_WARNING, "INVALID_PRICE", "The price is not competitive.", ""),
    "20000": Seed(_ERROR, "INVALID_IMAGE", "The image could not be fetched."),
}


def issue(code: str, marketplace_id: str, name: str = "", attributes: Iterable[str] = ()) -> Issue:
    """An issue as the Listings Items API gives it. KeyError for a code without a seed."""
    seed = SEEDS[code]
    found: Issue = {
        "code": code,
        "message": seed.message.format(name=name),
        "severity": seed.severity,
        "categories": [seed.category] if seed.category else [],
        "marketplaceIds": [marketplace_id],
    }
    if names := list(attributes):
        found["attributeNames"] = names
    if seed.action:
        found["enforcements"] = {
            "actions": [{"action": seed.action}],
            "exemption": {"status": "NOT_EXEMPT"},
        }
    return found


def blocks(found: Issue) -> bool:
    """Whether an issue keeps an offer from being bought."""
    return bool(found["severity"] == _ERROR)


def hides(found: Issue) -> bool:
    """Whether an issue keeps a product out of the search."""
    actions = found.get("enforcements", {}).get("actions", [])
    return any(action["action"] == "SEARCH_SUPPRESSED" for action in actions)
