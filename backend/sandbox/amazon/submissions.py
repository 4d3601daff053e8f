"""Takes submissions in, one by one or from a feed: checks them, keeps their history, starts what they lead to."""

import copy
import hashlib
import uuid
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from backend.sandbox.amazon.catalogue import Catalogue
from backend.sandbox.amazon.config import Delays
from backend.sandbox.amazon.errors import bad_request
from backend.sandbox.amazon.issues import SEEDS, Issue, blocks, issue
from backend.sandbox.amazon.lifecycle import (
    ABSENT,
    LIVE,
    PROCESSING,
    Change,
    Listing,
    Listings,
)
from backend.sandbox.amazon.matching import (
    creation_issues,
    find_asin,
    late_issues,
    offer_of,
    value_of,
)
from backend.sandbox.amazon.patches import apply_patches
from backend.sandbox.amazon.sellers import Caller
from backend.sandbox.amazon.validation import Validation
from backend.sandbox.faults import Faults
from backend.sandbox.store import Store

HISTORY = "amazon_submission"


@dataclass(frozen=True, slots=True)
class Submission:
    """One thing sent for one SKU in one marketplace. `kind`: put, patch or delete; `feed_id` when by feed."""

    caller: Caller
    marketplace_id: str
    sku: str
    kind: str
    product_type: str = ""
    requirements: str = "LISTING"
    attributes: dict[str, Any] | None = None
    patches: list[dict[str, Any]] | None = None
    preview: bool = False
    feed_id: str | None = None


@dataclass(frozen=True, slots=True)
class Outcome:
    """What came of it: VALID, INVALID or ACCEPTED, and the ASIN Amazon would match (None: a new one)."""

    status: str
    submission_id: str
    issues: list[Issue]
    asin: str | None


class Submissions:
    """The intake."""

    def __init__(
        self,
        store: Store,
        clock: Callable[[], float],
        faults: Faults,
        catalogue: Catalogue,
        listings: Listings,
        validation: Validation,
        delays: Delays,
    ) -> None:
        self._store, self._clock, self._faults, self._delays = (
            store,
            clock,
            faults,
            delays,
        )
        self._catalogue, self._listings, self._validation = (
            catalogue,
            listings,
            validation,
        )
        store.declare(
            HISTORY,
            {"seller_id": lambda entry: entry["seller_id"], "sku": lambda e: e["sku"]},
        )

    def submit(self, sent: Submission) -> Outcome:
        """Check one submission and, unless it is a preview or invalid, start it. Raises 400 for a wrong shape."""
        with self._store.transaction():
            listing = self._listings.get(sent.caller.seller_id, sent.marketplace_id, sent.sku)
            if sent.kind == "delete":
                return self._delete(sent, listing)
            before = listing["attributes"] if listing else {}
            attributes = sent.attributes if sent.kind == "put" else apply_patches(before, sent.patches or [])
            full = attributes or {}
            checked = full if sent.kind == "put" else _touched(full, sent.patches or [])
            found = self._validation.issues(
                sent.product_type,
                sent.requirements if sent.kind == "put" else "LISTING",
                checked,
                sent.marketplace_id,
                sent.caller.account.templates,
                partial=sent.kind == "patch",
            )
            asin, against = find_asin(full, sent.marketplace_id, self._catalogue)
            if asin is None and sent.kind == "put":
                against = creation_issues(full, sent.marketplace_id, sent.requirements)
                found += [entry for entry in against if entry["code"] == "8560"]
            invalid = any(blocks(entry) for entry in found)
            status = "INVALID" if invalid else "VALID" if sent.preview else "ACCEPTED"
            outcome = Outcome(status, uuid.uuid4().hex, found, asin)
            self._remember(sent, outcome, offer_of(full, sent.marketplace_id))
            if status == "ACCEPTED":
                self._start(sent, listing or self._new(sent), full, asin, against)
            return outcome

    def history(self, seller_id: str, sku: str) -> list[dict[str, Any]]:
        """Everything ever sent for a SKU, oldest first."""
        return self._store.find(HISTORY, [("seller_id", "=", seller_id), ("sku", "=", sku)], order=["key"])

    def _delete(self, sent: Submission, listing: Listing | None) -> Outcome:
        outcome = Outcome("ACCEPTED", uuid.uuid4().hex, [], listing["asin"] if listing else None)
        self._remember(sent, outcome, {})
        if listing:
            at = self._clock() + self._delays.change
            self._listings.schedule(listing, [Change(at, {"phase": ABSENT})])
        return outcome

    def _new(self, sent: Submission) -> Listing:
        now = self._clock()
        return {
            "seller_id": sent.caller.seller_id,
            "region": sent.caller.region,
            "marketplace_id": sent.marketplace_id,
            "sku": sent.sku,
            "asin": None,
            "product_type": sent.product_type,
            "requirements": sent.requirements,
            "attributes": {},
            "created_at": now,
            "updated_at": now,
            "shown": {"phase": ABSENT, "issues": [], "offer": None},
            "changes": [],
        }

    def _start(
        self,
        sent: Submission,
        listing: Listing,
        attributes: dict[str, Any],
        asin: str | None,
        against: list[Issue],
    ) -> None:
        listing["changes"] = [change for change in listing["changes"] if change["set"].get("phase") != ABSENT]
        fresh = not listing["asin"]
        issues = list(against)
        if not fresh and asin and asin != listing["asin"]:
            issues = [
                issue(
                    "8005",
                    sent.marketplace_id,
                    listing["asin"],
                    ["merchant_suggested_asin"],
                )
            ]
        else:
            listing["asin"] = listing["asin"] or asin or _new_asin(sent)
        listing["attributes"] = attributes
        if sent.kind == "put":
            listing["requirements"] = sent.requirements
        item = self._catalogue.get(listing["asin"], sent.marketplace_id)
        if item and not issues:
            kind = listing["requirements"]
            issues = late_issues(attributes, sent.marketplace_id, item, sent.caller.seller_id, kind)
        if item is None and not any(entry["code"] == "13013" for entry in issues):
            item = self._create(listing, sent)
        listing["product_type"] = item["product_type"] if item else sent.product_type
        slow = 10.0 if item and "slow" in item.get("flags", []) else 1.0
        self._listings.schedule(listing, self._changes(sent, listing, issues, slow, fresh))
        if any(name == "fulfillment_availability" for name in _names(sent)):
            self._share_stock(listing)

    def _changes(
        self,
        sent: Submission,
        listing: Listing,
        issues: list[Issue],
        slow: float,
        fresh: bool,
    ) -> list[Change]:
        now, delays = self._clock(), self._delays
        operation = f"{sent.kind.upper()} {sent.sku}"
        extra = delays.slow if self._faults.take("slow_listing", "amazon", operation) else 0.0
        offer = offer_of(listing["attributes"], sent.marketplace_id)
        live: dict[str, Any] = {"phase": LIVE, "offer": offer}
        told_at = now + delays.issues * slow + extra
        late = self._faults.take("late_issue", "amazon", operation)
        struck = (
            [issue(code, sent.marketplace_id) for code in [str(late.options["code"])] if code in SEEDS]
            if late
            else []
        )
        if not fresh and listing["shown"]["phase"] == LIVE:
            changes = [Change(now + delays.change * slow + extra, {**live, "issues": issues})]
        elif any(blocks(entry) for entry in issues):
            # A refused submission never becomes an offer; only its issues show.
            changes = [
                Change(now + delays.readable, {"phase": PROCESSING}),
                Change(told_at, {"phase": PROCESSING, "issues": issues}),
            ]
        else:
            changes = [
                Change(now + delays.readable, {"phase": PROCESSING}),
                Change(now + delays.buyable * slow + extra, {**live, "issues": []}),
            ]
            if issues:
                changes.append(Change(told_at, {"issues": issues}))
        if struck:
            changes.append(Change(told_at, {"issues": [*issues, *struck]}))
        return changes

    def _share_stock(self, listing: Listing) -> None:
        """One SKU has one merchant-fulfilled stock in all countries of a region."""
        stock = offer_of(listing["attributes"], listing["marketplace_id"])
        for other in self._listings.find(
            [("seller_id", "=", listing["seller_id"]), ("sku", "=", listing["sku"])]
        ):
            if other["marketplace_id"] != listing["marketplace_id"] and other["shown"].get("offer"):
                offer = {**other["shown"]["offer"], "quantity": stock["quantity"]}
                at = self._clock() + self._delays.change
                self._listings.schedule(other, [Change(at, {"offer": offer})])

    def _create(self, listing: Listing, sent: Submission) -> dict[str, Any] | None:
        """A new product in the catalogue, from a complete listing that matches none."""
        attributes, place = listing["attributes"], sent.marketplace_id
        title = value_of(attributes, "item_name", place)
        if not title:
            return None
        code = value_of(attributes, "externally_assigned_product_identifier", place)
        kind = str(value_of(attributes, "externally_assigned_product_identifier", place, "type") or "ean")
        link = value_of(attributes, "main_product_image_locator", place, "media_location")
        parent = value_of(attributes, "parentage_level", place) == "parent"
        item = {
            "asin": listing["asin"],
            "titles": {place: str(title)},
            "product_type": sent.product_type,
            "brand": str(value_of(attributes, "brand", place) or ""),
            "identifiers": {kind.upper(): [str(code)]} if code else {},
            "classification": "VARIATION_PARENT" if parent else "BASE_PRODUCT",
            "images": [{"link": str(link), "width": 1000, "height": 1000}] if link else [],
        }
        self._catalogue.put(item)
        return item

    def _remember(self, sent: Submission, outcome: Outcome, offer: dict[str, Any]) -> None:
        number = self._store.next_number("amazon_submission")
        entry = {
            "seller_id": sent.caller.seller_id,
            "sku": sent.sku,
            "marketplace_id": sent.marketplace_id,
            "at": self._clock(),
            "kind": "preview" if sent.preview else sent.kind,
            "status": outcome.status,
            "submission_id": outcome.submission_id,
            "feed_id": sent.feed_id,
            "product_type": sent.product_type,
            "requirements": sent.requirements,
            "asin": outcome.asin,
            "offer": offer,
            "codes": [entry["code"] for entry in outcome.issues],
        }
        self._store.put(HISTORY, str(number).zfill(9), copy.deepcopy(entry))


def check_sku(sku: str) -> str:
    """A SKU as Amazon takes it: 1 to 40 characters. Raises 400."""
    if not sku.strip() or len(sku) > 40 or sku == "BadSKU":
        raise bad_request("Invalid 'sku' provided.")
    return sku


def _names(sent: Submission) -> list[str]:
    if sent.kind == "put":
        return list(sent.attributes or {})
    return [str(patch["path"]).removeprefix("/attributes/") for patch in sent.patches or []]


def _touched(attributes: dict[str, Any], patches: list[dict[str, Any]]) -> dict[str, Any]:
    names = {str(patch["path"]).removeprefix("/attributes/") for patch in patches}
    return {name: value for name, value in attributes.items() if name in names}


def _new_asin(sent: Submission) -> str:
    text = f"{sent.caller.seller_id}|{sent.sku}".encode()
    return f"B0{hashlib.sha256(text).hexdigest()[:8].upper()}"
