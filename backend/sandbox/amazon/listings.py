"""The Listings Items API: get, put, patch, delete, search."""

import json
from datetime import datetime
from typing import Any

from backend.sandbox.amazon.access import Asked
from backend.sandbox.amazon.catalogue import Catalogue
from backend.sandbox.amazon.errors import ApiError, bad_request, not_found
from backend.sandbox.amazon.issue_words import answered
from backend.sandbox.amazon.lifecycle import ABSENT, Listing, Listings, status_of
from backend.sandbox.amazon.paging import page_of
from backend.sandbox.amazon.patches import check_patches
from backend.sandbox.amazon.submissions import Outcome, Submissions, check_sku
from backend.sandbox.amazon.unfolding import Submission
from backend.sandbox.amazon.validation import INVALID, REQUIREMENTS, check_attributes
from backend.sandbox.amazon.views import Views
from backend.sandbox.faults import Faults
from backend.sandbox.store import Condition

MOST = 1000
CODES = ("EAN", "GTIN", "ISBN", "JAN", "MINSAN", "UPC")


class ListingsApi:
    """The operations, each from a call to the body of its answer."""

    def __init__(
        self,
        listings: Listings,
        submissions: Submissions,
        views: Views,
        catalogue: Catalogue,
        faults: Faults,
    ) -> None:
        self._listings, self._submissions, self._views = listings, submissions, views
        self._catalogue, self._faults = catalogue, faults

    def get(self, asked: Asked) -> dict[str, Any]:
        """getListingsItem."""
        sku = check_sku(asked.path["sku"])
        found = [
            self._listings.get(asked.caller.seller_id, id_, sku) for id_ in asked.items("marketplaceIds")
        ]
        present = [listing for listing in found if listing and listing["shown"]["phase"] != ABSENT]
        if not present:
            raise not_found(
                f"SKU '{sku}' not found in marketplace {','.join(asked.items('marketplaceIds'))}."
            )
        view = self._views.item(present, asked.items("includedData", ("summaries",)))
        return answered(view, asked.text("issueLocale"))

    def put(self, asked: Asked) -> dict[str, Any]:
        """putListingsItem."""
        body = read_body(
            asked.body,
            {"productType", "requirements", "attributes"},
            {"productType", "attributes"},
        )
        requirements = body.get("requirements", "LISTING")
        if requirements not in REQUIREMENTS:
            raise bad_request(INVALID, "requirements is not one of the accepted values.")
        return self._submit(
            asked,
            "put",
            product_type=body["productType"],
            requirements=requirements,
            attributes=check_attributes(body["attributes"]),
        )

    def patch(self, asked: Asked) -> dict[str, Any]:
        """patchListingsItem."""
        body = read_body(asked.body, {"productType", "patches"}, {"productType", "patches"})
        patches = check_patches(body["patches"])
        return self._submit(asked, "patch", product_type=body["productType"], patches=patches)

    def delete(self, asked: Asked) -> dict[str, Any]:
        """deleteListingsItem."""
        sku = check_sku(asked.path["sku"])
        outcome = self._submissions.submit(
            Submission(asked.caller, asked.items("marketplaceIds")[0], sku, "delete")
        )
        return {
            "sku": sku,
            "status": outcome.status,
            "submissionId": outcome.submission_id,
            "issues": [],
        }

    def search(self, asked: Asked) -> dict[str, Any]:
        """searchListingsItems."""
        found = [listing for listing in self._listings.find(self._where(asked)) if _fits(listing, asked)]
        groups: dict[str, list[Listing]] = {}
        for listing in _ordered(found, asked):
            groups.setdefault(listing["sku"], []).append(listing)
        page, pagination = page_of(list(groups.values()), asked, MOST)
        wanted = asked.items("includedData", ("summaries",))
        answer: dict[str, Any] = {
            "numberOfResults": len(groups),
            "items": [answered(self._views.item(group, wanted), asked.text("issueLocale")) for group in page],
        }
        return {**answer, "pagination": pagination} if pagination else answer

    def _submit(self, asked: Asked, kind: str, **sent: Any) -> dict[str, Any]:
        sku, included = (
            check_sku(asked.path["sku"]),
            asked.items("includedData", ("issues",)),
        )
        preview = bool(asked.text("mode"))
        if "identifiers" in included and not preview:
            raise bad_request(
                "Invalid 'includedData' provided.",
                "identifiers needs mode=VALIDATION_PREVIEW.",
            )
        if preview and self._faults.take("preview_down", "amazon", f"{kind.upper()} {sku}"):
            raise ApiError(500, "We encountered an internal error. Please try again.", details="")
        outcomes = [
            (
                id_,
                self._submissions.submit(Submission(asked.caller, id_, sku, kind, preview=preview, **sent)),
            )
            for id_ in asked.items("marketplaceIds")
        ]
        return answered(_submitted(sku, outcomes, included), asked.text("issueLocale"))

    def _where(self, asked: Asked) -> list[Condition]:
        values, kind = asked.items("identifiers"), asked.text("identifiersType")
        if bool(values) != bool(kind):
            raise bad_request(INVALID, "identifiers and identifiersType go together.")
        chosen = [
            name
            for name in ("identifiers", "variationParentSku", "packageHierarchySku")
            if name in asked.query
        ]
        if len(chosen) > 1:
            raise bad_request(INVALID, f"{' and '.join(chosen)} exclude one another.")
        where: list[Condition] = [
            ("seller_id", "=", asked.caller.seller_id),
            ("marketplace_id", "in", asked.items("marketplaceIds")),
        ]
        if kind == "SKU":
            where.append(("sku", "in", values))
        elif kind in CODES:
            places = asked.items("marketplaceIds")
            hits = {
                item["asin"]
                for id_ in places
                for code in values
                for item in self._catalogue.by_code(code, id_)
            }
            where.append(("asin", "in", sorted(hits)))
        elif kind == "ASIN":
            where.append(("asin", "in", values))
        elif kind:
            where.append(("sku", "in", []))
        return where


def read_body(body: bytes, known: set[str], needed: set[str]) -> dict[str, Any]:
    """A JSON object with these fields. Raises 400."""
    try:
        given = json.loads(body)
    except ValueError:
        raise bad_request("Request body is not valid JSON.") from None
    if not isinstance(given, dict):
        raise bad_request(INVALID, "The body must be an object.")
    if missing := sorted(needed - set(given)):
        raise bad_request(INVALID, f"'{missing[0]}' is missing.")
    if unknown := sorted(set(given) - known):
        raise bad_request(INVALID, f"'{unknown[0]}' is not known.")
    return given


def _submitted(sku: str, outcomes: list[tuple[str, Outcome]], included: list[str]) -> dict[str, Any]:
    statuses = [outcome.status for _, outcome in outcomes]
    answer: dict[str, Any] = {
        "sku": sku,
        "status": "INVALID" if "INVALID" in statuses else statuses[0],
        "submissionId": outcomes[0][1].submission_id,
    }
    if "issues" in included:
        answer["issues"] = [entry for _, outcome in outcomes for entry in outcome.issues]
    if "identifiers" in included:
        answer["identifiers"] = [
            {"marketplaceId": id_, "asin": outcome.asin} for id_, outcome in outcomes if outcome.asin
        ]
    return answer


def _fits(listing: Listing, asked: Asked) -> bool:
    if listing["shown"]["phase"] == ABSENT:
        return False
    status = status_of(listing)
    severities = {entry["severity"] for entry in listing["shown"]["issues"]}
    if any(name not in status for name in asked.items("withStatus")):
        return False
    if any(name in status for name in asked.items("withoutStatus")):
        return False
    if "withIssueSeverity" in asked.query and not severities & set(asked.items("withIssueSeverity")):
        return False
    if parent := asked.text("variationParentSku"):
        links = listing["attributes"].get("child_parent_sku_relationship", [])
        if parent not in [link.get("parent_sku") for link in links]:
            return False
    if "packageHierarchySku" in asked.query:
        return False
    return _in_time(listing, asked)


def _in_time(listing: Listing, asked: Asked) -> bool:
    for name, field in (("created", "created_at"), ("lastUpdated", "updated_at")):
        after, before = (_epoch(asked.text(f"{name}{end}")) for end in ("After", "Before"))
        if after is not None and listing[field] <= after:
            return False
        if before is not None and listing[field] >= before:
            return False
    return True


def _epoch(text: str) -> float | None:
    try:
        return datetime.fromisoformat(text).timestamp() if text else None
    except ValueError:
        raise bad_request(INVALID, f"{text} is not a date and time.") from None


def _ordered(found: list[Listing], asked: Asked) -> list[Listing]:
    fields = {
        "sku": "sku",
        "createdDate": "created_at",
        "lastUpdatedDate": "updated_at",
    }
    field = fields[asked.text("sortBy", "lastUpdatedDate")]

    def key(listing: Listing) -> tuple[Any, str]:
        return listing[field], listing["sku"]

    return sorted(found, key=key, reverse=asked.text("sortOrder", "DESC") == "DESC")
