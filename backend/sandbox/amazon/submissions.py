"""Takes submissions in, one by one or from a feed: checks them, keeps their history, starts what they lead to."""

import copy
import uuid
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from backend.sandbox.amazon.catalogue import Catalogue
from backend.sandbox.amazon.config import Delays
from backend.sandbox.amazon.errors import bad_request
from backend.sandbox.amazon.families import shape_issues
from backend.sandbox.amazon.issues import Issue, blocks
from backend.sandbox.amazon.lifecycle import ABSENT, Change, Listing, Listings
from backend.sandbox.amazon.matching import creation_issues, find_asin, offer_of
from backend.sandbox.amazon.patches import apply_patches
from backend.sandbox.amazon.shipping_templates import ShippingTemplates
from backend.sandbox.amazon.unfolding import Submission, Unfolding
from backend.sandbox.amazon.validation import Validation
from backend.sandbox.store import Store

HISTORY = "amazon_submission"


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
        catalogue: Catalogue,
        listings: Listings,
        validation: Validation,
        unfolding: Unfolding,
        delays: Delays,
        templates: ShippingTemplates,
    ) -> None:
        self._store, self._clock, self._delays = store, clock, delays
        self._catalogue, self._listings = catalogue, listings
        self._validation, self._unfolding, self._templates = validation, unfolding, templates
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
                self._templates.own(sent.caller.seller_id, sent.marketplace_id),
                partial=sent.kind == "patch",
            )
            found += self._unfolding.refused_there(sent)
            found += shape_issues(sent.sku, full, sent.marketplace_id)
            asin, against = find_asin(full, sent.marketplace_id, self._catalogue)
            if asin is None and sent.kind == "put":
                against = creation_issues(full, sent.marketplace_id, sent.requirements)
                found += [entry for entry in against if entry["code"] == "8560"]
            invalid = any(blocks(entry) for entry in found)
            status = "INVALID" if invalid else "VALID" if sent.preview else "ACCEPTED"
            outcome = Outcome(status, uuid.uuid4().hex, found, asin)
            self._remember(sent, outcome, offer_of(full, sent.marketplace_id))
            if status == "ACCEPTED":
                self._unfolding.start(sent, listing, full, asin, against)
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


def _touched(attributes: dict[str, Any], patches: list[dict[str, Any]]) -> dict[str, Any]:
    names = {str(patch["path"]).removeprefix("/attributes/") for patch in patches}
    return {name: value for name, value in attributes.items() if name in names}
