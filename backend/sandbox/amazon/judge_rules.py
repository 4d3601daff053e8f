"""What Amazon demands of a request beyond its models: rules its documents state in words.

Every rule is a generator of sentences, listed in RULES under the operation it belongs to.
"""

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from urllib.parse import parse_qsl

PATCH_PATH = re.compile(r"/attributes/[^/]+")
MERGEABLE = ("/attributes/fulfillment_availability", "/attributes/purchasable_offer")
# Asking for orders changed less than two minutes ago is refused.
FRESHEST_SECONDS = 120


@dataclass(frozen=True, slots=True)
class Asked:
    """A request as the rules see it. `body` is parsed JSON or None; `now` is in epoch seconds or unknown."""

    query: Mapping[str, str]
    body: Any
    now: float | None


Rule = Callable[[Asked], Iterator[str]]


def asked(query: str, body: Any, now: float | None) -> Asked:
    """What the rules look at, from a raw query string and a parsed body."""
    return Asked(dict(parse_qsl(query, keep_blank_values=True)), body, now)


def rule_problems(operation: str, request: Asked) -> Iterator[str]:
    """The sentences of every rule of an operation."""
    for rule in RULES.get(operation, ()):
        yield from rule(request)


def _only_one_of(*names: str, needed: bool) -> Rule:
    def rule(request: Asked) -> Iterator[str]:
        given = [name for name in names if name in request.query]
        if len(given) > 1:
            yield f"query: {' and '.join(given)} exclude one another"
        if needed and not given:
            yield f"query: one of {', '.join(names)} is required"

    return rule


def _only_with(name: str, *partners: str, value: str | None = None) -> Rule:
    def rule(request: Asked) -> Iterator[str]:
        present = name in request.query and (value is None or value in request.query[name].split(","))
        shown = name if value is None else f"{name}={value}"
        if present and not any(partner in request.query for partner in partners):
            yield f"query {shown}: goes only with {' or '.join(partners)}"

    return rule


def _alone(name: str, otherwise: str) -> Rule:
    def rule(request: Asked) -> Iterator[str]:
        others = sorted(set(request.query) - {name})
        if name in request.query and others:
            yield f"query {name}: goes alone, not with {', '.join(others)}"
        if name not in request.query and otherwise not in request.query:
            yield f"query: {otherwise} or {name} is required"

    return rule


def _seller_for_skus(request: Asked) -> Iterator[str]:
    if request.query.get("identifiersType") == "SKU" and "sellerId" not in request.query:
        yield "query sellerId: is required with identifiersType=SKU"


def _identifiers_only_in_preview(request: Asked) -> Iterator[str]:
    wants = "identifiers" in request.query.get("includedData", "").split(",")
    if wants and request.query.get("mode") != "VALIDATION_PREVIEW":
        yield "query includedData=identifiers: goes only with mode=VALIDATION_PREVIEW"


def _patches(request: Asked) -> Iterator[str]:
    patches = request.body.get("patches") if isinstance(request.body, dict) else None
    yield from patch_problems(patches)


def patch_problems(patches: object) -> Iterator[str]:
    """What is wrong with a list of patches, of a patch call or of a feed message."""
    for place, patch in enumerate(patches if isinstance(patches, list) else []):
        if not isinstance(patch, dict):
            continue
        path, value, where = str(patch.get("path")), patch.get("value"), f"body.patches[{place}]"
        if not PATCH_PATH.fullmatch(path):
            yield f"{where}.path: {path!r} does not name a top-level attribute"
        if not value:
            yield f"{where}.value: is required; a delete names the selectors of what goes"
        if patch.get("op") == "merge" and path not in MERGEABLE:
            yield f"{where}.op: merge is not supported for {path}"
        if isinstance(value, list):
            yield from attribute_problems({path.removeprefix("/attributes/"): value}, where)


def _attributes(request: Asked) -> Iterator[str]:
    if isinstance(request.body, dict):
        yield from attribute_problems(request.body.get("attributes"), "body.attributes")


def attribute_problems(attributes: object, where: str) -> Iterator[str]:
    """What is wrong with the shape every attribute shares: a list of objects."""
    for name, value in attributes.items() if isinstance(attributes, dict) else ():
        if not isinstance(value, list) or not all(isinstance(entry, dict) for entry in value):
            yield f"{where}.{name}: an attribute is a list of objects"
        elif name == "fulfillment_availability" and not all(
            "fulfillment_channel_code" in entry for entry in value
        ):
            yield f"{where}.{name}: every entry names its fulfillment_channel_code"


def _order_window(request: Asked) -> Iterator[str]:
    families = ("created", "lastUpdated")
    if all({f"{family}After", f"{family}Before"} & set(request.query) for family in families):
        yield "query: created… and lastUpdated… cannot be mixed"
    for family in families:
        after, before = (_epoch(request.query.get(f"{family}{end}")) for end in ("After", "Before"))
        if before is None:
            continue
        if after is None:
            yield f"query {family}Before: goes only with {family}After"
        elif before < after:
            yield f"query {family}Before: lies before {family}After"
        if request.now is not None and before > request.now - FRESHEST_SECONDS:
            yield f"query {family}Before: must lie two minutes in the past"


def _epoch(text: str | None) -> float | None:
    try:
        return datetime.fromisoformat(text).timestamp() if text else None
    except ValueError:
        return None


def _package_reference(request: Asked) -> Iterator[str]:
    package = request.body.get("packageDetail") if isinstance(request.body, dict) else None
    if not isinstance(package, dict):
        return
    if not re.fullmatch(r"[1-9]\d*", str(package.get("packageReferenceId"))):
        yield "body.packageDetail.packageReferenceId: is a text of digits, greater than zero"
    if package.get("carrierCode") == "Other" and not package.get("carrierName"):
        yield "body.packageDetail.carrierName: is required with carrierCode Other"


def _event_filter(request: Asked) -> Iterator[str]:
    """Amazon facts 4.9: a filter says something, and orders are not filtered by marketplace."""
    directive = request.body.get("processingDirective") if isinstance(request.body, dict) else None
    wanted = directive.get("eventFilter") if isinstance(directive, dict) else None
    if not isinstance(wanted, dict):
        return
    if not set(wanted) - {"eventFilterType"}:
        yield "body.processingDirective.eventFilter: must not be empty"
    if wanted.get("eventFilterType") == "ORDER_CHANGE" and "marketplaceIds" in wanted:
        yield "body.processingDirective.eventFilter.marketplaceIds: is no filter of ORDER_CHANGE"


LISTINGS = "listingsItems_2021-08-01"
CATALOG = "catalogItems_2022-04-01"
TYPES = "definitionsProductTypes_2020-09-01"
RULES: dict[str, tuple[Rule, ...]] = {
    f"{LISTINGS}.putListingsItem": (_attributes, _identifiers_only_in_preview),
    f"{LISTINGS}.patchListingsItem": (_patches, _identifiers_only_in_preview),
    f"{LISTINGS}.searchListingsItems": (
        _only_one_of("identifiers", "variationParentSku", "packageHierarchySku", needed=False),
        _only_with("identifiers", "identifiersType"),
        _only_with("identifiersType", "identifiers"),
    ),
    f"{CATALOG}.searchCatalogItems": (
        _only_one_of("identifiers", "keywords", needed=True),
        _only_with("identifiers", "identifiersType"),
        _only_with("identifiersType", "identifiers"),
        _only_with("brandNames", "keywords"),
        _only_with("classificationIds", "keywords"),
        _only_with("keywordsLocale", "keywords"),
        _seller_for_skus,
    ),
    f"{TYPES}.searchDefinitionsProductTypes": (_only_one_of("keywords", "itemName", needed=False),),
    "orders_2026-01-01.searchOrders": (
        _only_one_of("createdAfter", "lastUpdatedAfter", needed=True),
        _order_window,
    ),
    "notifications.createSubscription": (_event_filter,),
    "ordersV0.confirmShipment": (_package_reference,),
    "feeds_2021-06-30.getFeeds": (_alone("nextToken", "feedTypes"),),
    "reports_2021-06-30.getReports": (_alone("nextToken", "reportTypes"),),
}
