"""What an accepted submission leads to: the ASIN it gets, and when what of it becomes visible."""

import hashlib
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from backend.sandbox.amazon.catalogue import Catalogue
from backend.sandbox.amazon.config import Delays
from backend.sandbox.amazon.families import Families, belonging, is_parent, parent_sku_of
from backend.sandbox.amazon.issues import SEEDS, Issue, blocks, issue
from backend.sandbox.amazon.lifecycle import ABSENT, LIVE, PROCESSING, Change, Listing, Listings
from backend.sandbox.amazon.matching import availability, late_issues, offer_of, picture_issues, value_of
from backend.sandbox.amazon.sellers import Caller
from backend.sandbox.faults import Faults

STOCK = "fulfillment_availability"


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


class Unfolding:
    """Starts what a submission leads to."""

    def __init__(
        self,
        clock: Callable[[], float],
        faults: Faults,
        catalogue: Catalogue,
        listings: Listings,
        families: Families,
        delays: Delays,
    ) -> None:
        self._clock, self._faults, self._delays = clock, faults, delays
        self._catalogue, self._listings, self._families = catalogue, listings, families

    def refused_there(self, sent: Submission) -> list[Issue]:
        """What keeps a listing out of Amazon's warehouse, where the fault is armed."""
        codes = {
            str(value.get("fulfillment_channel_code"))
            for patch in sent.patches or []
            if patch["path"].endswith(STOCK) and patch["op"] != "delete"
            for value in patch["value"]
        }
        if codes <= {"DEFAULT"} or not self._faults.take("fba_refused", "amazon", sent.sku):
            return []
        return [issue("90244", sent.marketplace_id, "fulfillment_channel_code", [STOCK])]

    def start(
        self,
        sent: Submission,
        known: Listing | None,
        attributes: dict[str, Any],
        asin: str | None,
        against: list[Issue],
    ) -> None:
        """Bring a listing under way. `known`: the SKU's present listing; `against`: what is wrong already."""
        listing = known or _new(sent, self._clock())
        listing["changes"] = [change for change in listing["changes"] if change["set"].get("phase") != ABSENT]
        fresh = not _was_live(listing)
        issues = list(against)
        if not fresh and asin and asin != listing["asin"]:
            names = ["merchant_suggested_asin"]
            issues = [issue("8005", sent.marketplace_id, listing["asin"], names)]
        elif sent.kind == "patch" and known is None:
            # Amazon takes a patch of an unknown SKU and leaves half a listing behind.
            issues = [issue("13013", sent.marketplace_id, asin or sent.sku)]
            listing["asin"] = asin
        elif fresh:
            # Only what once was live holds a SKU to its ASIN; a refused one may try another.
            listing["asin"] = asin or _new_asin(sent)
        listing["attributes"] = attributes
        if sent.kind == "put":
            listing["requirements"] = sent.requirements
        item, issues = self._judged(sent, listing, issues)
        listing["product_type"] = item["product_type"] if item else sent.product_type
        slow = 10.0 if item and "slow" in item.get("flags", []) else 1.0
        changes = self._changes(sent, listing, issues, slow, fresh)
        orphan = fresh and not any(map(blocks, issues)) and self._families.waits(listing)
        listing["waits_for"] = parent_sku_of(attributes, sent.marketplace_id) if orphan else ""
        # A child that came before its parent is neither refused nor shown until that is there.
        self._listings.schedule(listing, changes[:1] if orphan else changes)
        if STOCK in _names(sent) and not orphan:
            self._share_stock(listing)
        self._let_go(sent, listing)

    def _let_go(self, sent: Submission, parent: Listing) -> None:
        """Children that waited for this parent go on."""
        if is_parent(parent["attributes"], sent.marketplace_id):
            for child in self._families.waiting_for(parent):
                self._release(sent, child)

    def _judged(
        self, sent: Submission, listing: Listing, issues: list[Issue]
    ) -> tuple[dict[str, Any] | None, list[Issue]]:
        """The product a listing is on (a new one is made where there is none), and all that is wrong."""
        place = sent.marketplace_id
        item = self._catalogue.get(listing["asin"] or "", place)
        maker = f"{sent.caller.seller_id}|{sent.sku}"
        if item and item.get("made_by") == maker and sent.kind == "put" and not issues:
            # Who made a product may say something else of it.
            item = self._create(listing, sent) or item
            found = picture_issues(listing["attributes"], place)
            return item, [*found, *self._families.issues(listing, item)]
        if item and not issues:
            kind = listing["requirements"]
            found = late_issues(listing["attributes"], place, item, sent.caller.seller_id, kind)
            return item, [*found, *self._families.issues(listing, item)]
        if item is None and not any(entry["code"] == "13013" for entry in issues):
            # A product that is refused never comes into the catalogue.
            issues = issues or picture_issues(listing["attributes"], place)
            refused = any(blocks(entry) for entry in issues)
            item = None if refused else self._create(listing, sent)
            if item is None and not refused:
                issues = [issue("8560", place, "item_name", ["item_name"])]
        return item, issues if any(map(blocks, issues)) else [*issues, *self._families.issues(listing, item)]

    def _release(self, sent: Submission, child: Listing) -> None:
        """The parent of a waiting child came: the child goes on as if it had just been sent."""
        item = self._catalogue.get(child["asin"] or "", sent.marketplace_id)
        offer = offer_of(child["attributes"], sent.marketplace_id)
        issues, child["waits_for"] = self._families.issues(child, item), ""
        at = self._clock() + self._delays.buyable + self._delays.change
        live = {
            "phase": LIVE,
            "offer": offer,
            "issues": [],
            **belonging(child["attributes"], sent.marketplace_id),
        }
        refused = any(map(blocks, issues))
        self._listings.schedule(
            child, [Change(at, {"phase": PROCESSING, "issues": issues} if refused else live)]
        )

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
        offer = _offer(sent, listing, fresh)
        live: dict[str, Any] = {"phase": LIVE, "offer": offer}
        if not any(map(blocks, issues)):
            live |= belonging(listing["attributes"], sent.marketplace_id)
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
        """One SKU has one merchant-fulfilled stock in all countries of a region, and one sender."""
        stock = availability(listing["attributes"])
        for other in self._listings.find(
            [("seller_id", "=", listing["seller_id"]), ("sku", "=", listing["sku"])]
        ):
            if other["marketplace_id"] != listing["marketplace_id"] and other["shown"].get("offer"):
                at = self._clock() + self._delays.change
                if stock and stock["channel"] != other["shown"]["offer"]["channel"]:
                    other["attributes"] = {**other["attributes"], STOCK: listing["attributes"][STOCK]}
                self._listings.schedule(other, [Change(at, {"offer": stock})])

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
            **{name: str(said) for name in ("color", "size") if (said := value_of(attributes, name, place))},
            "identifiers": {kind.upper(): [str(code)]} if code else {},
            "classification": "VARIATION_PARENT" if parent else "BASE_PRODUCT",
            "made_by": f"{sent.caller.seller_id}|{sent.sku}",
            "images": [{"link": str(link), "width": 1000, "height": 1000}] if link else [],
        }
        self._catalogue.put(item)
        return item


def _new(sent: Submission, now: float) -> Listing:
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


def _offer(sent: Submission, listing: Listing, fresh: bool) -> dict[str, Any] | None:
    """The offer to show; a parent has none. Attributes hold the quantity last sent, of which buyers took some since
    (Amazon facts 7): what does not name the stock leaves alone what is shown of it."""
    if listing["requirements"] == "LISTING_PRODUCT_ONLY":
        return None
    offer = offer_of(listing["attributes"], sent.marketplace_id)
    if fresh or STOCK in _names(sent):
        return offer
    return {name: value for name, value in offer.items() if name not in ("quantity", "channel", "beside")}


def _names(sent: Submission) -> list[str]:
    if sent.kind == "put":
        return list(sent.attributes or {})
    return [str(patch["path"]).removeprefix("/attributes/") for patch in sent.patches or []]


def _was_live(listing: Listing) -> bool:
    changes = [change["set"].get("phase") for change in listing["changes"]]
    return listing["shown"]["phase"] == LIVE or LIVE in changes


def _new_asin(sent: Submission) -> str:
    text = f"{sent.caller.seller_id}|{sent.sku}".encode()
    return f"B0{hashlib.sha256(text).hexdigest()[:8].upper()}"
